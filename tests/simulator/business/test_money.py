"""Money that adds up, in every shop, mode and currency of several worlds."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.simulator.business.worlds import SEEDS, books, looked_at, tills
from tillwatch.kernel.currencies import exponent
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.business import World

WORLDS = [*SEEDS, "acted", "deep"]


@pytest.fixture(scope="module", params=WORLDS, ids=str)
def world(request: pytest.FixtureRequest) -> World:
    return looked_at(request.param)


def entries(b: Books) -> list[Json]:
    return list(b.tables["balance_transaction"])


def test_amount_less_fee_is_net_and_the_details_are_the_fee(world: World) -> None:
    for b in books(world):
        for row in entries(b):
            assert row["amount"] - row["fee"] == row["net"]
            assert sum(line["amount"] for line in row["fee_details"]) == row["fee"]
            assert {line["currency"] for line in row["fee_details"]} <= {row["currency"]}


def test_what_came_and_did_not_leave_is_the_balance(world: World) -> None:
    for till in tills(world):
        nets: dict[str, int] = defaultdict(int)
        for row in entries(till.books):
            nets[row["currency"]] += row["net"]
        tally = till.books.tally
        for currency in till.profile.settles:
            assert nets[currency] == tally.available[currency] + tally.pending[currency]
        assert set(nets) <= set(till.profile.settles)


def test_available_and_pending_are_the_entries_so_marked(world: World) -> None:
    for shop in world.shops.values():
        for livemode, b in shop.books.items():
            answer = shop.balance(livemode)
            for state in ("available", "pending"):
                for line in answer[state]:
                    of = [
                        row["net"]
                        for row in entries(b)
                        if row["status"] == state and row["currency"] == line["currency"]
                    ]
                    assert sum(of) == line["amount"]


def test_pending_entries_are_not_due(world: World) -> None:
    now = world.clock.now()
    for b in books(world):
        for row in entries(b):
            assert (row["available_on"] > now) == (row["status"] == "pending")


def test_an_automatic_payout_is_its_entries(world: World) -> None:
    for b in books(world):
        for payout in b.tables["payout"]:
            inside = b.tables["balance_transaction"].where("_payout", payout["id"])
            own = [row for row in inside if row["id"] == payout["balance_transaction"]]
            others = [row for row in inside if row["id"] != payout["balance_transaction"]]
            assert [row["net"] for row in own] == [-payout["amount"]]
            if payout["automatic"]:
                assert sum(row["net"] for row in others) == payout["amount"] > 0
                assert {row["currency"] for row in others} == {payout["currency"]}
                assert all(row["available_on"] <= payout["created"] for row in others)
            else:
                assert others == []


def test_a_failed_payout_brings_its_money_back(world: World) -> None:
    for b in books(world):
        for payout in b.tables["payout"]:
            if payout["status"] in ("failed", "canceled"):
                back = b.tables["balance_transaction"].get(payout["failure_balance_transaction"])
                assert back is not None
                assert back["net"] == payout["amount"]
                assert back["reporting_category"] == "payout_reversal"
            else:
                assert payout["failure_balance_transaction"] is None


def test_whole_forints_leave(world: World) -> None:
    for b in books(world):
        amounts = [p["amount"] for p in b.tables["payout"] if p["currency"] == "huf"]
        assert all(amount % 100 == 0 for amount in amounts)


def test_a_converted_amount_is_the_charge_times_the_rate(world: World) -> None:
    converted = 0
    for b in books(world):
        for row in entries(b):
            charge = b.tables["charge"].get(row["source"] or "")
            if charge is None or row["reporting_category"] != "charge":
                continue
            if row["exchange_rate"] is None:
                assert (row["amount"], row["currency"]) == (charge["amount"], charge["currency"])
                continue
            shift = exponent(row["currency"]) - exponent(charge["currency"])
            exact = charge["amount"] * Decimal(str(row["exchange_rate"])) * Decimal(10) ** shift
            assert row["amount"] == exact.quantize(Decimal(1), ROUND_HALF_UP)
            converted += 1
    assert converted


def test_amounts_are_what_the_currency_allows(world: World) -> None:
    for b in books(world):
        for charge in b.tables["charge"]:
            step = {"isk": 100, "huf": 100, "kwd": 10}.get(charge["currency"], 1)
            assert charge["amount"] % step == 0
            assert charge["amount_captured"] % step == 0


def test_disputes_hide_their_rate(world: World) -> None:
    for b in books(world):
        for dispute in b.tables["dispute"]:
            for row in dispute["balance_transactions"]:
                assert row["exchange_rate"] is None
                assert not any(name.startswith("_") for name in row)
