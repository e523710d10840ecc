"""What can be worked out before anything is locked: the rendered body and who it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import User
from rooms.actions.writes import Edit, Send, Write
from rooms.content.markdown import render

EVERYONE = "room"


@dataclass(slots=True)
class Draft:
    """A write with its body rendered. `mentioned` are users, `everyone` says that the room was named."""

    write: Write
    html: str = ""
    names: tuple[str, ...] = ()
    mentioned: list[User] = field(default_factory=list)
    everyone: bool = False


def prepare(writes: Sequence[Write]) -> list[Draft]:
    """Render each body and look every named person up at once (no query when nobody is named)."""
    drafts = [_draft(write) for write in writes]
    names = {name for draft in drafts for name in draft.names}
    if names:
        people = {user.username: user for user in User.objects.filter(username__in=names, is_active=True)}
        for draft in drafts:
            _resolve(draft, people)
    return drafts


def _draft(write: Write) -> Draft:
    if not isinstance(write, Send | Edit):
        return Draft(write)
    rendered = render(write.body)
    return Draft(write, rendered.html, rendered.mentions)


def _resolve(draft: Draft, people: dict[str, User]) -> None:
    """A name that nobody has is no mention: its link would lead nowhere."""
    for name in set(draft.names) - people.keys() - {EVERYONE}:
        draft.html = re.sub(
            rf'<a class="mention" data-username="{re.escape(name)}"[^>]*>([^<]*)</a>', r"\1", draft.html
        )
    draft.everyone = EVERYONE in draft.names
    draft.mentioned = [people[name] for name in draft.names if name in people]
