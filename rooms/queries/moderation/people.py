"""Members and former members of a room, and what is to be known of one of them before acting."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from rooms.access import Access
from rooms.errors import ActionError
from rooms.models import AuditEntry, Membership, Sanction, Tally
from rooms.models.sanction import SanctionKind
from rooms.permissions import outranks

MOST = 50


@dataclass(slots=True)
class Dossier:
    """One person in one room. `acts` are what this moderator may do to them."""

    person: User
    membership: Membership | None
    tally: Tally | None
    mute: Sanction | None
    ban: Sanction | None
    history: list[AuditEntry]
    acts: set[str]

    @property
    def inside(self) -> bool:
        return self.membership is not None and self.membership.left_at is None


def found(access: Access, q: str) -> list[Membership]:
    """Whoever is or was in the room and whose name contains `q`; present members first. One query."""
    rows = Membership.objects.filter(room=access.room).select_related("user")
    if q:
        rows = rows.filter(Q(user__username__icontains=q) | Q(user__name__icontains=q))
    return sorted(rows.order_by("user__username")[:MOST], key=lambda row: row.left_at is not None)


def dossier(access: Access, username: str) -> Dossier:
    """Raises `unknown_person`. Somebody who never was here can be banned all the same."""
    person = User.objects.filter(username=username.lower(), is_active=True).first()
    if person is None:
        raise ActionError("unknown_person", "There is nobody with this username.", 404)
    row = Membership.objects.filter(room=access.room, user=person).first()
    active = {
        one.kind: one
        for one in Sanction.objects.active()
        .filter(room=access.room, user=person)
        .select_related("user", "by")
    }
    history = AuditEntry.objects.filter(room=access.room, target=person)
    history = history.select_related("actor", "target", "room", "undone_by")
    return Dossier(
        person=person,
        membership=row,
        tally=Tally.objects.filter(room=access.room, author=person).first(),
        mute=active.get(SanctionKind.MUTE),
        ban=active.get(SanctionKind.BAN),
        history=list(history.order_by("-pk")[:20]),
        acts=acts(access, person, row),
    )


def acts(access: Access, person: User, row: Membership | None) -> set[str]:
    """What this moderator may do to that person: nothing to oneself, an equal or a superior."""
    inside = row is not None and row.left_at is None
    theirs = Access(access.room, person, row if inside else None).rank
    if person.pk == access.user.pk or not outranks(access.rank, theirs):
        return set()
    able = {name for name in ("mute", "ban") if access.may(name)}
    if inside:
        able |= {name for name in ("remove", "role", "transfer") if access.may(name)}
    return able
