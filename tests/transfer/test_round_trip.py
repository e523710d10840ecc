"""Out, in, and out again: the same bytes, on either database."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.transfer.sites import Site, contents, through


@pytest.mark.parametrize("kind", ["", "sqlite"])
def test_a_site_comes_back_byte_for_byte(
    source: Site, exported: Path, new_site: Callable[..., Site], tmp_path: Path, kind: str
) -> None:
    first = exported.read_bytes()
    site, back = new_site(kind), new_site()
    assert through(site, exported.parent, tmp_path / "second") == first
    assert contents(site) == contents(source)
    assert through(back, tmp_path / "second", tmp_path / "third") == first


def test_a_room_comes_back_byte_for_byte(
    exported_room: Path, new_site: Callable[..., Site], tmp_path: Path
) -> None:
    again = through(new_site("sqlite"), exported_room, tmp_path / "second", "--room", "tea-cake")
    assert again == (exported_room / "chat.jsonl").read_bytes()
