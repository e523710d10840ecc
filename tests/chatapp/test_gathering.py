"""Questions that are asked at once share a round, and nothing else."""

import asyncio
import time
from collections.abc import Callable, Sequence

import pytest

from chatapp.gathering import MOST, ROUNDS, Gathering, in_one_hop


class Asking:
    """Doubles numbers in 20 ms a round; `rounds` are what was asked together."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []

    def __call__(self, numbers: list[int]) -> list[int | Exception]:
        self.rounds.append(numbers)
        time.sleep(0.02)
        if 13 in numbers:
            raise RuntimeError("the database is away")
        return [ValueError(number) if number < 0 else number * 2 for number in numbers]


def gathered(answer_all: Callable[[list[int]], Sequence[int | Exception]]) -> Gathering[int, int]:
    return Gathering(in_one_hop(answer_all))


async def test_a_thousand_at_once_are_a_few_rounds_each_with_its_own_answer() -> None:
    asking = Asking()
    gathering = gathered(asking)
    numbers = range(100, 1100)
    assert await asyncio.gather(*map(gathering.ask, numbers)) == [number * 2 for number in numbers]
    assert max(map(len, asking.rounds)) <= MOST
    assert len(asking.rounds) <= 1000 / MOST + 2 * ROUNDS
    assert sorted(number for numbers in asking.rounds for number in numbers) == list(numbers)


async def test_a_refusal_is_its_own_askers_alone() -> None:
    gathering = gathered(Asking())
    answers = await asyncio.gather(*map(gathering.ask, (1, -5, 2, -6, 3)), return_exceptions=True)
    assert [answer for answer in answers if isinstance(answer, int)] == [2, 4, 6]
    assert [answer.args for answer in answers if isinstance(answer, ValueError)] == [(-5,), (-6,)]


async def test_a_question_is_never_answered_by_a_round_that_began_before_it() -> None:
    asking = Asking()
    gathering = gathered(asking)
    early = [asyncio.create_task(gathering.ask(number)) for number in (1, 2)]
    await asyncio.sleep(0.01)
    begun = len(asking.rounds)
    assert begun
    assert await gathering.ask(3) == 6
    assert all(3 not in numbers for numbers in asking.rounds[:begun])
    await asyncio.gather(*early)


async def test_who_leaves_and_a_database_that_is_away_hold_up_nobody_after_them() -> None:
    gathering = gathered(Asking())
    leaving = [asyncio.create_task(gathering.ask(number)) for number in range(20, 40)]
    await asyncio.sleep(0.005)
    for task in leaving:
        task.cancel()
    await asyncio.gather(*leaving, return_exceptions=True)
    with pytest.raises(RuntimeError, match="away"):
        await gathering.ask(13)
    assert await gathering.ask(14) == 28


async def test_who_asks_again_at_once_is_answered_though_every_round_has_just_ended() -> None:
    ended = asyncio.Event()

    async def together(numbers: list[int]) -> list[int]:
        """Both rounds end in the same turn of the loop, as when the database dies under them."""
        await ended.wait()
        return [number * 2 for number in numbers]

    gathering = Gathering[int, int](together, rounds=2)

    async def twice(number: int) -> int:
        return await gathering.ask(await gathering.ask(number))

    asking = []
    for one in (twice(1), gathering.ask(2)):  # did the second ask again too, its round would answer both
        asking.append(asyncio.create_task(one))
        await asyncio.sleep(0)  # its round begins before the next one asks
        await asyncio.sleep(0)
    ended.set()
    async with asyncio.timeout(2):
        assert await asyncio.gather(*asking) == [4, 4]


async def test_an_answer_too_few_is_an_error_and_nobody_waits_for_ever() -> None:
    gathering = gathered(lambda numbers: numbers[1:])
    async with asyncio.timeout(2):
        with pytest.raises(ValueError, match="shorter"):
            await gathering.ask(1)


async def test_a_round_that_is_cancelled_leaves_nobody_waiting() -> None:
    async def cancelled(numbers: list[int]) -> list[int]:
        await asyncio.sleep(0.01)
        raise asyncio.CancelledError

    gathering = Gathering[int, int](cancelled, most=1, rounds=1)
    asking = [asyncio.create_task(gathering.ask(number)) for number in range(3)]
    async with asyncio.timeout(2):
        answers = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(answer) for answer in answers] == [asyncio.CancelledError] * 3


async def test_with_patience_those_who_ask_again_share_the_next_round_and_who_is_alone_does_not_wait() -> (
    None
):
    asking = Asking()
    gathering = Gathering[int, int](in_one_hop(asking), rounds=1, patience=5)
    assert await gathering.ask(1) == 2
    async with asyncio.timeout(1):
        assert await gathering.ask(2) == 4
    await asyncio.gather(*map(gathering.ask, range(20, 28)))
    first = asyncio.create_task(gathering.ask(30))
    await asyncio.sleep(0.05)  # as many as the last time come, one after the other
    await asyncio.gather(first, *map(gathering.ask, range(31, 38)))
    assert asking.rounds[-1] == list(range(30, 38))
