"""Webhook endpoints over the API."""

from functools import partial
from random import Random

from tillwatch.simulator.books import Json
from tillwatch.simulator.http.answering.call import Call
from tillwatch.simulator.http.answering.reads import Endpoint
from tillwatch.simulator.http.asking import filters
from tillwatch.simulator.http.asking.catalogue import BY_OBJECT
from tillwatch.simulator.http.hooks import endpoints
from tillwatch.simulator.http.options import Options

ENDPOINT_FIELDS = frozenset(
    ("api_version", "connect", "description", "enabled_events", "expand", "metadata", "url")
)


def routes(options: Options) -> dict[tuple[str, ...], Endpoint]:
    random = Random(f"{options.seed}:endpoints")
    return {
        ("POST", "webhook_endpoints"): partial(create_endpoint, random),
        ("POST", "webhook_endpoints", "*"): update_endpoint,
        ("DELETE", "webhook_endpoints", "*"): delete_endpoint,
    }


def create_endpoint(random: Random, call: Call) -> Json:
    """The only answer that holds the signing secret."""
    kind = BY_OBJECT["webhook_endpoint"]
    call.require(kind.write)
    filters.known_only(call.query, ENDPOINT_FIELDS)
    row = endpoints.create(call.books, call.query, call.now, random)
    return {**call.view.show(kind.object, row), "secret": row["_secret"]}


def update_endpoint(call: Call) -> Json:
    kind = BY_OBJECT["webhook_endpoint"]
    call.require(kind.write)
    row = call.alive(kind, call.ids[0])
    filters.known_only(call.query, ENDPOINT_FIELDS - {"api_version", "connect"} | {"disabled"})
    return call.view.show(kind.object, endpoints.update(call.books, row, call.query))


def delete_endpoint(call: Call) -> Json:
    kind = BY_OBJECT["webhook_endpoint"]
    call.require(kind.write)
    row = call.alive(kind, call.ids[0])
    call.books.tables[kind.object].remove(row["id"])
    return {"id": row["id"], "object": kind.object, "deleted": True}
