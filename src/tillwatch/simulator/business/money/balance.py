"""The balance as `GET /v1/balance` gives it, from the sums kept while acting."""

from tillwatch.simulator.books import Books, Json


def balance(books: Books, settles: tuple[str, ...]) -> Json:
    """Newest shape. Every settlement currency is listed, with zero where nothing is."""
    return {
        "object": "balance",
        "available": _lines(books.tally.available, settles),
        "connect_reserved": [{"amount": 0, "currency": currency} for currency in settles],
        "livemode": books.livemode,
        "pending": _lines(books.tally.pending, settles),
        "refund_and_dispute_prefunding": {
            "available": [{"amount": 0, "currency": c, "source_types": {}} for c in settles],
            "pending": [{"amount": 0, "currency": c, "source_types": {}} for c in settles],
        },
    }


def _lines(sums: dict[str, int], settles: tuple[str, ...]) -> list[Json]:
    return [
        {
            "amount": sums.get(currency, 0),
            "currency": currency,
            "source_types": {"card": sums.get(currency, 0)},
        }
        for currency in settles
    ]
