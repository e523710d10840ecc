"""Whether a message may be written now: archive, lock, mute, slow mode, word rules, the raid switch."""

from datetime import datetime

from rooms.access import Access
from rooms.actions.batch import Batch
from rooms.actions.draft import Draft
from rooms.actions.member import Member
from rooms.actions.moderation.words import caught
from rooms.actions.writes import Approved, Send
from rooms.errors import ActionError
from rooms.models import HeldMessage, WordRule
from rooms.models.room import Kind
from rooms.models.word_rule import HeldStatus, RuleAction
from rooms.queries.raids import newcomers_since, pace

MOST_HELD = 20  # messages of one person that wait in one room
HELD_PAUSE = 60  # seconds


def check_open(batch: Batch, access: Access, member: Member) -> None:
    """What concerns writing at all. Raises `archived`, `muted` or `locked`."""
    check_quiet(batch, access, member)
    if not access.may_write:
        raise ActionError("locked", "This room is locked: only its moderators may write.", 403)


def check_quiet(batch: Batch, access: Access, member: Member) -> None:
    """Raises `archived` or `muted`."""
    if access.room.archived_at:
        raise ActionError("archived", "This room is archived: it can be read, not written in.", 403)
    if member.muted_until is not None and member.muted_until > batch.at:
        raise ActionError("muted", f"You are muted here {until_text(member.muted_until)}.", 403)


def check_react(batch: Batch, access: Access, member: Member, *, on: bool) -> None:
    """In a locked room too one reacts; muted, or new while raid mode lasts, one only takes reactions back.

    A reaction says something to everybody (and two of them spell), and cannot be put aside as a message can.
    """
    if access.room.archived_at or on:
        check_quiet(batch, access, member)
    if on and is_newcomer(batch, access, member):
        raise ActionError("new_account", "New accounts cannot react for the moment.", 403)


def until_text(until: datetime) -> str:
    return "for good" if until.year == 9999 else f"until {until:%d %B %Y, %H:%M} UTC"


def check_pace(batch: Batch, access: Access) -> None:
    """Raises `slow_mode`, with the seconds to wait. Moderators are exempt."""
    place = (access.room.pk, access.user.pk)
    _check_time(batch, access, batch.tallies.get(place))
    batch.tallies[place] = batch.at


def _check_time(batch: Batch, access: Access, last: datetime | None) -> None:
    slow = 0 if access.is_moderator or last is None else pace(access.room, batch.at)
    wait = slow - (batch.at - last).total_seconds() if last else 0
    if wait > 0:
        raise ActionError(
            "slow_mode", f"Slow mode: write again in {wait:.0f} s.", 429, retry_after=round(wait, 1)
        )


def check_words(batch: Batch, access: Access, body: str, html: str) -> WordRule | None:
    """The rule a body breaks, if it only flags. Raises `blocked` or `held`. Moderators are exempt."""
    rules = batch.rules.get(access.room.pk, [])
    rule = caught(rules, body, html) if rules and not access.is_moderator else None
    if rule is None:
        return None
    if rule.action == RuleAction.BLOCK:
        raise ActionError("blocked", "A rule of this room does not allow this message.", 403)
    if rule.action == RuleAction.HOLD:
        raise held()
    return rule


def check_edit(batch: Batch, access: Access, member: Member, body: str, html: str) -> WordRule | None:
    """As for a new message, but an edit cannot be put aside: what would be held is refused. Raises `blocked`."""
    try:
        check_newcomer(batch, access, member)
        return check_words(batch, access, body, html)
    except ActionError as error:
        if error.code != "held":
            raise
        raise ActionError("blocked", "A message cannot be changed to this now.", 403) from None


def check_newcomer(batch: Batch, access: Access, member: Member) -> None:
    """While the raid switch is on, new accounts' messages wait. Raises `held`."""
    if not is_newcomer(batch, access, member):
        return
    if access.room.kind == Kind.DIRECT:  # nobody moderates it: what is put aside there would wait for ever
        raise ActionError("new_account", "New accounts cannot write direct messages for the moment.", 403)
    raise held()


def is_newcomer(batch: Batch, access: Access, member: Member) -> bool:
    since = newcomers_since(access.room, batch.at)
    return since is not None and member.date_joined > since and not access.is_moderator


def held() -> ActionError:
    return ActionError("held", "A moderator will look at this message before it appears.", 202)


def keep(batch: Batch, access: Access, write: Send) -> None:
    """Put a held message aside; sent again under the same client_id, it is the same one.

    Raises `rate_limited` when many of this person's wait already (a raider shall not bury the moderators' queue),
    `slow_mode` after another of theirs that waits, or `refused` when a moderator has said no to it.
    """
    mine = HeldMessage.objects.filter(author=write.user_id)
    if mine.filter(client_id=write.client_id, status=HeldStatus.REFUSED).exists():
        raise ActionError("refused", "A moderator did not let this message through.", 403)
    here = mine.filter(room=access.room, status=HeldStatus.WAITING)
    waiting = {one.client_id: one.created_at for one in batch.held if one.author_id == write.user_id}
    waiting |= dict(here.values_list("client_id", "created_at"))
    if write.client_id not in waiting:  # else it is the same one
        _check_time(batch, access, max(waiting.values(), default=None))
    if len(waiting.keys() - {write.client_id}) >= MOST_HELD:
        raise ActionError(
            "rate_limited", "Enough of your messages wait for a moderator.", 429, retry_after=HELD_PAUSE
        )
    batch.held.append(
        HeldMessage(
            room=access.room,
            author_id=write.user_id,
            client_id=write.client_id,
            body=write.body,
            reply_to=write.reply_to,
            why="word rule or raid switch",
            created_at=batch.at,
        )
    )


def passes(batch: Batch, access: Access, member: Member, draft: Draft, write: Send) -> WordRule | None:
    """Everything at once for a new message; returns a rule that flags it.

    A moderator's approval outranks all of it but the archive.
    """
    if isinstance(write, Approved):
        if access.room.archived_at:
            check_open(batch, access, member)
        return None
    check_open(batch, access, member)
    try:
        check_newcomer(batch, access, member)
        flag = check_words(batch, access, write.body, draft.html)
    except ActionError as error:
        if error.code == "held":
            keep(batch, access, write)
        raise
    check_pace(batch, access)
    return flag
