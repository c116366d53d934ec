"""`tillwatch metrics`: the catalogue, or any numbers of it as a table."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.cli.client import Client, Json
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.cli.reach import reach
from tillwatch.kernel import errors, times
from tillwatch.kernel.clock import SystemClock
from tillwatch.kernel.money import Money

PERIODS: Final = (
    "today, yesterday, last_7_days, last_30_days, last_90_days, this_month, last_month, this_year"
)
DAYS: Final = {"last_7_days": 7, "last_30_days": 30, "last_90_days": 90}
NO_DATA: Final = "no data"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The command's options. `period`: a name, or two days with `..` between, the second not in
    it. `convert`: a currency, or one with its source of rates, `usd:ecb`."""

    metrics: Sequence[str]
    by: Sequence[str]
    only: Sequence[str]
    period: str
    zone: str
    grain: str | None
    compare: str
    convert: str | None
    account: str | None
    limit: int


def metrics(wanted: Wanted, *, as_json: bool) -> None:
    async def body() -> None:
        async with reach() as client:
            if not wanted.metrics:
                _catalogue(await client.get("/metrics"), Output(as_json))
                return
            question = await _question(wanted, client, SystemClock().now())
            found = await client.post("/metrics/query", question)
        _table(found, wanted, Output(as_json))

    run_loop(body())


def _catalogue(found: Json, out: Output) -> None:
    rows = [(one["slug"], one["name"], one["area"], one["question"]) for one in found["metrics"]]
    out.table(found, ("Metric", "Name", "Area", "Question"), rows, "There are none")


async def _question(wanted: Wanted, client: Client, now: float) -> Json:
    zone = times.zone(wanted.zone)
    first, last = period(wanted.period, times.today(now, zone))
    question: Json = {
        "metrics": list(wanted.metrics),
        "dimensions": list(wanted.by),
        "period": {name: _midnight(day, zone) for name, day in (("from", first), ("until", last))},
        "tz": wanted.zone,
        "compare": wanted.compare,
        "limit": wanted.limit,
    }
    if wanted.grain is not None:
        question["grain"] = wanted.grain
    if wanted.only:
        question["filter"] = {"all": [_test(one) for one in wanted.only]}
    if wanted.convert is not None:
        currency, _, rates = wanted.convert.partition(":")
        question["convert"] = {"currency": currency.lower(), "rates": rates or "balance"}
    if wanted.account is not None:
        question["connection_id"] = [(await client.connection(wanted.account))["id"]]
    return question


def period(text: str, today: date) -> tuple[date, date]:
    """Its first day, and the first that is not in it."""
    tomorrow, first_of_month = today + timedelta(days=1), today.replace(day=1)
    if text in DAYS:
        return tomorrow - timedelta(days=DAYS[text]), tomorrow
    match text:
        case "today":
            return today, tomorrow
        case "yesterday":
            return today - timedelta(days=1), today
        case "this_month":
            return first_of_month, tomorrow
        case "last_month":
            return (first_of_month - timedelta(days=1)).replace(day=1), first_of_month
        case "this_year":
            return today.replace(month=1, day=1), tomorrow
    first, between, last = text.partition("..")
    try:
        if between:
            return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        pass
    raise errors.BadInput(
        f"“{text}” is no period: give one of {PERIODS}, or two days like 2026-10-01..2026-11-01"
    )


def _midnight(day: date, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(times.midnight(day, zone), UTC).isoformat()


def _test(text: str) -> Json:
    """scheme=visa,mastercard or scheme!=visa."""
    name, equal, values = text.partition("=")
    if not equal or not name.strip("!") or not values:
        raise errors.BadInput(f"“{text}” narrows nothing: write it like scheme=visa,mastercard")
    test = "is_not" if name.endswith("!") else "is"
    return {"dimension": name.rstrip("!"), test: values.split(",")}


def _table(found: Json, wanted: Wanted, out: Output) -> None:
    names = {one["slug"]: one["name"] for one in found["definitions"]}
    heads = ["From"] if wanted.grain else []
    heads += list(wanted.by)
    for slug in wanted.metrics:
        heads += [names[slug], "before"] if found["totals_before"] else [names[slug]]
    lines = [_line(one, wanted) for one in found["rows"]]
    if wanted.by or wanted.grain:
        total = {"values": found["totals"], "before": found["totals_before"]}
        blank = [""] * (len(heads) - len(_numbers(total, wanted)))
        lines.append(["In all", *blank[1:], *_numbers(total, wanted)])
    mode = "live" if found["livemode"] else "test"
    left = found["rows_total"] - len({str(one["dimensions"]) for one in found["rows"]})
    more = f"; {left:,} more with --limit" if wanted.by and left > 0 else ""
    out.say(f"{found['period']['start']} to {found['period']['end']} ({mode}){more}")
    out.table(found, heads, lines, "Nothing in this period")


def _line(row: Json, wanted: Wanted) -> list[str]:
    first = [row["start"]] if wanted.grain else []
    return [*first, *(row["labels"][slug] for slug in wanted.by), *_numbers(row, wanted)]


def _numbers(row: Json, wanted: Wanted) -> list[str]:
    cells = []
    for slug in wanted.metrics:
        cells.append(_number(row["values"][slug]))
        if row["before"] is not None:
            cells.append(_number(row["before"][slug]))
    return cells


def _number(one: Json) -> str:
    if one["count"] is not None:
        return f"{one['count']:,}"
    if one["amounts"] is not None:
        return ", ".join(_money(part) for part in one["amounts"]) or "0"
    return ", ".join(_ratio(part) for part in one["ratios"] or ()) or NO_DATA


def _money(shown: Json) -> str:
    return f"{Money(shown['amount'], shown['currency']).major():,f} {shown['currency'].upper()}"


def _ratio(part: Json) -> str:
    """A rate as percent with its base; what has a currency as an amount over its base."""
    above, below = part["numerator"], part["denominator"]
    if not below:
        return NO_DATA
    if part["currency"] is not None:
        money = _money({"amount": above, "currency": part["currency"]})
        return f"{money} / {below:,}"
    return f"{100 * above / below:.2f} % ({above:,} of {below:,})"
