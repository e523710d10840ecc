"""The older attachments: a quotation with a title, a text and fields; where nothing of it shows, its fallback."""

from datetime import UTC, datetime

from rooms.webhooks.slack import markdown
from rooms.webhooks.slack.blocks import blocks
from rooms.webhooks.slack.errors import SlackError
from rooms.webhooks.slack.mrkdwn import markdown_of, plain
from rooms.webhooks.slack.shapes import Json, label, objects, text

MOST = 100  # as in Slack


def attachments(given: object) -> list[str]:
    """Markdown, a text an attachment. Raises `invalid_payload` or `too_many_attachments`."""
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise SlackError("invalid_payload")
    if len(given) > MOST:
        raise SlackError("too_many_attachments")
    return [made for made in map(_attachment, given) if made]


def _attachment(one: Json) -> str:
    inside = [part for part in _parts(one) if part]
    before = markdown_of(text(one.get("pretext")))
    if not inside and not before:
        inside = [plain(text(one.get("fallback")))]
    quoted = markdown.quoted("\n\n".join(inside)) if any(inside) else ""
    return "\n\n".join(part for part in (before, quoted) if part)


def _parts(one: Json) -> list[str]:
    if one.get("blocks"):
        return [blocks(one["blocks"])]
    return [
        _named(one, "author_name", "author_link"),
        markdown.wrapped(_named(one, "title", "title_link"), "**"),
        markdown_of(text(one.get("text"))),
        *(_field(field) for field in objects(one.get("fields"))),
        *(_picture(one, name) for name in ("image_url", "thumb_url")),
        " · ".join(part for part in map(_button, objects(one.get("actions"))) if part),
        _foot(one),
    ]


def _named(one: Json, name: str, link: str) -> str:
    said, url = label(one.get(name)), text(one.get(link))
    return markdown.link(url, said) if said and url else plain(said)


def _field(field: Json) -> str:
    title, value = plain(label(field.get("title"))), markdown_of(text(field.get("value")))
    space = "\n" if "\n" in value else " "
    return f"**{title}**{space}{value}".rstrip() if title else value


def _picture(one: Json, name: str) -> str:
    url = text(one.get(name))
    return markdown.link(url, "image") if url else ""


def _button(action: Json) -> str:
    shown, url = label(action.get("text")), text(action.get("url"))
    return markdown.link(url, shown) if url else plain(shown)


def _foot(one: Json) -> str:
    parts = [plain(label(one.get("footer")))]
    try:
        at = datetime.fromtimestamp(float(text(one.get("ts"))), UTC)
        parts.append(f"{at:%d %b %Y, %H:%M} UTC")
    except (ValueError, OverflowError, OSError):
        pass
    return markdown.wrapped(" · ".join(part for part in parts if part), "_")
