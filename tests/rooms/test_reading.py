"""Read places: forward only, of members only, and never past what there is."""

import pytest

from rooms.actions.members import leave
from rooms.actions.reading import mark_read
from rooms.models import Membership
from tests.rooms.acting import person, room, send

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def test_a_place_moves_forward_to_the_highest_that_there_is() -> None:
    ann, bob = person("ann"), person("bob")
    place = room(ann, bob)
    slug = place.slug
    for _ in range(5):
        send(ann, place)
    assert mark_read([(bob.pk, slug, seq) for seq in (2, 4, 6, 2**63 - 1)]) == {(bob.pk, slug): 4}
    assert mark_read([(bob.pk, slug, 3)]) == {}
    assert mark_read([(bob.pk, slug, 4)]) == {(bob.pk, slug): 4}
    assert Membership.objects.get(user=bob).last_read == 4


def test_who_is_not_there_has_no_place() -> None:
    ann, bob, eve = person("ann"), person("bob"), person("eve")
    place = room(ann, bob)
    slug = place.slug
    send(ann, place)
    leave(user=bob, slug=slug)
    assert mark_read([(bob.pk, slug, 1), (eve.pk, slug, 1), (ann.pk, "nowhere", 1), (0, slug, 1)]) == {}
    assert mark_read([]) == {}
