"""A stop waits for what is in hand, but not for ever."""

import asyncio

import pytest

from bot.in_hand import finish


class Step:
    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.is_done = False

    async def run(self) -> str:
        self.begun.set()
        await self.may_end.wait()
        self.is_done = True
        return "sent"

    async def fail(self) -> None:
        await self.run()
        raise ZeroDivisionError


async def test_it_hands_the_result_on() -> None:
    step = Step()
    step.may_end.set()
    assert await finish(step.run()) == "sent"


async def test_an_error_of_the_step_comes_through() -> None:
    step = Step()
    step.may_end.set()
    with pytest.raises(ZeroDivisionError):
        await finish(step.fail())


async def test_a_stop_in_the_middle_lets_the_step_end() -> None:
    step = Step()
    loop = asyncio.create_task(finish(step.run()))
    await step.begun.wait()
    loop.cancel()
    await asyncio.sleep(0)
    step.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await loop
    assert step.is_done


async def test_a_step_that_does_not_end_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    step = Step()
    loop = asyncio.create_task(finish(step.run(), grace=0.01))
    await step.begun.wait()
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop
    assert not step.is_done
    assert [record.message for record in caplog.records] == ["stopped_in_the_middle"]


async def test_an_error_after_the_stop_is_logged_by_its_type(caplog: pytest.LogCaptureFixture) -> None:
    step = Step()
    loop = asyncio.create_task(finish(step.fail()))
    await step.begun.wait()
    loop.cancel()
    await asyncio.sleep(0)
    step.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await loop
    assert [vars(record)["error"] for record in caplog.records] == ["ZeroDivisionError"]
