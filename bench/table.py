"""The table on the terminal: a line a figure, as soon as it is known."""

import sys
from statistics import median

from bench.figures import Figure

WIDTHS = (46, 22, 28, 20, 12)
HEADER = ("figure", "ours", "rival", "ratio (spread)", "promised")


def header() -> str:
    return f"{_row(HEADER)}\n{_row(tuple('─' * width for width in WIDTHS))}"


def line(figure: Figure) -> str:
    cells = (
        f"{figure.section}: {figure.name}",
        f"{number(median(figure.ours))} {figure.unit}" if figure.ours else "–",
        _rival(figure),
        _ratio(figure),
        _promise(figure),
    )
    return "\n".join([_row(cells), *(f"    {note}" for note in figure.notes)])


def number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _rival(figure: Figure) -> str:
    return f"{number(median(figure.rival))} {figure.rival_name}" if figure.rival else figure.rival_name or "–"


def _ratio(figure: Figure) -> str:
    if figure.ratio is None:
        return "–"
    low, high = min(figure.ratios), max(figure.ratios)
    return f"{number(figure.ratio)} ({number(low)}–{number(high)})"


def _promise(figure: Figure) -> str:
    if figure.bound is not None:
        asked = f"≤ {number(figure.bound)} {figure.unit}"
    elif figure.promise is not None:
        asked = f"{'≥' if figure.more_is_better else '≤'} {number(figure.promise)}"
    else:
        return ""
    return f"{asked} {'yes' if figure.kept else 'NO'}"


def _row(cells: tuple[str, ...]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def show_progress(text: str) -> None:
    """What is going on, on one line that the next one replaces; plain lines where there is no terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{text[:110]}")
    elif text:
        sys.stderr.write(f"  … {text}\n")
    sys.stderr.flush()
