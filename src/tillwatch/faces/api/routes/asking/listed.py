"""Rows as a request asks for them and an answer tells them."""

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field

from tillwatch.faces.api import shapes
from tillwatch.faces.api.routes.asking import definitions
from tillwatch.faces.api.routes.asking.asked import Narrowed, Order, Slug, Span, Word
from tillwatch.faces.api.routes.asking.definitions import ColumnShown, Definition
from tillwatch.faces.api.routes.asking.values import ValueShown, value
from tillwatch.faces.api.shapes import Model, Moment, Money
from tillwatch.features.monitoring import catalogue, listing
from tillwatch.features.monitoring.catalogue import Counted
from tillwatch.features.monitoring.choices import Choices
from tillwatch.features.monitoring.listing import COLUMNS, Listed, Shown, Totalled, Wanted
from tillwatch.features.monitoring.listing.opens import Page
from tillwatch.features.monitoring.listing.wanted import COLUMNS_MAX
from tillwatch.features.monitoring.wording import Wording
from tillwatch.kernel import errors, times
from tillwatch.ledger.questions.scope import Record, Scope

CELL_MAX: Final = 8
EXAMPLE: Final[dict[str, Any]] = {
    "metric": "authorization_rate",
    "part": "denominator",
    "cell": {"scheme": "visa"},
    "columns": ["outcome", "reason_code", "issuer_country"],
    "period": {"from": "2026-10-01", "until": "2026-11-01"},
}


class Listing(Narrowed):
    """Rows behind a number: `metric`, for a ratio with `part` (numerator, denominator, or a metric
    it is made of), and the `cell` that was clicked, each dimension with its value, null where a row
    has none. Or all rows of a `fact`. `columns`: of that fact, or dimensions of it. Sorted by
    `time`, or a column that holds amounts. `began`: only rows of that cohort: disputes whose sale
    was then, or payments of customers who paid for the first time then."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    metric: Slug | None = None
    part: Slug | None = None
    fact: Slug | None = None
    cell: dict[Slug, Annotated[str, Field(max_length=255)] | None] = Field({}, max_length=CELL_MAX)
    columns: list[Slug] = Field([], max_length=COLUMNS_MAX)
    sort: Order = Order(by="time", descending=True)
    began: Span | None = None

    def wanted(self, within: Scope, choices: Choices) -> Wanted:
        """`BadInput` where there is no such thing."""
        base = self._base()
        made = catalogue.metric(base).made if base is not None else None
        fact = made.fact if isinstance(made, Counted) else self.fact or ""
        zone = times.zone(self.tz)
        ranges = choices.dispute_ranges if fact == "dispute" else choices.amount_ranges
        return listing.checked(
            Wanted(
                fact=fact,
                base=base,
                columns=tuple(self.columns),
                connections=within.ids,
                filter=self.narrowing(),
                cell=tuple(self.cell.items()),
                period=self.period.period(zone),
                zone=zone,
                date_base=self.date_base,
                sort=self.sort.by,
                descending=self.sort.descending,
                ranges=ranges,
                began=self.began.period(zone) if self.began else None,
            )
        )

    def _base(self) -> str | None:
        if (self.metric is None) == (self.fact is None) or (self.fact and self.part):
            sentence = "Give either a metric, with its part, or a fact"
            raise errors.BadInput(sentence, metric=sentence)
        return None if self.metric is None else listing.behind(self.metric, self.part)


class ListingPage(Listing):
    """`cursor`: `next_cursor` of the answer before."""

    limit: int = Field(25, ge=1, le=100)
    cursor: Annotated[Word, Field(max_length=500)] | None = None


class Opens(Model):
    """The page that a row leads to: `kind` payment, dispute or payout."""

    kind: str
    id: str


class RowShown(Model):
    """`counted`: what the metric adds up of it; null where it counts rows. `refers`: ids of what it
    belongs to (payment, customer, entry, source). `opens`: the page it leads to. `values`: of the
    columns asked for, amounts as money; `labels`: the codes among them as a person says them."""

    id: str
    connection_id: str
    livemode: bool
    created: Moment | None
    amount: Money | None
    counted: Money | None
    refers: dict[str, str]
    opens: Opens | None
    values: dict[str, Any]
    labels: dict[str, str]


class RowsShown(Model):
    """`count`: of all rows, on whatever page. `number`: what the metric makes of them, the number
    that was clicked; of a fact what their amounts come to. `definition`: of the metric counted.
    `customers`: whose payments these are, of a cohort of customers; null of other rows."""

    livemode: bool
    fact: str
    definition: Definition | None
    columns: list[ColumnShown]
    data: list[RowShown]
    next_cursor: str | None
    count: int
    number: ValueShown
    customers: int | None


def told(
    page: Listed,
    total: Totalled,
    wanted: Wanted,
    opened: list[Page | None],
    wording: Wording,
    *,
    livemode: bool,
) -> Record:
    """A page of rows. `opened`: what each of them leads to."""
    base = wanted.base
    return {
        "livemode": livemode,
        "fact": wanted.fact,
        "definition": definitions.definition(catalogue.metric(base)) if base else None,
        "columns": [definitions.column(COLUMNS[slug]) for slug in wanted.columns],
        "data": [
            _row(row, at, wording, livemode=livemode)
            for row, at in zip(page.rows, opened, strict=True)
        ],
        "next_cursor": page.next_cursor,
        "count": total.count,
        "number": _number(total, base),
    }


def _number(total: Totalled, base: str | None) -> Record:
    if base is not None:
        return value(base, total.number)
    amounts = [shapes.money(part.numerator, part.currency) for part in total.number]
    kept = [one for one in amounts if one is not None]
    return {"count": None, "amounts": kept, "ratios": None, "originals": None}


def _row(row: Shown, at: Page | None, wording: Wording, *, livemode: bool) -> Record:
    labels = {
        slug: wording.label(slug, str(found))
        for slug, found in row.values.items()
        if found is not None and COLUMNS[slug].kind in ("code", "id")
    }
    return {
        "id": row.id,
        "connection_id": row.connection_id,
        "livemode": livemode,
        "created": shapes.moment(row.created),
        "amount": shapes.money(row.amount, row.currency),
        "counted": shapes.money(row.counted, row.currency),
        "refers": row.refers,
        "opens": {"kind": at[0], "id": at[1]} if at else None,
        "values": {slug: _value(row, slug) for slug in row.values},
        "labels": labels,
    }


def _value(row: Shown, slug: str) -> Any:
    found = row.values[slug]
    match COLUMNS[slug].kind:
        case "amount":
            return shapes.money(found, row.currencies[slug])
        case "moment":
            return shapes.moment(found)
        case "flag":
            return None if found is None else bool(found)
        case _:
            return found
