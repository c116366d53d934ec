"""The health of a connection in one sentence: what a person must know first.

The sentence holds no moments: the page says them in the reader's zone, beside it.
"""

from dataclasses import dataclass
from typing import Final

from tillwatch.intake.health.standing import Standing
from tillwatch.intake.verify import Compared

BEHIND_MUCH: Final = 200
QUIET_S: Final = 300
"""So long without an answer is worth a word, however often is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the sentence is made of. `trouble`: why the connection needs a person. `problem`: what
    the last look at the event list met. `silent`: the webhook is; `never`: it brought nothing yet
    although there was something to bring."""

    processor: str
    paused: bool
    trouble: str | None
    standing: Standing
    heard_ago_s: float | None
    problem: str | None
    behind: int
    import_state: str
    set_aside: int
    silent: bool
    never: bool
    compared: Compared | None


def sentence(known: Known) -> tuple[str, str]:
    """Tone and sentence."""
    for judged in (_stopped(known), _late(known), _arriving(known), _doubtful(known)):
        if judged is not None:
            return judged
    return "good", _how(known)


def _stopped(known: Known) -> tuple[str, str] | None:
    if known.paused:
        kept = " What its webhook sends is still taken in." if known.standing.hooks else ""
        return "warn", f"Paused: nothing is asked of {known.processor}.{kept}"
    if known.trouble is not None:
        return "bad", known.trouble
    return None


def _late(known: Known) -> tuple[str, str] | None:
    standing = known.standing
    ago = known.heard_ago_s
    if standing.checks and known.problem is not None:
        return "warn", known.problem
    if standing.checks and ago is not None and ago > max(QUIET_S, 3 * standing.poll_s):
        return "warn", f"Nothing was heard from {known.processor} for a while."
    if known.behind > BEHIND_MUCH:
        return "info", f"{known.behind:,} events have arrived and are being read in."
    return None


def _arriving(known: Known) -> tuple[str, str] | None:
    if known.import_state == "running":
        return "info", "History is arriving; what is new comes in beside it."
    if known.heard_ago_s is None:
        return "info", f"Waiting for the first sign of life from {known.processor}."
    if known.import_state == "failed":
        return "warn", "The import of history did not end well: start it again."
    return None


def _doubtful(known: Known) -> tuple[str, str] | None:
    processor = known.processor
    if known.silent and known.standing.checks:
        return "warn", f"{processor}'s webhook has gone silent; checking covers it."
    if known.never and known.standing.checks:
        return "info", f"{processor}'s webhook has brought nothing yet; checking covers it."
    if known.compared is not None and known.compared.differences > known.compared.repaired:
        return "warn", f"Something differed when this was last compared with {processor}."
    if known.set_aside:
        things = "1 thing" if known.set_aside == 1 else f"{known.set_aside:,} things"
        return "warn", f"{things} could not be read. {_how(known)}"
    return None


def _how(known: Known) -> str:
    standing = known.standing
    match standing.hooked, standing.checks or standing.heads:
        case True, True:
            return "Live by webhook; checking finds what that misses."
        case True, False:
            return "Live by webhook; without checking, what that misses stays missing."
        case False, True if standing.heads:
            return "New payments are found in the lists; the key may not read events."
        case False, True:
            return f"Live by checking {known.processor} regularly."
        case _:
            return f"Nothing comes from {known.processor}: {standing.why_off}"
