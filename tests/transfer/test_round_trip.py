"""Out, in, and out again: the same bytes, on either database."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.chat import manage
from tests.transfer.sites import Site, contents, export


@pytest.mark.parametrize("kind", ["", "sqlite"])
def test_a_site_comes_back_byte_for_byte(
    source: Site, new_site: Callable[..., Site], tmp_path: Path, kind: str
) -> None:
    first = export(source, tmp_path / "first")
    site = new_site(kind)
    manage(site, "import", str(tmp_path / "first"))
    assert contents(site) == contents(source)
    assert export(site, tmp_path / "second") == first
    back = new_site()
    manage(back, "import", str(tmp_path / "second"))
    assert export(back, tmp_path / "third") == first


def test_a_room_comes_back_byte_for_byte(source: Site, new_site: Callable[..., Site], tmp_path: Path) -> None:
    first = export(source, tmp_path / "first", "--room", "tea-cake")
    site = new_site("sqlite")
    manage(site, "import", str(tmp_path / "first"))
    assert export(site, tmp_path / "second", "--room", "tea-cake") == first
