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
        made = shell.answer("connect", "stripe", "--name", "Empty", "--key-stdin", stdin=KEY)
        assert made["permissions"]["granted"] == []
        assert shell.run("sync", "--json").code == 3
        verified = shell.run("verify", "--json")
        assert (verified.code, verified.json["error"]["code"]) == (3, "refused")
        assert "Nothing of “Empty” was compared" in verified.json["error"]["message"]
        assert "(404)" in verified.json["error"]["message"]


def shell_at(folder: Path, plain: Plain) -> Shell:
    return Shell(
        {
            "TILLWATCH_DATA_DIR": str(folder),
            "TILLWATCH_STRIPE_API_BASE": plain.url,
            "TILLWATCH_STRIPE_FILES_BASE": plain.url,
            "TILLWATCH_STRIPE_RATE": "0",
        }
    )


def test_a_list_that_is_broken_for_good_is_named_and_the_others_come_in(tmp_path: Path):
    with answering(Plain(business(20), ailing=frozenset({"refunds"}))) as plain:
        shell = shell_at(tmp_path, plain)
        shell.answer("connect", "stripe", "--name", "Plain", "--key-stdin", stdin=KEY)
        synced = shell.answer("sync")
    assert {one["resource"]: one["status"] for one in synced["skipped"]}["refunds"] == 500
    assert {name: count for name, (count, _) in figures(tmp_path).items()} == {
        "payment": 20,
        "attempt": 20,
        "refund": 0,
    }


def whole_lists(plain: Plain, resource: str) -> int:
    """Pages of a hundred that were asked for."""
    return sum(f"/v1/{resource}?" in target and "limit=100" in target for target in plain.asked)


@pytest.mark.parametrize(
    "ignored",
    [{"created[lt]"}, {"created[gte]"}, {"created[lt]", "created[gte]"}],
    ids=["its end", "its beginning", "the time"],
)
def test_a_server_that_does_not_cut_lists_by_time_is_read_once(tmp_path: Path, ignored: set[str]):
    """A list of 1,500 is 15 pages; trying to cut it costs a few more, not fifteen for each part."""
    plain = Plain(business(1500), ignores=frozenset(ignored), delay_s=0.01)
    with answering(plain):
        shell = shell_at(tmp_path, plain)
        shell.answer("connect", "stripe", "--name", "Plain", "--key-stdin", stdin=KEY)
        plain.asked.clear()
        shell.answer("sync")
        assert whole_lists(plain, "charges") <= 15 + 12
    counts = {name: count for name, (count, _) in figures(tmp_path).items()}
    assert counts == {"payment": 1500, "attempt": 1500, "refund": 150}


def test_a_server_that_repeats_its_first_page_is_named(tmp_path: Path):
    plain = Plain(business(350), ignores=frozenset({"starting_after"}))
    with answering(plain):
        shell = shell_at(tmp_path, plain)
        shell.answer("connect", "stripe", "--name", "Plain", "--key-stdin", stdin=KEY)
        skipped = {one["resource"]: one["reason"] for one in shell.answer("sync")["skipped"]}
    assert "repeats the same page" in skipped["charges"]


def test_five_thousand_in_one_second(tmp_path: Path):
    lists = business(300)
    burst = [
        lists["charges"][100] | {"id": f"ch_b{n:05}", "payment_intent": None} for n in range(5000)
    ]
    lists["charges"][101:101] = burst
    plain = Plain(lists)
    with answering(plain):
        shell = shell_at(tmp_path, plain)
        shell.answer("connect", "stripe", "--name", "Plain", "--key-stdin", stdin=KEY)
        plain.asked.clear()
        shell.answer("sync")
        assert whole_lists(plain, "charges") <= 53 + 12
    assert figures(tmp_path)["attempt"][0] == 5300


def test_another_key_file_is_one_line_and_an_end(tmp_path: Path):
    with answering(Plain(business(3))) as plain:
        shell = shell_at(tmp_path, plain)
        shell.answer("connect", "stripe", "--name", "Plain", "--key-stdin", stdin=KEY)
        (tmp_path / "key").write_text("A" * 43 + "=")
        ended = shell.run("sync", "--json")
    assert ended.code == 3
    assert "sealed with another secret key file" in ended.said
    assert "Traceback" not in ended.said


def test_data_that_was_left_behind_can_still_be_deleted(tmp_path: Path):
    with answering(Plain(business(3))) as plain:
        shell = shell_at(tmp_path, plain)
        made = shell.answer("connect", "stripe", "--name", "Plain", "--key-stdin", stdin=KEY)
        shell.answer("sync")
        shell.answer("connection", "disconnect", "Plain")
        assert figures(tmp_path)["payment"][0] == 3
        shell.answer("connection", "disconnect", made["connection_id"], "--delete-data")
    assert figures(tmp_path)["payment"][0] == 0


def test_a_secret_key_is_warned_of_on_stderr_with_json_too(tmp_path: Path):
    secret = KEY.replace("rk_", "sk_")
    with answering(Plain(business(1), accepts=secret)) as plain:
        shell = shell_at(tmp_path, plain)
        ended = shell.run("connect", "stripe", "--name", "P", "--key-stdin", "--json", stdin=secret)
    assert ended.code == 0
    assert ended.out.count("\n") == 1
    assert "Note: " in ended.said
