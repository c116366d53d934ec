"""What a number is: its words, and one of four ways it is made."""

import msgspec


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a row must be like to count: one test of one column of the fact."""

    column: str
    values: tuple[str | int, ...] | None = msgspec.field(default=None, name="is")
    not_values: tuple[str | int, ...] | None = msgspec.field(default=None, name="is_not")
    exists: bool | None = None
    above: int | None = None


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """`measure`: rows, or of a COLUMN sum:, distinct:, least: or most:, of the rows of `fact` that
    fit `where`."""

    fact: str
    measure: str
    where: tuple[Condition, ...]

    @property
    def is_money(self) -> bool:
        return self.kind in ("sum", "least", "most")

    @property
    def kind(self) -> str:
        return self.measure.partition(":")[0]

    @property
    def is_extreme(self) -> bool:
        """One row's amount: of none there is none, and the whole has that of one of its parts."""
        return self.kind in ("least", "most")

    @property
    def adds_up(self) -> bool:
        """Whether the whole is the sum of its parts."""
        return self.kind in ("rows", "sum")

    @property
    def comes_together(self) -> bool:
        """Whether the whole can be told from its parts."""
        return self.kind != "distinct"


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    numerator: str
    denominator: str


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    adds: tuple[str, ...]
    takes: tuple[str, ...]


class Share(msgspec.Struct, frozen=True, kw_only=True):
    of: str


Made = Counted | Ratio | Sum | Share


def parts(made: Made) -> tuple[str, ...]:
    """The metrics that one is made of; none of what is counted."""
    match made:
        case Counted():
            return ()
        case Ratio():
            return (made.numerator, made.denominator)
        case Sum():
            return (*made.adds, *made.takes)
        case Share():
            return (made.of,)


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """`unit`: count, money, rate (a ratio, shown as percent), average (of each) or share;
    `shown`: percent, bps or number. `good`: up, down or none. `area`: the tab it belongs to.
    `kpi`: what payments-intelligence products call it. `leaves_out` and `note` in words.

    `needs`: where that is nothing in the whole of an answer, this is not known rather than 0, and
    `missing` says so. `interval`: a rate of few cases is shown with how far it may be off.
    """

    slug: str
    name: str
    question: str
    area: str
    unit: str
    good: str
    made: Made
    shown: str = "number"
    kpi: str | None = None
    leaves_out: str = ""
    note: str = ""
    missing: str = ""
    needs: str | None = None
    interval: bool = False
    date_bases: tuple[str, ...] = ("created", "booked")
