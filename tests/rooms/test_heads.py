"""What a process that compares its rooms with the database is told of them."""

from typing import Any

import pytest

from rooms.actions.members import join
from rooms.models import Room
from rooms.queries import heads
from tests.rooms.acting import person, room

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_change_that_overtakes_the_look_comes_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would say how many members there were before it."""
    lounge, cyn = room(person("ann"), person("bob")), person("cyn")
    lounge.refresh_from_db()
    read = heads.changes

    def overtaken(found: Room, after: int, limit: int) -> Any:
        join(user=cyn, slug=lounge.slug)
        return read(found, after, limit)

    with monkeypatch.context() as patched:
        patched.setattr(heads, "changes", overtaken)
        assert heads.missed({lounge.pk: lounge.version}) == {lounge.pk: []}
    (event,) = heads.missed({lounge.pk: lounge.version})[lounge.pk]
    assert (event.version, event.payload["members"]) == (lounge.version + 1, 3)
