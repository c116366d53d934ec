"""The pages and acts by their address. `*` stands for an id."""

from functools import partial
from typing import Final

from tillwatch.simulator.http.practice.pages import (
    deeds,
    endpoint_form,
    endpoints,
    key_form,
    keys,
    lists,
    one,
    overview,
    search,
)
from tillwatch.simulator.http.practice.pages.offers import OFFERS
from tillwatch.simulator.http.practice.visit import Act, PageOf

PAGES: Final[dict[tuple[str, ...], PageOf]] = {
    ("dashboard",): overview.page,
    ("search",): search.page,
    ("apikeys",): keys.every,
    ("apikeys", "create"): key_form.create,
    ("apikeys", "*"): keys.one,
    ("webhooks",): endpoints.every,
    ("webhooks", "create"): endpoint_form.create,
    ("webhooks", "*"): endpoints.one,
    **{(section,): partial(lists.page, section) for section in lists.SECTIONS},
    **{(section, "*"): partial(one.page, section) for section in lists.SECTIONS},
}
ACTS: Final[dict[str, Act]] = {
    **{name: partial(deeds.press, name=name) for name in OFFERS},
    "traffic": overview.traffic,
    "make-key": key_form.make,
    "change-key": key_form.change,
    "end-key": keys.end,
    "make-endpoint": endpoint_form.make,
    "change-endpoint": endpoint_form.change,
    "switch-endpoint": endpoints.switch,
    "remove-endpoint": endpoints.remove,
    "roll": endpoints.roll,
    "resend": endpoints.resend,
    "send-test": endpoints.send_test,
}
