"""Bringing a file in: all of it or nothing, in one transaction, proven before it is committed."""

import hashlib
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import Error, IntegrityError, connection, transaction

from accounts.models import User
from rooms.models import Epoch, Membership, Room
from rooms.models.epoch import new_epoch
from rooms.models.room import Kind
from rooms.transfer.errors import TransferError
from rooms.transfer.numbering import Numbering, reserve
from rooms.transfer.progress import Progress, Say
from rooms.transfer.proof import prove
from rooms.transfer.reading import Reading
from rooms.transfer.storing import Store
from rooms.transfer.survey import Survey, survey
from rooms.transfer.tables import BACKUP, EXPORT, PEOPLE, tables

SHOWN = 5  # names in a refusal


def import_file(path: Path, say: Say, *, match_people: bool = False) -> Survey:
    """A room into any site, a whole site into an empty one. Raises TransferError, and then nothing is stored.

    People are known by their usernames: one that is taken here is refused, unless `match_people` says that
    they are the same person.
    """
    found = survey(path, say)
    if found.head.kind != EXPORT:
        raise TransferError("This is a backup: bring it back with restore.")
    if found.head.scope == "site" and not is_empty():
        raise TransferError(
            "The export of a whole site goes into an empty one, and this one has people or rooms."
        )
    _bring(found, say, match_people=match_people)
    return found


def restore_file(path: Path, say: Say) -> Survey:
    """A backup into an empty site, which begins a new epoch: clients see that their versions prove nothing."""
    found = survey(path, say)
    if found.head.kind != BACKUP:
        raise TransferError("This is an export: bring it in with import.")
    if not is_empty():
        raise TransferError(
            "This site has people or rooms: a backup is restored into an empty database only."
        )
    _bring(found, say, match_people=False)
    return found


def is_empty() -> bool:
    return not User.objects.exists() and not Room.objects.exists()


def _bring(found: Survey, say: Say, *, match_people: bool) -> None:
    try:
        ahead = _numbering(found) if connection.vendor == "postgresql" else None
        with transaction.atomic(durable=True):
            numbers = ahead or _numbering(found)
            _meet(found, numbers, match_people=match_people)
            _store(found, numbers, say)
            rooms = [pk + numbers.moved.get("rooms.room", 0) for pk in found.rooms]
            _rekey(rooms, numbers)
            prove(rooms)
            if found.head.kind == BACKUP:
                Epoch.objects.update_or_create(id=1, defaults={"value": new_epoch()})
    except IntegrityError as error:
        raise TransferError(_said(error)) from error
    except Error as error:
        raise TransferError(f"The database refused it, and nothing was stored: {error}") from error


def _numbering(found: Survey) -> Numbering:
    """Ids stay as they were in an empty database; elsewhere each table's are moved behind those that are taken."""
    if is_empty():
        return Numbering()
    known = {table.name: table.model for table in tables(found.head.kind)}
    return Numbering({name: reserve(known[name], highest) for name, highest in found.highest.items()})


def _meet(found: Survey, numbers: Numbering, *, match_people: bool) -> None:
    """Whom and what is here already. Raises TransferError."""
    taken = Room.objects.filter(slug__in=found.rooms.values()).values_list("slug", flat=True)
    if taken:
        raise TransferError(f"There is a room {taken[0]} here already.")
    here = {name: pk for pk, name in _people(list(found.people.values()))}
    if here and not match_people:
        names = ", ".join(sorted(here)[:SHOWN]) + (" …" if len(here) > SHOWN else "")
        raise TransferError(
            f"{len(here)} of its people have usernames that are taken here: {names}."
            " If they are the same people, say --match-people."
        )
    numbers.same = {pk: here[name] for pk, name in found.people.items() if name in here}


def _people(names: list[str]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for start in range(0, len(names), 1000):
        rows = User.objects.filter(username__in=names[start : start + 1000])
        found += rows.values_list("pk", "username")
    return found


def _store(found: Survey, numbers: Numbering, say: Say) -> None:
    reading, store, progress = Reading(found.path), Store(), Progress(say, "stored")
    for _, table, row in reading.rows():
        if table.name != PEOPLE or row["id"] not in numbers.same:
            if table.name == PEOPLE and found.head.kind == EXPORT:
                row["password"] = make_password(None)  # an export opens no door: an owner makes them a link
            store.add(table, numbers.renumber(table, row))
        progress.count(table.name)
    store.finish()
    if reading.digest != found.digest:
        raise TransferError("The file changed while it was read. Nothing was stored.")


def _rekey(rooms: list[int], numbers: Numbering) -> None:
    """A direct conversation is found by the ids of its people, which may be others here."""
    if numbers.keeps:
        return
    for room in Room.objects.filter(pk__in=rooms, kind=Kind.DIRECT):
        people = Membership.objects.filter(room=room).order_by("user_id").values_list("user_id", flat=True)
        room.direct_key = hashlib.sha256(",".join(map(str, people)).encode()).hexdigest()
        room.save(update_fields=["direct_key"])


def _said(error: IntegrityError) -> str:
    text = str(error)
    if "message_once" in text or "client_id" in text:
        return "Messages of this file are here already, in another room. Nothing was stored."
    if "direct_key" in text:
        return "These people have a direct conversation here already. Nothing was stored."
    return f"The rows contradict each other or what is here, and nothing was stored: {text.splitlines()[0]}"
