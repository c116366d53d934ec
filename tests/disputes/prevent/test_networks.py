"""Alerts come in signed, once, and find the payment they are about, or say why not."""

import json

import msgspec
import pytest

from tests.disputes.prevent import corner
from tests.disputes.prevent.corner import CON, sale
from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.networks import kept, mapping, sampling, taking
from tillwatch.features.disputes.prevent.networks.kept import Network
from tillwatch.features.disputes.prevent.networks.mapping import told
from tillwatch.intake.house import House
from tillwatch.kernel import errors, times

AT = times.rfc3339(corner.NOW - 10 * corner.DAY)
NESTED = {
    "alert_id": "alert.id",
    "amount_major": "alert.sale.0.value",
    "currency": "alert.sale.0.unit",
    "card_last4": "alert.card",
    "card_bin": "alert.card",
    "transaction_at": "alert.when",
}


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ({"value": "49.90", "unit": "USD"}, (4_990, "usd")),
        ({"value": 49.9, "unit": "usd"}, (4_990, "usd")),
        ({"value": "4990", "unit": "jpy"}, (4_990, "jpy")),
        ({"value": "49.901", "unit": "usd"}, (None, "usd")),
        ({"value": "NaN", "unit": "usd"}, (None, "usd")),
        ({"value": "1e999999", "unit": "usd"}, (None, "usd")),
        ({"value": 1e300, "unit": "usd"}, (None, "usd")),
        ({"value": "\u00b2", "unit": "usd"}, (None, "usd")),
        ({"value": "$1,249.90", "unit": "usd"}, (124_990, "usd")),
        ({"value": "1.249,90", "unit": "EUR"}, (124_990, "eur")),
        ({"value": "49,90", "unit": "eur"}, (4_990, "eur")),
        ({"value": "1,249", "unit": "usd"}, (None, "usd")),
        ({"value": "1.249", "unit": "kwd"}, (1_249, "kwd")),
        ({"value": "-1", "unit": "usd"}, (None, "usd")),
        ({"value": "49.90", "unit": "dollars"}, (None, None)),
    ],
)
def test_fields_are_read_where_the_mapping_says(
    body: dict[str, object], read: tuple[int | None, str | None]
) -> None:
    alert = {"id": 17, "sale": [body], "card": "4242 42XX XXXX 9999", "when": 1_790_000_000_000}
    found = told(msgspec.json.encode({"alert": alert}), NESTED)
    assert (found.amount, found.currency) == read
    assert (found.alert_id, found.last4, found.bin) == ("17", "9999", "424242")
    assert found.at == 1_790_000_000
    if read[0] is None:
        assert "amount" in found.unread


def test_no_more_of_a_card_is_kept_than_its_ends() -> None:
    body = b'{"alert_id": "a", "card_last4": "4000123412344242", "card_bin": "4000123412344242"}'
    found = told(body, mapping.PLAIN)
    assert (found.last4, found.bin) == ("4242", "40001234")
    assert "412344" not in msgspec.json.encode(found).decode().replace("40001234", "")


@pytest.mark.parametrize(
    ("amount", "at"),
    [("\u00b2", "\u00b2"), (10**30, 10**30), ("9" * 30, -5), (49.5, "0001-01-01"), (True, "soon")],
)
def test_odd_amounts_and_moments_are_unread_and_break_nothing(amount: object, at: object) -> None:
    body = {"alert_id": "a", "amount": amount, "currency": "usd", "transaction_at": at}
    found = told(json.dumps(body).encode(), mapping.PLAIN)
    assert (found.amount, found.at) == (None, None)
    assert set(found.unread) == {"amount", "transaction_at"}


def test_a_sample_shows_where_fields_stand_and_what_they_are_read_as() -> None:
    alert = {"id": 17, "sum": "49,90", "currency": "EUR", "card": {"number": "4242 42XX XXXX 9999"}}
    found = sampling.sampled(msgspec.json.encode({"alert": alert}), None)
    read = {one.field: (one.path, one.says) for one in found.fields if one.path}
    assert read["alert_id"] == ("alert.id", "17")
    assert (read["card_last4"][1], read["card_bin"][1]) == ("9999", "424242")
    assert "amount_major" not in read, "nobody guesses what a sum is"
    chosen = {"amount_major": "alert.sum", "currency": "alert.currency"}
    read_again = sampling.sampled(msgspec.json.encode({"alert": alert}), chosen)
    says = {one.field: one.says or one.problem for one in read_again.fields}
    assert says["amount_major"] == "49.90 EUR"
    assert (read_again.told, says["alert_id"]) == (None, sampling.NEEDED)
    with pytest.raises(errors.BadInput):
        sampling.sampled(b"[" * 100_000, None)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"no", b'{"alert_id": {}}', b'"a"', b""])
def test_what_cannot_be_read_is_said(body: bytes) -> None:
    with pytest.raises(errors.BadInput):
        told(body, mapping.PLAIN)


@pytest.mark.parametrize(
    "given", [{"amount": "a"}, {"alert_id": "a..b"}, {"alert_id": "a", "x": "b"}]
)
def test_a_mapping_that_leads_nowhere_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(errors.BadInput):
        mapping.checked(given)


async def network(house: House, **more: object) -> tuple[str, str]:
    one = Network(
        id=kept.new_id(),
        name="Net",
        mapping=mapping.PLAIN,
        livemode=True,
        by="Ada",
        created=1,
        heard=None,
    )
    async with house.store.writing() as tx:
        return one.id, await kept.add(tx, house.vault, msgspec.structs.replace(one, **more))


@pytest.mark.parametrize(
    ("alert", "found"),
    [
        ({"amount": 4_990, "currency": "USD", "card_last4": "4242"}, "one pi_a"),
        (
            {"amount": 4_990, "currency": "usd", "card_last4": "4242", "card_bin": "424242"},
            "one pi_a",
        ),
        ({"amount": 4_990, "currency": "usd", "card_last4": "4242", "card_bin": "5555"}, "none"),
        ({"amount": 4_990, "currency": "usd", "card_last4": "1111"}, "none"),
        ({"amount": 4_990, "currency": "eur", "card_last4": "4242"}, "none"),
        ({"amount": 4_990, "currency": "usd"}, "none"),
        ({"currency": "usd", "card_last4": "4242"}, "none"),
        ({"amount": 2_000, "currency": "usd", "transaction_at": AT}, "several"),
        (
            {"amount": 2_000, "currency": "usd", "transaction_at": AT, "descriptor": "TILL*TEA"},
            "one pi_tea",
        ),
        ({"amount": 700, "currency": "usd", "transaction_at": AT}, "one pi_day"),
        ({"amount": 4_990, "currency": "usd", "transaction_at": AT}, "none"),
    ],
)
async def test_which_payment_an_alert_is_about(
    house: House, alert: dict[str, object], found: str
) -> None:
    await corner.opened(
        house,
        *sale("a", 40, 4_990, card_bin="42424242"),
        *sale("tea", 10, statement_descriptor="TILL* TEA"),
        *sale("mug", 10, statement_descriptor="TILL* MUG"),
        *sale("day", 10, 700),
        *sale("day_before", 11.5, 700),
        *sale("failed", 10, 4_990, status="failed"),
    )
    id_, _ = await network(house)
    async with house.store.reading() as tx:
        known = await kept.network(tx, id_)
    said = told(msgspec.json.encode({"alert_id": "1", **alert}), mapping.PLAIN)
    match = await taking.match(house.store, known.livemode, said, corner.NOW)
    payments = [one.payment for one in match.candidates]
    assert " ".join([match.found, *payments[: match.found == "one"]]) == found
    assert match.why.endswith(".") or match.why.endswith("choose one.")


async def test_an_alert_is_taken_once_and_only_signed(house: House) -> None:
    await corner.opened(house, *sale("a", 3, 4_990))
    id_, secret = await network(house)
    body = b'{"alert_id": "1", "amount": 4990, "currency": "usd", "card_last4": "4242"}'
    now = house.clock.now()

    async def take(sent: bytes, header: str, to: str = id_) -> tuple[str | None, bool]:
        one, new = await taking.take(house.store, house.vault, house.clock, to, sent, header)
        return one.payment, new

    good = signing.signature([secret], body, now)
    assert await take(body, good) == ("pi_a", True)
    assert await take(body, good) == ("pi_a", False)
    later = signing.signature([secret], body, now - 301)
    for sent, header in (
        (body + b" ", good),
        (body, signing.signature(["other"], body, now)),
        (body, later),
        (body, ""),
        (body, good.replace("v1=", "v0=")),
    ):
        with pytest.raises(taking.Unsigned):
            await take(sent, header)
    with pytest.raises(errors.NotFound):
        await take(body, good, "aln_none")
    (one,) = await kept.listed(house.store, [id_], open_at=int(now), before=None, limit=5)
    assert (one.answer_by - one.at, one.ends_at - one.at) == (24 * 3_600, 72 * 3_600)
    assert one.connection_id == CON
