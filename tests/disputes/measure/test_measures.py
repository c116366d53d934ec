"""The dashboard of disputes says what the rows of a simulated year come to, counted here again in
plain Python, and its numbers add up."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.api import filling
from tests.monitoring import business
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.rows import Attempt, BalanceEntry, Dispute, Fee, FraudWarning, Refund, Row

V1 = "/api/v1"
CON = business.CON


async def test_the_dashboard_says_what_the_rows_come_to(
    house: House, client: httpx.AsyncClient, clock: SetClock
) -> None:
    clock.at = business.NOON
    rows = await business.open_business(house, 1, payments=1800, days=365)
    told = await _asked(client, "", livemode="false")
    disputes = [row for row in rows if isinstance(row, Dispute)]
    assert len(disputes) >= 15
    counts = {one["name"]: one["count"] for one in told["tallies"]}
    assert counts["received"] == len(disputes)
    assert counts["chargebacks"] == len(list(filter(_taken, disputes)))
    fought = [one for one in disputes if _taken(one) and one.submission_count]
    won = [one for one in fought if one.status == "won"]
    lost = [one for one in fought if one.status == "lost"]
    given_up = [one for one in disputes if one.status == "lost" and not one.submission_count]
    assert counts["won"] == len(won)
    assert counts["lost"] == len(lost)
    assert counts["not_fought"] == len(given_up)
    assert _pair(told["rates"]["of_fought"]) == (len(won), len(won) + len(lost))
    _adds_up(told, counts)
    _by_card(told, rows, disputes)
    await _lines(client, told, rows)
    await _rows_behind(client, told)
    await _months(client, rows)


def _taken(one: Dispute) -> bool:
    is_settled = one.case_type in ("block", "resolution") or one.status == "prevented"
    return not (one.status.startswith("warning_") or is_settled)


def _adds_up(told: dict[str, Any], counts: dict[str, int]) -> None:
    standings = (
        "to_answer waiting won lost not_fought withdrawn question_closed prevented refunded other"
    )
    assert sum(counts[name] for name in standings.split()) == counts["received"]
    for cut in told["cuts"]:
        assert sum(one["received"] for one in cut["slices"]) == counts["received"], cut["cut"]
        for group in ("won", "lost", "not_fought", "chargebacks"):
            assert sum(one["counts"][group] for one in cut["slices"]) == counts[group], cut["cut"]


def _by_card(told: dict[str, Any], rows: list[Row], disputes: list[Dispute]) -> None:
    tries = {row.id: row for row in rows if isinstance(row, Attempt)}
    countries = Counter(tries[one.attempt or ""].card_country or "" for one in disputes)
    (cut,) = [one for one in told["cuts"] if one["cut"] == "issuer_country"]
    assert {one["value"]: one["received"] for one in cut["slices"]} == countries


async def _lines(client: httpx.AsyncClient, told: dict[str, Any], rows: list[Row]) -> None:
    """What disputes cost: their entries, fees for them that name none, and refunds of questions."""
    net: Counter[str] = Counter()
    fees = {row.entry for row in rows if isinstance(row, Fee) and row.kind == "chargeback"}
    for row in rows:
        if isinstance(row, BalanceEntry) and row.category in ("dispute", "dispute_reversal"):
            net[row.currency] += row.fee - row.amount
        elif isinstance(row, BalanceEntry) and row.category == "fee" and row.id in fees:
            net[row.currency] -= row.amount
    asked = {row.attempt: row for row in rows if isinstance(row, Dispute) and not _taken(row)}
    for row in rows:
        if isinstance(row, Refund) and row.attempt in asked and row.status != "failed":
            of = asked[row.attempt]
            if of.status.startswith("warning_") and row.created >= of.created:
                net[row.currency] += row.amount
    _warned(rows, net)
    for one in asked.values():
        if one.status == "prevented" and not one.balance_entries:
            net[one.currency] += one.amount
    lines = told["loss"]["lines"]
    assert {one["currency"]: one["amount"] for one in told["loss"]["net"]} == dict(net)
    for line in lines:
        page = await _pages(client, "/booked", part=line["part"])
        assert len(page) == line["count"]
        sums: Counter[str] = Counter()
        for row_ in page:
            sums[row_["amount"]["currency"]] += row_["amount"]["amount"]
        assert dict(sums) == {one["currency"]: one["amount"] for one in line["amounts"]}


def _warned(rows: list[Row], net: Counter[str]) -> None:
    """Given back after a warning, where no dispute came."""
    disputed = {row.attempt for row in rows if isinstance(row, Dispute)}
    warned = {row.attempt: row.created for row in rows if isinstance(row, FraudWarning)}
    for row in rows:
        if not isinstance(row, Refund) or row.status == "failed":
            continue
        if row.attempt in warned.keys() - disputed:
            net[row.currency] += row.amount if row.created >= warned[row.attempt] else 0


async def _rows_behind(client: httpx.AsyncClient, told: dict[str, Any]) -> None:
    for tally in told["tallies"]:
        page = await _pages(client, "/rows", of=tally["name"])
        assert len({one["id"] for one in page}) == len(page) == tally["count"], tally["name"]
    (cut,) = [one for one in told["cuts"] if one["cut"] == "reason"]
    slice_ = cut["slices"][0]
    of = {"cut": "reason", "value": slice_["value"]}
    bases = ("fought", "of_fought"), ("over", "of_all")
    for name, many in (
        ("won", slice_["counts"]["won"]),
        *((n, slice_[r]["denominator"]) for n, r in bases),
    ):
        assert len(await _pages(client, "/rows", of=name, **of)) == many, name
    lost: Counter[str] = Counter()
    for row in await _pages(client, "/rows", of="gone", **of):
        lost[row["amount"]["currency"]] += row["amount"]["amount"]
    assert dict(lost) == {one["currency"]: one["amount"] for one in slice_["lost_amounts"]}
    await _sheets(client, told)
    wrong = await client.get(f"{V1}/disputes/measures/rows", params={"of": "nothing"})
    assert wrong.status_code == 422


async def _sheets(client: httpx.AsyncClient, told: dict[str, Any]) -> None:
    """Head and a line for each; amounts in major units."""
    answer = await client.get(f"{V1}/disputes/measures/rows.csv", params={"of": "chargebacks"})
    head, *lines = csv.reader(io.StringIO(answer.text))
    counts = {one["name"]: one["count"] for one in told["tallies"]}
    assert head[0] == "Dispute"
    assert len(lines) == counts["chargebacks"]
    answer = await client.get(f"{V1}/disputes/measures/booked.csv")
    _, *lines = csv.reader(io.StringIO(answer.text))
    assert len(lines) == sum(one["count"] for one in told["loss"]["lines"])


async def _months(client: httpx.AsyncClient, rows: list[Row]) -> None:
    told = await _asked(client, "/months")
    captured = [row for row in rows if isinstance(row, Attempt) and row.captured]
    tries = {row.id: row for row in captured}
    taken = [row for row in rows if isinstance(row, Dispute) and _taken(row)]
    sales = Counter(_month(row.created) for row in captured)
    opened = Counter(_month(row.created) for row in taken)
    sold = Counter(_month(tries[row.attempt or ""].created) for row in taken)
    assert len(told["months"]) == 13
    for one in told["months"]:
        name = one["month"]
        assert one["sales"] == sales[name]
        assert _pair(one["activity"]) == (opened[name], sales[name])
        assert _pair(one["cohort"]) == (sold[name], sales[name])


def _month(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m")


def _pair(ratio: dict[str, Any]) -> tuple[int, int]:
    return ratio["numerator"], ratio["denominator"]


async def _asked(client: httpx.AsyncClient, path: str, **params: str) -> Any:
    answer = await client.get(f"{V1}/disputes/measures{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _pages(client: httpx.AsyncClient, path: str, **params: str) -> list[Any]:
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = await _asked(client, path, limit="25", **params, **cursor)
        found += page["data"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


async def test_an_empty_house_has_no_data_and_no_error(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, CON, "test")
    told = await _asked(client, "")
    assert _pair(told["rates"]["of_fought"]) == (0, 0)
    assert told["loss"] == {"net": [], "lines": []}
    assert told["moved"] == []
    months = await _asked(client, "/months")
    assert {one["sales"] for one in months["months"]} == {0}
    what = await _asked(client, "/what-if")
    assert (what["cases"], what["of"]) == (0, 0)
