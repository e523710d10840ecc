"""The protocol's page against the code: what the one says and the other does not is an error."""

import re
from pathlib import Path

from rooms.realtime import protocol

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text()
CODE = re.compile(r'ActionError\(\s*"([a-z_]+)"')


def codes() -> set[str]:
    sources = [path for folder in ("rooms", "accounts") for path in (ROOT / folder).rglob("*.py")]
    return {code for path in sources for code in CODE.findall(path.read_text())}


def test_every_error_code_is_on_the_page() -> None:
    found = codes()
    assert {"unknown_room", "muted", "client_id_reused"} <= found
    assert sorted(code for code in found if f"`{code}`" not in PAGE) == []


def test_every_operation_is_on_the_page() -> None:
    operations = re.findall(r'case "([a-z]+)":', Path(protocol.__file__).read_text())
    assert "subscribe" in operations
    assert [name for name in operations if f"| `{name}` |" not in PAGE] == []
