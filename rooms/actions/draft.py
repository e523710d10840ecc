"""What can be worked out before anything is locked: the rendered body and who it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import User
from rooms.actions.writes import Edit, Send, Write
from rooms.content.markdown import render
from rooms.models import Ignore

EVERYONE = "room"


@dataclass(slots=True)
class Draft:
    """A write with its body rendered. `mentioned` are users, `everyone` says that the room was named."""

    write: Write
    html: str = ""
    names: tuple[str, ...] = ()
    mentioned: list[User] = field(default_factory=list)
    everyone: bool = False


def draft(write: Write) -> Draft:
    """Render a write's body. Asks nobody; no text makes it raise."""
    if not isinstance(write, Send | Edit):
        return Draft(write)
    rendered = render(write.body)
    return Draft(write, rendered.html, rendered.mentions)


def look_up(drafts: Sequence[Draft]) -> None:
    """Find every named person at once: two queries, none when nobody is named. Doing it again changes nothing."""
    names = {name for draft in drafts for name in draft.names}
    if names:
        people = {user.username: user for user in User.objects.filter(username__in=names, is_active=True)}
        deaf = _ignoring(drafts, people)
        for draft in drafts:
            _resolve(draft, people, deaf)


def _ignoring(drafts: Sequence[Draft], people: dict[str, User]) -> set[tuple[int, int]]:
    """(who ignores, whom): to be named by somebody one ignores is not to be called."""
    authors = {draft.write.user_id for draft in drafts if draft.names}
    rows = Ignore.objects.filter(user__in=people.values(), ignored__in=authors)
    return set(rows.values_list("user_id", "ignored_id"))


def _resolve(draft: Draft, people: dict[str, User], deaf: set[tuple[int, int]]) -> None:
    """A name that nobody has is no mention: its link would lead nowhere."""
    for name in set(draft.names) - people.keys() - {EVERYONE}:
        draft.html = re.sub(
            rf'<a class="mention" data-username="{re.escape(name)}"[^>]*>([^<]*)</a>', r"\1", draft.html
        )
    draft.everyone = EVERYONE in draft.names
    named = [people[name] for name in draft.names if name in people]
    draft.mentioned = [one for one in named if (one.pk, draft.write.user_id) not in deaf]
