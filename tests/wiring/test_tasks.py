"""Parts that run beside a block, and races between tasks."""

import asyncio

import pytest

from tillwatch.wiring import tasks


async def part(name: str, log: list[str]) -> None:
    try:
        await tasks.for_ever()
    finally:
        log.append(name)


async def test_parts_end_with_the_block_the_last_first():
    log: list[str] = []
    async with tasks.Parts() as parts:
        for name in ("inbox", "server", "worker"):
            parts.start(part(name, log))
        await asyncio.sleep(0)
    assert log == ["worker", "server", "inbox"]


async def test_a_part_that_fails_ends_the_block_with_its_error():
    log: list[str] = []

    async def fails() -> None:
        raise OSError("no space left")

    async def block() -> None:
        async with tasks.Parts() as parts:
            parts.start(part("inbox", log))
            parts.start(fails())
            await tasks.for_ever()

    with pytest.raises(OSError, match="no space left"):
        await block()
    assert log == ["inbox"]
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_the_blocks_own_error_stays():
    async def block() -> None:
        async with tasks.Parts() as parts:
            parts.start(part("inbox", []))
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await block()


async def test_the_first_ends_the_others():
    log: list[str] = []
    stop = asyncio.Event()
    stop.set()
    await tasks.first_of(stop.wait(), part("worker", log))
    with pytest.raises(OSError, match="gone"):
        await tasks.first_of(tasks.for_ever(), _gone())
    assert log in ([], ["worker"])


async def _gone() -> None:
    raise OSError("gone")


async def test_until_looks_again():
    answers = iter([False, False, True])
    assert await tasks.until(lambda: next(answers), 0.0)
    assert not await tasks.until(lambda: False, 0.0, 0.0)


async def test_a_lost_cancellation_is_made_up_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tasks, "AGAIN_S", 0.0)
    lost: list[str] = []

    async def loses_one() -> None:
        try:
            await tasks.for_ever()
        except asyncio.CancelledError:
            lost.append("one")
        await tasks.for_ever()

    await tasks.first_of(asyncio.sleep(0), loses_one())
    assert lost == ["one"]
