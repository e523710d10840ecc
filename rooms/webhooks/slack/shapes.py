"""Reading what may be of any shape: JSON that somebody else's program made."""

from typing import Any

from rooms.webhooks.slack.mrkdwn import markdown_of, plain

type Json = dict[str, Any]


def text(value: object) -> str:
    """A text, or a number as one; nothing for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def objects(value: object) -> list[Json]:
    """The objects of a list; nothing for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(value: object) -> str:
    """A text object (`{"type": "mrkdwn"|"plain_text", "text"}`), or a bare text, as Markdown."""
    if isinstance(value, dict):
        said = text(value.get("text"))
        return plain(said) if value.get("type") == "plain_text" else markdown_of(said)
    return markdown_of(text(value))


def label(value: object) -> str:
    """A text object or a bare text as plain text in one line."""
    return " ".join(text(value.get("text") if isinstance(value, dict) else value).split())
