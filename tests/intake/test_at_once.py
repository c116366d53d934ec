"""What a person and the worker, or two persons, may do at the same moment."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.api.test_logos import gif, png
from tests.doubles.desk import Desk, opened
from tillwatch.intake import backfill
from tillwatch.intake.connections import logos
from tillwatch.store.tables import connection, import_range, import_run

AT_ONCE = 4
ROUNDS = 5


@pytest.mark.usefixtures("any_store")
async def test_an_import_that_several_start_is_one(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await given_a_key(desk)
        for _ in range(ROUNDS):
            starts = (backfill.start(desk.house, desk.connection_id) for _ in range(AT_ONCE))
            await asyncio.gather(*starts)
            async with desk.house.store.reading() as store:
                runs = (await store.execute(select(import_run.c.state))).scalars().all()
                parts = (await store.execute(select(import_range.c.resource))).scalars().all()
            assert runs == ["running"]
            assert len(parts) == len(set(parts)) > 0
            async with desk.house.store.writing() as store:
                await store.execute(update(import_run).values(state="done"))


@pytest.mark.usefixtures("any_store")
async def test_one_of_two_pictures_given_at_once_is_kept(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        for _ in range(ROUNDS):
            given = [png(), gif()] * (AT_ONCE // 2)
            await asyncio.gather(
                *(logos.keep(desk.house, desk.connection_id, body) for body in given)
            )
        assert (await logos.find(desk.house, desk.connection_id)).body in (png(), gif())


async def given_a_key(desk: Desk) -> None:
    async with desk.house.store.writing() as store:
        await store.execute(update(connection).values(key_sealed=b"never opened here"))
