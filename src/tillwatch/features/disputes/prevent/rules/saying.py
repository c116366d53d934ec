"""Rules, tries and actions in words. Pure."""

from typing import Final

from tillwatch.features.disputes.prevent.happening.shapes import (
    ALERT,
    DISPUTE,
    INQUIRY,
    WARNING,
)
from tillwatch.features.disputes.prevent.rules.shapes import (
    BLOCK,
    HOLD,
    NOTIFY,
    REFUND,
    SAID,
    TAG,
    Definition,
    When,
)
from tillwatch.features.disputes.prevent.rules.trying import Outcome
from tillwatch.kernel.money import Money

ARRIVES: Final = {
    WARNING: "an early fraud warning arrives",
    INQUIRY: "a bank asks",
    DISPUTE: "a dispute arrives",
    ALERT: "a network sends an alert",
}
DONE: Final = {
    NOTIFY: "Told in the inbox",
    REFUND: "Given back",
    HOLD: "Asked to hold shipping",
    TAG: "Tagged",
    BLOCK: "On the block list",
}
STATES: Final = {
    "waiting": "Waits to be done",
    "calling": "Under way",
    "refused": "Could not be done",
    "skipped": "Left alone",
}
LISTS: Final = (
    ("brands", "the card is {}"),
    ("fraud_types", "the kind of fraud is {}"),
    ("reasons", "the reason is {}"),
    ("card_countries", "the card is from {}"),
    ("customer_countries", "the customer is from {}"),
    ("words", "what was bought says {}"),
)
BORDERS: Final = (
    ("customer_days", "the customer is known for {} days"),
    ("earlier", "they paid {} times before"),
    ("risk", "the risk score is {}"),
)


def says(definition: Definition) -> str:
    """The rule in one sentence."""
    when = definition.when
    begins = " or ".join(ARRIVES[one] for one in when.on)
    conditions = _conditions(when)
    asked = f" and {', '.join(conditions)}" if conditions else ""
    done = ", ".join(SAID[one.do] for one in definition.then)
    caps = [f"{_money(Money(one.amount, one.currency))}" for one in definition.budget]
    spends = any(one.do == REFUND for one in definition.then)
    limit = f" At most {' and '.join(caps)} a month." if spends else ""
    return f"When {begins}{asked}: {done}.{limit}"


def _conditions(when: When) -> list[str]:
    found: list[str] = []
    if when.currency is not None and (when.amount_from is not None or when.amount_to is not None):
        low, high = (
            None if one is None else _money(Money(one, when.currency))
            for one in (when.amount_from, when.amount_to)
        )
        found.append(f"the amount is {_span(low, high)}")
    elif when.currency is not None:
        found.append(f"it is in {when.currency.upper()}")
    for name, said in LISTS:
        if given := getattr(when, name):
            found.append(said.format(" or ".join(given)))
    for name, said in BORDERS:
        low, high = getattr(when, f"{name}_from"), getattr(when, f"{name}_to")
        if low is not None or high is not None:
            found.append(said.format(_span(low, high)))
    if when.shipped is not None:
        found.append("it was shipped" if when.shipped else "it was not shipped")
    return found


def _span(low: object, high: object) -> str:
    if low is None:
        return f"at most {high}"
    if high is None:
        return f"at least {low}"
    return f"{low} to {high}"


def _money(one: Money) -> str:
    return f"{one.major():f} {one.currency.upper()}"


def outcome(found: Outcome, days: int) -> str:
    """What a try says first."""
    if not found.looked:
        return f"Nothing of the kind happened in the last {days} days."
    if not found.matched:
        return f"In the last {days} days it would have held for none of {found.looked} cases."
    first = f"In the last {days} days it would have held for {found.matched} of {found.looked}."
    if not found.refunds:
        return first
    back = " and ".join(_money(one) for one in found.refunded)
    second = f" It would have given back {back} in {found.refunds} payments"
    third = f", of which {found.saved} really became a dispute and {found.needless} nothing."
    if not found.gain:
        return f"{first}{second}{third}"
    gains = " and ".join(_against(one) for one in found.gain)
    settled = f" Over the {found.settled} that are decided that is {gains}"
    return f"{first}{second}{third}{settled} than what really happened."


def _against(gain: Money) -> str:
    if not gain.amount:
        return f"no better and no worse in {gain.currency.upper()}"
    how = "worse" if gain.amount < 0 else "better"
    return f"{_money(Money(abs(gain.amount), gain.currency))} {how}"


def action(kind: str, state: str) -> str:
    return DONE[kind] if state == "done" else STATES.get(state, state)
