"""Which database and which Redis a test run uses, as the environment that the settings read.

TEST_STACK=production (the default): PostgreSQL and Redis, started here unless TEST_DATABASE_URL and
TEST_REDIS_URL name others. TEST_STACK=embedded: SQLite and memory, as `make run` has it on a laptop.

A *site* is one deployment's data: a database, or a folder. Servers that share a site share its data.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.core.cache import cache

from .databases import create_database, database_url, drop_database
from .postgres import PostgresServer
from .redis import RedisServer

ROOT = Path(__file__).resolve().parents[2]
# Whatever the person who runs the tests has set for a real site must not reach them.
FOREIGN = (
    "DATABASE_URL",
    "REDIS_URL",
    "PUBLIC_URL",
    "PORT",
    "DATA_DIR",
    "SIGNUP",
    "SITE_NAME",
    "DEBUG",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
)
COMMON = {
    "DJANGO_SETTINGS_MODULE": "chatapp.settings",
    "SECRET_KEY": "only-for-tests-and-as-long-as-a-real-one-must-be-0123456789",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "PUBLIC_URL": "http://testserver",
    "ALLOW_HTTP": "on",
    "STATIC_ROOT": str(ROOT / ".pytest_cache" / "static"),  # apart from the one that `make run` serves
}


TEMPLATE = "site_template"


def child_environment(site: Mapping[str, str], **settings: str) -> dict[str, str]:
    """The environment of a process of that site: ours, without what is set for a real one."""
    inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**inherited, "PYTHONUNBUFFERED": "1", **site, **settings}


class Stack(ABC):
    name: str
    has_template = False

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What Django's settings in the test process itself read."""

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None: ...

    @abstractmethod
    def flush(self) -> None:
        """Forget what is kept outside the database."""

    @abstractmethod
    def create_site(self, name: str, *, template: str = "") -> dict[str, str]:
        """A new site, empty or a copy of another one at rest; answers its servers' environment."""

    @abstractmethod
    def drop_site(self, name: str) -> None: ...

    def new_site(self, name: str) -> dict[str, str]:
        """A new site, migrated: a copy of a template that is made the first time."""
        if not self.has_template:
            prepare = [sys.executable, "-m", "scripts.start", "--prepare"]
            template = child_environment(self.create_site(TEMPLATE))
            subprocess.run(prepare, cwd=ROOT, env=template, check=True, capture_output=True)
            self.has_template = True
        return self.create_site(name, template=TEMPLATE)


class EmbeddedStack(Stack):
    """SQLite and the in-memory layer: nothing to start."""

    name = "embedded"

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="chat-embedded-"))

    def environment(self) -> dict[str, str]:
        return {
            **COMMON,
            "DATABASE_URL": f"sqlite:///{self.folder}/chat.sqlite3",
            "DATA_DIR": str(self.folder),
        }

    def start(self) -> None: ...

    def flush(self) -> None:
        cache.clear()

    def create_site(self, name: str, *, template: str = "") -> dict[str, str]:
        folder = self.folder / name
        if template:
            shutil.copytree(self.folder / template, folder)
        return {**COMMON, "DATA_DIR": str(folder)}

    def drop_site(self, name: str) -> None:
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def stop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class ProductionStack(Stack):
    """PostgreSQL and Redis; a copy of a site takes about 60 ms."""

    name = "production"

    def __init__(
        self, postgres: PostgresServer | None = None, redis_server: RedisServer | None = None
    ) -> None:
        """Those who break services bring their own; the others share what the run uses."""
        self.own_postgres = postgres or (None if "TEST_DATABASE_URL" in os.environ else PostgresServer())
        self.own_redis = redis_server or (None if "TEST_REDIS_URL" in os.environ else RedisServer())
        self.database = self.own_postgres.url() if self.own_postgres else os.environ["TEST_DATABASE_URL"]
        self.redis = self.own_redis.url if self.own_redis else os.environ["TEST_REDIS_URL"]

    def environment(self) -> dict[str, str]:
        return self.site_environment("chat" if self.own_postgres else urlsplit(self.database).path[1:])

    def site_environment(self, name: str) -> dict[str, str]:
        return {**COMMON, "DATABASE_URL": database_url(self.database, name), "REDIS_URL": self.redis}

    def start(self) -> None:
        services = [service for service in (self.own_postgres, self.own_redis) if service]
        for service in services:
            service.launch()
        for service in services:
            service.wait_until_ready()

    def stop(self) -> None:
        for service in (self.own_postgres, self.own_redis):
            if service:
                service.close()

    def flush(self) -> None:
        with redis.Redis.from_url(self.redis) as client:
            client.flushdb()

    def create_site(self, name: str, *, template: str = "") -> dict[str, str]:
        create_database(self.database, name, template=template or "template0")
        return self.site_environment(name)

    def drop_site(self, name: str) -> None:
        drop_database(self.database, name)


def chosen_stack() -> Stack:
    """The stack that TEST_STACK names; raises MissingService when this machine cannot run it."""
    stacks: dict[str, type[Stack]] = {stack.name: stack for stack in (ProductionStack, EmbeddedStack)}
    return stacks[os.environ.get("TEST_STACK", "production")]()
