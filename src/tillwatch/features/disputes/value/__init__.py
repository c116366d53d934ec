"""What a dispute is worth fighting for, and what we suggest.

`routes` prices every way to handle it (answer, let Stripe answer, refund, accept) beside accepting;
`exact` does money: fractions until one rounding. `verdict` names the suggestion, after what the
business chose (`choices`). `deciding` takes one case from what is known to the suggestion, and says
what each missing item of evidence would add; `whatif` asks the same of many cases at once;
`forecast` says what fought cases that are open will bring back, by month.
"""

from tillwatch.features.disputes.value.choices import Choices
from tillwatch.features.disputes.value.deciding import Decision, Worth, decide, ranked, worth
from tillwatch.features.disputes.value.exact import Rate, no_rate
from tillwatch.features.disputes.value.routes import Part, Route, Stake
from tillwatch.features.disputes.value.verdict import Verdict

__all__ = [
    "Choices",
    "Decision",
    "Part",
    "Rate",
    "Route",
    "Stake",
    "Verdict",
    "Worth",
    "decide",
    "no_rate",
    "ranked",
    "worth",
]
