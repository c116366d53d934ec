"""What a key's permissions are tried on, though this simulated business makes no use of it.

Nobody reviews payments here: the list of reviews is always empty.
"""

from tillwatch.simulator.books import Json
from tillwatch.simulator.http.answering.call import Call
from tillwatch.simulator.http.answering.reads import Endpoint
from tillwatch.simulator.http.asking import filters, lists
from tillwatch.simulator.http.showing.view import list_of

REVIEWS = ("rak_review_read",)


def routes() -> dict[tuple[str, ...], Endpoint]:
    return {("GET", "reviews"): reviews}


def reviews(call: Call) -> Json:
    call.require(REVIEWS)
    filters.known_only(call.query, filters.PAGING | {"created"})
    lists.window(call.query)
    return list_of([], "/v1/reviews")
