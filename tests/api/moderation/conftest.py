import pytest

from tests.api.world import Program, person, room


@pytest.fixture
async def moe() -> Program:
    return await person("moe")


@pytest.fixture
async def square(ada: Program, moe: Program, bob: Program) -> str:
    """A public room that Ada owns, Moe moderates and Bob writes in."""
    slug = await room(ada, "Square", moe, bob)
    assert (await ada.put(f"rooms/{slug}/members/moe", {"role": "moderator"})).status_code == 200
    return slug
