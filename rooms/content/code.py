"""Fenced code: Pygments classes for the languages listed here, plain text for everything else."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from io import StringIO
from time import thread_time

from pygments.formatters import HtmlFormatter
from pygments.lexers import find_lexer_class_by_name

MAX_SOURCE = 20_000
"""Bytes of source above which a block is left plain: lexers are slow and each token costs a span."""
MAX_HTML = 100_000
"""Characters of highlighted HTML above which the plain form is sent instead."""
BUDGET = 0.1
"""Seconds of CPU for one block; many lexers are quadratic in unclosed quotes and brackets."""

# A list, not every lexer Pygments has: each is a pile of regular expressions that a stranger may feed.
# tests/content/test_code.py times every one of them on hostile input.
_ALIASES = {
    "bash": "sh shell zsh", "c": "h", "cpp": "c++ cc", "csharp": "cs c#", "css": "", "diff": "patch udiff",
    "django": "jinja jinja2", "docker": "dockerfile", "elixir": "ex exs", "erlang": "", "go": "golang",
    "graphql": "", "haskell": "hs", "html": "htm", "http": "", "ini": "cfg", "java": "",
    "javascript": "js jsx", "json": "jsonc", "kotlin": "kt", "lua": "",
    "nginx": "", "ocaml": "", "perl": "pl", "php": "", "postgresql": "psql pgsql", "powershell": "ps1",
    "python": "py python3", "r": "", "ruby": "rb", "rust": "rs", "scala": "", "scss": "", "sql": "",
    "swift": "", "toml": "", "typescript": "ts tsx", "xml": "svg", "yaml": "yml",
}  # fmt: skip
LANGUAGES = {alias: name for name, more in _ALIASES.items() for alias in (name, *more.split())}

# The C family's lexers take seconds over a long run of these, in one match that no budget can interrupt.
_LONG_RUN = re.compile(r"[\s&*]{80}")
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def as_html(source: str, info: str) -> str:
    """A `<pre>` for a fence's content. `info` is what follows the fence; its first word is the language."""
    language = LANGUAGES.get((info.split() or [""])[0].lower())
    if language is None:
        return f'<pre class="code"><code>{escape(source)}</code></pre>\n'
    body = _highlight(source, language)
    return f'<pre class="code" data-language="{language}"><code>{body}</code></pre>\n'


def _highlight(source: str, language: str) -> str:
    if len(source.encode(errors="replace")) > MAX_SOURCE or _LONG_RUN.search(source):
        return escape(source)
    # A fresh lexer each time: some keep state on the instance, and several threads render.
    options = {"startinline": True} if language == "php" else {}
    lexer = find_lexer_class_by_name(language)(stripnl=False, **options)
    out = StringIO()
    try:
        _FORMATTER.format(_within_budget(lexer.get_tokens(source)), out)
    except _TooSlow:
        return escape(source)
    html = out.getvalue()
    return html if len(html) <= MAX_HTML else escape(source)


def _within_budget[T](tokens: Iterable[T]) -> Iterator[T]:
    """CPU time of this thread, so a busy machine does not lose its colours."""
    deadline = thread_time() + BUDGET
    for token in tokens:
        if thread_time() > deadline:
            raise _TooSlow
        yield token


class _TooSlow(Exception):
    """Highlighting used up its budget."""
