"""More shapes of prevention: the block list, patterns, alert networks."""

import msgspec

from tillwatch.faces.api.routes.preventing.shapes import HappenedShown
from tillwatch.kernel.money import Money
from tillwatch.kernel.scrub import unsaid
from tillwatch.kernel.times import At


class ProgrammeEffectShown(msgspec.Struct, kw_only=True):
    """A network's programme this month: `numerator` over `denominator` as it counts now, and what
    the open warnings of that network do to the numerator: `wait_ppm` expected cases more, in
    millionths, if all wait; refunding all adds none. `open`: those warnings. `level`: the next that
    is not reached, `left`: how many more cases reach it, null where none is ahead."""

    slug: str
    name: str
    code: str
    network: str
    numerator: int
    denominator: int
    open: int
    wait_ppm: int
    level: str | None
    left: int | None
    says: str


class ProgrammeEffects(msgspec.Struct, kw_only=True):
    livemode: bool
    month: str
    data: list[ProgrammeEffectShown]


class BlockShown(msgspec.Struct, kw_only=True):
    """`kind`: card, email, ip, customer. `about_id`: what it came from."""

    id: str
    kind: str
    value: str
    why: str
    connection_id: str | None
    about_id: str | None
    by: str
    at: At


class BlockPage(msgspec.Struct, kw_only=True):
    data: list[BlockShown]
    next_cursor: str | None


class BlocksAdded(msgspec.Struct, kw_only=True):
    """`known`: those that were on the list already."""

    added: int
    known: int
    data: list[BlockShown]


class ComplaintShown(msgspec.Struct, kw_only=True):
    """A dispute behind a pattern."""

    connection_id: str
    id: str
    at: At
    reason: str
    payment: str | None


class DisputePatternShown(msgspec.Struct, kw_only=True):
    """`about`: product, descriptor, bin, country, campaign, or unrecognized (disputes of buyers who
    did not know the text on their statement, by that text). `how`: rising against the time before,
    or above its share of sales. `chance_ppm`: that it is none, in millionths, corrected for
    everything that was looked at. `says` in words."""

    about: str
    value: str
    how: str
    recent: int
    before: int
    of_recent: int
    of_before: int
    sales: int
    of_sales: int
    chance_ppm: int
    says: str
    disputes: list[ComplaintShown]


class PatternBuyerShown(msgspec.Struct, kw_only=True):
    """One card, address or machine behind several payments that were disputed or warned of."""

    kind: str
    value: str
    payments: int
    disputes: int
    warnings: int
    accounts: int
    amounts: list[Money]
    first: At
    last: At
    says: str
    cases: list[HappenedShown]


class DisputePatternsShown(msgspec.Struct, kw_only=True):
    """`disputes` of the last `days`, `before` of the three times as long before. `looked`: groups
    that were held against the others. `complete` false: only the newest payments were counted."""

    livemode: bool
    days: int
    disputes: int
    before: int
    sales: int
    looked: int
    complete: bool
    says: str
    patterns: list[DisputePatternShown]
    buyers: list[PatternBuyerShown]


class HookTried(msgspec.Struct, kw_only=True):
    """`status`: what the address answered, 0: nobody answered. `says` in words."""

    arrived: bool
    status: int
    says: str


class SamplePlaceShown(msgspec.Struct, kw_only=True):
    """What stands where in a network's sample."""

    path: str
    value: str


class SampleFieldShown(msgspec.Struct, kw_only=True):
    """`path`: where the field stands, empty: nowhere. `says`: what it is read as; `problem`: why it
    cannot be read."""

    field: str
    path: str
    says: str
    problem: str


class AlertSampleShown(msgspec.Struct, kw_only=True):
    """A sample read by a mapping. `taken`: such an alert would be taken in; `match` and `why`:
    which payment it would be about."""

    taken: bool
    places: list[SamplePlaceShown]
    fields: list[SampleFieldShown]
    match: str
    why: str


class MappedFieldShown(msgspec.Struct, kw_only=True):
    """Where a field stands in the network's body."""

    field: str
    path: str


class NetworkShown(msgspec.Struct, kw_only=True):
    """`url`: where the network sends alerts."""

    id: str
    name: str
    livemode: bool
    mapping: list[MappedFieldShown]
    url: str
    header: str
    by: str
    created: At
    heard: At


class NetworkMade(msgspec.Struct, kw_only=True):
    """`secret` signs what the network sends; it is shown this once."""

    network: NetworkShown
    secret: str

    __repr__ = unsaid


class NetworkPage(msgspec.Struct, kw_only=True):
    data: list[NetworkShown]
    next_cursor: str | None


class AlertCandidateShown(msgspec.Struct, kw_only=True):
    """A payment that fits."""

    connection_id: str
    payment: str
    at: At


class AlertOfNetworkShown(msgspec.Struct, kw_only=True):
    """`match`: one, none or several payments fit; `why` in words. `answer_by`: an answer is due;
    `ends_at`: the alert is over. `suggested`: what would be true to answer now; `answer`: what was
    noted as answered."""

    id: str
    network_id: str
    network: str
    alert_id: str
    type: str
    at: At
    answer_by: At
    ends_at: At
    over: bool
    amount: Money | None
    card_last4: str | None
    card_bin: str | None
    arn: str | None
    descriptor: str | None
    transaction_at: At
    unread: list[str]
    match: str
    why: str
    candidates: list[AlertCandidateShown]
    connection_id: str | None
    payment: str | None
    suggested: str
    suggested_says: str
    answer: str | None
    answered_at: At
    answered_by: str | None


class AlertOfNetworkPage(msgspec.Struct, kw_only=True):
    data: list[AlertOfNetworkShown]
    next_cursor: str | None


class AlertTaken(msgspec.Struct, kw_only=True):
    """What the network hears: `new` false: it was taken in before."""

    id: str
    new: bool
    match: str
    why: str
    answer_by: At
    ends_at: At
