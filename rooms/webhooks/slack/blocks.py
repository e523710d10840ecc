"""Block Kit: what can be shown as text is, and what cannot (a date picker, a colour) is left out."""

from collections.abc import Callable

from rooms.webhooks.slack import markdown
from rooms.webhooks.slack.errors import SlackError
from rooms.webhooks.slack.mrkdwn import plain
from rooms.webhooks.slack.rich_text import rich_text
from rooms.webhooks.slack.shapes import Json, label, objects, text, words

MOST = 50  # blocks, as in Slack
MOST_COLUMNS = 20


def blocks(given: object) -> str:
    """Markdown. Raises `invalid_blocks` for what is no list of at most 50 objects with a type."""
    if not isinstance(given, list) or len(given) > MOST:
        raise SlackError("invalid_blocks")
    if not all(isinstance(one, dict) and isinstance(one.get("type"), str) for one in given):
        raise SlackError("invalid_blocks")
    return "\n\n".join(part for part in map(_block, given) if part)


def _block(block: Json) -> str:
    show = SHOWN.get(block["type"])
    return show(block) if show else words(block.get("text")) or words(block.get("label"))


def _header(block: Json) -> str:
    return markdown.wrapped(plain(label(block.get("text"))), "**")


def _context(block: Json) -> str:
    return " ".join(part for part in map(_element, objects(block.get("elements"))) if part)


def _actions(block: Json) -> str:
    return " · ".join(part for part in map(_element, objects(block.get("elements"))) if part)


def _section(block: Json) -> str:
    parts = [words(block.get("text"))]
    parts += [words(field) for field in objects(block.get("fields"))]
    if isinstance(block.get("accessory"), dict):
        parts.append(_element(block["accessory"]))
    return "\n\n".join(part for part in parts if part)


def _element(element: Json) -> str:
    """Of a context, or a button: a link where it leads somewhere, else its label."""
    match element.get("type"):
        case "image":
            return _image(element)
        case "mrkdwn" | "plain_text":
            return words(element).replace("\n", " ")
        case "button" | "workflow_button":
            shown, url = label(element.get("text")), text(element.get("url"))
            return markdown.link(url, shown) if url else markdown.wrapped(plain(shown), "**")
    return plain(label(element.get("placeholder")))


def _image(block: Json) -> str:
    """A link, named by its title or its alternative text: strangers' pictures are not loaded (S7)."""
    shown = label(block.get("title")) or label(block.get("alt_text"))
    where = block.get("slack_file")
    held = text(where.get("url")) if isinstance(where, dict) else ""
    url = text(block.get("image_url") or block.get("title_url") or block.get("video_url")) or held
    return markdown.link(url, shown or "image") if url else markdown.inline(shown)


def _table(block: Json) -> str:
    rows = (
        [row for row in block.get("rows") or [] if isinstance(row, list)]
        if isinstance(block.get("rows"), list)
        else []
    )
    made = [[_cell(cell) for cell in objects(row)[:MOST_COLUMNS]] for row in rows]
    width = max(map(len, made), default=0)
    if not width:
        return ""
    padded = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in made]
    return "\n".join([padded[0], "|" + " - |" * width, *padded[1:]])


def _cell(cell: Json) -> str:
    shown = rich_text(cell) if cell.get("type") == "rich_text" else markdown.inline(text(cell.get("text")))
    return " ".join(shown.split()).replace("|", "\\|")


SHOWN: dict[str, Callable[[Json], str]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "divider": lambda block: "---",
    "image": _image,
    "video": _image,
    "file": _image,
    "actions": _actions,
    "rich_text": rich_text,
    "markdown": lambda block: text(block.get("text")),  # Markdown already
    "table": _table,
}
