"""S1: nothing of a private room is found by whoever is not in it: every address of the site."""

import pytest

from tests.chat.deployment import Deployment
from tests.moderation.access_rows import ROWS
from tests.moderation.addresses import places
from tests.moderation.leak import (
    ABOUT_A_ROOM,
    ABSENT,
    ADDRESSES,
    PEOPLE,
    calls,
    client,
    crawl,
    everything,
    found,
    known,
    normal,
    row,
)
from tests.moderation.secret import WORDS, Secret


def test_every_address_has_a_row_in_the_access_table() -> None:
    assert len(ADDRESSES) > 60
    assert set(ADDRESSES) - set(ROWS) == set()


def test_what_is_about_a_room_names_it_in_its_address() -> None:
    about = {key for key in ADDRESSES if row(key).least in ABOUT_A_ROOM}
    assert about == {key for key, route in ADDRESSES.items() if "slug" in places(route)}


async def test_a_member_finds_every_word_so_there_is_something_to_find(
    deployment: Deployment, secret: Secret
) -> None:
    seen: set[str] = set()
    odd = []
    for key in ADDRESSES:
        http, values = client(deployment, secret, "owner", key)
        async with http:
            for method, path, rest in calls(key, values):
                if method == "GET":
                    response = await http.request(method, path, **rest)
                    seen |= found(everything(response))
                    least = row(key).least
                    if least in ABOUT_A_ROOM and response.status_code not in (200, 302, 405):
                        odd.append((path, response.status_code))
    assert odd == []
    assert seen == set(WORDS) - {"deleted"}  # that is kept, and shown nowhere


@pytest.mark.parametrize("who", PEOPLE)
async def test_nobody_outside_finds_a_word_at_any_address(
    deployment: Deployment, secret: Secret, who: str
) -> None:
    leaks, failures, asked = [], [], 0
    async for key, (method, path, rest), response in crawl(deployment, secret, who, list(ADDRESSES)):
        asked += 1
        echoed = {name for name, word in WORDS.items() if word in path}
        words = found(everything(response)) - known(key) - echoed
        if words:
            leaks.append((key, method, path, rest.get("data"), words))
        if response.status_code >= 500:
            failures.append((key, method, path, rest, response.status_code))
    assert (leaks, failures) == ([], [])
    assert asked > 150


@pytest.mark.parametrize("who", PEOPLE)
async def test_a_hidden_room_answers_exactly_as_one_that_does_not_exist(
    deployment: Deployment, secret: Secret, who: str
) -> None:
    different, statuses = [], set()
    for key in [key for key in ADDRESSES if row(key).least in ABOUT_A_ROOM]:
        http, values = client(deployment, secret, who, key)
        async with http:
            await http.get("/rooms/")
            for (method, path, rest), (_, twin, _) in zip(
                calls(key, values, twins=True), calls(key, values | {"slug": ABSENT}, twins=True), strict=True
            ):
                hidden = normal(await http.request(method, path, **rest), secret.slug)
                absent = normal(await http.request(method, twin, **rest), ABSENT)
                statuses.add(hidden[0])
                if hidden != absent:
                    different.append((method, path, hidden, absent))
    assert different == []
    assert 404 in statuses or who == "anonymous"
