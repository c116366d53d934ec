"""Refunds, fraud warnings, disputes, and money out.

A charge that is not named is the newest one the deed is possible on.
"""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.deeds import selling
from tillwatch.simulator.business.deeds.desk import Desk, newest
from tillwatch.simulator.business.facts import orders
from tillwatch.simulator.business.facts.parcels import delivered
from tillwatch.simulator.business.money import payouts
from tillwatch.simulator.business.pay import refunds
from tillwatch.simulator.business.radar import reviews, warnings
from tillwatch.simulator.business.risk import answers as answering
from tillwatch.simulator.business.risk import deciding, disputes, pairs
from tillwatch.simulator.business.risk.cases import NETWORKS_OF_COMPLIANCE, Case

ORDERS_MAX = 200
HOUR = 3_600
SOME_DAYS = 14 * 86_400
"""A buyer sees it on the statement first, and the parcel has come."""
FILLS = 50
"""So many times a few sales are made at most, to pay what is owed before anything is paid out."""


class Troubles(Desk):
    def refund(
        self,
        livemode: bool,
        charge_id: str | None = None,
        amount: int | None = None,
        fails: bool = False,
        *,
        reason: str | None = "requested_by_customer",
        metadata: Json | None = None,
    ) -> Json:
        """Give back `amount`, or all that is left; `fails` days later if asked to."""
        till, at = self.act(livemode)
        id_ = charge_id or newest(till, "charge", _untroubled)
        if disputes.taken(till, id_):
            message = f"Charge {id_} has been charged back; cannot issue a refund."
            raise NotPossible(message, code="charge_disputed")
        made = refunds.create(till, at, id_, amount, reason=reason, fails=fails, metadata=metadata)
        warnings.refresh(till, at, id_)
        deciding.after_refund(till, at, id_)
        return made

    def early_fraud_warning(self, livemode: bool, charge_id: str | None = None) -> Json:
        till, at = self.act(livemode)
        return warnings.warn(till, at, charge_id or newest(till, "charge", untroubled_card))

    def dispute(
        self,
        livemode: bool,
        charge_id: str | None = None,
        reason: str | None = None,
        inquiry: bool = False,
        prevented: bool = False,
        *,
        compliance: bool = False,
        final: bool = False,
        amount: int | None = None,
        network: str | None = None,
        late_hours: int = 0,
        due_hours: int | None = None,
        answers: str | None = None,
    ) -> Json:
        """The buyer's bank opens a case (see `risk.cases`); nobody answers it unless told to."""
        till, at = self.act(livemode)
        fits = _under_rules if compliance and network is None else untroubled_card
        id_ = charge_id or newest(till, "charge", fits)
        case = Case(
            inquiry=inquiry,
            prevented=prevented,
            compliance=compliance,
            final=final,
            amount=amount,
            network=network,
            late_s=late_hours * HOUR,
            due_s=due_hours and due_hours * HOUR,
            answers=answers,
        )
        return answering.watch(till, disputes.open_dispute(till, at, id_, reason, case))

    def withdraw_dispute(self, livemode: bool, id_: str) -> Json:
        """The buyer takes it back. The case goes on all the same and must be answered; the bank
        then nearly always finds for the merchant."""
        till, _ = self.act(livemode)
        if till.get("dispute", id_)["status"] not in disputes.OPEN:
            raise NotPossible(f"{id_} is closed already: nothing is left to take back")
        return till.change("dispute", id_, _withdrawn=True)

    def update_dispute(
        self,
        livemode: bool,
        id_: str,
        evidence: Json,
        *,
        submit: bool = True,
        metadata: Json | None = None,
        method: str | None = None,
    ) -> Json:
        """Stage or send evidence, as `POST /v1/disputes/:id` does. `method`: who is meant to
        answer; None leaves that as it is."""
        till, at = self.act(livemode)
        return answering.write(
            till, at, id_, evidence, submit=submit, metadata=metadata, method=method
        )

    def close_dispute(self, livemode: bool, id_: str, won: bool) -> Json:
        """The bank decides now; an inquiry won is closed, one lost escalates."""
        till, at = self.act(livemode)
        return deciding.decide(till, id_, won, at)

    def parcel_dispute(self, livemode: bool) -> Json:
        """Somebody whose parcel was delivered says that it never came. Carrier and number stand in
        the payment."""
        till, at = self.act(livemode)
        id_ = newest(till, "charge", lambda charge: _arrived(charge, at))
        return self.dispute(livemode, id_, "product_not_received")

    def pair_dispute(self, livemode: bool) -> Json:
        """A dispute for fraud that two earlier payments of the buyer speak against, by what stands
        in the payments themselves: the newest Visa payment of which that is so."""
        till, at = self.act(livemode)
        id_ = newest(till, "charge", lambda charge: _has_pair(till, charge, at - SOME_DAYS))
        return self.dispute(livemode, id_, "fraudulent")

    def review(self, livemode: bool, charge_id: str | None = None) -> Json:
        """Somebody puts a payment aside to be looked at."""
        till, at = self.act(livemode)
        id_ = charge_id or newest(till, "charge", _unreviewed)
        return reviews.open_(till, id_, "manual", at)

    def close_review(self, livemode: bool, id_: str) -> Json:
        """It was looked at, and is as it should be."""
        till, at = self.act(livemode)
        return reviews.close(till, id_, "approved", at)

    def orders(self, livemode: bool, charge_id: str | None = None) -> list[Json]:
        """What the shop's own system knows of an order, or of the newest disputed ones."""
        till, at = self.act(livemode)
        if charge_id is not None:
            return [orders.of(till, till.get("charge", charge_id), at)]
        ids = dict.fromkeys(row["charge"] for row in till.books.tables["dispute"].newest())
        return [orders.of(till, till.get("charge", id_), at) for id_ in list(ids)[:ORDERS_MAX]]

    def payout(
        self,
        livemode: bool,
        fails: bool = False,
        *,
        currency: str | None = None,
        amount: int | None = None,
        fill: bool = False,
    ) -> Json:
        """Pay out what is available, or a part. With automatic payouts this is today's, early.

        `fill`: when nothing is available, or less than that, sales bring money in first.
        """
        till, at = self.act(livemode)
        currency = currency or till.profile.default_currency
        made = _pay_out(till, at, currency, amount, fails)
        for _ in range(FILLS if fill else 0):
            if made is not None:
                break
            selling.bring_in(till, at, currency)
            made = _pay_out(till, at, currency, amount, fails)
        if made is None:
            raise NotPossible(
                f"There is not that much {currency.upper()} available to pay out: "
                "let a business day pass, or name another currency"
            )
        return made

    def fail_payout(self, livemode: bool, id_: str | None = None) -> Json:
        """The bank sends it back now: pending, on its way or paid."""
        till, at = self.act(livemode)
        id_ = id_ or newest(till, "payout", _not_ended)
        if not _not_ended(till.get("payout", id_)):
            raise NotPossible(f"Payout {id_} has ended already: it cannot fail")
        payouts.fail(till, id_, at)
        return till.get("payout", id_)

    def cancel_payout(self, livemode: bool, id_: str) -> Json:
        """Only a manual one that has not left yet."""
        till, at = self.act(livemode)
        return payouts.cancel(till, id_, at)


def _pay_out(till: Till, at: int, currency: str, amount: int | None, fails: bool) -> Json | None:
    if till.profile.payouts == "daily" and amount is None:
        return payouts.automatic_of(till, at, currency, fails=fails)
    return payouts.manual(till, at, currency, amount, fails=fails)


def _not_ended(payout: Json) -> bool:
    return payout["status"] not in ("failed", "canceled")


def _untroubled(charge: Json) -> bool:
    return bool(
        charge["captured"]
        and charge["status"] == "succeeded"
        and charge["balance_transaction"]
        and not charge["disputed"]
        and charge["amount_refunded"] == 0
    )


def _arrived(charge: Json, at: int) -> bool:
    written = (charge["shipping"] or {}).get("tracking_number")
    return bool(written) and untroubled_card(charge) and delivered(charge, at)


def _under_rules(charge: Json) -> bool:
    card = charge["payment_method_details"].get("card") or {}
    return _untroubled(charge) and card.get("brand") in NETWORKS_OF_COMPLIANCE


def _unreviewed(charge: Json) -> bool:
    return _untroubled(charge) and charge["review"] is None


def _has_pair(till: Till, charge: Json, before: int) -> bool:
    if charge["created"] > before:
        return False
    card = charge["payment_method_details"].get("card") or {}
    visa = card.get("brand") == "visa" and charge["customer"] is not None
    if not visa or not _untroubled(charge) or "device_id" not in charge["metadata"]:
        return False
    prior = (pairs.found(till, charge) or {}).get("prior_undisputed_transactions", [])
    rows = [till.get("charge", one["charge"]) for one in prior]
    return bool(rows) and all("device_id" in row["metadata"] for row in rows)


def untroubled_card(charge: Json) -> bool:
    return _untroubled(charge) and charge["payment_method_details"]["type"] == "card"
