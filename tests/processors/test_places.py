"""What leads out of Tillwatch: addresses to open, a command to copy into a terminal."""

import shlex

from tillwatch.processors.stripe.offer import places


def test_the_command_that_forwards_events() -> None:
    url = "http://127.0.0.1:8787/api/webhooks/stripe/con_1"
    assert places.listen_command(url, "test") == f"stripe listen --forward-to {url}"
    assert places.listen_command(url, "live") == f"stripe listen --live --forward-to {url}"


def test_an_address_that_a_browser_made_up_stays_one_word() -> None:
    url = "http://a;rm -rf $(pwd)'/api"
    assert shlex.split(places.listen_command(url, "test"))[-1] == url
