"""Messages held back: a moderator lets them through, as their author, or refuses them."""

from django.db import transaction

from accounts.models import User
from rooms.actions.log import commit
from rooms.actions.moderation.office import office, somebody
from rooms.actions.moderation.record import record
from rooms.actions.moderation.telling import tell_office, tell_refused
from rooms.actions.writes import Approved
from rooms.errors import ActionError
from rooms.models import AuditEntry, HeldMessage
from rooms.models.word_rule import HeldStatus


@transaction.atomic
def decide(*, user: User, slug: str, held_id: int, approve: bool, reason: str = "") -> AuditEntry:
    """Approve or refuse. Raises `unknown_held`, `author_gone`, or what the log says against the message now."""
    room = office(user, slug, "held").room
    held = (
        HeldMessage.objects.select_for_update()
        .filter(pk=held_id, room=room, status=HeldStatus.WAITING)
        .first()
    )
    if held is None:
        raise ActionError("unknown_held", "There is no such message waiting.", 404)
    held.status = HeldStatus.APPROVED if approve else HeldStatus.REFUSED
    held.save(update_fields=["status"])
    seq = None
    if approve:
        answer = commit([Approved(room.slug, held.author_id, held.client_id, held.body, held.reply_to)])[0]
        if isinstance(answer, ActionError):
            raise _explained(answer)
        seq = answer.message.seq
    else:
        tell_refused(room, [(held.author_id, held.client_id)], reason)
    tell_office(room)
    action = "held_approved" if approve else "held_refused"
    return record(action, actor=user, room=room, target=held.author, seq=seq, reason=reason)


def _explained(error: ActionError) -> ActionError:
    """What the log would say to the author, said to the moderator."""
    if error.code in ("not_member", "banned", "unknown_room", "suspended"):
        return ActionError(
            "author_gone", "Its author is not in the room any more: it can only be refused.", 409
        )
    return error


@transaction.atomic
def refuse_all(
    *, user: User, slug: str, upto: int, username: str | None = None, reason: str = ""
) -> AuditEntry:
    """Refuse everything that waits, or everything by one person, up to the newest that was looked at (`upto`).

    Raises `unknown_person`, or `unknown_held` when nothing of that waits.
    """
    room = office(user, slug, "held").room
    author = somebody(username) if username is not None else None
    waiting = HeldMessage.objects.filter(room=room, status=HeldStatus.WAITING, pk__lte=upto)
    rows = (waiting.filter(author=author) if author else waiting).select_for_update()
    refused = list(rows.values_list("pk", "author", "client_id"))
    if not refused:
        raise ActionError("unknown_held", "There is no such message waiting.", 404)
    count = HeldMessage.objects.filter(pk__in=[pk for pk, *_ in refused]).update(status=HeldStatus.REFUSED)
    tell_refused(room, [(author_id, client_id) for _, author_id, client_id in refused], reason)
    tell_office(room)
    return record("held_refused", actor=user, room=room, target=author, reason=reason, after={"count": count})
