"""Money of several currencies told in one: by dated rates, exactly, rounded once, or refused."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import httpx
import pytest

from tests.api import filling
from tests.monitoring import business
from tillwatch.features.monitoring.rates import Book, Quote, reading
from tillwatch.intake.house import House
from tillwatch.kernel import currencies, errors
from tillwatch.rows import Attempt, BalanceEntry, Row

Json = dict[str, Any]
PERIOD: Json = {"from": "2026-07-01", "until": "2026-11-21"}
CON = business.CON
DAY = 86_400
OCTOBER = 1_790_812_800  # 2026-10-01T00:00:00Z


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def tried(id_: str, created: int, currency: str, amount: int) -> Row:
    told = {"created": created, "currency": currency, "amount": amount, "amount_captured": amount}
    return filling.made(Attempt, id_, status="succeeded", **told)


async def ask(client: httpx.AsyncClient, body: Json, status: int = 200) -> Json:
    asked = {"period": PERIOD, "metrics": ["sales_volume"], **body}
    answer = await client.post("/api/v1/metrics/query", json=asked)
    assert answer.status_code == status, answer.text
    told: Json = answer.json()
    return told


async def upload(client: httpx.AsyncClient, origin: str, text: str) -> httpx.Response:
    return await client.put(f"/api/v1/monitoring/rates/{origin}", content=text.encode())


OWN = """date,currency,target,rate
2026-10-01,eur,usd,1.1003
2026-10-03,eur,usd,1.1501
2026-10-01,usd,jpy,151.37
2026-10-02,kwd,usd,3.25719
"""


async def test_each_day_at_its_own_rate_and_rounded_once(
    house: House, client: httpx.AsyncClient
) -> None:
    """Weekends take the rate of the day before; yen turned round, dinars with three digits."""
    await filling.account(house, CON, "test")
    sales = [
        tried("a", OCTOBER + 5, "eur", 333),
        tried("b", OCTOBER + DAY + 9, "eur", 333),
        tried("c", OCTOBER + 2 * DAY, "eur", 335),
        tried("d", OCTOBER + 3 * DAY, "jpy", 10_001),
        tried("e", OCTOBER + 4 * DAY, "kwd", 1_234_567),
        tried("f", OCTOBER + 4 * DAY, "usd", 1),
    ]
    await filling.rows(house, CON, *sales)
    assert (await upload(client, "own", OWN)).status_code == 200
    metrics = ["sales_volume", "smallest_sale", "largest_sale"]
    convert = {"currency": "usd", "rates": "own"}
    told = await ask(client, {"metrics": metrics, "convert": convert, "grain": "day"})
    yen = (1 / Decimal("151.37")).quantize(Decimal("1e-12"))
    exact = [
        Fraction(333) * Fraction("1.1003"),
        Fraction(333) * Fraction("1.1003"),
        Fraction(335) * Fraction("1.1501"),
        Fraction(10_001) * Fraction(yen) * 100,
        Fraction(1_234_567) * Fraction("3.25719") / 10,
        Fraction(1),
    ]
    [total] = told["totals"]["sales_volume"]["amounts"]
    assert total == {"amount": round(sum(exact)), "currency": "usd"}
    assert round(sum(exact)) != sum(round(one) for one in exact)  # once, not day by day
    for slug, one in (("smallest_sale", min(exact)), ("largest_sale", max(exact))):
        assert told["totals"][slug]["amounts"] == [{"amount": round(one), "currency": "usd"}]
        assert told["totals"][slug]["originals"] is None
        assert told["rows"][-1]["values"][slug]["amounts"] == [], "nothing was sold that day"
    drawn = {line["start"][:10]: line["values"]["sales_volume"] for line in told["rows"]}
    assert drawn["2026-10-02"]["amounts"] == [{"amount": round(exact[1]), "currency": "usd"}]
    assert drawn["2026-10-02"]["originals"] == [
        {"amount": {"amount": 333, "currency": "eur"}, "rate": "1.1003"}
    ]
    used = {(one["currency"], one["day"]): one["rate"] for one in told["rates"]}
    assert used["eur", "2026-10-01"] == "1.1003"
    assert used["eur", "2026-10-03"] == "1.1501"
    assert used["jpy", "2026-10-01"] == format(yen, "f")
    assert "USD" in told["currency_rule"]


async def test_a_day_before_the_first_rate_is_an_error_that_names_it(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, CON, "test")
    await filling.rows(house, CON, tried("a", OCTOBER - DAY, "eur", 100))
    await upload(client, "own", OWN)
    told = await ask(client, {"convert": {"currency": "usd", "rates": "own"}}, 422)
    assert "from EUR to USD on or before 2026-09-30" in told["detail"]
    assert told["code"] == "rate_missing"
    for rates in ("ecb", "balance"):
        await ask(client, {"convert": {"currency": "usd", "rates": rates}}, 422)
    await ask(client, {"convert": {"currency": "eur", "rates": "ecb"}})  # nothing to convert


async def test_rates_of_the_balance_are_those_that_stripe_used_last(
    house: House, client: httpx.AsyncClient
) -> None:
    """The same from the rows alone. What is settled in its own currency has no such rate, and the
    answer says so."""
    rows = await business.open_business(house, 2, payments=120, days=120)
    entries = {r.id: r for r in rows if isinstance(r, BalanceEntry)}
    taken = [r for r in rows if isinstance(r, Attempt) and r.amount_captured and r.created]
    quotes: dict[tuple[str, int], tuple[tuple[int, str], str]] = {}
    by_id = {r.id: r for r in rows if isinstance(r, Attempt)}
    for one in entries.values():
        of = by_id.get(one.source or "")
        if of is None or one.exchange_rate is None or of.currency == "usd":
            continue
        at, key = (one.created, one.id), (of.currency, one.created // DAY)
        if key not in quotes or at > quotes[key][0]:
            quotes[key] = (at, one.exchange_rate)
    since, until = day("2026-07-01") * DAY, day("2026-11-21") * DAY
    exact = Fraction(0)
    for row in taken:
        if since <= row.created < until and row.currency in ("usd", "cad"):
            exact += row.amount_captured * _rate(quotes, row)
    convert = {"currency": "usd", "rates": "balance"}
    only = {"dimension": "currency", "is": ["usd", "cad"]}
    told = await ask(client, {"convert": convert, "filter": only})
    assert "rate_missing" in (await ask(client, {"convert": convert}, 422))["code"]
    assert told["totals"]["sales_volume"]["amounts"] == [
        {"amount": round(exact), "currency": "usd"}
    ]
    there = (await client.get("/api/v1/monitoring/rates")).json()["data"]
    assert {(one["source"], one["target"]) for one in there} == {("balance", "usd")}
    days = {one["currency"]: (one["first_day"], one["last_day"]) for one in there}
    for code, at in quotes:
        said = str(date(1970, 1, 1) + timedelta(days=at))
        assert days[code][0] <= said <= days[code][1]


def _rate(quotes: Any, row: Attempt) -> Fraction:
    if row.currency == "usd":
        return Fraction(1)
    days = [at for code, at in quotes if code == row.currency and at <= row.created // DAY]
    rate = Fraction(quotes[row.currency, max(days)][1])
    return rate * Fraction(10) ** (2 - currencies.exponent(row.currency))


async def test_averages_and_shares_are_told_in_one_currency_too(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, CON, "test")
    sales = [tried("a", OCTOBER, "eur", 1000), tried("b", OCTOBER, "usd", 1000)]
    await filling.rows(house, CON, *sales)
    await upload(client, "own", OWN)
    asked = {"metrics": ["average_sales", "sales_count"], "dimensions": ["currency"]}
    told = await ask(client, {**asked, "convert": {"currency": "usd", "rates": "own"}})
    [average] = told["totals"]["average_sales"]["ratios"]
    assert (average["currency"], average["numerator"], average["denominator"]) == ("usd", 2100, 2)
    assert told["totals"]["sales_count"]["count"] == 2
    assert [line["dimensions"]["currency"] for line in told["rows"]] == ["eur", "usd"]


ECB = "Date,USD,JPY,GBP,\n2026-10-02,1.1021,160.5,0.86,\n2026-10-01,1.1000,N/A,0.85,\n"


def test_rates_of_the_central_bank_go_over_the_euro() -> None:
    book = Book("ecb", "usd", reading.read("ecb", ECB.encode()))
    pound = (Decimal("1.1021") / Decimal("0.86")).quantize(Decimal("1e-12"))
    used = book.rate("gbp", day("2026-10-05"))
    assert abs(used.rate - pound) <= Decimal("2e-12")
    assert (used.through, used.day) == ("eur", day("2026-10-02"))
    assert book.rate("eur", day("2026-10-01")).rate == Decimal("1.1000")
    assert book.rate("jpy", day("2026-10-02")).day == day("2026-10-02")
    with pytest.raises(errors.BadInput, match="JPY to USD on or before 2026-10-01"):
        book.rate("jpy", day("2026-10-01"))
    assert book.told(100, "usd", 0) == 100


def test_the_newer_of_a_pair_and_the_pair_turned_round_holds() -> None:
    quotes = [Quote(10, "eur", "usd", Decimal("1.1")), Quote(12, "usd", "eur", Decimal("0.8"))]
    book = Book("own", "usd", quotes)
    assert [book.rate("eur", at).rate for at in (10, 11, 12)] == [
        Decimal("1.1"),
        Decimal("1.1"),
        Decimal("1.25"),
    ]


WRONG: Sequence[tuple[str, str, str]] = (
    ("own", "", "date,currency,target,rate"),
    ("own", "date;currency;target;rate\n", "no rate in the file"),
    ("own", "day,from,to,rate\n2026-10-01,eur,usd,1.1\n", "date,currency,target,rate"),
    ("own", "date,currency,target,rate\n01.10.2026,eur,usd,1.1\n", "Line 2: '01.10.2026'"),
    ("own", "date,currency,target,rate\n2026-10-01,eur,usd,1,1\n", "Line 2: 5 cells in place of 4"),
    ("own", "date,currency,target,rate\n2026-10-01,eur,usd,0\n", "Line 2: '0' is no rate"),
    ("own", "date,currency,target,rate\n2026-10-01,eur,usd,-1\n", "is no rate"),
    ("own", "date,currency,target,rate\n2026-10-01,eur,usd,1e3\n", "is no rate"),
    ("own", "date,currency,target,rate\n2026-10-01,euro,usd,1\n", "'euro' is no currency"),
    ("own", "date,currency,target,rate\n2026-10-01,eur,EUR,1\n", "no rate to itself"),
    ("own", "Booking day;Payee;Amount\n01.10.2026;Rent;-900,00\n", "first line is that of another"),
    ("ecb", "<xml/>", "eurofxref-hist.csv"),
    ("ecb", OWN, "first line is that of another file: Upload eurofxref-hist.csv"),
    ("ecb", "Date,USD\n2026-10-01,abc\n", "'abc' is no rate"),
    ("ecb", 'Date,USD\n"2026-10-01,1\n', "cannot be read as CSV"),
    ("ecb", "PK\x03\x04", "eurofxref-hist.csv"),
    ("euro", "Date,USD\n", "own, ecb"),
)


async def test_a_wrong_file_is_refused_by_its_line_and_nothing_of_it_is_kept(
    client: httpx.AsyncClient,
) -> None:
    for origin, text, sentence in WRONG:
        answer = await upload(client, origin, text)
        assert 400 <= answer.status_code < 500, text
        assert sentence in answer.json()["detail"], (text, answer.text)
    assert (await client.get("/api/v1/monitoring/rates")).json()["data"] == []


async def test_every_wrong_line_is_named_up_to_twenty(client: httpx.AsyncClient) -> None:
    head = "date,currency,target,rate\n"
    some = head + "2026-10-01,eur,usd,1.1\nyesterday,eur,usd,1.1\n\n2026-10-01,eur,usd,much\n"
    told = (await upload(client, "own", some)).json()
    assert told["detail"].startswith("2 lines are wrong, and nothing of the file was kept. Line 3:")
    assert set(told["fields"]) == {"file", "line 3", "line 5"}
    assert told["fields"]["line 5"] == "'much' is no rate: write it like 1.0843"
    many = (await upload(client, "own", head + "x,eur,usd,1\n" * 30)).json()
    assert many["detail"].startswith("20 or more lines are wrong")
    assert len(many["fields"]) == 21
    assert (await client.get("/api/v1/monitoring/rates")).json()["data"] == []


async def test_uploaded_rates_are_told_of_replaced_and_taken_away(
    client: httpx.AsyncClient,
) -> None:
    await upload(client, "own", OWN)
    told = (await upload(client, "own", OWN.replace("1.1003", "1.2"))).json()["data"]
    assert told[0] == {
        "source": "own",
        "currency": "eur",
        "target": "usd",
        "count": 2,
        "first_day": "2026-10-01",
        "last_day": "2026-10-03",
    }
    assert (await client.delete("/api/v1/monitoring/rates/own")).status_code == 204
    assert (await client.get("/api/v1/monitoring/rates")).json()["data"] == []
