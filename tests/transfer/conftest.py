from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.services.chat import manage
from tests.services.stack import EmbeddedStack, Stack
from tests.transfer.sites import Site, fill

numbers = count(1)


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedStack]:
    stack = EmbeddedStack()
    yield stack
    stack.stop()


@pytest.fixture(scope="module")
def source(stack: Stack) -> Iterator[Site]:
    """A site with some of everything, which no test changes."""
    site = stack.new_site("transfer_source")
    fill(site)
    yield site
    stack.drop_site("transfer_source")


@pytest.fixture
def new_site(stack: Stack, embedded: EmbeddedStack) -> Iterator[Callable[..., Site]]:
    """`new_site()` is an empty, migrated site; `new_site("sqlite")` one on SQLite."""
    made: list[tuple[Stack, str]] = []

    def make(kind: str = "") -> Site:
        chosen = embedded if kind == "sqlite" else stack
        made.append((chosen, f"transfer_{next(numbers)}"))
        return chosen.new_site(made[-1][1])

    yield make
    for chosen, name in made:
        chosen.drop_site(name)


@pytest.fixture(scope="module")
def exported(source: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an export of the whole source."""
    folder = tmp_path_factory.mktemp("exported") / "site"
    manage(source, "export", "--output", str(folder))
    return folder / "chat.jsonl"


@pytest.fixture(scope="module")
def exported_room(source: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an export of one of the source's rooms."""
    folder = tmp_path_factory.mktemp("exported") / "room"
    manage(source, "export", "--output", str(folder), "--room", "tea-cake")
    return folder
