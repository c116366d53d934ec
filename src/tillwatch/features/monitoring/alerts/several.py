"""Whether several buyers are hit: tries of one card, or of one customer, are one buyer's trouble,
however many they are. Asked only of what would be told otherwise."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Select, and_, func, select

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.alerts.judging import Combination, Look, held
from tillwatch.features.monitoring.alerts.ruled import Definition
from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.columns import Columns
from tillwatch.features.monitoring.catalogue import Counted
from tillwatch.kernel import times
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source

PAIRS_MAX: Final = 1000
"""Cards and customers that are read; more are several."""


async def hit(lake: Lake, rule: Definition, connections: Sequence[str], look: Look) -> Look:
    """The look without what would be told and hits fewer buyers than the rule's `buyers`."""
    if rule.buyers < 2:
        return look
    few = set()
    for combination in held(rule, look):
        build = _Pairs(rule, tuple(connections), look.window, combination)
        found = (await lake.ask(build)).rows
        cards = {card for card, _ in found}
        whose = {customer or card for card, customer in found}
        if min(len(cards), len(whose)) < rule.buyers:
            few.add(combination)
    left = {one: measured for one, measured in look.found.items() if one not in few}
    return msgspec.structs.replace(look, found=left)


class _Pairs(msgspec.Struct, frozen=True):
    """The different cards, each with its customer, of what the rule's first test counts."""

    rule: Definition
    connections: tuple[str, ...]
    window: Period
    combination: Combination

    def __call__(self, source: Source) -> Select[Any]:
        made = catalogue.metric(catalogue.bases(self.rule.tests[0].metric)[0]).made
        assert isinstance(made, Counted)
        fact = source.fact(made.fact)
        columns = Columns(fact, Clock(times.zone("UTC"), self.window))
        card = func.coalesce(fact.c.card_fingerprint, fact.c.payment, fact.c.id)
        tests = [
            fact.c.connection_id.in_(self.connections),
            fact.c.created >= self.window.start,
            fact.c.created < self.window.end,
            *columns.where(made.where),
        ]
        if self.rule.filter is not None:
            tests.append(columns.filter(self.rule.filter))
        for slug, value in zip(self.rule.dimensions, self.combination, strict=False):
            column = columns.dimension(slug)
            tests.append(column.is_(None) if value is None else column == value)
        return select(card, fact.c.customer).where(and_(*tests)).distinct().limit(PAIRS_MAX)
