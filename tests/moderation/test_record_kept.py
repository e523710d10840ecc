"""S10: what is on the record stays there: the database itself refuses to change, delete or empty it."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import Error, connection, transaction

from tests.chat.deployment import Deployment
from tests.moderation.audited import MUTE
from tests.moderation.clerk import Clerk
from tests.moderation.scene import dump, make_scene
from tests.services.stack import ROOT, child_environment

CHANGES = [
    "UPDATE rooms_auditentry SET reason = 'rewritten'",
    "DELETE FROM rooms_auditentry",
    "UPDATE rooms_auditentry SET actor_id = actor_id",
]
EMPTYINGS = ["TRUNCATE rooms_auditentry", "TRUNCATE rooms_auditentry CASCADE", "TRUNCATE rooms_room CASCADE"]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", CHANGES)
def test_postgresql_refuses_to_change_or_delete_an_entry(statement: str) -> None:
    scene = make_scene()
    MUTE(scene)
    before = dump()["rooms_auditentry"]
    assert before
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert dump()["rooms_auditentry"] == before


@pytest.mark.parametrize("statement", EMPTYINGS)
def test_postgresql_refuses_to_empty_the_record_at_a_stroke(
    deployment: Deployment, clerk: Clerk, statement: str
) -> None:
    owner, target = deployment.people(2)
    room = deployment.room(owner, target)
    clerk.act(name="mute", user=owner.username, slug=room, username=target.username, reason="because")
    count = "SELECT count(*) FROM rooms_auditentry"
    before = deployment.rows(count)
    assert before[0][0]
    with pytest.raises(Exception, match="append-only"):
        deployment.rows(statement)
    assert deployment.rows(count) == before


def test_sqlite_refuses_to_change_or_delete_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "chat.sqlite3"
    environment = child_environment(
        {},
        DATABASE_URL=f"sqlite:///{path}",
        DATA_DIR=str(tmp_path),
        REDIS_URL="",
        PUBLIC_URL="http://127.0.0.1:8000",
    )
    migrate = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    with sqlite3.connect(path) as database:
        database.execute(
            "INSERT INTO rooms_auditentry (room_id, actor_id, action, reason, before, after, created_at)"
            " VALUES (1, 1, 'mute', 'why', '{}', '{}', '2026-01-01'), (1, 1, 'ban', 'why', '{}', '{}', '2026-01-02')"
        )
        rows = database.execute("SELECT * FROM rooms_auditentry").fetchall()
        assert len(rows) == 2
        for statement in CHANGES:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                database.execute(statement)
        assert database.execute("SELECT * FROM rooms_auditentry").fetchall() == rows
    database.close()
