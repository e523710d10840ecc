"""One thing an event loop: made on first use, let go once its loop is closed or all are forgotten."""

import asyncio

from chatapp.loops import PerLoop


def test_each_loop_has_its_own_and_those_of_closed_loops_are_let_go() -> None:
    gone: list[object] = []
    own = PerLoop(object, gone.append)

    async def twice() -> object:
        first = own()
        assert own() is first
        return first

    with asyncio.Runner() as runner:
        staying = runner.run(twice())
        closed = asyncio.run(twice())
        assert staying is not closed
        assert gone == []
        last = asyncio.run(twice())
        assert gone == [closed]
        assert runner.run(twice()) is staying
        own.forget()
        assert gone == [closed, staying, last]
        assert runner.run(twice()) is not staying
