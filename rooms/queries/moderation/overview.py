"""A room at a glance: what is switched on, and who is held back."""

from dataclasses import dataclass

from django.utils.timezone import now

from rooms.access import Access
from rooms.models import AuditEntry, Raid, Room, Sanction
from rooms.queries.moderation.record import entries


@dataclass(slots=True)
class Switch:
    """The raid switch, on. `seconds` until it ends by itself; `site` when it is everybody's."""

    raid: Raid
    seconds: int
    site: bool


@dataclass(slots=True)
class Overview:
    switch: Switch | None
    site_switch: Switch | None
    sanctions: list[Sanction]
    recent: list[AuditEntry]


def overview(access: Access) -> Overview:
    return Overview(
        switch=switch(access.room),
        site_switch=switch(None),
        sanctions=sanctions(access),
        recent=entries(access.room)[:8],
    )


def switch(room: Room | None) -> Switch | None:
    """The room's switch, or with None the site's, if it is on."""
    raid = Raid.objects.active().filter(room=room).select_related("by").first()
    return Switch(raid, max(0, round((raid.ends_at - now()).total_seconds())), room is None) if raid else None


def sanctions(access: Access) -> list[Sanction]:
    """Every mute and ban of the room that is in force, the newest first, at most 200."""
    rows = Sanction.objects.active().filter(room=access.room).select_related("user", "by")
    return list(rows.order_by("-pk")[:200])
