"""Slack's own markup, `*bold* _italic_ ~struck~ <http://x|label> <@U> <!here>`, as our Markdown.

Whatever is no markup there must be none here either. Nothing nests deeper than four marks, and each pattern
looks no further than its own line: the cost grows with the length of a text, whatever is in it.
"""

import re

from rooms.webhooks.slack import markdown
from rooms.webhooks.slack.emoji import emoji, replaced

DEEPEST = 4
FENCE = re.compile(r"```(.+?)```", re.DOTALL)
TOKEN = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|(?P<url>https?://[^\s<>|]+)"
    r"|(?<![\w*])\*(?=\S)(?P<bold>[^*\n]+)(?<=\S)\*(?![\w*])"
    r"|(?<![\w_])_(?=\S)(?P<italic>[^_\n]+(?:(?<=\w)_(?=\w)[^_\n]+)*)(?<=\S)_(?![\w_])"
    r"|(?<![\w~])~(?=\S)(?P<struck>[^~\n]+)(?<=\S)~(?![\w~])"
    r"|:(?P<emoji>[a-z0-9_+\-']{1,60}):(?::skin-tone-[2-6]:)?"
)
MARKS = {"bold": "**", "italic": "_", "struck": "~~"}
BROADCASTS = {"here": "@here", "channel": "@room", "everyone": "@everyone"}
USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,29}")
TRAILING = ".,;:!?'\")]}"


def decoded(text: str) -> str:
    """Slack escapes these three characters and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def markdown_of(text: str) -> str:
    """A whole text."""
    parts, end = [], 0
    for found in FENCE.finditer(text):
        parts += [_paragraphs(text[end : found.start()]), markdown.fenced(decoded(found[1]))]
        end = found.end()
    parts.append(_paragraphs(text[end:]))
    return "\n\n".join(part for part in parts if part)


def plain(text: str) -> str:
    """A `plain_text`: emoji, and nothing else."""
    return markdown.literal(replaced(text)).strip("\n")


def _paragraphs(text: str) -> str:
    """Lines that begin with > are a quotation; >>> quotes everything that follows."""
    made: list[str] = []
    quoting = everything = False
    for line in text.strip("\n").split("\n"):
        start = line.replace("&gt;", ">", 3) if line.startswith("&gt;") else line
        quoted = everything or start.startswith(">")
        if start.startswith(">>>"):
            everything, start = True, start[3:]
        elif start.startswith(">") and quoted and not everything:
            start = start[1:]
        if made and quoting and not quoted:
            made.append("")  # else Markdown would go on quoting
        body = markdown.starts(spans(start.removeprefix(" ") if quoted else line))
        made.append(f"> {body}".rstrip() if quoted else body)
        quoting = quoted
    return "\n".join(made)


def spans(text: str, depth: int = 0) -> str:
    """What is inside a line."""
    parts, end = [], 0
    for found in TOKEN.finditer(text):
        parts += [markdown.inline(decoded(text[end : found.start()])), _token(found, depth)]
        end = found.end()
    parts.append(markdown.inline(decoded(text[end:])))
    return "".join(parts)


def _token(found: re.Match[str], depth: int) -> str:
    kind, inner = str(found.lastgroup), found[str(found.lastgroup)]
    match kind:
        case "code":
            return markdown.code(decoded(inner))
        case "angle":
            return _angle(inner)
        case "url":
            return _url(inner)
        case "emoji":
            return emoji(inner) or markdown.inline(found[0])
    if depth >= DEEPEST:
        return markdown.inline(decoded(found[0]))
    mark = MARKS[kind]
    return f"{mark}{spans(inner, depth + 1)}{mark}"


def _url(text: str) -> str:
    """Punctuation behind an address belongs to the sentence."""
    url = text.rstrip(TRAILING)
    return markdown.bare(decoded(url)) + markdown.inline(text[len(url) :])


def _angle(inner: str) -> str:
    target, _, label = inner.partition("|")
    label = replaced(decoded(label))
    match target[0]:
        case "@":
            return _mention(label.removeprefix("@") or target[1:])
        case "#":
            return markdown.inline("#" + (label or target[1:]).removeprefix("#"))
        case "!":
            return _special(target[1:], label)
    return markdown.link(decoded(target), label)


def _mention(name: str) -> str:
    return f"@{name}" if USERNAME.fullmatch(name) else markdown.inline(name)


def _special(command: str, label: str) -> str:
    """`!here`, `!subteam^ID|name`, `!date^seconds^form|fallback`."""
    return BROADCASTS.get(command.partition("^")[0]) or markdown.inline(label or command)
