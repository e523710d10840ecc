"""The Python client against a real server, and the room as the database has it."""

import sys
from collections.abc import Iterator

import pytest

from tests.chat.office import Office
from tests.chat.people import Person
from tests.services.stack import ROOT

sys.path.insert(0, str(ROOT / "clients" / "python"))


class World:
    """A site's people and rooms, made from outside its servers."""

    def __init__(self, site: dict[str, str]) -> None:
        self.office = Office(site)

    def people(self, *names: str) -> list[Person]:
        return [Person(**made) for made in self.office.people(names=list(names))]

    def room(self, owner: Person, *members: Person, **options: object) -> str:
        names = [one.username for one in members]
        return str(self.office.room(owner=owner.username, members=names, **options))

    def fill(self, author: Person, slug: str, number: int) -> None:
        for start in range(0, number, 20_000):
            texts = [f"message {one}" for one in range(start, min(number, start + 20_000))]
            self.office.send(username=author.username, slug=slug, bodies=texts)


@pytest.fixture
def world(site: dict[str, str]) -> Iterator[World]:
    made = World(site)
    yield made
    made.office.close()
