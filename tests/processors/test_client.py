"""Requests, retries, refusals and the moment an answer was true, over real HTTP."""

import pytest
import stripe as sdk

from tests.processors.double import DROP, Reply, Request, error, in_turn, listed
from tests.processors.reading import KEY, NOW, desk
from tillwatch.processors import port
from tillwatch.processors.stripe import client, limits

BALANCE = {"object": "balance", "livemode": False}
DATE = {"date": "Thu, 09 Oct 2025 08:53:20 GMT"}
"""1760000000."""


def test_the_pinned_version_is_the_sdks() -> None:
    assert sdk.api_version == client.API_VERSION


async def test_what_a_request_carries() -> None:
    async with desk(lambda request: Reply(200, BALANCE)) as made:
        await made.reader.one("balance", "balance")
    (asked,) = made.double.asked
    assert (asked.method, asked.path, asked.query) == ("GET", "/v1/balance", {})
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["stripe-version"] == client.API_VERSION
    assert "x-stripe-client-telemetry" not in asked.headers


@pytest.mark.parametrize(
    ("took_s", "headers", "as_of"),
    [
        (0.2, DATE, NOW - 2),
        (1.0, DATE, NOW - 2),
        (1.2, DATE, NOW - 3),
        (0.2, {}, NOW + 100 - 2),
        (0.2, {"date": "yesterday"}, NOW + 100 - 2),
    ],
)
async def test_a_reading_is_no_younger_than_the_answer(
    took_s: float, headers: dict[str, str], as_of: float
) -> None:
    async with desk(lambda request: Reply(200, BALANCE, headers)) as made:
        made.took_s = took_s
        made.clock.advance(100)
        (reading,) = await made.reader.one("balance", "balance")
    assert reading.as_of == as_of


async def test_without_a_date_our_clock_is_corrected_by_what_it_last_was_off() -> None:
    async with desk(in_turn(Reply(200, BALANCE, DATE), Reply(200, BALANCE))) as made:
        made.clock.advance(100)
        await made.reader.one("balance", "balance")
        made.clock.advance(50)
        (reading,) = await made.reader.one("balance", "balance")
    assert reading.as_of == NOW + 50 - 2


async def test_the_answers_own_version_is_the_shape() -> None:
    async with desk(lambda r: Reply(200, BALANCE, {"stripe-version": "2020-08-27"})) as made:
        (reading,) = await made.reader.one("balance", "balance")
    assert reading.shape == "2020-08-27"


GOOD = Reply(200, BALANCE)
TOO_MANY = Reply(429, {"error": {"code": "rate_limit"}}, {"stripe-rate-limited-reason": "x"})


@pytest.mark.parametrize(
    ("replies", "tries", "limited"),
    [
        ([GOOD], 1, 0),
        ([error(500), error(503), GOOD], 3, 0),
        ([error(409, code="lock_timeout"), GOOD], 2, 0),
        ([Reply(DROP), Reply(DROP), GOOD], 3, 0),
        ([TOO_MANY] * 7 + [GOOD], 8, 7),
        ([Reply(400, {}, {"stripe-should-retry": "true"}), GOOD], 2, 0),
    ],
)
async def test_what_is_tried_again(replies: list[Reply], tries: int, limited: int) -> None:
    async with desk(in_turn(*replies)) as made:
        await made.reader.one("balance", "balance")
        used = made.reader.used()
    assert (used.requests, used.limited, used.retried) == (tries, limited, tries - 1)
    assert len(made.pauses) == tries - 1
    for n, pause in enumerate(made.pauses):
        longest = min(0.5 * 2**n, 5)
        assert longest / 2 <= pause <= longest


async def test_a_write_is_tried_again_as_the_same_request() -> None:
    made_it = Reply(200, {"object": "webhook_endpoint", "secret": "whsec_1"})
    async with desk(in_turn(Reply(DROP), error(500), made_it)) as made:
        secret = await made.reader.create_webhook("https://shop.example/w", ["*"], once="one")
    assert secret == "whsec_1"
    keys = [request.headers["idempotency-key"] for request in made.double.asked]
    assert keys == ["one"] * 3
    assert len({request.body for request in made.double.asked}) == 1


async def test_only_reads_that_stripe_counts_are_counted() -> None:
    async with desk(in_turn(error(500), GOOD, GOOD)) as made:
        await made.reader.one("balance", "balance")
        assert made.reader.used().reads == 2, "each try is a request"
        await made.reader.one("reporting.report_type", "x")
        assert (made.reader.used().requests, made.reader.used().reads) == (3, 2)


@pytest.mark.parametrize(
    ("reply", "tries"),
    [
        (error(500), 4),
        (Reply(DROP), 4),
        (TOO_MANY, 8),
        (Reply(500, {}, {"stripe-should-retry": "false"}), 1),
    ],
)
async def test_what_gives_up_in_the_end(reply: Reply, tries: int) -> None:
    async with desk(lambda request: reply) as made:
        with pytest.raises(port.Unreachable):
            await made.reader.one("balance", "balance")
    assert len(made.double.asked) == tries


PERMISSION = (
    "The provided key 'rk_test_" + "*" * 80 + "1234' does not have the required permissions for "
    "this endpoint on account 'acct_1Habc'. Having the 'rak_balance_read' permission would allow "
    "this request to continue."
)


@pytest.mark.parametrize(
    ("reply", "expected", "words"),
    [
        (error(401, "Invalid API Key provided"), port.KeyRefused, "does not accept"),
        (error(401, code="api_key_expired"), port.KeyRefused, "expired"),
        (error(401, code="secret_key_required"), port.KeyRefused, "publishable"),
        (error(403, PERMISSION), port.PermissionMissing, "rak_balance_read"),
        (error(403, "Computer says no."), port.NotOffered, "403"),
        (error(404, "Unrecognized request URL"), port.NotOffered, "404"),
        (error(400, code="parameter_unknown"), port.NotOffered, "400"),
        (Reply(404, b"<html>nothing here</html>"), port.NotOffered, "404"),
        (Reply(200, b"<html>hello</html>"), port.NotOffered, "no balance"),
        (Reply(302, b"", {"location": "/elsewhere"}), port.NotOffered, "302"),
    ],
)
async def test_what_a_refusal_means(reply: Reply, expected: type[Exception], words: str) -> None:
    async with desk(lambda request: reply) as made:
        with pytest.raises(expected, match=words):
            await made.reader.one("balance", "balance")
    assert len(made.double.asked) == 1


async def test_a_refusal_that_names_the_permission_names_it_to_the_caller() -> None:
    async with desk(lambda request: error(403, PERMISSION)) as made:
        with pytest.raises(port.PermissionMissing) as caught:
            await made.reader.one("balance", "balance")
    assert (caught.value.permission, caught.value.answer) == ("rak_balance_read", 403)


async def test_readers_of_one_account_and_mode_share_their_limits() -> None:
    async with desk(lambda request: GOOD) as made:
        stripe = made.stripe
        shared = stripe._limiter("rk_live_a", None)
        assert stripe._limiter("rk_live_a", "acct_1") is shared
        assert stripe._limiter("rk_live_b", "acct_1") is shared
        assert stripe._limiter("rk_test_b", "acct_1") is not shared
        assert isinstance(shared, limits.Unlimited)


async def test_form_parameters_are_spelled_as_stripe_spells_them() -> None:
    asked: list[Request] = []

    def answer(request: Request) -> Reply:
        asked.append(request)
        return listed()

    async with desk(answer) as made:
        await made.reader.page(made.listing("invoices"), since=5, until=9, after="in_1", limit=3)
    assert asked[0].query == {
        "limit": "3",
        "starting_after": "in_1",
        "created[gte]": "5",
        "created[lt]": "9",
        "expand[0]": "data.payments",
    }
