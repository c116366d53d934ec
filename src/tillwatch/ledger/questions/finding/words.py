"""What a person typed into a search field, read in every way it may be meant.

`pi_3N…` is an id, several of them are several, and so are the 23 digits by which banks refer to a
refund (ARN); `txn_1/2` is a fee, and leads where its balance entry does; `maya@` begins an e-mail;
`4242` may be the end of a card number or an amount; `$1,184.50` is 118450 in a currency with two
digits and in no other way dollars; `maya pat` is a name. Nothing is asked here: what of it exists,
the store says.
"""

import re
from typing import Final

import msgspec

from tillwatch.kernel import currencies

IDS_MAX: Final = 20
WORD: Final = re.compile(r"[\s,;]+")
ID: Final = re.compile(r"[A-Za-z]{2,12}_[A-Za-z0-9_]+")
FEE: Final = re.compile(r"([A-Za-z]{2,12}_[A-Za-z0-9_]+)/\d{1,4}")
REFERENCE: Final = re.compile(r"\d{23}")
LAST4: Final = re.compile(r"(?:\S*[*•x… ])?(\d{4})", re.IGNORECASE)
AMOUNT: Final = re.compile(
    r"-?(?:\d{1,3}(?:(?P<mark>[.,' ])\d{3})(?:(?P=mark)\d{3})*|\d+)([.,]\d+)?"
)
EMAIL: Final = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]{2,}")
"""A whole address, as far as can be told."""
CODE: Final = re.compile(r"[A-Za-z]{3}")
AMOUNT_MAX: Final = 10**15
EXPONENTS: Final = (0, 2, 3)

SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "$": tuple("usd aud cad nzd sgd hkd mxn twd brl clp cop ars bsd bbd bzd fjd jmd ttd".split()),
    "US$": ("usd",),
    "A$": ("aud",),
    "CA$": ("cad",),
    "C$": ("cad",),
    "NZ$": ("nzd",),
    "S$": ("sgd",),
    "HK$": ("hkd",),
    "MX$": ("mxn",),
    "NT$": ("twd",),
    "R$": ("brl",),
    "€": ("eur",),
    "£": ("gbp", "egp", "gip", "fkp", "shp"),
    "¥": ("jpy", "cny"),
    "₹": ("inr",),
    "₩": ("krw",),
    "₫": ("vnd",),
    "₱": ("php",),
    "฿": ("thb",),
    "₪": ("ils",),
    "₺": ("try",),
    "₴": ("uah",),
    "₦": ("ngn",),
    "zł": ("pln",),
    "Kč": ("czk",),
    "kr": ("sek", "nok", "dkk", "isk"),
    "Fr.": ("chf",),
}
"""What is written before or after an amount, and the currencies that are written so."""


class Amount(msgspec.Struct, frozen=True):
    """`minor` units of a currency with `exponent` digits after the point; of one of `currencies`
    when some are named."""

    minor: int
    exponent: int
    currencies: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """`ids` and `references` are there only if every word is one; `text` is what an e-mail or a
    name may begin with, empty when it cannot."""

    ids: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    last4: str | None = None
    amounts: tuple[Amount, ...] = ()
    text: str = ""


def read(typed: str) -> Words:
    """Every way to read it; all parts empty when there is nothing to read."""
    plain = " ".join(typed.split())
    words = list(dict.fromkeys(of_a_fee(word) for word in WORD.split(plain) if word))
    ids = tuple(word for word in words if ID.fullmatch(word))
    references = tuple(word for word in words if REFERENCE.fullmatch(word))
    if words and len(ids) + len(references) == len(words):
        return Words(ids=ids[:IDS_MAX], references=references[:IDS_MAX], text=_text(plain))
    card = LAST4.fullmatch(plain)
    return Words(last4=card[1] if card else None, amounts=amounts(plain), text=_text(plain))


def of_a_fee(word: str) -> str:
    """A fee is asked for by its balance entry."""
    fee = FEE.fullmatch(word)
    return fee[1] if fee else word


def _text(plain: str) -> str:
    """A single letter begins too much to be of use."""
    return plain if len(plain) > 1 and plain.isprintable() else ""


def written(text: str) -> tuple[str, ...]:
    """As it was typed and, where the store knows no small letters but a to z, as a name is
    written: `zoë` and `ömer` begin Zoë and Ömer."""
    return tuple(dict.fromkeys((text, text if text.isascii() else text.title())))


def amounts(plain: str) -> tuple[Amount, ...]:
    """The amounts that are written like this, at most one a number of digits after the point.

    `1,184.50` and `1.184,50` are the same amount; `1.184` is 1184 whole units or, where a currency
    has three digits, a little more than one.
    """
    number, named = _currency(plain)
    matched = AMOUNT.fullmatch(number)
    if matched is None:
        return ()
    exponents = {currencies.exponent(code) for code in named} if named else set(EXPONENTS)
    found = {}
    for digits, after in _readings(number):
        for exponent in sorted(exponents):
            minor = _minor(digits, after, exponent)
            if minor is not None and abs(minor) <= AMOUNT_MAX:
                mine = tuple(code for code in named if currencies.exponent(code) == exponent)
                found[minor, exponent] = Amount(minor, exponent, mine)
    return tuple(found.values())


def _currency(plain: str) -> tuple[str, tuple[str, ...]]:
    """The number, and the currencies named by a sign or code on either side of it."""
    for sign in sorted(SIGNS, key=len, reverse=True):
        for rest in (plain.removeprefix(sign), plain.removesuffix(sign)):
            if rest != plain:
                return rest.strip(), SIGNS[sign]
    for code, rest in ((plain[:3], plain[3:]), (plain[-3:], plain[:-3])):
        if CODE.fullmatch(code) and rest.strip():
            return rest.strip(), (code.lower(),)
    return plain, ()


def _readings(number: str) -> list[tuple[str, str]]:
    """(digits before the point, digits after it), each way the marks can be meant."""
    sign = "-" if number.startswith("-") else ""
    bare = number.lstrip("-")
    pieces = re.split(r"[.,' ]", bare)
    whole = (sign + "".join(pieces), "")
    if len(pieces) == 1:
        return [whole]
    marks = re.findall(r"[.,' ]", bare)
    split = (sign + "".join(pieces[:-1]), pieces[-1])
    if marks[-1] in "' " or (len(marks) > 1 and len(set(marks)) == 1):
        return [whole]
    if len(pieces[-1]) == 3 and len(marks) == 1 and len(pieces[0]) <= 3:
        return [whole, split]
    return [split]


def _minor(before: str, after: str, exponent: int) -> int | None:
    """None when the currency has fewer digits than were written."""
    if len(after) > exponent and after.strip("0"):
        return None
    return int(before + after[:exponent].ljust(exponent, "0"))
