"""Questions that many ask at once (a deploy, a busy hour), put together: to the database, or to Redis.

A thousand sockets that come back would otherwise cost a thousand thread hops, and six queries each.
"""

import asyncio
import contextlib
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

from chatapp.database import in_database

MOST = 100  # questions in one round: what one person waits for is bounded by what the others ask
ROUNDS = 2  # at once: a slow one, with thousands of changes to read, does not hold up everybody

type AnswerAll[Q, A] = Callable[[list[Q]], Awaitable[Sequence[A | Exception]]]


class Gathering[Q, A]:
    """`answer_all` answers a list of questions in order, each with its answer or with its own exception.

    Its round starts after the question was put, so nobody is answered with what was true before. With `patience`
    (seconds) a round waits, at most so long, for as many as the last one had.
    """

    def __init__(
        self, answer_all: AnswerAll[Q, A], *, most: int = MOST, rounds: int = ROUNDS, patience: float = 0
    ) -> None:
        self._answer_all = answer_all
        self._most = most
        self._at_once = rounds
        self._patience = patience
        self._enough = 0  # as many as were in the last round: then there is no need to wait any longer
        self._gathered = asyncio.Event()
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._rounds: set[asyncio.Task[None]] = set()

    async def ask(self, question: Q) -> A:
        """The answer, once the round that has this question is over. Raises what it was answered with."""
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, future))
        if len(self._waiting) >= self._enough:
            self._gathered.set()
        if len(self._rounds) < self._at_once:
            # A context of its own: what is logged belongs to no single request.
            task = asyncio.get_running_loop().create_task(self._run(), context=contextvars.Context())
            self._rounds.add(task)
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._be_patient()
                taken, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                group = [(question, future) for question, future in taken if not future.done()]
                self._enough = len(group)
                if group:
                    await self._answer(group)
        except BaseException:  # the loop is being shut down: nobody will answer the others either
            waiting, self._waiting = self._waiting, []
            _give_up(waiting)
            raise
        finally:
            # In one go with the last look at who waits. A done callback runs later: those whom the last round
            # answered could have asked again by then, found both rounds under way, and waited for ever.
            self._rounds.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    async def _be_patient(self) -> None:
        """Whoever was just answered may ask again at once: let them into this round."""
        self._gathered.clear()
        if self._patience and len(self._waiting) < self._enough:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._patience):
                    await self._gathered.wait()

    async def _answer(self, group: list[tuple[Q, asyncio.Future[A]]]) -> None:
        try:
            answers = await self._answer_all([question for question, _ in group])
            answered = list(zip(group, answers, strict=True))
        except Exception as error:
            answered = [(one, error) for one in group]
        except BaseException:
            _give_up(group)
            raise
        for (_, future), answer in answered:
            _settle(future, answer)


def in_one_hop[Q, A](answer_all: Callable[[list[Q]], Sequence[A | Exception]]) -> AnswerAll[Q, A]:
    """A function that asks the database, for a Gathering: each round is one hop."""

    async def ask(questions: list[Q]) -> Sequence[A | Exception]:
        return await in_database(answer_all, questions)

    return ask


def _give_up[Q, A](group: list[tuple[Q, asyncio.Future[A]]]) -> None:
    for _, future in group:
        future.cancel()


def _settle[A](future: asyncio.Future[A], answer: A | Exception) -> None:
    if future.done():  # whoever asked has left meanwhile
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
