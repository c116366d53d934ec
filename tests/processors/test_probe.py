"""Permissions are found by trying; nothing but an invalid key fails a connection."""

import pytest

from tests.processors.double import DROP, Reply, Request, error, listed
from tests.processors.reading import desk
from tillwatch.processors import port
from tillwatch.processors.stripe.permissions import LINES, PERMISSIONS

ACCOUNT = {
    "id": "acct_1Habc",
    "object": "account",
    "country": "DE",
    "default_currency": "eur",
    "settings": {"dashboard": {"display_name": "Mug Shop"}, "branding": {"icon": "file_1"}},
}


def forbidden(slug: str) -> Reply:
    return error(
        403,
        "The provided key 'rk_test_****' does not have the required permissions for this endpoint "
        f"on account 'acct_1Habc'. Having the '{slug}' permission would allow this request to "
        "continue.",
    )


def everything(request: Request) -> Reply:
    if request.method == "POST":
        missing = request.path != "/v1/files"
        return error(404, code="resource_missing") if missing else error(400, param="file")
    alone = {"/v1/account": ACCOUNT, "/v1/balance": {"object": "balance"}}
    return Reply(200, alone[request.path]) if request.path in alone else listed()


def six(request: Request) -> Reply:
    """The guide's six: charges, payment intents, refunds, balance, events read, disputes write."""
    granted = ("charges", "payment_intents", "refunds", "balance", "events", "disputes")
    name = request.path.split("/")[2]
    return everything(request) if name in granted else forbidden(f"rak_{name}_read")


async def test_a_key_with_everything() -> None:
    async with desk(everything) as made:
        grants = await made.reader.probe()
    assert [grant.slug for grant in grants] == [p.slug for p in PERMISSIONS]
    assert all(grant.granted for grant in grants)
    writes = [request for request in made.double.asked if request.method == "POST"]
    assert len(writes) == sum(p.write for p in PERMISSIONS)
    assert all(request.path.endswith("_check") or not request.body for request in writes)


async def test_a_key_with_the_guides_six() -> None:
    async with desk(six) as made:
        grants = {grant.slug: grant.granted for grant in await made.reader.probe()}
        facts = await made.reader.account()
    assert {slug for slug, granted in grants.items() if granted} == {
        "rak_charge_read",
        "rak_charge_write",
        "rak_payment_intent_read",
        "rak_refund_read",
        "rak_balance_read",
        "rak_event_read",
        "rak_dispute_read",
        "rak_dispute_write",
    }
    assert None not in grants.values()
    assert (facts.account_id, facts.name) == ("acct_1Habc", None)


async def test_what_a_server_does_not_offer_is_neither_granted_nor_missing() -> None:
    async with desk(lambda request: error(404, "Unrecognized request URL")) as made:
        grants = await made.reader.probe()
        facts = await made.reader.account()
    assert {grant.granted for grant in grants} == {None}
    assert all(grant.reason for grant in grants)
    assert facts.account_id is None


@pytest.mark.parametrize(
    "answer",
    [
        error(404, "No such list", code="resource_missing"),
        Reply(200, b"<html>A proxy says hello</html>"),
        Reply(200, {"object": "list"}),
        Reply(400, b"<html>Bad request</html>"),
        Reply(400, {"message": "no such route"}),
        Reply(404, b""),
    ],
)
async def test_only_an_answer_of_stripes_proves_a_grant(answer: Reply) -> None:
    """A read that Stripe knows nothing of, and what else speaks HTTP, proves nothing."""

    def refuse(request: Request) -> Reply:
        if request.method == "POST" and answer.status == 404 and answer.body:
            return Reply(404, b"nothing here")
        return answer

    async with desk(refuse) as made:
        grants = await made.reader.probe()
    assert {grant.granted for grant in grants} == {None}
    assert all(grant.reason for grant in grants)


async def test_a_forbidden_endpoint_that_names_no_permission_is_missing() -> None:
    async with desk(lambda request: Reply(403, b"no")) as made:
        assert {grant.granted for grant in await made.reader.probe()} == {False}


async def test_an_invalid_key_is_refused() -> None:
    async with desk(lambda request: error(401, "Invalid API Key provided")) as made:
        with pytest.raises(port.KeyRefused):
            await made.reader.probe()
        with pytest.raises(port.KeyRefused):
            await made.reader.account()


async def test_one_broken_endpoint_is_not_the_whole_server() -> None:
    def answer(request: Request) -> Reply:
        return error(500) if request.path == "/v1/payouts" else everything(request)

    async with desk(answer) as made:
        grants = {grant.slug: grant.granted for grant in await made.reader.probe()}
    assert grants.pop("rak_payout_read") is None
    assert set(grants.values()) == {True}


async def test_a_server_that_never_answers_is_unreachable() -> None:
    async with desk(lambda request: Reply(DROP)) as made:
        with pytest.raises(port.Unreachable):
            await made.reader.probe()


async def test_the_accounts_own_words() -> None:
    async with desk(everything) as made:
        facts = await made.reader.account()
    assert (facts.account_id, facts.name, facts.logo) == ("acct_1Habc", "Mug Shop", "file_1")
    assert (facts.currency, facts.country) == ("eur", "DE")


def test_each_permission_says_what_it_is_for_and_what_is_off_without_it() -> None:
    slugs = [line.permission.slug for line in LINES]
    assert len(set(slugs)) == len(slugs)
    for permission in PERMISSIONS:
        assert permission.slug.startswith("rak_")
        assert permission.purpose.endswith(".")
        assert permission.turns_off.endswith(".")
        assert permission.write == permission.slug.endswith("_write")
