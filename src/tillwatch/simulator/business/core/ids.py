"""Ids that look like Stripe's, drawn from a seeded stream.

Payment objects are `pi_3…`, `ch_3…`, `re_3…`; most others carry `1` in its place; then six base62
digits of the time, nine of the account and eight by chance. Customers, products, invoices' items
and the like are a prefix and fourteen characters.
"""

from random import Random

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PAIRS = tuple(ALPHABET[n % 62] + ALPHABET[n // 62 % 62] for n in range(4096))
"""Two characters for each twelve bits; a few pairs come up twice as often, which does no harm."""


def base62(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, rest = divmod(number, 62)
        digits = ALPHABET[rest] + digits
    return digits


class Ids:
    def __init__(self, seed: str, account_id: str) -> None:
        self._random = Random(seed)
        self._stem = account_id.removeprefix("acct_1")[:9]
        self._at = -1
        self._time = ""

    def timed(self, prefix: str, at: int, family: str = "1") -> str:
        """An id with the moment in it, such as `ch_3TkQ0dB7WZ01zgkWsYmPNZs8`."""
        if at != self._at:
            self._at, self._time = at, base62(at, 6)
        return f"{prefix}_{family}{self._time}{self._stem}{self.token(8)}"

    def plain(self, prefix: str, length: int = 14) -> str:
        """An id by chance alone, such as `cus_QXg1o8vcGmoR32`."""
        return f"{prefix}_{self.token(length)}"

    def token(self, length: int) -> str:
        bits = self._random.getrandbits(6 * length + 12)
        pairs = [PAIRS[bits >> shift & 4095] for shift in range(0, 6 * length, 12)]
        return "".join(pairs)[:length]

    def digits(self, length: int) -> str:
        return "".join(self._random.choices("0123456789", k=length))

    def hexadecimal(self, length: int) -> str:
        return f"{self._random.getrandbits(4 * length):0{length}x}"

    def uuid(self) -> str:
        raw = self.hexadecimal(32)
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"
