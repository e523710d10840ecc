"""Writing our Markdown: text that must mean nothing but itself, links, code."""

import re

# Characters that would mean something to our parser where they stand. An "@" that would name somebody here
# is one too: in Slack only <@…> does.
_ESCAPED = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~])     # a backslash before punctuation
      | [*`]
      | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9])
      | ~(?=~) | (?<=~)~
      | \](?=\()
      | <(?=[A-Za-z])
      | (?<![\w.+\-/@])@(?=[A-Za-z0-9])
    """,
    re.VERBOSE,
)
_BLOCK = re.compile(r"^([ ]{0,3})([#>]|[-+](?=[ \t]*$)|[|:-](?=[|:\- ]*$))", re.MULTILINE)
_LIST = re.compile(r"^([ ]{0,3})(?:([-+])(?=[ \t])|([0-9]{1,9})([.)])(?=[ \t]))", re.MULTILINE)
_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)
_LABEL = re.compile(r"[\\`*_~\[\]<>]")
_AMBIGUOUS = re.compile(r"[\s<>()\\\"`*~\[\]]|_(?![A-Za-z0-9])|(?<![A-Za-z0-9])_")
_UNSAFE = re.compile(r"[\s<>()\\\"`]")


def inline(text: str) -> str:
    """Within a line."""
    return _ESCAPED.sub(lambda found: "\\" + found[0], text)


def literal(text: str) -> str:
    """Whole lines that are not even a list."""
    return _LIST.sub(_unlisted, lines(text))


def lines(text: str) -> str:
    """Whole lines; what looks like a list may be one."""
    return starts(inline(text))


def starts(made: str) -> str:
    """Lines whose spans are Markdown already: what would begin a heading, a quotation or a table does not."""
    return _BLOCK.sub(r"\1\\\2", made)


def _unlisted(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}"


def link(url: str, label: str = "") -> str:
    """A link, if it is one that this chat makes; otherwise its text. `label` is plain text."""
    label = " ".join(label.split())
    if not _WEB.fullmatch(url):
        return inline(f"{label} ({url})" if label and label != url else label or url)
    if not label or label in (url, url.removeprefix("mailto:")):
        return bare(url)
    return f"[{_LABEL.sub(lambda found: chr(92) + found[0], label)}]({_quoted(url)})"


def bare(url: str) -> str:
    """An address that stands for itself."""
    return f"<{_quoted(url)}>" if _AMBIGUOUS.search(url) or url.lower().startswith("mailto:") else url


def _quoted(url: str) -> str:
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)


def code(text: str) -> str:
    """In a line, whatever backquotes it has."""
    fence = "`" * (_longest_run(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def fenced(text: str) -> str:
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}\n{text.strip(chr(10))}\n{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def quoted(text: str) -> str:
    """Every line of it in a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def wrapped(text: str, mark: str) -> str:
    """`text` (Markdown) between two marks, which must touch its visible characters, line by line."""

    def one(line: str) -> str:
        bare = line.strip()
        return line.replace(bare, f"{mark}{bare}{mark}", 1) if bare else line

    return "\n".join(one(line) for line in text.split("\n"))
