"""A customer is erased: nothing of them is left in any file, and everything else is as it was."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.doubles import desk as double
from tests.doubles.desk import NOW, event, opened
from tests.intake.erasure import shop
from tests.intake.erasure.shop import ADA, BEN, EMAIL, GUEST, NAME
from tillwatch.intake import erasure
from tillwatch.intake.erasure import late
from tillwatch.intake.rebuild import rebuild
from tillwatch.kernel import errors
from tillwatch.store import backup


@pytest.mark.usefixtures("any_store")
async def test_nothing_personal_is_left_and_the_money_is(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(*shop.told())
        before = await shop.known(desk)
        assert shop.marks(repr(before).encode()) == set(shop.MARKS)
        await shop.erase(desk)
        after = await shop.known(desk)
        assert not shop.marks(repr(after).encode())
        assert "Ben" in repr(after["customer"])
        assert "for Ben" in repr(after["payment"])
        assert GUEST in repr(after["payment"]), "the guest was not asked for"
        for name in ("payment", "refund", "dispute", "invoice"):
            money = ("id", "created", "status", "amount", "amount_refunded", "total", "country")
            kept = [{m: row[m] for m in money if m in row} for row in after[name]]
            assert kept == [{m: row[m] for m in money if m in row} for row in before[name]]
        ada = await desk.row("customer", ADA)
        assert ada is not None
        assert (ada["name"], ada["email"], ada["city"], ada["country"]) == (None, None, None, "CZ")
        ledger = await double.ledger(desk.house)
        await rebuild(desk.house)
        assert await double.ledger(desk.house) == ledger
        (done,) = await erasure.all_of(desk.house)
        assert done.done
        assert done.counts is not None
        assert done.counts["deliveries"] == 9
        assert await desk.set_aside() == []


async def test_no_file_holds_it_any_more_and_no_fresh_backup(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with opened(folder) as desk:
        await desk.tell(*shop.told())
        await shop.worked_on(desk)
        held = [shop.marks(raw) for _, raw in shop.everything_in(folder)]
        assert set().union(*held) == set(shop.MARKS), "or the look finds nothing anyway"
        await shop.erase(desk)
        clean = {name: shop.marks(raw) for name, raw in shop.everything_in(folder)}
        assert not {name: found for name, found in clean.items() if found}
        (sending,) = await double.all_rows(desk.house, "dispute_sending")
        assert (sending["state"], sending["what"]) == ("sent", {})
        saved = tmp_path / "saved.zip"
        await backup.save(desk.house.settings, saved, desk.clock)
    with zipfile.ZipFile(saved) as packed:
        for name in packed.namelist():
            raw = packed.read(name)
            assert not shop.marks(raw + shop.unpacked(raw)), name
    for name, raw in shop.everything_in(folder):
        assert not shop.marks(raw), name


async def test_what_comes_later_is_blank_before_anybody_reads_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        first, *rest = shop.told()
        await desk.tell(first)
        await shop.erase(desk)
        await desk.tell(*rest)
        rows = {name: rows for name, rows in (await shop.known(desk)).items() if name != "bodies"}
        assert not shop.marks(repr([rows["payment"], rows["customer"], rows["invoice"]]).encode())
        await erasure.go_on(desk.house)
        assert not shop.marks(repr(await shop.known(desk)).encode())
        assert not await late.wipe_if_due(desk.house), "a long file is not written anew for each"
        assert await late.wipe_if_due(desk.house, 0)
        clean = {name: shop.marks(raw) for name, raw in shop.everything_in(tmp_path)}
        assert not {name: found for name, found in clean.items() if found}


async def test_a_dispute_that_came_before_its_charge_is_found(tmp_path: Path) -> None:
    told = shop.told()
    dispute = next(body for body in told if b"charge.dispute" in body)
    async with opened(tmp_path) as desk:
        await desk.tell(told[0])
        await shop.erase(desk)
        await desk.tell(dispute)
        assert EMAIL in repr(await desk.rows("objects")), "nothing says whose it is"
        await desk.tell(*[body for body in told[1:] if body != dispute])
        await erasure.go_on(desk.house)
        assert not shop.marks(repr(await shop.known(desk)).encode())


@pytest.mark.usefixtures("any_store")
async def test_a_guest_is_erased_by_their_address(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(*shop.told())
        one = await erasure.email_of(desk.house, desk.connection_id, " Guest.Marker@example.org")
        await erasure.begin(desk.house, one, "tests")
        await erasure.go_on(desk.house)
        after = repr(await shop.known(desk))
        assert GUEST not in after
        assert "Guest Marker" not in after
        assert NAME in after
        assert BEN in after
        kept = repr(await desk.rows("erased")) + repr(await desk.rows("audit"))
        assert "guest" not in kept.lower()
        later = {"id": "ch_9", "object": "charge", "amount": 5, "currency": "usd"}
        told = later | {"created": NOW, "status": "succeeded", "receipt_email": GUEST.upper()}
        await desk.tell(event("charge.succeeded", told, id_="evt_9x"))
        await erasure.go_on(desk.house)
        assert GUEST.upper() not in repr(await shop.known(desk))


async def test_nobody_unknown_is_erased(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        with pytest.raises(errors.NotFound):
            await erasure.customer_of(desk.house, desk.connection_id, "cus_nobody")
        with pytest.raises(errors.NotFound):
            await erasure.customer_of(desk.house, "con_nothing", ADA)
        with pytest.raises(errors.BadInput):
            await erasure.email_of(desk.house, desk.connection_id, "no address")


async def test_what_was_set_aside_is_blanked_and_what_cannot_be_read_goes(tmp_path: Path) -> None:
    odd = json.dumps({"id": "evt_odd", "created": NOW, "data": 7, "who": [ADA], "name": NAME})
    thing = event("charge.succeeded", {"id": "ch_x", "customer": ADA, "name": NAME}, id_="evt_x")
    other = thing.replace(b'"livemode": false', b'"livemode": true')
    async with opened(tmp_path) as desk:
        await desk.tell(*shop.told()[:1], odd.encode(), other)
        assert len(await desk.set_aside()) == 2
        await shop.erase(desk)
        bodies = [row["body"] for row in await desk.inbox_rows()]
        assert all(bodies)
        assert NAME not in repr(bodies)
        again = odd.replace("evt_odd", "evt_later")
        await desk.tell(again.encode())
        await erasure.go_on(desk.house)
        assert NAME not in repr(await desk.inbox_rows())
