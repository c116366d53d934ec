"""An end in good order, and kill -9 in the middle of an import: nothing that was acknowledged is
lost, the import goes on where it was, and the copy is exact."""

import time
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.cli.shell import END_S
from tests.doubles.plain import KEY, Plain, answering, business
from tests.faults.installation import install
from tests.faults.load import Load, charges, wait

SOON_S = 10
RATE = "60"
PARALLEL = 14
"""Pages an import reads at a time at that rate, and those on their way to the store: so many are
lost with each kill."""


def test_told_to_end_it_ends_within_10_s_and_loses_nothing(tmp_path: Path):
    """The best of three, because the machine that runs this is busy with other tests."""
    one = install(tmp_path)
    load = Load(one.connection_id, charges())
    for _ in range(3):
        with one.shell.serving() as server, load.going(server.url):
            load.more(100)
            began = time.monotonic()
            server.process.terminate()
            assert server.process.wait(END_S) == 0
            took_s = time.monotonic() - began
        assert load.acknowledged.items() <= one.inbox().items()
        if took_s < SOON_S:
            return
    raise AssertionError(f"it took {took_s:.1f} s to end")


def pages(plain: Plain) -> Counter[tuple[object, ...]]:
    """How often each page of the import was asked for: whole pages, the events' list left out."""
    found: Counter[tuple[object, ...]] = Counter()
    for target in plain.asked:
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        resource = parts.path.removeprefix("/v1/")
        if query.get("limit") == ["100"] and resource in plain.lists and resource != "events":
            names = ("starting_after", "created[gte]", "created[lt]")
            found[(resource, *(query.get(name, [""])[0] for name in names))] += 1
    return found


def test_an_import_that_is_killed_goes_on_where_it_was(tmp_path: Path):
    lists = business(3000)
    with answering(Plain(lists, delay_s=0.05)) as plain:
        one = install(tmp_path, key=KEY, stripe=plain.url)
        one.shell.settings["TILLWATCH_STRIPE_RATE"] = RATE
        kills = 0
        with one.shell.serving() as server:
            one.start_import()
            wait(lambda: pages(plain).total() >= 5)
            server.kill_all()
            kills += 1
        for more in (12, 25, 40):
            with one.shell.serving() as server:
                wait(lambda more=more: pages(plain).total() >= more)
                server.kill_all()
                kills += 1
        assert one.states() == ["import running"], "it was over before it was killed"
        assert any(until for *_, until in pages(plain)), "no list was cut into parts yet"
        synced = one.shell.answer("sync")
        counts = pages(plain)
        assert counts.total() - len(counts) <= kills * PARALLEL
        assert not {"charges", "refunds"} & {one["resource"] for one in synced["skipped"]}
        assert one.shell.answer("verify")["differences"] == []
    held = {row["id"]: row["amount"] for row in one.ledger()["payment"]}
    assert held == {charge["payment_intent"]: charge["amount"] for charge in lists["charges"]}
