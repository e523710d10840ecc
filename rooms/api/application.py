"""The API itself: its operations, its parser and its way of refusing."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.operation import Operation

from rooms.api import (
    authors,
    changes,
    history,
    me,
    members,
    messages,
    reactions,
    reading,
    rooms,
    search,
    streams,
)
from rooms.api.moderation import audit, deletions, people, raid, reports
from rooms.api.parser import StrictParser
from rooms.api.refusals import install
from rooms.api.routing import router
from rooms.api.webhooks import incoming, outgoing, subscription

MODERATION = (people, deletions, reports, raid, audit)
WEBHOOKS = (incoming, outgoing, subscription)
OPERATIONS = (rooms, history, messages, reactions, changes, streams, members, reading, authors, search, me)
DESCRIPTION = """
Rooms are numbered logs. `seq` numbers a room's messages, `version` every change of the room, both without
holes: a client can prove that it has everything.
"""


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """None is made: every operation answers with a response of its own."""
        return cast(HttpResponse, None)


api = Api(
    title="Chat",
    version="1",
    description=DESCRIPTION.strip().replace("\n", " "),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    parser=StrictParser(),
)
api.add_router("", router)
install(api)
