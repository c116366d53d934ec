"""What stands behind an answer: what the business chose, what its accounts are called, the words of
its processor, the rates that money is converted by."""

import msgspec

from tillwatch.faces.api.desk import Desk
from tillwatch.faces.api.routes.asking.asked import Conversion
from tillwatch.features.monitoring import choices, rates
from tillwatch.features.monitoring.choices import Choices
from tillwatch.features.monitoring.rates import Loading
from tillwatch.features.monitoring.rates.weighing import Weighing, weighing
from tillwatch.features.monitoring.wording import Wording
from tillwatch.ledger.questions.scope import Scope
from tillwatch.processors.words import Words


class Background(msgspec.Struct, frozen=True, kw_only=True):
    """`source`: of the rates; empty where nothing is converted. `weighing`: by which
    rows of several currencies are put in order."""

    choices: Choices
    accounts: dict[str, str]
    words: Words | None
    source: str = ""
    loading: Loading | None = None
    weighing: Weighing | None = None

    def wording(self, fact: str, ranges: tuple[int, ...]) -> Wording:
        """For an answer about that."""
        return Wording(fact=fact, accounts=self.accounts, ranges=ranges, words=self.words)


async def background(desk: Desk, within: Scope, convert: Conversion | None = None) -> Background:
    """`BadInput` for a source of rates there is not."""
    store = desk.house.store
    loading = None
    if convert is not None:
        loading = rates.loading(store, desk.lake, convert.rates, convert.currency, within.ids)
    chosen = await choices.kept(store)
    return Background(
        choices=chosen,
        accounts=within.names,
        words=_words(desk),
        source=convert.rates if convert else "",
        loading=loading,
        weighing=weighing(store, desk.lake, chosen.rates, within.ids),
    )


def _words(desk: Desk) -> Words | None:
    """Of the processor, while there is one only."""
    names = desk.house.processors.names()
    return desk.house.processors.get(names[0]).words if len(names) == 1 else None
