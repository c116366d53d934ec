"""Numbers of the catalogue: which there are, and any of them by any dimension over any period."""

from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, field

from tillwatch.faces.mcp import asked as asking
from tillwatch.faces.mcp import told
from tillwatch.faces.mcp.asked import Asked, Spanned, Text
from tillwatch.faces.mcp.told import Json, Told
from tillwatch.faces.mcp.tool import Call, Tool
from tillwatch.kernel import times

SAID: Final = 3
"""Numbers in the sentence."""
FIRST_DAY: Final = "1970-01-01T00:00:00Z"


class ListAsked(Asked, frozen=True, kw_only=True):
    area: Annotated[
        Text | None,
        Meta(description="Only of this area: sales, authorizations, declines, disputes, fees …"),
    ] = None
    about: Annotated[
        Text | None, Meta(description="Only those whose name or question has this word.")
    ] = None


class QueryAsked(Spanned, frozen=True, kw_only=True):
    metrics: Annotated[
        list[Text],
        Meta(min_length=1, max_length=10, description="Slugs, as `list_metrics` gives them."),
    ]
    by: Annotated[
        list[Text],
        Meta(max_length=4, description="Dimensions to divide by, as a metric names them."),
    ] = field(default_factory=list)
    filter: Annotated[
        dict[str, Any] | None,
        Meta(
            description='{"dimension": "scheme", "is": ["visa"]}, or is_not, {"exists": true}, '
            'of `amount` {"at_least": 1000, "below": 5000}; several in {"all": [...]} or '
            '{"any": [...]}.'
        ),
    ] = None
    grain: Annotated[
        Literal["hour", "day", "week", "month", "quarter", "year"] | None,
        Meta(description="One row for each part of time; the period as one without."),
    ] = None
    compare: Annotated[
        Literal["none", "previous", "year"],
        Meta(description="With the period directly before, or the same days a year before."),
    ] = "none"
    convert: Annotated[
        Text | None,
        Meta(description="Tell money in this currency, such as usd."),
    ] = None
    rates: Annotated[
        Literal["balance", "own", "ecb"],
        Meta(description="By the rates that Stripe used, or those that were uploaded."),
    ] = "balance"
    limit: Annotated[int, Meta(ge=1, le=200, description="So many rows at most.")] = 20


async def metrics(call: Call, asked: ListAsked) -> Told:
    """Which numbers there are: slug, name, the question each answers, its unit, how it is made, and
    by which dimensions it can be divided. Ask for some with `query_metrics`."""
    found = await call.get("/metrics")
    word = (asked.about or "").casefold()
    kept = [
        one
        for one in found["metrics"]
        if asked.area in (None, one["area"])
        and word in f"{one['slug']} {one['name']} {one['question']}".casefold()
    ]
    names = ("slug", "name", "question", "area", "unit", "leaves_out", "note", "dimensions")
    areas = sorted({one["area"] for one in found["metrics"]})
    return Told(
        f"{told.count(len(kept), 'metric')}; areas are {told.joined(areas)}.",
        {"metrics": [told.filled({name: one[name] for name in names}) for one in kept]},
    )


async def query(call: Call, asked: QueryAsked) -> Told:
    """Any numbers of the catalogue over a period (the last 30 days if none is given), by up to four
    dimensions and by part of time: totals of all rows, and the first rows. Ratios have their
    numerator and denominator; money is in each currency by itself unless it is converted."""
    start, end = asked.borders(call.now, "last_30_days")
    period = {
        "from": FIRST_DAY if start is None else times.rfc3339(start),
        "until": times.rfc3339(int(call.now) + 1 if end is None else end),
    }
    narrowed = asked.narrowed()
    body: Json = {
        "metrics": list(asked.metrics),
        "dimensions": list(asked.by),
        "filter": asked.filter,
        "period": period,
        "tz": asked.zone,
        "grain": asked.grain,
        "compare": asked.compare,
        "limit": asked.limit,
        "connection_id": narrowed["connection_id"],
        "livemode": {"true": True, "false": False}.get(narrowed.get("livemode", "")),
    }
    if asked.convert is not None:
        body["convert"] = {"currency": asked.convert, "rates": asked.rates}
    found = await call.post("/metrics/query", told.filled(body))
    names = {one["slug"]: one["name"] for one in found["definitions"]}
    totals = {slug: _number(one) for slug, one in found["totals"].items()}
    when, mode = asking.words((start, end), asked.zone), told.mode(found["livemode"])
    said = "; ".join(f"{names[slug]}: {_words(one)}" for slug, one in list(totals.items())[:SAID])
    return Told(
        f"{said} {when} ({mode}).",
        told.filled(
            {
                "livemode": found["livemode"],
                "period": found["period"],
                "period_before": found["period_before"],
                "totals": totals,
                "totals_before": _numbers(found["totals_before"]),
                "rows": [_row(one) for one in found["rows"]],
                "rows_total": found["rows_total"],
                "codes": found["codes"],
                "currency_rule": found["currency_rule"],
                "meaning": [_meaning(one) for one in found["definitions"]],
            }
        ),
    )


def _row(one: Json) -> Json:
    return told.filled(
        {
            "dimensions": one["dimensions"],
            "labels": one["labels"],
            "start": one["start"],
            "values": _numbers(one["values"]),
            "before": _numbers(one["before"]),
        }
    )


def _numbers(values: Json | None) -> Json | None:
    return None if values is None else {slug: _number(one) for slug, one in values.items()}


def _number(one: Json) -> Json:
    """A number of the API, written out as well."""
    if one["count"] is not None:
        return {"count": one["count"]}
    if one["amounts"] is not None:
        return {"amounts": told.sums(one["amounts"])}
    return {"ratios": [_ratio(part) for part in one["ratios"] or ()]}


def _ratio(part: Json) -> Json:
    """Of a currency: an average, or money over money, which is left as both."""
    shared = told.share(part["numerator"], part["denominator"])
    if part["currency"] is None:
        return shared
    above = told.words({"amount": part["numerator"], "currency": part["currency"]})
    return {**shared, "currency": part["currency"], "text": f"{above} / {part['denominator']:,}"}


def _words(number: Json) -> str:
    if "count" in number:
        return f"{number['count']:,}"
    if "amounts" in number:
        return told.listed(number["amounts"])
    return _joined(part["text"] for part in number["ratios"]) or "not known"


def _joined(parts: Iterable[str]) -> str:
    some = list(parts)
    return told.joined(some) if some else ""


def _meaning(one: Json) -> Json:
    names = ("slug", "name", "question", "leaves_out", "note", "missing")
    return told.filled({name: one[name] for name in names})


TOOLS: Final = (
    Tool(
        name="list_metrics",
        title="Which numbers there are",
        permission="ledger.read",
        takes=ListAsked,
        run=metrics,
    ),
    Tool(
        name="query_metrics",
        title="Numbers by any dimension",
        permission="ledger.read",
        takes=QueryAsked,
        run=query,
    ),
)
