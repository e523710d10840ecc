"""Messages held back: a moderator lets them through, as their author, or refuses them."""

from django.db import transaction

from accounts.models import User
from rooms.actions.log import commit
from rooms.actions.moderation.office import office
from rooms.actions.moderation.record import record
from rooms.actions.writes import Approved
from rooms.errors import ActionError
from rooms.models import AuditEntry, HeldMessage
from rooms.models.word_rule import HeldStatus


@transaction.atomic
def decide(*, user: User, slug: str, held_id: int, approve: bool, reason: str = "") -> AuditEntry:
    """Approve or refuse. Raises `unknown_held`, or what the log says against the message now."""
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
            raise answer
        seq = answer.message.seq
    action = "held_approved" if approve else "held_refused"
    return record(action, actor=user, room=room, target=held.author, seq=seq, reason=reason)
