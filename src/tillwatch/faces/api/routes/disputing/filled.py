"""What the answers say of the form, its files, the argument, and earlier payments."""

from tillwatch.faces.api.shapes import Model, Moment, Money


class RemarkShown(Model):
    words: str
    good: bool


class FieldShown(Model):
    """`kind`: text, long, date, file, yes_no. `sent`: it goes to the bank as it stands. `source`:
    processor (nobody confirmed it: it counts half), charge, history, merchant, policy, person.
    `told`: where exactly. `counts`: it is worth something."""

    name: str
    label: str
    help: str
    kind: str
    limit: int
    sent: bool
    value: str
    source: str
    told: str
    counts: bool
    confirmed: bool
    remarks: list[RemarkShown]


class FormShown(Model):
    """`reason`: the one that is answered. `product`: physical, digital, service; `product_by`: how
    that is known. `round`: how many answers were sent before."""

    reason: str
    product: str
    product_by: str
    round: int
    fields: list[FieldShown]


class FileShown(Model):
    """`kind`: pdf, jpg, png. `notes`: what was changed when it came. `at` and `by` null for the
    file of a policy, which is kept once for every case."""

    id: str
    field: str
    name: str
    caption: str
    kind: str
    pages: int
    size: int
    notes: list[str]
    by: str | None
    at: Moment | None


class CandidateShown(Model):
    """An earlier payment of the buyer. `id`: of the try. `matches`, `lacks`: elements. `why_not`:
    in words, empty where it counts."""

    connection_id: str
    id: str
    payment: str
    created: Moment
    amount: Money
    age_days: int
    matches: list[str]
    lacks: list[str]
    why_not: list[str]


class OpenShown(Model):
    name: str
    says: str
    answered: bool


class PairsShown(Model):
    """Visa's Compelling Evidence 3.0. `pair`: ids of the two tries, empty where there is none;
    `says` why. `open`: what the processor still wants."""

    applies: bool
    says: str
    pair: list[str]
    matches: list[str]
    candidates: list[CandidateShown]
    open: list[OpenShown]


class SourceShown(Model):
    name: str
    label: str
    value: str
    source: str
    told: str


class StatementShown(Model):
    number: int
    text: str
    sources: list[SourceShown]


class UnsaidShown(Model):
    """A statement that cannot be made: `missing` facts of it are not known."""

    text: str
    missing: list[str]
    says: str
    line: int


class ArgumentShown(Model):
    """`template`: its name; `own`: this case's own words. `text`: the template."""

    template: str
    own: bool
    text: str
    title: str
    close: str
    statements: list[StatementShown]
    left_out: list[UnsaidShown]
