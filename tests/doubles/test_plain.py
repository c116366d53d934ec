"""The real commands against a server that has only a little of Stripe's API: what can be taken in
is, the rest is named, and nothing of it is a failure."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.doubles.plain import KEY, Plain, answering, business

COUNT = 250
OFFERED = {"charges", "payment_intents", "customers", "refunds", "events"}


@pytest.mark.parametrize(("refuses", "dated"), [(404, True), (403, False)])
def test_what_can_be_taken_in_is_and_the_rest_is_named(tmp_path: Path, refuses: int, dated: bool):
    lists = business(COUNT)
    with answering(Plain(lists, refuses=refuses, dated=dated)) as plain:
        shell = Shell(
            {
                "TILLWATCH_DATA_DIR": str(tmp_path),
                "TILLWATCH_STRIPE_API_BASE": plain.url,
                "TILLWATCH_STRIPE_FILES_BASE": plain.url,
                "TILLWATCH_STRIPE_RATE": "0",
            }
        )
        made = shell.answer("connect", "stripe", "--name", "Plain", "--key-stdin", stdin=KEY)
        assert (made["mode"], made["account_id"]) == ("test", None)
        synced = shell.answer("sync")
        skipped = {one["resource"]: one["status"] for one in synced["skipped"]}
        assert not OFFERED & skipped.keys()
        assert {"disputes", "payouts", "balance_transactions", "invoices"} <= skipped.keys()
        assert set(skipped.values()) <= {refuses, None}
        assert all(one["reason"] for one in synced["skipped"])
        verified = shell.answer("verify")
        assert verified["differences"] == []
        assert verified["checked"] == sum(map(len, lists.values()))
    assert figures(tmp_path) == {
        "payment": (COUNT, sum(one["amount"] for one in lists["charges"])),
        "attempt": (COUNT, sum(one["amount"] for one in lists["charges"])),
        "refund": (len(lists["refunds"]), sum(one["amount"] for one in lists["refunds"])),
    }


def figures(folder: Path) -> dict[str, tuple[int, int]]:
    ledger = sqlite3.connect(folder / "tillwatch.sqlite")
    try:
        return {
            table: ledger.execute(f"SELECT count(*), sum(amount) FROM {table}").fetchone()
            for table in ("payment", "attempt", "refund")
        }
    finally:
        ledger.close()


def test_a_wrong_key_is_refused_with_exit_code_3(tmp_path: Path):
    with answering(Plain(business(1))) as plain:
        shell = Shell({"TILLWATCH_DATA_DIR": str(tmp_path), "TILLWATCH_STRIPE_API_BASE": plain.url})
        key = "rk_test_anotherKey0123456789"
        ended = shell.run("connect", "stripe", "--name", "Plain", "--key-stdin", stdin=key)
        assert ended.code == 3
        assert ended.said.count("\n") == 1


def test_a_server_that_offers_nothing_at_all_is_exit_code_3(tmp_path: Path):
    with answering(Plain({})) as plain:
        shell = Shell(
            {
                "TILLWATCH_DATA_DIR": str(tmp_path),
                "TILLWATCH_STRIPE_API_BASE": plain.url,
                "TILLWATCH_STRIPE_RATE": "0",
            }
        )
        shell.answer("connect", "stripe", "--name", "Empty", "--key-stdin", stdin=KEY)
        assert shell.run("sync", "--json").code == 3
