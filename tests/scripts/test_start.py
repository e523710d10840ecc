import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finder

from scripts.start import collect_static, migrate

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "SECRET_KEY": "kept-secret-and-as-long-as-a-real-one-0123456789",
    "ALLOWED_HOSTS": "chat.example.org",
    "TRUSTED_PROXIES": "1",
}


@pytest.fixture
def static_source(settings, tmp_path: Path) -> Iterator[Path]:
    """One static file of our own, collected into a folder of our own."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("body { color: black }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    get_finder.cache_clear()  # type: ignore[attr-defined]
    yield source
    get_finder.cache_clear()  # type: ignore[attr-defined]


def test_static_files_are_collected_once_and_again_only_after_a_change(static_source: Path, settings) -> None:
    assert collect_static()
    assert (settings.STATIC_ROOT / "page.css").exists()
    assert not collect_static()

    (static_source / "page.css").write_text("body { color: navy blue }")
    assert collect_static()
    assert not collect_static()


def test_files_of_the_version_before_stay_for_pages_that_are_still_open(
    static_source: Path, settings
) -> None:
    collect_static()
    before = set(settings.STATIC_ROOT.glob("page.*.css"))
    assert before
    (static_source / "page.css").write_text("body { color: navy }")
    collect_static()
    assert before < set(settings.STATIC_ROOT.glob("page.*.css"))


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_left_alone() -> None:
    assert not migrate()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, "SECRET_KEY is not set"),
        ({"PORT": "eighty"}, "PORT"),
        (
            {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", **PRODUCTION},
            "the database does not answer",
        ),
    ],
)
def test_what_stops_a_start_is_told_without_a_traceback(
    settings: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **settings}
    command = [sys.executable, "-m", "scripts.start", "--prepare"]
    start = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert start.returncode == 1
    assert "Traceback" not in start.stderr
    assert start.stderr.startswith("Not started")
    assert sentence in start.stderr
