"""A payload as a message: a name and a body in Markdown."""

import re
import unicodedata
from dataclasses import dataclass

from rooms.content.blank import is_blank
from rooms.webhooks.slack.attachments import attachments
from rooms.webhooks.slack.blocks import blocks
from rooms.webhooks.slack.emoji import emoji
from rooms.webhooks.slack.errors import SlackError
from rooms.webhooks.slack.mrkdwn import markdown_of, plain
from rooms.webhooks.slack.shapes import Json, text

LONGEST = 10_000  # characters: a body's
LONGEST_NAME = 80
CUT = "\n\n… (cut short)"
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(slots=True, frozen=True)
class Said:
    """`name` is empty when the sender gave none."""

    name: str
    body: str


def said(payload: Json) -> Said:
    """Raises `no_text`, `invalid_payload`, `invalid_blocks` or `too_many_attachments`."""
    body = _body(payload)
    if is_blank(body):
        raise SlackError("no_text")
    return Said(_name(payload), _fitting(UNSTORABLE.sub("\ufffd", body)))


def _body(payload: Json) -> str:
    """Blocks take the text's place, which is then what is shown where they cannot be; attachments follow."""
    given = payload.get("text")
    if given is not None and not isinstance(given, str | int | float):
        raise SlackError("invalid_payload")
    shown = blocks(payload["blocks"]) if payload.get("blocks") else ""
    main = shown or (markdown_of(text(given)) if payload.get("mrkdwn", True) else plain(text(given)))
    more = attachments(payload["attachments"]) if payload.get("attachments") else []
    return "\n\n".join(part for part in (main, *more) if part)


def _name(payload: Json) -> str:
    """One line of visible characters, an emoji that was given as the sender's icon before it."""
    visible = (one for one in text(payload.get("username")) if one.isspace() or not _is_hidden(one))
    name = " ".join("".join(visible).split())
    icon = emoji(text(payload.get("icon_emoji")).strip(":")) if name else ""
    return f"{icon} {name}".strip()[:LONGEST_NAME].rstrip()


def _is_hidden(character: str) -> bool:
    """Control and format characters could pass one name off as another."""
    return character != "\u200d" and unicodedata.category(character) in ("Cc", "Cf", "Cs")


def _fitting(body: str) -> str:
    """Cut at a line's end; a code block that is open there is closed."""
    if len(body) <= LONGEST:
        return body
    kept = body[: LONGEST - len(CUT) - 10]
    kept = kept[: kept.rfind("\n")] if "\n" in kept[-2000:] else kept
    fences = re.findall(r"^(?:> )?(```+)", kept, re.MULTILINE)
    return kept + (f"\n{fences[-1][:10]}" if len(fences) % 2 else "") + CUT
