"""The endpoints that write: what Tillwatch itself may ask of Stripe, and no more; disputes apart.

The shop acts; its refusals become Stripe's. Source: docs.stripe.com/api for the fields, and for
refunds docs.stripe.com/refunds.
"""

from typing import cast

from tillwatch.kernel.errors import TillwatchError
from tillwatch.simulator.books import Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.answering.call import Call
from tillwatch.simulator.http.answering.reads import Endpoint
from tillwatch.simulator.http.asking import filters, form, values
from tillwatch.simulator.http.asking.catalogue import BY_OBJECT, Kind
from tillwatch.simulator.http.port import Deeds
from tillwatch.simulator.http.showing import expand

CHARGE_WRITE = ("rak_charge_write",)
SUBSCRIPTION_WRITE = ("rak_subscription_write",)
REASONS = ("duplicate", "fraudulent", "requested_by_customer")
CUSTOMER_FIELDS = frozenset(
    ("address", "description", "email", "name", "phone", "preferred_locales", "shipping")
)
HELD = frozenset(("needs_response", "under_review", "appeal_needs_response", "appeal_under_review"))


def routes() -> dict[tuple[str, ...], Endpoint]:
    return {
        ("POST", "charges", "*"): update_charge,
        ("POST", "refunds"): create_refund,
        ("POST", "reviews", "*", "approve"): approve_review,
        ("POST", "customers", "*"): update_customer,
        ("POST", "subscriptions", "*"): update_subscription,
        ("DELETE", "subscriptions", "*"): cancel_subscription,
        ("DELETE", "customers", "*"): delete_customer,
    }


def deeds_of(call: Call) -> Deeds:
    """What the shop of a request can do."""
    return cast(Deeds, call.shop)


def shown(call: Call, kind: Kind, row: Json) -> Json:
    """The object as the request's version has it, opened where it asks for."""
    opened = expand.tree(form.texts(call.query, "expand"), of_list=False)
    expand.check(kind.object, opened, call.key)
    shown = call.view.show(kind.object, row)
    return expand.grown(call.view, call.key, kind.object, shown, opened) if opened else shown


def update_charge(call: Call) -> Json:
    """Its metadata, and nothing else: nobody here changes a charge's description."""
    call.require(CHARGE_WRITE)
    kind = BY_OBJECT["charge"]
    row = call.row(kind, call.ids[0])
    if set(call.query) - {"expand", "metadata"}:
        raise failures.Failure(400, f"The simulator does not change charges like {row['id']}.")
    metadata = values.metadata(row["metadata"], call.query.get("metadata"))
    changed = deeds_of(call).tag_charge(call.key.livemode, row["id"], metadata)
    return shown(call, kind, changed)


def create_refund(call: Call) -> Json:
    """Of a charge or of an intent's charge: all that is left, or `amount`."""
    kind = BY_OBJECT["refund"]
    call.require(kind.write)
    fields = {"amount", "charge", "expand", "metadata", "payment_intent", "reason"}
    filters.known_only(call.query, fields)
    charge = _charge_to_refund(call)
    amount = form.whole(call.query, "amount")
    reason = call.query.get("reason")
    if reason is not None:
        values.one_of("reason", values.text("reason", reason), REASONS)
    left = charge["amount_captured"] - charge["amount_refunded"]
    id_ = charge["id"]
    if _disputed(call, id_):
        message = f"Charge {id_} has been charged back; cannot issue a refund."
        raise failures.Failure(400, message, code="charge_disputed")
    if charge["refunded"]:
        message = f"Charge {id_} has already been refunded."
        raise failures.Failure(400, message, code="charge_already_refunded")
    if amount is not None and amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise failures.bad_value("amount", message)
    if amount is not None and amount < 1:
        raise failures.out_of_range("amount", "greater than or equal to 1")
    metadata = values.metadata({}, call.query.get("metadata"))
    livemode = call.key.livemode
    try:
        refund = deeds_of(call).refund(livemode, id_, amount, reason=reason, metadata=metadata)
    except TillwatchError as error:
        raise failures.Failure(400, error.message, param="charge") from None
    return shown(call, kind, refund)


def _charge_to_refund(call: Call) -> Json:
    charge, intent = call.query.get("charge"), call.query.get("payment_intent")
    if (charge is None) == (intent is None):
        names = ("payment_intent", "charge")
        if charge is not None:
            raise failures.only_one_of(*names)
        message = f"One of the following params should be provided: {' or '.join(names)}."
        raise failures.Failure(400, message, code="parameter_missing")
    if intent is not None:
        found = call.referred("payment_intent", values.text("payment_intent", intent))
        charge = found.get("latest_charge")
        if charge is None:
            message = f"This PaymentIntent ({intent}) does not have a successful charge to refund."
            raise failures.bad_value("payment_intent", message)
    return call.referred("charge", values.text("charge", charge))


def _disputed(call: Call, charge: str) -> bool:
    disputes = call.books.tables["dispute"].where("charge", charge)
    return any(dispute["status"] in HELD for dispute in disputes)


def approve_review(call: Call) -> Json:
    kind = BY_OBJECT["review"]
    call.require(kind.write)
    row = call.alive(kind, call.ids[0])
    filters.known_only(call.query, ("expand",))
    if not row["open"]:
        raise failures.Failure(400, f"Review {row['id']} is already closed.")
    return shown(call, kind, deeds_of(call).close_review(call.key.livemode, row["id"]))


def update_customer(call: Call) -> Json:
    kind = BY_OBJECT["customer"]
    call.require(kind.write)
    row = call.alive(kind, call.ids[0])
    filters.known_only(call.query, CUSTOMER_FIELDS | {"expand", "metadata"})
    changes = {name: call.query[name] or None for name in CUSTOMER_FIELDS if name in call.query}
    if "metadata" in call.query:
        changes["metadata"] = values.metadata(row["metadata"], call.query["metadata"])
    changed = deeds_of(call).update_customer(call.key.livemode, row["id"], **changes)
    return shown(call, kind, changed)


def delete_customer(call: Call) -> Json:
    kind = BY_OBJECT["customer"]
    call.require(kind.write)
    row = call.alive(kind, call.ids[0])
    deeds_of(call).delete_customer(call.key.livemode, row["id"])
    return {"id": row["id"], "object": kind.object, "deleted": True}


def update_subscription(call: Call) -> Json:
    """Whether it ends with its period, and nothing else."""
    row = _subscription(call)
    filters.known_only(call.query, ("cancel_at_period_end", "expand"))
    if values.flag("cancel_at_period_end", call.query.get("cancel_at_period_end", "false")):
        return _canceled(call, row, at_period_end=True)
    return shown(call, BY_OBJECT["subscription"], row)


def cancel_subscription(call: Call) -> Json:
    """At once; one that has ended is not there any more. Source: docs.stripe.com/api/subscriptions/
    cancel."""
    row = _subscription(call)
    if row["status"] in ("canceled", "incomplete_expired"):
        raise failures.missing("subscription", row["id"], "id")
    filters.known_only(call.query, ("cancellation_details", "expand", "invoice_now", "prorate"))
    return _canceled(call, row, at_period_end=False)


def _subscription(call: Call) -> Json:
    call.require(SUBSCRIPTION_WRITE)
    return call.row(BY_OBJECT["subscription"], call.ids[0])


def _canceled(call: Call, row: Json, *, at_period_end: bool) -> Json:
    deeds, livemode = deeds_of(call), call.key.livemode
    try:
        changed = deeds.cancel_subscription(livemode, row["id"], at_period_end=at_period_end)
    except TillwatchError as error:
        raise failures.Failure(400, error.message) from None
    return shown(call, BY_OBJECT["subscription"], changed)
