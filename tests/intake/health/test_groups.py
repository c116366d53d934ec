"""Of each kind of event Health says how it comes, and why it does not."""

from typing import Any

import msgspec
import pytest

from tests.doubles.desk import NOW
from tillwatch.intake.connections import Connection
from tillwatch.intake.health import groups, standing
from tillwatch.intake.health.found import GroupHealth, WorkHealth
from tillwatch.intake.health.look import Looked
from tillwatch.intake.pace import UNITS
from tillwatch.processors.port import Grant
from tillwatch.processors.stripe import Stripe

NO_EVENTS = Grant(slug="rak_event_read", granted=False, reason="403")
NO_DISPUTES = Grant(slug="rak_dispute_read", granted=False, reason="403")

CONNECTED = Connection(
    id="con_1",
    name="Shop",
    processor="stripe",
    mode="live",
    account_id=None,
    state="connected",
    reason=None,
    key_hint=None,
    key_warning=None,
    has_key=True,
    has_secret=False,
    grants=[],
    account=None,
    unverified_at=None,
    created=NOW - 86_400,
    checked_at=None,
    paused=False,
    disconnected=False,
    wants=["watch"],
    import_later=False,
    import_since=None,
    first_event_at=None,
    logo=None,
)


def came(type_: str, webhook: int | None = None, checking: int | None = None) -> dict[str, Any]:
    """Seen by webhook and by checking, each so many seconds ago."""
    return {
        "type": type_,
        "by_webhook": 0 if webhook is None else 7,
        "by_poll": 0 if checking is None else 3,
        "last_webhook": None if webhook is None else NOW - webhook,
        "last_poll": None if checking is None else NOW - checking,
    }


def told(*kinds: dict[str, Any], asked_ago: int = 10, **told: Any) -> dict[str, GroupHealth]:
    connection = msgspec.structs.replace(CONNECTED, **told)
    stripe = Stripe("http://x", "http://x", 1.0, 0, clock=None)  # type: ignore[arg-type]  # asks nothing
    works = [
        WorkHealth(work=work, done_at=NOW - asked_ago, every_s=units * 60.0, problem=None)
        for work, units in UNITS.items()
    ]
    looked = Looked(kinds=kinds, works=works, behind=0, set_aside=0, undecided=0, transactions=0)
    stands = standing.of(connection, stripe, looked, NOW)
    found = groups.told(stripe.event_groups, stripe.event_kinds, kinds, stands, {})
    return {one.name: one for one in found}


def test_with_a_key_alone_all_is_checked_each_minute():
    found = told(came("charge.succeeded", checking=5))
    assert {(one.how, one.every_s) for one in found.values()} == {("checking", 60.0)}
    assert found["payments"].by_checking == 3
    assert found["payments"].last == NOW - 5
    assert not [one.name for one in found.values() if one.why or one.turn_on]


def test_with_a_webhook_what_it_brings_is_only_checked_for_gaps():
    found = told(
        came("charge.succeeded", webhook=5), came("payout.paid", checking=9), has_secret=True
    )
    assert (found["payments"].how, found["payments"].every_s) == ("webhook", 900.0)
    assert (found["payouts"].how, found["payouts"].every_s) == ("checking", 60.0)
    assert (found["disputes"].how, found["disputes"].every_s) == ("checking", 900.0)


def test_a_webhook_that_brings_some_kinds_of_a_group_says_so():
    kinds = came("charge.succeeded", webhook=5), came("charge.updated", checking=9)
    payments = told(*kinds, has_secret=True)["payments"]
    assert payments.how == "webhook"
    assert payments.why == "1 of 2 kinds of event do not come by webhook: checking finds them."
    assert [(one.type, one.how) for one in payments.types] == [
        ("charge.succeeded", "webhook"),
        ("charge.updated", "checking"),
    ]


def test_what_was_seen_before_the_webhook_tells_nothing_about_it():
    kinds = came("charge.succeeded", webhook=5), came("charge.updated", checking=9000)
    payments = told(*kinds, has_secret=True, first_event_at=NOW - 60)["payments"]
    assert (payments.how, payments.why) == ("webhook", None)


def test_of_what_has_not_happened_since_nobody_knows_whether_the_webhook_brings_it():
    kinds = came("charge.succeeded", webhook=5), came("payout.paid", checking=9000)
    found = told(*kinds, has_secret=True, first_event_at=NOW - 60)
    assert {found[name].why for name in ("payouts", "disputes")} == {groups.NONE_YET}
    found = told(*kinds, has_secret=True, first_event_at=NOW - 9999)
    assert found["payouts"].why is None, "one came since, by checking"


def test_a_silent_webhook_is_named():
    kinds = came("charge.succeeded", webhook=9000, checking=30), came("refund.created", webhook=90)
    found = told(*kinds, has_secret=True)
    assert found["payments"].silent_since == NOW - 9000
    assert found["payments"].how == "checking"
    assert "brought nothing" in str(found["payments"].why)
    assert found["refunds"].silent_since is None


def test_a_webhook_that_is_only_a_little_late_is_not_silent():
    found = told(came("charge.succeeded", webhook=100, checking=30), has_secret=True)
    assert found["payments"].silent_since is None


def test_by_webhook_alone_the_rest_is_off_and_says_what_turns_it_on():
    found = told(came("charge.succeeded", webhook=5), has_key=False, has_secret=True)
    assert (found["payments"].how, found["payments"].every_s) == ("webhook", None)
    assert (found["payouts"].how, found["payouts"].every_s) == ("off", None)
    assert "without a key" in str(found["payouts"].why)
    assert found["payouts"].turn_on == [standing.TO_WEBHOOK, "Add a key"]


def test_a_key_that_may_not_read_events_has_its_lists_read():
    found = told(came("charge.succeeded", checking=9), grants=[NO_EVENTS, NO_DISPUTES])
    assert (found["payments"].how, found["payments"].every_s) == ("checking", 300.0)
    assert "changes of older ones" in str(found["payments"].why)
    assert found["payments"].turn_on == ["Events: read", standing.TO_WEBHOOK]
    assert found["disputes"].how == "off", "it may not list them either"
    assert found["reports"].how == "off", "there is no list of them"
    assert "may not read events" in str(found["disputes"].why)


@pytest.mark.parametrize(
    ("how", "why", "turn_on"),
    [
        ({"paused": True}, "paused", "Resume the connection"),
        ({"state": "needs_attention", "reason": "It has expired."}, "expired", "Replace the key"),
    ],
)
def test_nothing_is_asked(how: dict[str, Any], why: str, turn_on: str):
    found = told(came("charge.succeeded", checking=9), asked_ago=5000, **how)
    assert {one.how for one in found.values()} == {"off"}
    assert why in str(found["payments"].why)
    assert found["payments"].turn_on == [turn_on]


def test_trouble_that_does_not_stop_the_checks_leaves_them_on():
    found = told(state="needs_attention", reason="The same account twice", asked_ago=10)
    assert found["payments"].how == "checking"


def test_an_unknown_kind_of_event_is_in_the_last_group():
    found = told(came("v9.unheard_of", checking=9))
    assert [one.type for one in found["other"].types] == ["v9.unheard_of"]
