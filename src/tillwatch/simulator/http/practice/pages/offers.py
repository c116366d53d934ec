"""Which buttons there are: what each is called, which deed it does, and what may be given.

Each is a deed of `http.deeds` with some fields fixed: "Question from the bank" is a dispute that
is an inquiry. Fields left empty are chosen by the shop.
"""

from dataclasses import dataclass, field
from typing import Any, Final

Choices = tuple[tuple[str, str], ...]

DECLINES: Final[Choices] = (
    ("", "Any reason"),
    ("insufficient_funds", "Not enough money on the card"),
    ("do_not_honor", "The bank does not say why"),
    ("expired_card", "The card has expired"),
    ("incorrect_cvc", "Wrong security code"),
    ("lost_card", "Card reported lost"),
    ("stolen_card", "Card reported stolen"),
    ("fraudulent", "The bank suspects fraud"),
    ("authentication_required", "The bank wanted an extra card check"),
    ("processing_error", "An error at the bank"),
)
REASONS: Final[Choices] = (
    ("", "Any reason"),
    ("fraudulent", "“I did not pay this”"),
    ("product_not_received", "Goods did not arrive"),
    ("product_unacceptable", "Goods not as described"),
    ("subscription_canceled", "Subscription was canceled"),
    ("credit_not_processed", "Refund did not come"),
    ("duplicate", "Paid twice"),
    ("unrecognized", "Buyer does not know the payment"),
    ("general", "Other"),
)
CHECKS: Final[Choices] = (
    ("", "No extra check"),
    ("challenge", "Checked with the buyer's help"),
    ("frictionless", "Checked without asking"),
    ("exempted", "Exempted"),
)


MINUTES: Final[Choices] = (("30", "Half an hour"), ("60", "One hour"), ("180", "Three hours"))


@dataclass(frozen=True, slots=True)
class Offer:
    """One button. `fields`: what may be given, by the deed's own names. `seen`: where Tillwatch
    will show it."""

    deed: str
    label: str
    says: str
    fields: tuple[str, ...] = ()
    fixed: dict[str, Any] = field(default_factory=dict)
    seen: str = ""


OFFERS: Final = {
    "sale": Offer(
        "sale", "Sale", "A customer pays by card.", ("amount", "currency", "email", "three_ds")
    ),
    "failed-card": Offer(
        "failed-card",
        "Failed card",
        "A customer tries to pay; the bank declines.",
        ("decline_code", "amount", "currency", "email"),
    ),
    "refund": Offer(
        "refund",
        "Refund",
        "The newest payment that can be refunded, or one you name, is given back in full.",
        ("charge_id",),
    ),
    "refund-this": Offer("refund", "Refund", "All that is left, or a part.", ("amount",)),
    "dispute": Offer(
        "dispute",
        "Dispute",
        "A customer's bank takes a payment back.",
        ("reason", "charge_id"),
    ),
    "inquiry": Offer(
        "dispute",
        "Question from the bank",
        "The bank asks first; no money is taken yet.",
        ("reason", "charge_id"),
        {"inquiry": True},
    ),
    "early-fraud-warning": Offer(
        "early-fraud-warning",
        "Early fraud warning",
        "The bank reports a payment as fraud before anyone disputes it.",
        ("charge_id",),
    ),
    "payout": Offer(
        "payout",
        "Payout",
        "What is available goes to the bank. If nothing is, three sales bring money in first.",
        fixed={"fill": True},
    ),
    "failed-payout": Offer(
        "fail-payout", "Failed payout", "The bank sends the newest payout back."
    ),
    "subscribe": Offer(
        "subscribe", "New subscription", "A new customer starts a plan.", ("email", "trial_days")
    ),
    "failed-subscription": Offer(
        "subscribe",
        "Subscription, first payment fails",
        "A new customer starts a plan with a card that is declined.",
        ("email",),
        {"fails": True},
    ),
    "cancel": Offer("cancel", "Cancel a subscription", "The newest active one ends now."),
    "cancel-later": Offer(
        "cancel",
        "Cancel at the end of the period",
        "The newest active one ends when it is paid up.",
        fixed={"at_period_end": True},
    ),
    "authorize": Offer(
        "authorize",
        "Hold an amount",
        "A card is checked and the money held, to be captured within seven days.",
        ("amount", "currency", "email"),
    ),
    "intent": Offer(
        "intent",
        "Abandoned checkout",
        "A payment is begun and nobody tries to pay it.",
        ("amount", "currency"),
    ),
    "outage": Offer(
        "outage",
        "Bank outage",
        "A bank is down: nearly all its cards are declined, while a newsletter brings buyers.",
        ("issuer", "minutes"),
        {"visitors": 120},
        "Tillwatch shows it under Alerts and on Home, mostly within half an hour, and under "
        "Analytics, Declines, at once: break down by issuing bank.",
    ),
    "end-outage": Offer(
        "end-outage",
        "End the outage",
        "The bank's cards are accepted again; the newsletter's buyers still come.",
        seen="Tillwatch ends the alert when the rate has been as usual for a while.",
    ),
    "card-testing": Offer(
        "card-testing",
        "Card testing",
        "Somebody tries 80 stolen cards with tiny amounts in 20 minutes; most are declined.",
        (),
        {"cards": 80, "minutes": 20},
        "Tillwatch shows it under Alerts, mostly within half an hour, and under Analytics, "
        "Declines, at once: break down by card range. Weeks later come disputes.",
    ),
    "end-card-testing": Offer(
        "end-card-testing",
        "End the card testing",
        "They give up; what went through stays.",
        seen="Tillwatch ends the alert when the hour looks as usual.",
    ),
    "bank-dispute": Offer(
        "dispute",
        "Dispute for fraud",
        "A customer tells the bank “I did not pay this”, and the bank takes the money.",
        (),
        {"reason": "fraudulent"},
        "Tillwatch shows it under Disputes at once, with the day by which to answer, and counts it "
        "in the networks' limits.",
    ),
    "parcel-dispute": Offer(
        "parcel-dispute",
        "Nothing came",
        "Somebody whose parcel was delivered says that it never came. Carrier and number stand in "
        "the payment, the day of delivery only in the shop's own books.",
    ),
    "pair-dispute": Offer(
        "pair-dispute",
        "Known buyer says fraud",
        "A Visa customer who paid twice before from the same device: Compelling Evidence 3.0 fits.",
    ),
    "inquiry-fraud": Offer(
        "dispute",
        "Question about fraud",
        "The bank asks first; no money is taken yet, and a full refund ends it.",
        (),
        {"inquiry": True, "reason": "fraudulent"},
    ),
    "compliance-dispute": Offer(
        "dispute",
        "Rules dispute",
        "About the network's rules: answering costs its fee of 500 USD, back on a win.",
        (),
        {"compliance": True},
    ),
    "final-dispute": Offer(
        "dispute",
        "Final dispute",
        "Lost at once: the network does not let anybody answer.",
        (),
        {"final": True},
    ),
    "withdraw": Offer(
        "withdraw-dispute",
        "Taken back",
        "By the customer. The case goes on; the bank then nearly always decides for the shop.",
    ),
    "customer": Offer("customer", "New customer", "Somebody registers.", ("email",)),
    "retry": Offer("retry", "Try again with another card", "The second card works."),
    "capture": Offer("capture", "Capture", "Take the money that is held.", ("amount",)),
    "cancel-intent": Offer("cancel-intent", "Cancel the payment", "It will not be paid."),
    "won": Offer("close-dispute", "Close as won", "The money comes back.", (), {"won": True}),
    "lost": Offer("close-dispute", "Close as lost", "The money stays away.", (), {"won": False}),
    "fail-payout": Offer("fail-payout", "Fail this payout", "The bank sends it back."),
    "cancel-payout": Offer("cancel-payout", "Cancel this payout", "Before it leaves."),
    "upgrade": Offer("upgrade", "Upgrade", "To the next dearer plan."),
    "delete-customer": Offer("delete-customer", "Delete this customer", "Cannot be undone."),
}
