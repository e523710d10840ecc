"""The list of settings against the code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'env\.[a-z_]+\(\s*"([A-Z_]+)"')
LISTED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def test_the_page_lists_exactly_the_settings_that_are_read() -> None:
    read = {name for path in (ROOT / "chatapp").rglob("*.py") for name in READ.findall(path.read_text())}
    listed = set(LISTED.findall((ROOT / "docs" / "self-hosting.md").read_text()))
    assert "SECRET_KEY" in read
    assert read == listed
