"""The same account read in the shapes of 2020 and of today gives the same rows.

What may differ is what one of the shapes does not have; the table below says where.
"""

from collections.abc import Iterator

import httpx
import msgspec
import pytest

from tests.simulator.http.conftest import Simulator, serving
from tillwatch.kernel.clock import SystemClock
from tillwatch.processors.stripe import catalogue, client, shapes, translate
from tillwatch.rows import InvoicePayment, Row
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock

OLD = "2020-08-27"
STANDING = 1_790_000_000
"""The simulator's clock stands, so that both readings see the same account."""

ONLY_NEW = {
    "dispute.intended_submission_method",
    "dispute.submission_method",
    "attempt.three_d_secure_eci",
    "attempt.three_d_secure_exemption",
    "attempt.three_d_secure_version",
    "attempt.card_issuer",
    "intent.latest_attempt",
    "attempt.advice_code",
    "attempt.network_advice_code",
    "attempt.network_decline_code",
    "payout.trace_id",
    "payout.reconciliation_status",
    "refund.reference",
    "refund.pending_reason",
    "dispute.network",
    "dispute.case_type",
    "dispute.enhanced_eligibility",
    "balance_entry.balance_type",
}
ONLY_OLD = {"intent.invoice", "attempt.invoice"}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    world = World(11, VirtualClock(SystemClock(), start=STANDING, pace=0), payments=400, days=90)
    with serving(world) as running:
        yield running


def rows_read(simulator: Simulator, version: str) -> dict[tuple[str, str], Row]:
    """All rows of the account, by table and id."""
    found: dict[tuple[str, str], Row] = {}
    for listing in catalogue.LISTINGS:
        after = ""
        while True:
            params = {"limit": "100", **listing.params, "starting_after": after}
            asked = {name: value for name, value in params.items() if value}
            query = "" if listing.singleton else str(httpx.QueryParams(asked))
            answer = simulator.get(f"{listing.path}?{query}", **{"stripe-version": version})
            assert answer.status_code == 200, answer.text
            body = answer.json()
            entries = [body] if listing.singleton else body["data"]
            for entry in entries:
                for kind, id_, payload in shapes.take_apart(entry):
                    decoded = msgspec.json.decode(shapes.canonical(payload))
                    for row in translate.translate(kind, {"id": id_, **decoded}, deleted=False):
                        found[row.table, row.id] = row
            if not entries or not body.get("has_more"):
                break
            after = entries[-1]["id"]
    return found


def test_old_and_new_shapes_make_the_same_rows(simulator: Simulator) -> None:
    old, new = rows_read(simulator, OLD), rows_read(simulator, client.API_VERSION)
    tables = {table for table, _ in new}
    assert {"intent", "attempt", "refund", "payout", "balance_entry", "customer"} <= tables
    assert {key for key in new if key not in old} == set()
    different: dict[str, tuple[object, object]] = {}
    for key, row in new.items():
        for name, value in msgspec.structs.asdict(row).items():
            was = getattr(old[key], name)
            if value != was:
                different.setdefault(f"{key[0]}.{name}", (was, value))
    for field in ONLY_NEW:
        if field in different:
            assert not different.pop(field)[0], field
    for field in ONLY_OLD:
        if field in different:
            assert not different.pop(field)[1], field
    assert different == {}


def test_an_old_invoice_names_the_payment_that_a_new_one_has_as_an_object(
    simulator: Simulator,
) -> None:
    def paid(rows: dict[tuple[str, str], Row]) -> set[tuple[str, str | None]]:
        payments = (row for row in rows.values() if isinstance(row, InvoicePayment))
        return {(row.invoice, row.payment) for row in payments if row.status == "paid"}

    new = paid(rows_read(simulator, client.API_VERSION))
    old = {
        (row.invoice, row.payment)
        for row in rows_read(simulator, OLD).values()
        if isinstance(row, InvoicePayment) and row.id == row.invoice
    }
    assert new <= old
