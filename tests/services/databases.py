"""Make, clone and drop databases on a PostgreSQL server, given the URL of any database there."""

from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


def database_url(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def create_database(server: str, name: str, *, template: str = "template0") -> str:
    """A new database, a copy of `template` (which nobody may be connected to); answers its URL."""
    _execute(server, sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)
    return database_url(server, name)


def drop_database(server: str, name: str) -> None:
    """Drop it if it is there, whoever is still connected."""
    _execute(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)


def _execute(server: str, statement: sql.SQL, *names: str) -> None:
    with psycopg.connect(server, autocommit=True, connect_timeout=10) as connection:
        connection.execute(statement.format(*map(sql.Identifier, names)))
