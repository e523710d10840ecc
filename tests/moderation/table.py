"""docs/permissions.md as data."""

from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
type Table = dict[str, dict[str, bool]]


def tables() -> list[Table]:
    """The tables of the page, in order: action → column → whether it is allowed."""
    found: list[Table] = []
    columns: list[str] = []
    for line in DOCS.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            columns = []
        elif not columns:
            columns = cells
            found.append({})
        elif not line.startswith("|---"):
            assert set(cells[2:]) <= {"yes", "–"}, line
            row = dict(zip(columns[2:], (cell == "yes" for cell in cells[2:]), strict=True))
            found[-1][cells[0].strip("`")] = row
    return found


ROOM, SITE = tables()
