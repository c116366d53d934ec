"""What a pile of readings comes to, without a database: merged, translated, payments put together.
The rules of `intake.apply` said a second time, as plainly as it goes."""

from collections.abc import Iterable
from typing import Any

import msgspec

from tillwatch.intake import merge
from tillwatch.ledger import project
from tillwatch.processors.reading import Reading
from tillwatch.processors.stripe import catalogue, events
from tillwatch.processors.stripe.translate import translate
from tillwatch.rows import Attempt, Intent, Row
from tillwatch.store.inbox import Delivery

Key = tuple[str, str]
"""Kind and id of an object; or table and id of a row."""
States = dict[Key, merge.State]
Rows = dict[Key, dict[str, Any]]

INSIDE = frozenset(("advice_code", "network_advice_code", "network_decline_code"))
"""What only the newest shape has, inside a part that the old shape has too (a charge's outcome):
a later reading in the old shape hides it until the object is read again."""


def readings(told: Delivery | tuple[Reading, ...]) -> Iterable[Reading]:
    return events.event_readings(told.body) if isinstance(told, Delivery) else told


def joined(states: States, more: Iterable[Reading]) -> States:
    """`states` with what `more` tells; `states` is changed in place."""
    for reading in more:
        key, state = (reading.kind, reading.id), merge.of(reading)
        known = states.get(key)
        states[key] = state if known is None else merge.join(known, state)
    return states


def both(a: States, b: States) -> States:
    """All that either tells."""
    return {
        key: merge.join(a[key], b[key]) if key in a and key in b else a.get(key) or b[key]
        for key in a.keys() | b.keys()
    }


def shown(states: States) -> dict[Key, merge.Shown]:
    found = {}
    for (kind, id_), state in states.items():
        known = catalogue.KINDS.get(kind)
        found[kind, id_] = merge.show(state, known.ranks if known else ())
    return found


def rows(states: States) -> Rows:
    """The ledger's rows, payments included."""
    made: dict[Key, Row] = {}
    for (kind, id_), one in shown(states).items():
        payload = {"id": id_, **(one.payload or {"object": kind})}
        for row in translate(kind, payload, deleted=one.deleted):
            made[row.table, row.id] = row
    tries: dict[str, list[Attempt]] = {}
    intents = {row.id: row for row in made.values() if isinstance(row, Intent)}
    for row in made.values():
        if isinstance(row, Attempt):
            tries.setdefault(row.payment, []).append(row)
    for id_ in intents.keys() | tries.keys():
        payment = project.payment(intents.get(id_), tries.get(id_, ()))
        assert payment is not None
        made["payment", id_] = payment
    return {key: msgspec.structs.asdict(row) for key, row in made.items()}


def undecided(states: States) -> set[str]:
    """The ids of objects of which it is not known which reading is the last."""
    return {id_ for (_, id_), one in shown(states).items() if one.undecided}


def wrong(held: Rows, truth: Rows, doubtful: set[str]) -> dict[Key, object]:
    """Rows that say something else than the API does, but for objects in doubt. What only an older
    shape tells (the API of today leaves it out) counts as agreement; so does a payment, put
    together from parts of which one may not have been told."""
    found: dict[Key, object] = {}
    for (table, id_), row in held.items():
        if id_ in doubtful or table in ("payment", "balance"):
            continue
        true = truth.get((table, id_))
        if true is None:
            if not row.get("deleted"):
                found[table, id_] = "the API has no such row"
            continue
        fields = {
            name: (value, true[name])
            for name, value in row.items()
            if value != true[name] and true[name] not in (None, [], {}) and name not in INSIDE
        }
        if fields:
            found[table, id_] = fields
    return found
