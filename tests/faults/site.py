"""A deployment with a database and a Redis of its own, to be broken."""

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

import psutil

from tests.chat.deployment import Deployment
from tests.chat.office import Office
from tests.services.chat import ChatServer
from tests.services.postgres import PostgresServer
from tests.services.process import Service
from tests.services.redis import RedisServer
from tests.services.stack import ProductionStack

numbers = count(1)


class Services(ProductionStack):
    """A durable PostgreSQL, as in production, and a Redis: killed and started again by whoever has them."""

    def __init__(self) -> None:
        self.postgres = PostgresServer(durable=True)
        self.redis_server = RedisServer()
        super().__init__(self.postgres, self.redis_server)


class WebProcess(ChatServer):
    """`manage.py serve`, or the same with one safeguard removed (see `tests.faults.without`)."""

    def __init__(self, site: Mapping[str, str], without: str = "", **settings: str) -> None:
        super().__init__(site, **settings)
        self.without = without

    def command(self) -> list[str]:
        if not self.without:
            return super().command()
        return [sys.executable, "-m", "tests.faults.without", self.without]

    def memory(self) -> int:
        """Resident bytes."""
        return int(psutil.Process(self.pid).memory_info().rss)


class Site(Deployment):
    """`web` are its web processes. The office and the checker go to the database directly, past any proxy."""

    def __init__(self, services: Services, site: dict[str, str], web: list[WebProcess]) -> None:
        self.services = services
        self.site = site
        self.web = web
        self.servers = [*web]
        for server in web:
            server.launch()
        self.open_office()
        for server in web:
            server.wait_until_ready()

    def ports(self) -> list[int]:
        return [server.port for server in self.web]

    def log(self, slug: str) -> list[dict[str, Any]]:
        """Every message of a room, and the version each was written in (`born`)."""
        query = (
            "SELECT seq, born FROM rooms_message m JOIN rooms_room r ON r.id = m.room_id WHERE r.slug = %s"
        )
        born = dict(self.rows(query, slug))
        return [row | {"born": born[row["seq"]]} for row in super().log(slug)]

    def mend(self) -> None:
        """Start whatever a test has left dead or frozen."""
        for service in (self.services.postgres, self.services.redis_server, *self.web):
            service.thaw()
            if not service.is_running():
                service.start()
        if self.services.postgres.pid != self.office_database:  # its connection went with the old one
            self.office.close()
            self.open_office()

    def open_office(self) -> None:
        self.office = Office(self.site)
        self.office_database = self.services.postgres.pid


async def start(service: Service) -> None:
    """Start it again without holding up the clients. Launched here: a child ends with the thread that made it."""
    service.launch()
    await asyncio.to_thread(service.wait_until_ready)


async def kill(service: Service) -> None:
    await asyncio.to_thread(service.kill)


@contextmanager
def standing(services: Services, processes: int = 2) -> Iterator[Site]:
    """A site that is gone afterwards."""
    name = f"fault_{os.getpid()}_{next(numbers)}"
    made = services.new_site(name)
    site = Site(services, made, [WebProcess(made) for _ in range(processes)])
    try:
        yield site
    finally:
        site.mend()
        site.close()
        services.drop_site(name)


class Beside(list[WebProcess]):
    """Web processes that are not the site's usual ones."""

    def ports(self) -> list[int]:
        return [each.port for each in self]


@contextmanager
def beside(site: Site, processes: int = 1, *, without: str = "", **addresses: str) -> Iterator[Beside]:
    """More web processes of the site: without a safeguard, or with other addresses (DATABASE_URL, REDIS_URL)."""
    made = Beside(WebProcess({**site.site, **addresses}, without) for _ in range(processes))
    try:
        for each in made:
            each.launch()
        for each in made:
            each.wait_until_ready()
        yield made
    finally:
        for each in made:
            each.kill()
            each.close()
