"""What a business may set about how it decides, each with its default."""

import msgspec

from tillwatch.kernel.money import Money


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """`labour`: what answering one case costs in work. `late`: what a network takes for a late
    answer (a third party's figure, so nothing unless set). `minimum_ppm`: below this chance a case
    is not fought, whatever it may gain. `very_low_ppm`: below this chance a charge that can still
    be refunded is. `smart`: Stripe may be let answer; `smart_ppm`: the chance that its packet wins,
    None for as good as ours. `count`: what one chargeback less is worth for the networks' limits.
    `pattern`: the case is one of a series that should be stopped at its source."""

    labour: Money | None = None
    late: Money | None = None
    minimum_ppm: int = 0
    very_low_ppm: int = 100_000
    smart: bool = True
    smart_ppm: int | None = None
    count: Money | None = None
    pattern: bool = False


DEFAULT = Choices()
