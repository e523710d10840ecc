"""The Markdown of this chat: which CommonMark rules apply, and how their tokens become HTML.

Left out on purpose: raw HTML and entities (what you type is what is seen), indented code and setext
headings (chat is full of pasted indentation and dashes), reference definitions (they would vanish).
"""

import re
from collections.abc import Iterator, Sequence

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from rooms.content import code, mentions
from rooms.content.sanitize import EXTERNAL_REL

_RULES = (
    "normalize block inline linkify text_join "
    "blockquote fence heading hr list table paragraph "
    "text newline escape backticks strikethrough emphasis link image autolink balance_pairs fragments_join"
)
_ABSOLUTE = re.compile(r"https?://[^/\s]|mailto:[^\s]", re.IGNORECASE)

# Bare hosts become links under these endings only: README.md, main.py and build.sh are files.
_TOP_LEVEL = (
    "com org net edu gov mil int info biz name pro app dev io ai co me tv eu uk de fr nl be ch at es pt it se"
    " no dk fi cz gr ie ca us mx br ar jp cn kr tw in au nz za ru ua tr il рф"
)


class Linkifier(LinkifyIt):
    """Bare hosts and addresses as links, https unless the writer said otherwise."""

    def normalize(self, match) -> None:  # type: ignore[no-untyped-def]
        super().normalize(match)
        if not match.schema:
            match.url = match.url.replace("http://", "https://", 1)


class ChatRenderer(RendererHTML):
    """HTML for the tokens that a chat shows in its own way."""

    # A paragraph in bold, not <h1>: a screen reader's list of headings is the page's, not the talk's.
    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<p class="heading"><strong>'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</strong></p>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return code.as_html(tokens[idx].content, tokens[idx].info)

    def mention(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return mentions.as_html(tokens[idx])


class ChatMarkdown(MarkdownIt):
    """One instance serves every thread: a parse keeps its state in objects of its own."""

    def __init__(self) -> None:
        super().__init__(
            "zero", {"breaks": True, "linkify": True, "maxNesting": 60}, renderer_cls=ChatRenderer
        )
        self.enable(_RULES.split())
        self.linkify = Linkifier().tlds(_TOP_LEVEL.split()).add("//", None).add("ftp:", None)
        self.core.ruler.before("text_join", "decorate", decorate)

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the name the parser calls)
        """Only absolute web and mail addresses; anything else stays the text it was."""
        return _ABSOLUTE.match(url) is not None


def decorate(state: StateCore) -> None:
    """Core rule: mentions, safe link attributes, images as links, cell alignment as a class."""
    found = state.env.setdefault("mentions", {})
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_inline(token.children, found))
        elif token.type in ("th_open", "td_open") and token.attrs:
            side = str(token.attrs["style"]).removeprefix("text-align:")
            token.attrs = {"class": f"align-{side}"}


def _inline(children: list[Token], found: dict[str, None]) -> Iterator[Token]:
    linked = False
    for token in children:
        if token.type in ("link_open", "link_close"):
            linked = token.type == "link_open"
            yield _external(str(token.attrs["href"])) if linked else token
        elif token.type == "image":
            yield from _image(token, linked)
        elif token.type == "text" and not linked and "@" in token.content:
            yield from mentions.split(token, found)
        else:
            yield token


def _external(href: str) -> Token:
    return Token("link_open", "a", 1, attrs={"href": href, "rel": EXTERNAL_REL, "target": "_blank"})


def _image(token: Token, linked: bool) -> Iterator[Token]:
    """A link: loading a stranger's picture would tell the stranger who reads here, and when."""
    href = str(token.attrs["src"])
    label = Token("text", "", 0, content=_label(token.children or []) or href)
    yield from (label,) if linked else (_external(href), label, Token("link_close", "a", -1))


def _label(children: list[Token]) -> str:
    return "".join(child.content or _label(child.children or []) for child in children)
