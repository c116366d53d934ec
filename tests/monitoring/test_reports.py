"""Reports: their periods, their words, their files, and that the clock makes each once."""

import itertools
import re
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.monitoring import business
from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering import Part
from tillwatch.features.monitoring.choices import Choices
from tillwatch.features.monitoring.rates import Book
from tillwatch.features.monitoring.rates.book import Quote
from tillwatch.features.monitoring.reports import (
    currencies,
    gather,
    html,
    kept,
    making,
    plan,
    words,
)
from tillwatch.features.monitoring.reports.drawing import drawn
from tillwatch.features.monitoring.reports.plan import Plan, Section
from tillwatch.features.monitoring.reports.sheet import Figure, Meaning, Point, Sheet, Shown
from tillwatch.features.monitoring.reports.templates import TEMPLATES
from tillwatch.intake.house import House
from tillwatch.kernel import errors, times
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.times import DAY
from tillwatch.lake.asking import Lake

BERLIN = ZoneInfo("Europe/Berlin")
V1 = "/api/v1"
EVIL = '#evil <script>alert(1)</script> [x] $1 \\"'


@pytest.mark.parametrize(
    ("each", "first", "after"),
    [
        ("day", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        ("week", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z"),
        ("month", "2026-08-31T22:00:00Z", "2026-09-30T22:00:00Z"),
    ],
)
def test_a_report_is_about_what_ended_last_in_its_zone(each: str, first: str, after: str) -> None:
    """On Monday the 26th of October; on the day before clocks went back."""
    now = times.parse("2026-10-26T05:00:00Z")
    found = plan.last(each, now, BERLIN)
    assert (found.start, found.end) == (times.parse(first), times.parse(after))
    assert plan.before(each, found, BERLIN).end == found.start


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
)


@given(st.sampled_from(["day", "week", "month"]), ZONES, st.integers(1_700_000_000, 1_900_000_000))
@example("day", "Europe/Berlin", times.parse("2026-03-29T10:00:00Z"))
@example("month", "Europe/Berlin", times.parse("2026-10-31T23:30:00Z"))
def test_periods_of_a_plan_follow_one_another_without_a_gap(each: str, name: str, now: int) -> None:
    """Whatever the clocks do: each begins and ends at a midnight, and the last one has ended."""
    zone = ZoneInfo(name)
    found = plan.last(each, now, zone)
    first, after = (datetime.fromtimestamp(at, zone) for at in (found.start, found.end))
    assert (first.hour, first.minute, after.hour, after.minute) == (0, 0, 0, 0)
    days = (after.date() - first.date()).days
    assert found.end <= now < plan.last(each, found.end + 40 * DAY, zone).end + 32 * DAY
    if each == "month":
        assert (first.day, after.day) == (1, 1)
        assert 28 <= days <= 31
    else:
        assert days == (7 if each == "week" else 1)
        assert each == "day" or first.weekday() == 0
    assert plan.last(each, found.end, zone) == found, "it is due from its very end on"
    assert plan.last(each, found.end - 1, zone) == plan.before(each, found, zone)
    assert plan.before(each, found, zone).end == found.start


@given(ZONES, st.integers(1_760_000_000, 1_800_000_000), st.sampled_from(["day", "week", "month"]))
def test_a_plan_is_made_once_for_each_period(name: str, begins: int, each: str) -> None:
    """Looked at every six hours for seventy days, over both changes of the clock."""
    zone = ZoneInfo(name)
    seen = {plan.last(each, begins + n * 6 * 3600, zone) for n in range(70 * 4)}
    ends = sorted((one.start, one.end) for one in seen)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(ends))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_report_to_begin_with_can_be_made(name: str) -> None:
    plan.checked(TEMPLATES[name])


def test_what_cannot_be_made_is_said_in_a_sentence() -> None:
    odd = Section(title="A", kind="table", metrics=("sales_volume",), dimension="fee_type")
    with pytest.raises(errors.BadInput, match="cannot be divided by fee_type"):
        plan.checked(Plan(title="A", each="day", sections=(odd,)))


def test_numbers_are_written_with_the_digits_that_stripe_counts_in() -> None:
    assert words.money(123456, "eur") == "€1,234.56"
    assert words.money(123456, "jpy") == "¥123,456"
    assert words.money(123456, "kwd") == "KWD123.456"
    rate = catalogue.metric("authorization_rate")
    assert words.told(rate, (Part(None, 971, 1000),)) == ["97.1 % · 971 of 1,000"]
    assert words.told(rate, (Part(None, 0, 0),)) == ["no data"]
    assert words.change((Part("usd", 110),), (Part("usd", 100),)) == "+10.0 %"
    assert words.change((Part(None, 9, 10),), (Part(None, 8, 10),)) == "+10.0 points"
    assert words.change((Part("usd", 110),), (Part("eur", 100),)) == ""


async def test_what_somebody_is_called_is_data_on_paper_and_in_html() -> None:
    figures = [Figure(name=EVIL, told=[EVIL], change="+1.0 %", tone="good")]
    points = [Point(at=f"2026-10-0{n}T00:00:00", line=EVIL, value=float(n)) for n in (1, 2, 3)]
    sheet = Sheet(
        title=EVIL,
        accounts=EVIL,
        period="October 2026",
        compared="September 2026",
        made="today",
        sections=[
            Shown(title=EVIL, kind="figures", figures=figures),
            Shown(title=EVIL, kind="line", points=points, unit="EUR"),
            Shown(title=EVIL, kind="table", head=[EVIL, "n"], lines=[[EVIL, "1"]]),
            Shown(title="Nothing", kind="table", head=["a"], lines=[]),
        ],
        meanings=[Meaning(name=EVIL, says=EVIL)],
    )
    made = await drawn(msgspec.json.encode(sheet))
    assert made.pdf.startswith(b"%PDF-")
    assert len(made.charts) == 1
    assert made.charts[0].startswith(b"\x89PNG")
    said = html.page(sheet, made.charts)
    assert "<script" not in said
    assert "&lt;script&gt;" in said
    assert said.count("data:image/png") == 1


async def test_a_report_says_what_the_catalogue_answers(house: House) -> None:
    await business.open_business(house, 1, payments=120, days=60)
    now = int(business.NOON)
    month = plan.last("month", now, BERLIN)
    wanted = msgspec.structs.replace(TEMPLATES["month in review"], zone="Europe/Berlin")
    asked = gather.Asked(
        plan=wanted,
        period=month,
        connections=(business.CON,),
        names={business.CON: "Shop"},
        livemode=False,
        now=now,
    )
    sheet = await gather.gather(Lake(house.store), asked)
    assert (sheet.period, sheet.compared) == ("October 2026", "September 2026")
    assert sheet.accounts == "Shop (test mode)"
    rate = next(f for f in sheet.sections[0].figures if f.name == "Authorisation rate")
    assert re.fullmatch(r"\d+\.\d % · \d+ of \d+", rate.told[0])
    drawn_ = next(s for s in sheet.sections if s.kind == "line")
    assert len(drawn_.points) == 31


async def test_a_currency_has_a_chart_of_its_own_and_each_number_its_meaning(house: House) -> None:
    await business.open_business(house, 1, payments=120, days=60)
    now = int(business.NOON)
    section = Section(title="Sales", kind="line", metrics=("sales_volume", "authorization_rate"))
    asked = gather.Asked(
        plan=Plan(title="A", each="month", sections=(section,), zone="Asia/Kathmandu"),
        period=plan.last("month", now, ZoneInfo("Asia/Kathmandu")),
        connections=(business.CON,),
        names={business.CON: "Shop"},
        livemode=False,
        now=now,
        home="eur",
    )
    sheet = await gather.gather(Lake(house.store), asked)
    assert sheet.sections[0].unit == "EUR", "the currency of the accounts comes first"
    assert sheet.sections[-1].title == "Sales, %"
    assert len({one.unit for one in sheet.sections}) == len(sheet.sections) > 2
    assert [one.name for one in sheet.meanings] == ["Sales", "Authorisation rate"]
    assert sheet.zone == "Asia/Kathmandu"
    gross = msgspec.structs.replace(asked, chosen=Choices(terms="gross_sales"))
    called = await gather.gather(Lake(house.store), gross)
    assert [one.name for one in called.meanings] == ["Gross sales", "Authorisation rate"]
    assert {point.line for point in called.sections[0].points} == {"Gross sales"}
    empty = msgspec.structs.replace(asked, period=plan.last("month", 1_000_000_000, BERLIN))
    nothing = await gather.gather(Lake(house.store), empty)
    assert all(one.points == [] for one in nothing.sections)
    assert "Nothing happened" in html.page(nothing, [])


async def test_money_on_paper_is_told_in_the_currency_that_was_chosen(house: House) -> None:
    """Else each by itself: that of the accounts first, then those that are used most often."""
    await business.open_business(house, 1, payments=120, days=60)
    now, lake = int(business.NOON), Lake(house.store)
    section = Section(title="Sales", kind="figures", metrics=("sales_volume", "fees_rate"))
    asked = gather.Asked(
        plan=Plan(title="A", each="month", sections=(section,)),
        period=plan.last("month", now, ZoneInfo("UTC")),
        connections=(business.CON,),
        names={business.CON: "Shop"},
        livemode=False,
        now=now,
    )
    each = await currencies.by_use(lake, asked.period, ZoneInfo("UTC"), (business.CON,), "gbp")
    assert each[0] == "gbp"
    assert len(each) > 3
    apart = await gather.gather(lake, asked)
    shown = apart.sections[0].figures[0].told
    assert len(shown) > 3
    assert apart.meanings[-1].name != "Exchange rates"
    quotes = [Quote(0, code, "usd", Decimal("1.25")) for code in each if code != "usd"]

    async def load(codes: Collection[str], first: int, last: int) -> Book:
        return Book("own", "usd", quotes)

    chosen = Choices(currency="usd", rates="own")
    converted = msgspec.structs.replace(asked, chosen=chosen, loading=load)
    sheet = await gather.gather(lake, converted)
    told = sheet.sections[0].figures[0].told
    assert len(told) == 1
    assert told[0].startswith("$")
    said = sheet.meanings[-1]
    assert said.name == "Exchange rates"
    assert said.says.startswith("Told in USD, each day by the rates of your file; at last 1 ")
    assert "1 EUR was 1.25 USD (1 January 1970)" in said.says


async def test_a_report_is_planned_made_and_fetched(
    house: House, client: httpx.AsyncClient, clock: SetClock
) -> None:
    await business.open_business(house, 1, payments=60, days=30)
    section = {"title": "Sales", "kind": "figures", "metrics": ["sales_volume", "sales_count"]}
    told = {"title": "My week", "each": "week", "sections": [section], "tz": "Europe/Berlin"}
    asked = {"plan": told, "livemode": False}
    planned = (await client.post(f"{V1}/reports", json=asked)).json()
    assert planned["plan"]["title"] == "My week"
    answer = await client.post(f"{V1}/reports/made", json={"report_id": planned["id"]})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    pdf = await client.get(f"{V1}/reports/made/{made['id']}/pdf")
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    page = await client.get(f"{V1}/reports/made/{made['id']}/html")
    assert "sandbox" in page.headers["content-security-policy"]
    assert "My week" in page.text
    desk = making.Desk(house.store, Lake(house.store), clock, None)
    assert await making.due(desk) == [], "no week has ended since it was planned"
    clock.advance(8 * DAY)
    assert await making.once(desk) == 1
    assert await making.once(desk) == 0
    history = (await client.get(f"{V1}/reports/made")).json()["data"]
    assert [one["by"] for one in history] == [None, made["by"]]
    gone = await client.delete(f"{V1}/reports/{planned['id']}")
    assert gone.status_code == 204
    assert (await client.get(f"{V1}/reports")).json()["data"] == []
    assert len(await kept.made(house.store)) == 2
    back = await client.post(f"{V1}/reports/{planned['id']}/restore")
    assert back.json()["plan"] == planned["plan"]
