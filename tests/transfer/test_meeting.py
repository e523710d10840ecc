"""Into a site that has people and rooms already, and what a refusal or a crash leaves of it: nothing."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench.filling import fill
from tests.services.chat import manage
from tests.services.stack import ROOT, Stack, child_environment
from tests.transfer.sites import Site, contents, export, refused, rows, through

LOG = """
    SELECT seq, message.version, username, body, html, reply_to, reactions FROM rooms_message message
    JOIN rooms_room room ON room.id = room_id JOIN accounts_user author ON author.id = author_id
    WHERE slug = 'tea-cake' ORDER BY seq
"""
RECORD = "SELECT count(*) FROM rooms_auditentry entry JOIN rooms_room room ON room.id = room_id WHERE slug = 'tea-cake'"
INSERTING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'INSERT%message%'"
BESIDE = """
from rooms.actions.rooms import create_room
from rooms.actions.log import perform
from rooms.actions.writes import Send
import uuid
zoe, bob = User.objects.create_user("zoe"), User.objects.create_user("bob", name="Bob of here")
room = create_room(user=zoe, name="Here first")
perform(Send(room.slug, zoe.pk, uuid.uuid4(), "I was here first."))
"""
AFTER = """
from rooms.actions.log import perform
from rooms.actions.members import join
from rooms.actions.writes import Send
import uuid
zoe = User.objects.get(username="zoe")
join(user=zoe, slug="tea-cake")
before = Room.objects.get(slug="tea-cake").last_seq
assert perform(Send("tea-cake", zoe.pk, uuid.uuid4(), "I came later.")).seq == before + 1
assert Message.objects.order_by("-pk")[0].body == "I came later."
"""
UNDO = """
from rooms.actions.moderation.undoing import take_back
entry = AuditEntry.objects.filter(room__slug="tea-cake", action="delete", undone_by=None).get()
take_back(user=User.objects.get(username="ada"), slug="tea-cake", entry_id=entry.pk)
assert not Message.objects.filter(room__slug="tea-cake", seq__in=[8, 9], body="").exists()
"""


def run(site: Site, code: str) -> None:
    manage(
        site,
        "shell",
        "--no-imports",
        "-c",
        f"from rooms.models import *\nfrom accounts.models import *\n{code}",
    )


def test_a_room_moves_in_beside_others(
    source: Site, exported: Path, exported_room: Path, new_site: Callable[..., Site]
) -> None:
    site, given = new_site(), str(exported_room)
    run(site, BESIDE)
    assert "usernames that are taken here: bob." in refused(site, "import", given)
    assert "goes into an empty one" in refused(site, "import", str(exported.parent))
    people, places, messages, record = contents(site)
    manage(site, "import", given, "--match-people")
    log = rows(source, LOG)
    assert rows(site, LOG) == log
    assert rows(site, "SELECT name FROM accounts_user WHERE username = 'bob'") == [("Bob of here",)]
    acts = rows(source, RECORD)[0][0]
    assert contents(site) == [people + 2, places + 1, messages + len(log), record + acts]
    assert "There is a room tea-cake here already" in refused(site, "import", given, "--match-people")
    run(site, AFTER + UNDO)


def test_what_is_not_there_is_said(
    source: Site, exported_room: Path, new_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = new_site()
    assert "There is no file" in refused(site, "import", str(tmp_path / "nothing"))
    assert "There is no room tea" in refused(site, "export", "--room", "tea", "--output", str(tmp_path / "x"))
    assert list((tmp_path / "x").iterdir()) == []
    again = refused(source, "export", "--room", "tea-cake", "--output", str(exported_room))
    assert "is there already" in again


def test_an_import_killed_on_the_way_leaves_nothing_and_is_run_again(
    stack: Stack, new_site: Callable[..., Site], tmp_path: Path
) -> None:
    big = stack.new_site("transfer_big")
    try:
        run(big, BESIDE)
        fill(
            big["DATABASE_URL"],
            "here-first",
            rows(big, "SELECT id FROM accounts_user WHERE username = 'zoe'")[0][0],
            20_000,
        )
        first = export(big, tmp_path / "big")
    finally:
        stack.drop_site("transfer_big")
    site = new_site()
    command = [sys.executable, "manage.py", "import", str(tmp_path / "big")]
    killed = subprocess.Popen(command, cwd=ROOT, env=child_environment(site), stderr=subprocess.DEVNULL)
    with psycopg.connect(site["DATABASE_URL"], autocommit=True) as database:
        deadline = time.monotonic() + 60
        while not database.execute(INSERTING).fetchone()[0]:
            assert time.monotonic() < deadline
            assert killed.poll() is None
            time.sleep(0.01)
        killed.kill()
        killed.wait()
    assert contents(site) == [0, 0, 0, 0]
    assert through(site, tmp_path / "big", tmp_path / "again") == first
