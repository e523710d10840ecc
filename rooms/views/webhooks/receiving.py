"""`/hooks/<token>`: a message from a program that was made for Slack's incoming webhooks, answered as Slack does."""

import math
import uuid

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST
from limits import parse as rate

from accounts.limits import address_of
from chatapp.database import in_database
from rooms.actions.webhooks.incoming import find_hook
from rooms.actions.writes import Send
from rooms.api.limits import Hit, counters
from rooms.errors import ActionError
from rooms.realtime.writer import writer
from rooms.webhooks.slack.errors import SlackError
from rooms.webhooks.slack.message import said
from rooms.webhooks.slack.payload import MOST, parse

log = structlog.get_logger(__name__)
# Our refusals in Slack's words; what is not here is a prohibition.
WORDS = {
    "unknown_room": "channel_not_found",
    "not_member": "channel_not_found",
    "archived": "channel_is_archived",
    "slow_mode": "rate_limited",
    "rate_limited": "rate_limited",
    "unavailable": "rollup_error",
    "empty_body": "no_text",
}


@csrf_exempt
@login_not_required
@require_POST
async def receive(request: HttpRequest, token: str) -> HttpResponse:
    """`ok`, or one of Slack's words for what is wrong. A held message is `ok` too: it has arrived."""
    try:
        await _post(request, token)
    except SlackError as error:
        return _answer(error.word, error.status, error.retry_after)
    except (OperationalError, InterfaceError) as error:
        log.warning("webhook_without_database", error=repr(error))
        return _answer("rollup_error", 503, 1)
    return _answer("ok", 200)


@sensitive_variables("token")
async def _post(request: HttpRequest, token: str) -> None:
    await _count(settings.API_ADDRESS_RATE, "address", address_of(request.META.get("REMOTE_ADDR") or ""))
    body = _body(request)
    found = await in_database(find_hook, token)
    if found is None:
        raise SlackError("no_service")
    slug, bot = found
    await _count(settings.WEBHOOK_RATE, "hook", token)
    message = said(parse(body, request.content_type or ""))
    try:
        await writer().submit(Send(slug, bot, uuid.uuid4(), message.body, via=message.name))
    except ActionError as error:
        if error.code != "held":
            raise SlackError(WORDS.get(error.code, "action_prohibited"), error.retry_after) from None


async def _count(allowed: str, name: str, who: str) -> None:
    """Raises `rate_limited`. Addresses are counted with those of the API: a token cannot be guessed either."""
    (allowance,) = await counters().hit(Hit(rate(allowed), name, who))
    if allowance.is_spent:
        raise SlackError("rate_limited", allowance.wait)


def _body(request: HttpRequest) -> bytes:
    """The body, or the field `payload` of a multipart form. Raises `payload_too_large` or `invalid_payload`."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST:
            raise SlackError("payload_too_large")
        if request.content_type == "multipart/form-data":
            return request.POST.get("payload", "").encode("utf-8", "surrogatepass")
        return request.body
    except RequestDataTooBig:
        raise SlackError("payload_too_large") from None
    except (ValueError, RawPostDataException):
        raise SlackError("invalid_payload") from None


def _answer(word: str, status: int, retry_after: float | None = None) -> HttpResponse:
    response = HttpResponse(word, status=status, content_type="text/plain; charset=utf-8")
    if retry_after is not None:
        response["Retry-After"] = str(max(1, math.ceil(retry_after)))
    return response
