"""The inbox's file is lost, or an older copy: what comes then is worked in all the same."""

import shutil
from pathlib import Path

import pytest

from tests.doubles.desk import NOW, Desk, Json, event, opened

FILES = ("inbox.sqlite", "inbox.sqlite-wal", "inbox.sqlite-shm")


def charge(number: int) -> bytes:
    told: Json = {
        "id": f"ch_{number}",
        "object": "charge",
        "created": NOW,
        "amount": 900,
        "currency": "eur",
        "status": "succeeded",
    }
    return event("charge.succeeded", told, id_=f"evt_{number}")


async def tell(desk: Desk, to: str, *numbers: int) -> None:
    for number in numbers:
        assert (await desk.post(charge(number), to=to)).status_code == 200
    await desk.apply()


async def known(desk: Desk) -> list[str]:
    return [row["id"] for row in await desk.rows("attempt")]


@pytest.mark.parametrize("copied", [False, True], ids=["lost", "older"])
async def test_numbers_go_on_behind_what_was_read(
    tmp_path: Path, copied: bool, caplog: pytest.LogCaptureFixture
):
    folder, aside = tmp_path / "desk", tmp_path / "aside"
    aside.mkdir()
    async with opened(folder) as desk:
        to = desk.connection_id
        await tell(desk, to, 1, 2)
    if copied:
        shutil.copy(folder / FILES[0], aside)
    async with opened(folder) as desk:
        await tell(desk, to, 3, 4, 5)
    for name in FILES:
        (folder / name).unlink(missing_ok=True)
    if copied:
        shutil.copy(aside / FILES[0], folder)
    async with opened(folder) as desk:
        assert "inbox.sqlite is older than tillwatch.sqlite" in caplog.text
        await tell(desk, to, 6)
        assert await known(desk) == [f"ch_{number}" for number in range(1, 7)]
        assert [row["seq"] for row in await desk.inbox_rows()][-1] == 6
    caplog.clear()
    async with opened(folder) as desk:
        assert not caplog.text
        await tell(desk, to, 7)
        assert "ch_7" in await known(desk)
