"""What an assistant is told: a sentence, the figures of it, and where each of them comes from.

An amount is in minor units with its currency, and written out beside that; a list of amounts has
one for each currency, and there is no sum across them. A share stands with its base.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from tillwatch.kernel import times
from tillwatch.kernel.money import Money

Json = dict[str, Any]


class Told(msgspec.Struct, frozen=True):
    """`says`: for a person. `data`: the same and more, as JSON."""

    says: str
    data: Json


def money(shown: Mapping[str, Any] | None) -> Json | None:
    """The API's money with `text` for a person; None stays None."""
    return None if shown is None else {**shown, "text": words(shown)}


def words(shown: Mapping[str, Any]) -> str:
    """1,184.50 USD."""
    major = Money(shown["amount"], shown["currency"]).major()
    return f"{major:,f} {shown['currency'].upper()}"


def sums(shown: Iterable[Mapping[str, Any]]) -> list[Json]:
    return [{**one, "text": words(one)} for one in shown]


def amounts(totals: Mapping[str, Any]) -> list[Json]:
    """What the rows of a list sum to, from the API's totals of it."""
    found: list[Json] = []
    for one in totals["sums"]:
        if one["field"] == "amount":
            found = one["amounts"]
    return found


def listed(shown: Iterable[Mapping[str, Any]]) -> str:
    """Several sums in a sentence, one a currency."""
    parts = [words(one) for one in shown]
    return joined(parts) if parts else "nothing"


def noted(said: str, page: Mapping[str, Any]) -> str:
    """`said`, with what the API has to add: why a search found nothing."""
    return f"{said} {page['note']}" if page.get("note") else said


def count(number: int, one: str, many: str | None = None) -> str:
    """3 payments, 1 payment."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share(part: int, base: int) -> Json:
    """A ratio with its base; without a base there is no rate to tell."""
    rate = f"{100 * part / base:.1f} % ({part:,} of {base:,})" if base else f"{part:,} of 0"
    return {"numerator": part, "denominator": base, "text": rate}


def joined(parts: Iterable[str]) -> str:
    """a, b and c."""
    *some, last = parts
    return f"{', '.join(some)} and {last}" if some else last


def mode(livemode: bool) -> str:
    return "live" if livemode else "test"


def day(moment: str) -> str:
    """A moment of the API as a day, in UTC."""
    at = datetime.fromtimestamp(times.parse(moment), UTC)
    return f"{at.day} {at:%B %Y}"


def filled(told: Mapping[str, Any]) -> Json:
    """Without what is not known or empty: an assistant reads every word it is given."""
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}
