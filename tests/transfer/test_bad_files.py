"""Files that are broken or mean harm: one sentence with the line, and nothing is stored."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from rooms.models import AuditEntry, Message, Room
from rooms.transfer.errors import TransferError
from rooms.transfer.importing import import_file, restore_file
from tests.transfer.forging import Forgery, forge

pytestmark = pytest.mark.django_db(transaction=True)
type Change = Callable[[Forgery], object]


def refused(path: Path, **how: Any) -> str:
    with pytest.raises(TransferError) as caught:
        import_file(path, lambda _: None, **how)
    assert not User.objects.filter(username="eve").exists()
    assert not Room.objects.filter(slug="tea-cake").exists()
    assert not Message.objects.exists()
    assert not AuditEntry.objects.exists()
    return str(caught.value)


BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "is empty"),
    "cut in a line": (lambda text: text[: len(text) // 2], r"Line \d+: the file is cut off"),
    "cut between lines": (lambda text: b"".join(text.splitlines(keepends=True)[:40]), "it has no end"),
    "without its end": (lambda text: text[: text.rstrip(b"\n").rindex(b"\n") + 1], "it has no end"),
    "a flipped letter": (lambda text: text.replace(b"Spam 20", b"Spam 21", 1), "its sum is another"),
    "no JSON": (lambda text: text.replace(b'{"row"', b'{"row', 1), "Line 2: this is no JSON"),
    "no UTF-8": (
        lambda text: text.replace(b"Spam 20", b"Spam \xff", 1),
        r"Line \d+: this is no JSON object in UTF-8",
    ),
    "a line for ever": (lambda _: b"{" + b" " * 3_000_000, "Line 1: the line is too long"),
    "another program's": (lambda _: b'{"format":"other"}\n', "Line 1: this is no export"),
    "a list": (lambda _: b"[1]\n", "Line 1: this is no JSON object"),
    "nested without end": (lambda _: b"[" * 200_000 + b"\n", "Line 1: this is no JSON object"),
    "not a number": (lambda text: text.replace(b'"last_seq":', b'"last_seq":NaN,"x":', 1), "no JSON object"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_with_its_line(exported: Path, tmp_path: Path, case: str) -> None:
    change, said = BROKEN[case]
    path = tmp_path / "broken.jsonl"
    path.write_bytes(change(exported.read_bytes()))
    assert re.search(said, refused(path))


def _set(table: str, **values: Any) -> Change:
    return lambda forged: forged.of(table)[-1].update(values)


def _message(index: int = 20, **values: Any) -> Change:
    return lambda forged: forged.messages("tea-cake")[index].update(values)


def _to_other_room(forged: Forgery) -> None:
    forged.messages("tea-cake")[-1]["room_id"] = forged.room("tea-cake")["id"] + 999


def _between_rooms(forged: Forgery) -> None:
    """A removal of one room that would bring back a message of another."""
    den = next(row for row in forged.of("rooms.room") if row["name"] == "Den")
    pk = next(row["id"] for row in forged.of("rooms.message") if row["room_id"] == den["id"])
    forged.of("rooms.removedmessage")[-1]["message_id"] = pk


def _report_elsewhere(forged: Forgery) -> None:
    den = next(row for row in forged.of("rooms.room") if row["name"] == "Den")
    forged.of("rooms.report")[-1]["room_id"] = den["id"]


def _twice(forged: Forgery) -> None:
    first, second = forged.messages("tea-cake")[20:22]
    second["seq"] = first["seq"]


def _swapped(forged: Forgery) -> None:
    first, second = forged.messages("tea-cake")[20:22]
    first["id"], second["id"] = second["id"], first["id"]


HOSTILE: dict[str, tuple[Change, str]] = {
    "a message of a room that is not there": (
        _to_other_room,
        r"Line \d+: rooms.message.room_id: \d+ is not in",
    ),
    "a message less": (lambda it: it.drop(it.messages("tea-cake")[20]), "are not all there"),
    "the last message less": (lambda it: it.drop(it.messages("tea-cake")[-1]), "."),
    "a seq twice": (_twice, "."),
    "a seq beyond": (_message(seq=10**9), "are not all there"),
    "ids out of order": (_swapped, "in the order of their ids"),
    "a version beyond": (_message(version=10**9), "a version that the room never had"),
    "a version taken by a member": (
        lambda it: it.messages("tea-cake")[20].update(version=it.of("rooms.membership")[0]["version"]),
        "taken twice|a message is older than itself",
    ),
    "a reply to the future": (_message(reply_to=30), "replies to a later one"),
    "a tally that lies": (_set("rooms.tally", messages=12345), "tally"),
    "a number of members that lies": (
        lambda it: it.room("tea-cake").update(members=77),
        "number of its members",
    ),
    "a removal between rooms": (_between_rooms, "removed message is of another room|rooms_removedmessage"),
    "a report of another room's message": (_report_elsewhere, "of a message of another room"),
    "an author who is not there": (
        _message(author_id=4711),
        r"rooms.message.author_id: 4711 is not in this file",
    ),
    "a mention of nothing": (_set("rooms.mention", message_id=10**9), "which is not in this file"),
    "an id beyond": (_message(index=-1, id=10**17), "no whole number"),
    "a number that is text": (_message(seq="21"), r"rooms.message.seq: it is no whole number"),
    "a number that is true": (_message(seq=True), "no whole number"),
    "NUL": (_message(body="a\0b"), "it is no text"),
    "half a letter": (_message(body="\ud800"), "it is no text"),
    "NUL in reactions": (
        _message(reactions=[{"emoji": "\0", "count": 1, "users": []}]),
        "no database stores",
    ),
    "reactions of another shape": (_message(reactions={"emoji": "x"}), "reactions are not"),
    "markup for an emoji's people": (
        _message(reactions=[{"emoji": "👍", "count": 1, "users": ["<script>"]}]),
        "reactions are not",
    ),
    "a body without end": (_message(body="x" * 10_001), "longer than 10000"),
    "a time of nowhere": (_message(created_at="2026-01-01 10:00"), "it is no time"),
    "a time in another zone": (_message(created_at="2026-01-01T10:00:00.000000+01:00"), "it is no time"),
    "a kind that is none": (lambda it: it.room("tea-cake").update(kind="secret"), "none of the choices"),
    "a slug that is an address": (lambda it: it.room("tea-cake").update(slug="../../x"), "rooms.room.slug"),
    "a username with markup": (_set("accounts.user", username="<b>"), "accounts.user.username"),
    "a reserved username": (_set("accounts.user", username="admin"), "reserved here"),
    "an administrator": (_set("accounts.user", is_staff=True), "other columns than the head says"),
    "a column more in the head": (
        lambda it: it.head["tables"]["accounts.user"].append("password"),
        "columns that are unknown here",
    ),
    "a table that is not exported": (
        lambda it: it.head["tables"].update({"accounts.apitoken": ["id"]}),
        "no table",
    ),
    "a row of a table that the head lacks": (_set("rooms.ignore", user_id=True), "no whole number"),
    "a newer release": (lambda it: it.head["migrations"].append("rooms.9999_tomorrow"), "of a newer release"),
    "a newer format": (lambda it: it.head.update(version=2), "of a newer release"),
    "a head that is odd": (lambda it: it.head.update(tables=[1]), "head is not understood"),
    "a tombstone that speaks": (
        _message(deleted_at="2026-01-01T10:00:00.000000Z"),
        "deleted message has a body",
    ),
    "null": (_message(created_at=None), "may not be null"),
    "a first seq that hides": (lambda it: it.room("tea-cake").update(first_seq=5), "are not all there"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_means_harm_is_refused(exported: Path, tmp_path: Path, case: str) -> None:
    change, said = HOSTILE[case]
    assert re.search(said, answer := refused(forge(exported, change, tmp_path / "forged.jsonl"))), answer


def test_a_forged_file_that_is_right_comes_in_and_its_html_is_cleaned(exported: Path, tmp_path: Path) -> None:
    """Proves that forging alone is not what is refused above."""
    evil = '<p onclick="x()">hi<script>alert(1)</script><img src=x onerror=alert(1)></p>'
    path = forge(exported, _message(html=evil, body="hi"), tmp_path / "forged.jsonl")
    import_file(path, lambda _: None)
    row = Message.objects.get(room__slug="tea-cake", body="hi")
    assert row.html == "<p>hi</p>"


def test_an_export_opens_no_door(exported: Path) -> None:
    text = exported.read_text()
    assert "Spam 20" in text
    for secret in ("password", "md5", "pbkdf2", "digest", "ada@example", "is_superuser"):
        assert secret not in text, secret
    import_file(exported, lambda _: None)
    assert not User.objects.filter(is_staff=True).exists()
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_an_export_is_no_backup(exported: Path) -> None:
    with pytest.raises(TransferError, match="This is an export"):
        restore_file(exported, lambda _: None)
    assert not User.objects.exists()


def test_the_file_as_it_is_says_what_it_is(exported: Path) -> None:
    head = json.loads(exported.read_bytes().splitlines()[0])
    assert (head["format"], head["version"], head["kind"], head["scope"]) == (
        "chat-transfer",
        1,
        "export",
        "site",
    )
