"""Questions that nobody means well with: the same five hundred each time, made of a seed."""

import json
import random
from collections.abc import Iterator
from typing import Any, Final

from tests.monitoring import business

Json = dict[str, Any]
COUNT: Final = 500
YEAR: Final = {"from": "2026-01-01", "until": "2026-11-01"}
GOOD: Final[Json] = {
    "metrics": ["sales_volume"],
    "period": YEAR,
    "livemode": False,
    "connection_id": [business.CON],
}
WORDS: Final = (
    "'; DROP TABLE payment; --",
    '" OR 1=1 --',
    "$1",
    "%s%n",
    "a" * 300,
    "\x00",
    "visa\x00",
    "\ud800",
    "\ud83d",
    "‮visa",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "",
    " ",
    "../../etc/passwd",
    "../etc",
    "/etc/localtime",
    "Europe",
    "{{7*7}}",
    "__class__",
    "NaN",
    "1e999",
    "null",
    "sales_volume) UNION SELECT token FROM access_token --",
)
MOMENTS: Final = (
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00+14:00",
    "1969-12-31",
    "2026-02-30",
    "2026-01-01T25:00:00Z",
    "now",
    "-2026-01-01",
    "1970-01-01",
    "2099-12-31",
    "2026-W01",
    "20260101",
)
NUMBERS: Final = (0, -1, 2**63, 2**64, 10**40, -(10**40), 1.5, 1e308, True, False, "10", None, [1])
NAMES: Final = (
    "metrics dimensions filter period date_base tz grain compare other sort limit convert "
    "connection_id livemode"
).split()
DIMENSIONS: Final = ("scheme", "region", "weekday", "hour", "amount_range", "currency", "customer")


def corpus() -> Iterator[bytes]:
    """Bodies of requests."""
    chance = random.Random("hostile")  # the same each time
    makers = (_broken, _typed, _moment, _filter, _large, _long, _deep, _unknown, _twice)
    for number in range(COUNT):
        made = makers[number % len(makers)](chance)
        yield made if isinstance(made, bytes) else json.dumps({**GOOD, **made}).encode()


def _broken(chance: random.Random) -> bytes:
    """Something that is no question, or no JSON."""
    whole = json.dumps(GOOD).encode()
    cut = whole[: chance.randrange(len(whole))]
    return chance.choice((cut, b"[" * 100_000, b"{}", b"null", b'"x"', b"\xff\xfe", whole + b"}"))


def _typed(chance: random.Random) -> Json:
    """A field of another type."""
    values: tuple[Any, ...] = (*NUMBERS, {}, [], [[]], [{}], {"from": 1, "until": 2}, "x")
    return {chance.choice(NAMES): chance.choice(values)}


def _moment(chance: random.Random) -> Json:
    period = {"from": chance.choice(MOMENTS), "until": chance.choice(MOMENTS)}
    return {
        "period": period,
        "grain": chance.choice(("hour", "day", "week", "month", "quarter", "year", None)),
        "tz": chance.choice(("UTC", "Pacific/Kiritimati", "Asia/Kathmandu", *WORDS[:14])),
        "compare": chance.choice(("none", "previous", "year")),
    }


def _filter(chance: random.Random) -> Json:
    word = chance.choice(WORDS)
    tests: tuple[Any, ...] = (
        {"dimension": word, "is": ["visa"]},
        {"dimension": "scheme", "is": [word]},
        {"dimension": "scheme", "is_not": [word] * 150},
        {"dimension": "scheme", "is": []},
        {"dimension": "scheme", "is": "visa"},
        {"dimension": "scheme", "is": [1]},
        {"dimension": "scheme", "exists": 1},
        {"dimension": "scheme", word: True},
        {"dimension": "amount", "at_least": chance.choice(NUMBERS)},
        {"dimension": "amount", "below": chance.choice(NUMBERS), "is": ["1"]},
        {"all": [], "any": []},
        {"all": word},
        {"all": []},
        {"any": []},
        {},
        word,
    )
    return {"filter": chance.choice(tests)}


def _large(chance: random.Random) -> Json:
    """As much work as can be asked for."""
    slugs = chance.sample(DIMENSIONS, chance.randrange(1, 6))
    return {
        "metrics": ["sales_volume", "sales_count", "authorization_rate", "average_sales"],
        "dimensions": slugs,
        "grain": chance.choice(("hour", "day", "month")),
        "period": {"from": chance.choice(("1970-01-02", "2020-01-01")), "until": "2029-12-31"},
        "limit": chance.choice((1, 10_000, 10_001)),
        "compare": chance.choice(("previous", "year")),
        "tz": "Europe/Berlin",
    }


def _long(chance: random.Random) -> Json:
    """Long lists, and tests that are long where they are asked."""
    many = chance.choice((99, 101, 201, 5000))
    test = {"dimension": chance.choice(DIMENSIONS), "is": [f"v{n}" for n in range(many)]}
    lists: tuple[Json, ...] = (
        {"filter": {"any": [test] * chance.choice((2, 19, 21, 100))}},
        {"metrics": ["sales_volume"] * many},
        {"metrics": [f"m{n}" for n in range(many)]},
        {"dimensions": list(DIMENSIONS) * 3},
        {"connection_id": [f"con_{n}" for n in range(many)]},
        {"filter": {"all": [{"dimension": "weekday", "exists": True}] * many}},
    )
    return chance.choice(lists)


def _deep(chance: random.Random) -> Json:
    given: Any = {"dimension": "scheme", "is": ["visa"]}
    for _ in range(chance.choice((4, 6, 39, 41, 300))):
        given = {chance.choice(("all", "any")): [given]}
    return {"filter": given}


def _unknown(chance: random.Random) -> Json:
    word = chance.choice(WORDS)
    fields: tuple[Json, ...] = (
        {word: word},
        {"metrics": [word]},
        {"dimensions": [word]},
        {"sort": {"by": word}},
        {"grain": word},
        {"compare": word},
        {"date_base": word},
        {"tz": word},
        {"convert": word},
        {"connection_id": [word]},
        {"other": YEAR},
    )
    return chance.choice(fields)


def _twice(chance: random.Random) -> bytes:
    """One name given twice, the second time otherwise."""
    body = json.dumps(GOOD)[:-1]
    name, value = chance.choice(NAMES), json.dumps(chance.choice((*WORDS, *NUMBERS)))
    return f'{body}, "{name}": {value}}}'.encode()
