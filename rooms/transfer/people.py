"""Whoever is named anywhere in a room: its export carries them, and nobody else."""

from django.db.models import Q

from rooms.models import Room
from rooms.transfer.tables import PEOPLE, Table


def people_of(room: Room, carried: tuple[Table, ...]) -> Q:
    """All people that some row of the room refers to."""
    found = Q(pk__in=())
    for table in carried:
        if table.name == PEOPLE or table.room is None:
            continue
        rows = table.model._default_manager.filter(**{table.room: room.pk})
        for column, target in table.references().items():
            if target == PEOPLE:
                found |= Q(pk__in=rows.exclude(**{column: None}).order_by().values(column))
    return found
