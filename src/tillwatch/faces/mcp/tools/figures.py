"""The figures of a period beside those of the one before, and why its payments failed."""

from typing import Annotated, Any, Final, Literal

from msgspec import Meta

from tillwatch.faces.mcp import asked as asking
from tillwatch.faces.mcp import told
from tillwatch.faces.mcp.asked import Spanned
from tillwatch.faces.mcp.told import Json, Told
from tillwatch.faces.mcp.tool import Call, Tool
from tillwatch.faces.mcp.tools.payments import brief

SHOWN: Final = 5
"""Reasons with examples, and in the sentence."""
NONE_GIVEN: Final = "none"
"""How the API is asked for failures without a code."""


class FailuresAsked(Spanned, frozen=True, kw_only=True):
    examples: Annotated[
        int, Meta(ge=0, le=5, description="Payments to show of each of the first five reasons.")
    ] = 2


class FiguresAsked(Spanned, frozen=True, kw_only=True):
    compare: Annotated[
        Literal["previous", "month"],
        Meta(description="With what was directly before, or with that part of the month before."),
    ] = "previous"


async def failures(call: Call, asked: FailuresAsked) -> Told:
    """Why payments failed in a period (the last 7 days if none is given): how many of those tried,
    how many more failed first and then succeeded, the reasons in plain words with counts and
    amounts, and examples with their ids."""
    borders = asked.borders(call.now, "last_7_days")
    found = await _overview(call, asked, borders, "previous")
    tried, failed, why = found["payments"]["tried"], found["payments"]["failed"], found["failures"]
    wanted = {
        "connection_id": list(asked.accounts),
        "livemode": str(found["livemode"]).lower(),
        **asking.parameters(borders),
    }
    recovered = (await call.get("/payments/totals", recovered="true", **wanted))["count"]
    reasons = [
        {
            **_reason(one, why["total"]),
            "examples": await _examples(call, one, wanted, asked.examples if at < SHOWN else 0),
        }
        for at, one in enumerate(why["top"])
    ]
    if why["rest"]:
        reasons.append(_reason(why["rest"], why["total"]) | {"codes": why["rest_codes"]})
    when, mode = asking.words(borders, asked.zone), told.mode(found["livemode"])
    said = f"{failed:,} of {told.count(tried, 'payment')} tried {when} failed ({mode})"
    if reasons:
        first = [f"{one['words']} ({one['count']:,})" for one in reasons[:SHOWN]]
        said += f": {told.joined(first)}"
    said += f". {recovered:,} more failed first and then succeeded."
    return Told(
        said,
        {
            "livemode": found["livemode"],
            "period": found["period"],
            "failed": told.share(failed, tried),
            "recovered": told.share(recovered, recovered + failed),
            "succeeded": told.share(found["payments"]["succeeded"], tried),
            "before": _before(found),
            "reasons": reasons,
        },
    )


async def figures(call: Call, asked: FiguresAsked) -> Told:
    """What a period came to (this month if none is given) beside the period before: volume,
    payments succeeded of tried, refunds, disputes opened, fees; and the balance as it is now."""
    borders = asked.borders(call.now, "this_month")
    found = await _overview(call, asked, borders, asked.compare)
    paid = found["payments"]
    when, mode = asking.words(borders, asked.zone), told.mode(found["livemode"])
    rate = told.share(paid["succeeded"], paid["tried"])
    said = (
        f"{told.listed(found['volume'])} taken {when} ({mode}), "
        f"{told.listed(found['previous_volume'])} in the period before; "
        f"{rate['text']} of the payments tried succeeded"
    )
    return Told(
        f"{said}.",
        {
            "livemode": found["livemode"],
            "as_of": found["as_of"],
            "period": found["period"],
            "volume": told.sums(found["volume"]),
            "succeeded": rate,
            "failed": told.share(paid["failed"], paid["tried"]),
            "refunds": _counted(found["refunds"]),
            "disputes_opened": _counted(found["disputes_opened"]),
            "costs": [_money_in(one) for one in found["costs"]],
            "before": _before(found),
            "balance": [_money_in(one) for one in found["balance"]],
            "payouts_checked": found["payouts_checked"],
        },
    )


async def _overview(call: Call, asked: Any, borders: Any, compare: str) -> Json:
    return await call.get(
        "/overview",
        **asked.narrowed(),
        **asking.parameters(borders, "period_from", "period_until"),
        tz=asked.zone,
        compare=compare,
    )


async def _examples(call: Call, one: Json, wanted: Any, limit: int) -> list[Json]:
    if not limit:
        return []
    code = one["code"] or NONE_GIVEN
    page = await call.get("/payments", status="failed", failure=code, limit=limit, **wanted)
    return [brief(call, row) for row in page["data"]]


def _reason(one: Json, total: int) -> Json:
    return {
        "code": one["code"],
        "words": one["words"],
        "count": one["count"],
        "share": told.share(one["count"], total),
        "amounts": told.sums(one["amounts"]),
    }


def _before(found: Json) -> Json | None:
    """The same of the period before; None where there is none."""
    paid = found["payments"]
    if found["previous"] is None:
        return None
    return {
        "period": found["previous"],
        "volume": told.sums(found["previous_volume"]),
        "succeeded": told.share(paid["previous_succeeded"], paid["previous_tried"]),
        "failed": told.share(paid["previous_failed"], paid["previous_tried"]),
        "refunds": _counted(found["refunds"], "previous_"),
        "disputes_opened": _counted(found["disputes_opened"], "previous_"),
        "costs": [_money_in(one) for one in found["previous_costs"]],
    }


def _counted(one: Json, which: str = "") -> Json:
    return {"count": one[f"{which}count"], "amounts": told.sums(one[f"{which}amounts"])}


def _money_in(one: Json) -> Json:
    """`one`, each of its amounts written out."""
    return {
        name: told.money(value) if isinstance(value, dict) and "currency" in value else value
        for name, value in one.items()
    }


TOOLS: Final = (
    Tool(
        name="why_payments_failed",
        title="Why payments failed",
        permission="ledger.read",
        takes=FailuresAsked,
        run=failures,
    ),
    Tool(
        name="figures",
        title="Figures of a period",
        permission="ledger.read",
        takes=FiguresAsked,
        run=figures,
    ),
)
