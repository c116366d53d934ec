"""From closed cases to what they teach.

In three steps, each of which needs `ENOUGH` decided cases and is held near the general figures:

1. How much weight each fact deserves: multipliers around 1 (`fitting`).
2. How much better the business fares than expected. A Beta of `STRENGTH` cases around the wins that
   the general figures expect of these very cases, and what came, give a mean; the offset is the
   shift of log-odds that brings the expectation there. The business's own part in it is
   n / (n + `STRENGTH`), and grows with every case.
3. The same for each reason of which there are enough cases, beyond the common offset, with
   `REASON_STRENGTH`; and for second rounds, from their own general figure.

The order of the cases does not matter; the version is a digest of what was learned.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from math import fsum, log
from typing import Final

import msgspec

from tillwatch.features.disputes.learn import fitting
from tillwatch.features.disputes.learn.known import ENOUGH, Closed, Learned, Record

STRENGTH: Final = 8
"""Cases that the general figures weigh as much as. A Beta of so many differs between businesses by
about 0.7 of log-odds: from 45 in 100 to 29 or 62."""
REASON_STRENGTH: Final = 12
SECOND_STRENGTH: Final = 4
"""Of a second round less is known: no count of anybody's stands behind its general figure."""
MICRO: Final = 1_000_000
MILLI: Final = 1_000


def logit(chance: float) -> float:
    return log(chance / (1 - chance))


def learn(
    closed: Iterable[Closed], *, rules: str = "", second_start_ppm: int | None = None
) -> Learned:
    """`rules`: the version of the published figures that `parts` were made with;
    `second_start_ppm`: their general figure of second rounds; without it these teach nothing."""
    every = sorted(closed, key=lambda one: (one.id, one.closed))
    decided = [one for one in every if one.decided]
    counted = Learned(
        rules=rules,
        cases=len(decided),
        won=sum(one.won for one in decided),
        expected_ppm=round(MICRO * fsum(fitting.chance(_general(one)) for one in decided)),
        reasons=_records(decided),
        usual=_usual(every),
        second=_second([one for one in decided if one.second], second_start_ppm),
    )
    if counted.counts:
        counted = _fitted(counted, decided)
    return msgspec.structs.replace(counted, version=_version(counted))


def _general(one: Closed) -> float:
    """Log-odds by the general figures alone."""
    return logit(one.start_ppm / MICRO) + sum(one.parts.values()) / MICRO


def _fitted(counted: Learned, decided: Sequence[Closed]) -> Learned:
    names = sorted({name for one in decided for name in one.parts})
    bases = [logit(one.start_ppm / MICRO) for one in decided]
    parts = [tuple(one.parts.get(name, 0) / MICRO for name in names) for one in decided]
    samples = [
        fitting.Sample(base, part, one.won)
        for base, part, one in zip(bases, parts, decided, strict=True)
    ]
    fit = fitting.multipliers(samples, len(names))
    scales = [round(one * MILLI) for one in fit.scales]
    logits = [
        base + fsum(much * scale / MILLI for much, scale in zip(part, scales, strict=True))
        for base, part in zip(bases, parts, strict=True)
    ]
    offset = round(MICRO * _offset(logits, counted.won, STRENGTH))
    shifted = [one + offset / MICRO for one in logits]
    return msgspec.structs.replace(
        counted,
        offset=offset,
        scales=dict(zip(names, scales, strict=True)),
        spreads={name: round(one * MILLI) for name, one in zip(names, fit.spreads, strict=True)},
        reasons={
            reason: _own(
                record, [s for s, c in zip(shifted, decided, strict=True) if c.reason == reason]
            )
            for reason, record in counted.reasons.items()
        },
    )


def _own(record: Record, logits: Sequence[float]) -> Record:
    if not record.counts:
        return record
    offset = round(MICRO * _offset(logits, record.won, REASON_STRENGTH))
    return msgspec.structs.replace(record, offset=offset)


def _offset(logits: Sequence[float], won: int, strength: int) -> float:
    expected = fsum(fitting.chance(one) for one in logits) / len(logits)
    return fitting.shift(logits, posterior(expected, won, len(logits), strength))


def posterior(expected: float, won: int, cases: int, strength: int) -> float:
    """The mean of a Beta of `strength` cases around `expected`, after `won` of `cases`."""
    return (strength * expected + won) / (strength + cases)


def _records(decided: Sequence[Closed]) -> dict[str, Record]:
    reasons = sorted({one.reason for one in decided})
    by = {name: [one for one in decided if one.reason == name] for name in reasons}
    return {
        name: Record(cases=len(some), won=sum(one.won for one in some)) for name, some in by.items()
    }


def _second(decided: Sequence[Closed], start_ppm: int | None) -> Record:
    """A Beta of `SECOND_STRENGTH` cases around the general figure, and what came."""
    won = sum(one.won for one in decided)
    record = Record(cases=len(decided), won=won)
    if start_ppm is None or not record.counts:
        return record
    start = start_ppm / MICRO
    mean = posterior(start, won, len(decided), SECOND_STRENGTH)
    return msgspec.structs.replace(record, offset=round(MICRO * (logit(mean) - logit(start))))


def _usual(every: Sequence[Closed]) -> dict[str, int]:
    """The middle amount (the lower of two) of every closed dispute, fought or not."""
    amounts: dict[str, list[int]] = {}
    for one in every:
        amounts.setdefault(one.currency, []).append(one.amount)
    return {
        currency: sorted(some)[(len(some) - 1) // 2]
        for currency, some in sorted(amounts.items())
        if len(some) >= ENOUGH
    }


def _version(learned: Learned) -> str:
    body = msgspec.json.encode(msgspec.to_builtins(learned), order="sorted")
    said = learned.cases or learned.usual
    return f"own-{sha256(body).hexdigest()[:12]}" if said else "general"
