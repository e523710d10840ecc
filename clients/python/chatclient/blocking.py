"""For programs without an event loop."""

import asyncio
from collections.abc import AsyncIterable, Iterator


def blocking[T](found: AsyncIterable[T]) -> Iterator[T]:
    """`for message in blocking(chat.history("general"))`: the same, one item at a time, in this thread."""
    with asyncio.Runner() as runner:
        items = aiter(found)

        async def following() -> tuple[T] | None:
            try:
                return (await anext(items),)
            except StopAsyncIteration:
                return None

        while (item := runner.run(following())) is not None:
            yield item[0]
