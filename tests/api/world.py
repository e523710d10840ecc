"""People, rooms and messages, and programs that speak for the people."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, unquote
from uuid import uuid4

from django.test import AsyncClient
from django.utils import timezone

from accounts.models import User
from accounts.models.token import SCOPES
from accounts.tokens import create_token
from chatapp.database import in_database
from rooms.actions.log import Outcome, commit
from rooms.actions.members import join
from rooms.actions.rooms import create_room
from rooms.actions.writes import Send

ROOT = "/api/v1/"


class _Http(AsyncClient):
    def _get_path(self, parsed: Any) -> str:
        """As a server has it: UTF-8. Django's own is for WSGI, which has Latin-1."""
        return unquote(parsed.path)


class Program:
    """A person's program: `await program.get("rooms")`. `token` None speaks for nobody."""

    def __init__(self, token: str | None, username: str = "") -> None:
        self.token = token
        self.username = username
        self.http = _Http(raise_request_exception=False)

    async def __call__(
        self, method: str, path: str, body: Any = None, /, *, query: Any = None, **headers: str
    ) -> Any:
        """`body` is JSON, or bytes as they are. `headers` have underscores for hyphens."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent.setdefault("authorization", f"Bearer {self.token}")
        kind = sent.pop("content-type", "application/json")
        return await self.http.generic(
            method,
            path if path.startswith("/") else ROOT + path,
            content,
            kind,
            headers=sent,
            query_params=query,
        )

    async def get(self, path: str, /, **query: Any) -> Any:
        return await self("GET", path, query=query or None)

    async def post(self, path: str, body: Any = None, /) -> Any:
        return await self("POST", path, body)

    async def put(self, path: str, body: Any = None, /) -> Any:
        return await self("PUT", path, body)

    async def patch(self, path: str, body: Any = None, /) -> Any:
        return await self("PATCH", path, body)

    async def delete(self, path: str, body: Any = None, /) -> Any:
        return await self("DELETE", path, body)


async def person(username: str, *scopes: str, **fields: Any) -> Program:
    """Somebody who was here a moment ago (so that nothing is written behind), with a token for these scopes."""
    fields.setdefault("last_seen", timezone.now())
    user = await in_database(User.objects.create_user, username, None, None, **fields)
    return await another_token(user, *(scopes or SCOPES))


async def another_token(user: User, *scopes: str, **fields: Any) -> Program:
    _row, text = await in_database(create_token, user, scopes=list(scopes), **fields)
    return Program(text, user.username)


async def user_of(program: Program) -> User:
    return await User.objects.aget(username=program.username)


async def room(owner: Program, name: str = "Tea", *members: Program, **fields: Any) -> str:
    """A room's slug; the members of a private one are let in as an invitation would."""
    made = await in_database(create_room, user=await user_of(owner), name=name, **fields)
    for member in members:
        await in_database(let_in, made.slug, await user_of(member))
    return made.slug


def let_in(slug: str, user: User) -> None:
    from django.db import transaction

    from rooms.actions.admission import admit, lock
    from rooms.models import Room

    with transaction.atomic():
        admit(lock(Room.objects.get(slug=slug)), user)


async def say(author: Program, slug: str, bodies: Sequence[str]) -> list[int]:
    """Commit these messages as one group; their seqs."""
    user = await user_of(author)
    answers = await in_database(commit, [Send(slug, user.pk, uuid4(), body) for body in bodies])
    assert all(isinstance(answer, Outcome) for answer in answers), answers
    return [answer.message.seq for answer in answers]  # type: ignore[union-attr]


async def fill(author: Program, slug: str, number: int) -> list[int]:
    return await say(author, slug, [f"message {one}" for one in range(1, number + 1)])


async def enter(program: Program, slug: str) -> None:
    await in_database(join, user=await user_of(program), slug=slug)


def emoji(text: str) -> str:
    return quote(text, safe="")


def refusal(answer: Any) -> tuple[int, str]:
    """Status and code of an error, whose form is checked on the way."""
    body = answer.json()
    assert set(body) == {"code", "detail", "request_id"}, body
    assert body["request_id"] == answer.headers["X-Request-ID"]
    assert body["detail"]
    return answer.status_code, body["code"]


def lines(text: bytes) -> list[Any]:
    return [json.loads(line) for line in text.decode().splitlines()]


async def body_of(answer: Any) -> bytes:
    """A stream's whole text."""
    return b"".join([part async for part in answer.streaming_content])
