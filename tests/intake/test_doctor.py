"""What can be wrong with an installation, planted; and that the check finds it and says what to do.

What it looks like as a command: `tests/cli/test_doctor.py`."""

import dataclasses
import os
from pathlib import Path

import pytest

from tests.doubles.desk import NOW, Desk, event, opened
from tillwatch import settings
from tillwatch.intake import doctor
from tillwatch.intake.connections import notes
from tillwatch.intake.doctor import Finding, inside, outside
from tillwatch.intake.nodes.beat import write as give_a_sign_of_life
from tillwatch.intake.rebuild import rebuild
from tillwatch.kernel.clock import SystemClock
from tillwatch.store.secrets import open_vault
from tillwatch.store.tables import set_aside

CHARGE = {"id": "ch_1", "object": "charge", "amount": 900, "currency": "usd", "created": NOW}
PUBLIC = "https://till.example.com"


async def examined(desk: Desk) -> dict[tuple[str, str], Finding]:
    found = await doctor.examine(desk.house, {}, public_url=PUBLIC, online=False)
    return {(one.area, one.about): one for one in found}


@pytest.mark.usefixtures("any_store")
async def test_a_sound_installation_has_nothing_wrong_but_its_server(
    tmp_path: Path, any_store: str
) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(event("charge.succeeded", CHARGE))
        await rebuild(desk.house)
        off = await examined(desk)
        desk.house = dataclasses.replace(desk.house, clock=SystemClock())
        await give_a_sign_of_life(desk.house)
        found = await examined(desk)
    if any_store == "postgresql":
        assert off["Clock", "Difference"].state == doctor.WRONG, "the server has the real time"
    wrong = {about for (_, about), one in found.items() if one.state != doctor.OK}
    # the PostgreSQL of the tests is fast and forgetful, and the doctor says so
    assert wrong == ({"fsync", "full_page_writes"} if any_store == "postgresql" else set())
    assert all(one.to_do for one in found.values() if one.state != doctor.OK)
    assert found["Shop", "Events"].connection_id == desk.connection_id


async def test_no_worker_is_wrong_and_one_that_just_starts_is_not(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        assert (await examined(desk))["Processes", "Worker"].state == doctor.WRONG
        await give_a_sign_of_life(desk.house)
        assert (await examined(desk))["Processes", "Worker"] == doctor.STARTING


async def test_refused_signatures_and_an_unknown_secret_are_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        body = event("charge.succeeded", CHARGE)
        assert (await desk.post(body, "t=1,v1=no")).status_code == 400
        await give_a_sign_of_life(desk.house)
        found = await examined(desk)
        assert found["Accounts", "Signatures"].says.startswith("1 deliveries were refused")
        await notes.note(desk.house, desk.connection_id, {"secret_sealed": None})
        await notes.unverified(desk.house, desk.connection_id)
        found = await examined(desk)
        assert found["Shop", "Webhook"].state == doctor.WRONG
        assert "--webhook-secret-stdin" in str(found["Shop", "Webhook"].to_do)


async def test_what_was_set_aside_is_one_figure(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await give_a_sign_of_life(desk.house)
        rows = [
            {"id": code, "connection_id": desk.connection_id, "code": code, "reason": "", "at": 0}
            for code in ("unreadable", "other_account", "other_mode")
        ]
        async with desk.house.store.writing() as tx:
            await tx.execute(set_aside.insert(), rows)
        found = await examined(desk)
    assert found["Accounts", "Set aside"].says.startswith("3 things could not be read")
    told = [one.says for one in found.values() if "could not be read" in one.says]
    assert all("3 things" in one for one in told), told


@pytest.mark.parametrize(
    ("told", "state", "says"),
    [
        ({"rak_charge_read": True}, doctor.OK, "It works, and may do all that is asked of it."),
        ({"rak_charge_read": True, "rak_review_read": None}, doctor.OK, "Could not be told: "),
        ({"rak_charge_read": False}, doctor.OK, "It may not: Charges: read."),
        ({"rak_charge_read": None}, doctor.WARNING, "Nothing shows that it works or what it may"),
        ({}, doctor.WARNING, "Nothing shows that it works or what it may do."),
    ],
)
async def test_a_key_is_said_to_do_what_was_proven(
    tmp_path: Path, told: dict[str, bool | None], state: str, says: str
) -> None:
    async with opened(tmp_path) as desk:
        sealed = desk.house.vault.seal("rk_test_1", row=desk.connection_id, column="key_sealed")
        grants = [{"slug": slug, "granted": granted} for slug, granted in told.items()]
        values = {"key_sealed": sealed, "key_hint": "rk_test_…1", "grants": grants}
        await notes.note(desk.house, desk.connection_id, values)
        found = (await examined(desk))["Shop", "Key, as last tried"]
    assert (found.state, says in found.says) == (state, True), found


async def test_a_lost_key_file_is_told_of_each_account(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        row = {"row": desk.connection_id, "column": "key_sealed"}
        await notes.note(
            desk.house,
            desk.connection_id,
            {"key_sealed": desk.house.vault.seal("rk_test_1", **row), "key_hint": "rk_test_…1"},
        )
        other = open_vault(tmp_path / "another key")
        desk.house = dataclasses.replace(desk.house, vault=other)
        found = await examined(desk)
    assert found["Shop", "Key"].state == doctor.WRONG
    assert "TILLWATCH_SECRET_KEY_FILE" in str(found["Shop", "Key"].to_do)


@pytest.mark.usefixtures("any_store")
async def test_a_signing_secret_of_another_key_file_is_told(tmp_path: Path, any_store: str) -> None:
    async with opened(tmp_path) as desk:
        other = open_vault(tmp_path / "another key")
        desk.house = dataclasses.replace(desk.house, vault=other)
        found = await examined(desk)
    assert found["Shop", "Signing secret"].state == doctor.WRONG
    assert "TILLWATCH_SECRET_KEY_FILE" in str(found["Shop", "Signing secret"].to_do)
    if any_store == "postgresql":  # others may have the right one
        assert str(found["Store", "Secret key"].to_do).startswith("Copy the file")


def test_names_that_are_no_settings_are_found() -> None:
    given = {"TILLWATCH_BASEURL": "x", "TILLWATCH_ODD": "y", "PATH": "/bin"}
    found = outside.set_up(settings.load({}), given)
    assert [(one.about, one.state) for one in found] == [
        ("TILLWATCH_BASEURL", doctor.WARNING),
        ("TILLWATCH_ODD", doctor.WARNING),
    ]
    assert "TILLWATCH_BASE_URL" in str(found[0].to_do)


def test_values_that_are_rarely_meant_are_found() -> None:
    given = {"STRIPE_RATE_SHARE": "1", "STRIPE_RATE": "0", "BASE_URL": "http://till.example.com"}
    read = settings.load({f"TILLWATCH_{name}": value for name, value in given.items()})
    found = outside.set_up(read, {})
    assert {one.about for one in found} == set(given)
    assert {one.state for one in found} == {doctor.WARNING}


def test_who_may_read_the_files(tmp_path: Path) -> None:
    read = settings.load({"TILLWATCH_DATA_DIR": str(tmp_path)})
    open_vault(read.secret_key_file)
    (tmp_path / "tillwatch.sqlite").touch(0o600)
    assert outside.files(read)[0].says.startswith("Only their owner")
    os.chmod(tmp_path / "tillwatch.sqlite", 0o640)
    os.chmod(tmp_path / "key", 0o604)
    os.chmod(tmp_path, 0o777)
    found = outside.files(read)
    assert [(one.state, one.to_do) for one in found[:3]] == [
        (doctor.WRONG, f"Run `chmod 700 {tmp_path}`."),
        (doctor.WRONG, f"Run `chmod 600 {tmp_path / 'key'}`."),
        (doctor.WARNING, f"Run `chmod 600 {tmp_path / 'tillwatch.sqlite'}`."),
    ]
    (tmp_path / "key").unlink()
    assert "is not there" in next(one.says for one in outside.files(read) if "key" in one.says)


@pytest.mark.parametrize(
    ("free", "state"), [(100_000_000, "wrong"), (1_000_000_000, "warning"), (10**11, "ok")]
)
def test_room_on_the_disk(free: int, state: str) -> None:
    assert outside.room(free).state == state


@pytest.mark.parametrize(
    ("off_s", "state"), [(0.4, "ok"), (-12.0, "warning"), (90.0, "wrong"), (-400.0, "wrong")]
)
def test_the_clock(off_s: float, state: str) -> None:
    assert inside.clock("Stripe", off_s).state == state
    assert (inside.clock("Stripe", off_s).to_do is None) == (state == "ok")
