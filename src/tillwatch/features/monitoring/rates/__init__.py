"""Exchange rates: money of several currencies told in one, and by what.

Three sources, of which a question names one: `balance`, the rates Stripe itself used for payments
of these accounts; `own`, a file of the business's; `ecb`, the European Central Bank's history,
uploaded as it is. `reading` reads the files, `keeping` holds them, `load` brings the rates that a
question needs, `book` says which holds on a day.

An amount is converted with the newest rate on or before the day (UTC) that it belongs to, by the
question's date base. What there is no rate for is refused, and the sentence says which currency
and day; nothing is ever taken at 1. The amounts of a day are added up first, so each amount that
is shown is rounded once, half to even.
"""

from tillwatch.features.monitoring.rates.book import Book, Quote, Used
from tillwatch.features.monitoring.rates.load import SOURCES, Loading, loading, told

__all__ = ["SOURCES", "Book", "Loading", "Quote", "Used", "loading", "told"]
