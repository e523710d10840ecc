"""What the sections share: the services, one deployment of ours, people, and how long things may take."""

from contextlib import ExitStack
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any, Self

import psycopg

from bench.cores import SERVICES, starting_on
from bench.ours import UNLIMITED, PinnedChatServer
from bench.people import Member, admit, make_people
from bench.table import show_progress
from tests.chat.office import Office
from tests.services.postgres import PostgresServer
from tests.services.process import Service
from tests.services.redis import RedisServer
from tests.services.stack import ProductionStack


class Site:
    """One deployment of ours: a database, a server process, and the office that acts beside it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.database = environment["DATABASE_URL"]
        self._numbers = count(1)
        self._open = ExitStack()

    @cached_property
    def server(self) -> PinnedChatServer:
        return self._open.enter_context(PinnedChatServer(self.environment, **UNLIMITED))

    @cached_property
    def office(self) -> Office:
        with starting_on(SERVICES):
            office = Office(self.environment)
        self._open.callback(office.close)
        return office

    @cached_property
    def owner(self) -> dict[str, Any]:
        """A person with a session: {"username", "token", "session", "id"}."""
        return self.office.person(username="owner")

    def people(self, number: int) -> list[Member]:
        return make_people(self.database, number, f"p{next(self._numbers)}x")

    def room(self, people: list[Member]) -> str:
        """A public room that these people are in; its slug."""
        slug = self.office.room(owner=self.owner["username"], name=f"Bench {next(self._numbers)}")
        admit(self.database, [(slug, one) for one in people])
        return slug

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query, values).fetchall()

    def close(self) -> None:
        self._open.close()


class Stage:
    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder = folder
        self.quick = quick
        self._numbers = count(1)
        self._open = ExitStack()

    def pick[T](self, full: T, quick: T) -> T:
        """The first in a real run, the second where it is only to be seen that all works."""
        return quick if self.quick else full

    def tell(self, text: str) -> None:
        show_progress(text)

    @cached_property
    def services(self) -> ProductionStack:
        """PostgreSQL as in production, fsync and all, and Redis."""
        stack = ProductionStack(PostgresServer(durable=True), RedisServer())
        with starting_on(SERVICES):
            stack.start()
        self._open.callback(stack.stop)
        return stack

    @cached_property
    def redis(self) -> str:
        return self.services.redis

    @cached_property
    def site(self) -> Site:
        """The deployment that sections share, each in rooms of its own."""
        return self.new_site()

    def new_site(self) -> Site:
        site = Site(self.services.new_site(f"bench_{next(self._numbers)}"))
        self._open.callback(site.close)
        return site

    def start[S: Service](self, service: S) -> S:
        """Started now, stopped when the run ends or by `service.close()`."""
        self._open.callback(service.close)
        return service.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()
