"""One deployment for a module's tests: a database, two web processes and the office beside them."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import psycopg

from tests.chat.office import Office
from tests.chat.people import Person
from tests.services.chat import ChatServer
from tests.services.stack import Stack

numbers = count(1)


class Deployment:
    """`first` and `second` are the web processes; `office` acts from outside them."""

    def __init__(self, site: dict[str, str], processes: int, settings: dict[str, str]) -> None:
        self.site = site
        self.servers = [ChatServer(site, **settings) for _ in range(processes)]
        for server in self.servers:
            server.launch()
        self.office = Office(site)
        for server in self.servers:
            server.wait_until_ready()

    @property
    def first(self) -> ChatServer:
        return self.servers[0]

    @property
    def second(self) -> ChatServer:
        return self.servers[1]

    def person(self, prefix: str = "p") -> Person:
        """Somebody nobody else is."""
        return Person(**self.office.person(username=f"{prefix}{next(numbers)}"))

    def people(self, number: int, prefix: str = "p") -> list[Person]:
        names = [f"{prefix}{next(numbers)}" for _ in range(number)]
        return [Person(**made) for made in self.office.people(names=names)]

    def room(self, owner: Person, *members: Person, **options: Any) -> str:
        return self.office.room(owner=owner.username, members=[one.username for one in members], **options)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database behind everybody's back."""
        with psycopg.connect(self.site["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(query, values)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def log(self, slug: str) -> list[dict[str, Any]]:
        """Every message of a room as the database has it, in order."""
        names = ("seq", "version", "client_id", "body", "deleted", "username", "reactions")
        query = (
            "SELECT m.seq, m.version, m.client_id::text, m.body, m.deleted_at IS NOT NULL, u.username, m.reactions"
            " FROM rooms_message m JOIN accounts_user u ON u.id = m.author_id JOIN rooms_room r ON r.id = m.room_id"
            " WHERE r.slug = %s ORDER BY m.seq"
        )
        return [dict(zip(names, row, strict=True)) for row in self.rows(query, slug)]

    def head(self, slug: str) -> tuple[int, int]:
        """(last_seq, version)"""
        return self.rows("SELECT last_seq, version FROM rooms_room WHERE slug = %s", slug)[0]  # type: ignore[return-value]

    def errors(self) -> list[str]:
        """Error-level lines, tracebacks and other unstructured output of the web processes."""
        return [line for server in self.servers for line in server.log().splitlines() if _is_error(line)]

    def close(self) -> None:
        self.office.close()
        for server in self.servers:
            server.kill()
            server.close()


def _is_error(line: str) -> bool:
    try:
        return json.loads(line)["level"] in ("error", "critical")
    except (ValueError, KeyError, TypeError):
        return "Traceback" in line or "Error" in line


@contextmanager
def deployed(stack: Stack, processes: int = 2, **settings: str) -> Iterator[Deployment]:
    """A deployment of its own, gone afterwards."""
    name = f"live_{os.getpid()}_{next(numbers)}"
    deployment = Deployment(stack.new_site(name), processes, settings)
    try:
        yield deployment
    finally:
        deployment.close()
        stack.drop_site(name)
