"""What a new kind of event needs; each test names what is missing."""

from tests.processors import samples
from tillwatch.processors.stripe import catalogue, sentences, translate
from tillwatch.processors.stripe.catalogue import EVENTS, KINDS, LISTINGS

ROWLESS = frozenset(
    "plan coupon discount review file reporting.report_run reporting.report_type payment_method "
    "account checkout.session credit_note balance_settings".split()
)
"""Kinds kept as objects without a row of their own yet."""

ALL_SEVEN_GROUPS = (
    "charge.captured charge.expired charge.failed charge.pending charge.refunded charge.succeeded "
    "charge.updated charge.refund.updated charge.dispute.created charge.dispute.updated "
    "charge.dispute.closed charge.dispute.funds_withdrawn charge.dispute.funds_reinstated "
    "file.created payment_intent.created payment_intent.processing payment_intent.requires_action "
    "payment_intent.amount_capturable_updated payment_intent.partially_funded "
    "payment_intent.payment_failed payment_intent.canceled payment_intent.succeeded payout.created "
    "payout.updated payout.paid payout.failed payout.canceled payout.reconciliation_completed "
    "radar.early_fraud_warning.created radar.early_fraud_warning.updated refund.created "
    "refund.updated refund.failed reporting.report_run.succeeded reporting.report_run.failed "
    "reporting.report_type.updated"
).split()
FOR_REFERRALS = (
    "charge.refunded charge.succeeded charge.updated customer.created customer.deleted "
    "customer.updated customer.subscription.created customer.subscription.deleted "
    "customer.subscription.updated invoice.paid"
).split()


def test_the_guides_events_are_in_the_catalogue() -> None:
    assert len(ALL_SEVEN_GROUPS) == 36
    assert not {*ALL_SEVEN_GROUPS, *FOR_REFERRALS} - EVENTS.keys()


def test_each_event_has_a_kind() -> None:
    assert not set(EVENTS.values()) - KINDS.keys(), "a line in catalogue.KINDS is missing"


def test_each_event_is_in_one_group_of_health() -> None:
    grouped = [kind for group in catalogue.GROUPS for kind in group.kinds]
    assert not set(EVENTS.values()) - set(grouped), "a kind in catalogue.GROUPS is missing"
    assert len(grouped) == len(set(grouped))


def test_each_kind_has_a_translate_function_and_a_row_or_is_known_to_have_none() -> None:
    unknown = KINDS.keys() - translate.TRANSLATORS.keys() - ROWLESS
    assert not unknown, "a translate function, or a line in ROWLESS, is missing"
    assert all(translate.tables(kind) for kind in translate.TRANSLATORS)


def test_each_event_speaks_or_is_silent() -> None:
    told = sentences.SPEAKERS.keys() | sentences.SILENT
    assert not EVENTS.keys() - told, "a sentence, or “silent”, is missing"
    assert not sentences.SPEAKERS.keys() & sentences.SILENT
    assert not told - EVENTS.keys(), "a line in catalogue.EVENTS is missing"


def test_each_event_has_a_fixture() -> None:
    types = {fixture.type for fixture in samples.all_of_them()}
    assert not EVENTS.keys() - types, "an entry in tests/processors/fixtures is missing"
    assert not types - EVENTS.keys()


def test_each_listing_reads_a_kind_with_rows() -> None:
    assert not {listing.kind for listing in LISTINGS} - translate.TRANSLATORS.keys()
    assert len({listing.resource for listing in LISTINGS}) == len(LISTINGS)


def test_tombstones() -> None:
    assert "customer.deleted" in catalogue.TOMBSTONES
    assert "customer.subscription.deleted" not in catalogue.TOMBSTONES
    deleted = {type_ for type_ in EVENTS if type_.endswith(".deleted")}
    assert deleted - catalogue.TOMBSTONES == {"customer.subscription.deleted"}


def test_ranks_name_values_the_translators_know() -> None:
    for kind in KINDS.values():
        for rank in kind.ranks:
            if rank.order is not None:
                assert len(set(rank.order.values())) > 1, kind.name
