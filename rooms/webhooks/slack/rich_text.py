"""`rich_text` blocks: sections, lists, quotations and code made of styled elements."""

from rooms.webhooks.slack import markdown
from rooms.webhooks.slack.emoji import emoji
from rooms.webhooks.slack.mrkdwn import BROADCASTS, USERNAME
from rooms.webhooks.slack.shapes import Json, objects, text

STYLES = (("strike", "~~"), ("italic", "_"), ("bold", "**"))
DEEPEST_LIST = 8


def rich_text(block: Json) -> str:
    return "\n\n".join(part for part in map(_part, objects(block.get("elements"))) if part)


def _part(part: Json) -> str:
    inside = objects(part.get("elements"))
    match part.get("type"):
        case "rich_text_list":
            return _list(part, inside)
        case "rich_text_preformatted":
            return markdown.fenced("".join(_said(one) for one in inside))
        case "rich_text_quote":
            return markdown.quoted(_section(inside))
    return _section(inside)


def _section(elements: list[Json]) -> str:
    return markdown.starts("".join(map(_element, elements)).strip("\n"))


def _list(part: Json, items: list[Json]) -> str:
    ordered = part.get("style") == "ordered"
    depth = part.get("indent")
    indent = "   " * min(depth, DEEPEST_LIST) if isinstance(depth, int) and depth > 0 else ""
    first = part.get("offset") if isinstance(part.get("offset"), int) else 0
    made = [_section(objects(item.get("elements"))).replace("\n", f"\n{indent}   ") for item in items]
    return "\n".join(
        f"{indent}{f'{at}.' if ordered else '-'} {item}" for at, item in enumerate(made, int(first or 0) + 1)
    )


def _element(element: Json) -> str:
    match element.get("type"):
        case "link":
            return _styled(markdown.link(text(element.get("url")), text(element.get("text"))), element)
        case "user" | "usergroup" | "team":
            return _person(
                text(element.get("user_id") or element.get("usergroup_id") or element.get("team_id"))
            )
        case "channel":
            return markdown.inline("#" + text(element.get("channel_id")))
        case "broadcast":
            return BROADCASTS.get(text(element.get("range")), "")
        case "text" if (
            (element.get("style") or {})
            and isinstance(element["style"], dict)
            and element["style"].get("code")
        ):
            return markdown.code(text(element.get("text")))
    return _styled(markdown.inline(_said(element)), element)


def _said(element: Json) -> str:
    """The element as plain text."""
    match element.get("type"):
        case "emoji":
            name = text(element.get("name"))
            return emoji(name) or f":{name}:"
        case "link":
            return text(element.get("text")) or text(element.get("url"))
        case "date":
            return text(element.get("fallback"))
        case "color":
            return text(element.get("value"))
    return text(element.get("text"))


def _person(name: str) -> str:
    return f"@{name}" if USERNAME.fullmatch(name) else ""


def _styled(made: str, element: Json) -> str:
    style = element.get("style")
    for name, mark in STYLES if isinstance(style, dict) else ():
        if style.get(name):  # type: ignore[union-attr]
            made = markdown.wrapped(made, mark)
    return made
