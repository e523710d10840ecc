"""Which tables a transfer carries, with which columns, in which order.

A backup has every table but those named here, so that a table made tomorrow is in tomorrow's backup. An export
goes to other people: it has only the tables and columns named here, and nothing that opens a door.
"""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from accounts.models import User
from rooms.models import Room

EXPORT, BACKUP = "export", "backup"

# Made by the migrations themselves, or worth nothing in another life of the database.
NOT_IN_BACKUPS = frozenset(
    {
        "auth.permission",
        "auth.group",
        "auth.group_permissions",
        "contenttypes.contenttype",
        "accounts.session",
        "accounts.setuplink",
        "account.emailconfirmation",
        "rooms.epoch",
        "rooms.periodicjob",
        "rooms.workerprocess",
    }
)
# Table: the way from a row to its room; None is of the whole site.
EXPORTED: dict[str, str | None] = {
    "rooms.room": "pk",
    "rooms.membership": "room",
    "rooms.message": "room",
    "rooms.mention": "message__room",
    "rooms.reaction": "message__room",
    "rooms.tally": "room",
    "rooms.sanction": "room",
    "rooms.auditentry": "room",
    "rooms.removal": "room",
    "rooms.removedmessage": "removal__room",
    "rooms.report": "room",
    "rooms.wordrule": "room",
    "rooms.heldmessage": "room",
    "rooms.raid": "room",
    "rooms.ignore": None,
}
PEOPLE = "accounts.user"
PUBLIC = {"id", "username", "name", "is_bot", "is_active", "date_joined"}  # of a person, in an export
LOCAL = {"outgoing"}  # of a room: who is told of it, which is no part of what was said


@dataclass(slots=True, frozen=True)
class Table:
    """`room` is the look-up from a row to its room, where an export of one room has this table."""

    name: str
    model: type[Model]
    fields: tuple[Field, ...]
    room: str | None = None

    @property
    def columns(self) -> list[str]:
        return [field.attname for field in self.fields]

    def references(self) -> dict[str, str]:
        """Column: the table that it refers to."""
        return {field.attname: _target(field) for field in self.fields if isinstance(field, ForeignKey)}


@cache
def tables(kind: str) -> tuple[Table, ...]:
    """Every row after those it refers to; otherwise in the order of their names."""
    found = {name: _table(kind, name, model) for name, model in _models().items() if _is_carried(kind, name)}
    ordered: dict[str, Table] = {}
    while len(ordered) < len(found):
        for name in sorted(found):
            wanted = set(found[name].references().values()) & found.keys() - {name}
            if name not in ordered and wanted <= ordered.keys():
                ordered[name] = found[name]
                break
        else:
            raise RuntimeError(f"tables refer to each other in a circle: {sorted(found.keys() - ordered)}")
    return tuple(ordered.values())


def _models() -> dict[str, type[Model]]:
    every = apps.get_models(include_auto_created=True)
    return {
        model._meta.label_lower: model for model in every if model._meta.managed and not model._meta.proxy
    }


def _is_carried(kind: str, name: str) -> bool:
    return name not in NOT_IN_BACKUPS if kind == BACKUP else name == PEOPLE or name in EXPORTED


def _table(kind: str, name: str, model: type[Model]) -> Table:
    fields = tuple(model._meta.concrete_fields)
    if kind == EXPORT and model is User:
        fields = tuple(field for field in fields if field.attname in PUBLIC)
    elif kind == EXPORT and model is Room:
        fields = tuple(field for field in fields if field.attname not in LOCAL)
    return Table(name, model, fields, EXPORTED.get(name))


def _target(field: Field) -> str:
    model = field.related_model
    return model._meta.label_lower if isinstance(model, type) else ""
