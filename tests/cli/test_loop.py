"""Ctrl-C ends a command even when a library loses the cancellation."""

import asyncio

import pytest

from tillwatch.cli.loop import insisted


async def test_a_lost_cancellation_is_repeated() -> None:
    begun, lost = asyncio.Event(), asyncio.Event()

    async def body() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            lost.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(insisted(body()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 60)
    assert lost.is_set()


async def test_answers_and_errors_pass() -> None:
    async def answer() -> int:
        return 3

    async def error() -> None:
        raise ValueError

    assert await insisted(answer()) == 3
    with pytest.raises(ValueError):
        await insisted(error())
