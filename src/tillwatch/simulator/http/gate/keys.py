"""API keys: which there are, what each may do.

Keys are derived from the account's id and a name, so the same world always has the same ones and
they can be printed. Permission slugs are `rak_…` as in Stripe's restricted-key form; a permission
to write includes the one to read.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tillwatch.simulator.http import failures

Kind = Literal["secret", "restricted", "publishable"]
State = Literal["active", "expired", "revoked"]

PREFIX: dict[Kind, str] = {"secret": "sk", "restricted": "rk", "publishable": "pk"}
LENGTH = 92
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

SIX = (
    "rak_charge_read",
    "rak_dispute_write",
    "rak_payment_intent_read",
    "rak_refund_read",
    "rak_balance_read",
    "rak_event_read",
)
"""What a published guide for dispute monitoring asks for, everything else None."""

NOTIFIER = (
    "rak_balance_read",
    "rak_event_read",
    "rak_invoice_read",
    "rak_payout_read",
    "rak_subscription_read",
    "rak_customer_read",
    "rak_product_read",
)
"""What a published desktop notifier asks for; two more since June 2022."""

REPORTS = (
    "rak_report_runs_and_report_types_read",
    "rak_balance_read",
    "rak_payout_read",
    "rak_charge_read",
    "rak_balance_transaction_source_read",
    "rak_file_read",
)

EVERYTHING = (
    "rak_balance_read",
    "rak_balance_transaction_source_read",
    "rak_charge_write",
    "rak_checkout_session_write",
    "rak_connected_account_read",
    "rak_coupon_write",
    "rak_customer_write",
    "rak_dispute_write",
    "rak_early_fraud_warning_read",
    "rak_event_read",
    "rak_file_write",
    "rak_invoice_write",
    "rak_payment_intent_write",
    "rak_payment_method_write",
    "rak_payout_write",
    "rak_plan_write",
    "rak_product_write",
    "rak_promotion_code_write",
    "rak_refund_write",
    "rak_report_runs_and_report_types_read",
    "rak_review_write",
    "rak_subscription_write",
    "rak_webhook_write",
)

IMPLIED = {
    "rak_balance_transaction_source_read": (
        "rak_application_fee_read",
        "rak_balance_read",
        "rak_transfer_read",
    )
}
"""Source: an older page of docs.stripe.com/keys."""

PREDEFINED: tuple[tuple[str, Kind, tuple[str, ...], State], ...] = (
    ("secret", "secret", (), "active"),
    ("full", "restricted", EVERYTHING, "active"),
    ("six", "restricted", SIX, "active"),
    ("notifier7", "restricted", NOTIFIER, "active"),
    (
        "notifier9",
        "restricted",
        (*NOTIFIER, "rak_connected_account_read", "rak_file_write"),
        "active",
    ),
    ("reports", "restricted", REPORTS, "active"),
    ("nothing", "restricted", (), "active"),
    ("expired", "restricted", EVERYTHING, "expired"),
    ("revoked", "restricted", EVERYTHING, "revoked"),
    ("publishable", "publishable", (), "active"),
)


@dataclass(frozen=True, slots=True)
class Key:
    secret: str
    name: str
    kind: Kind
    account: str
    livemode: bool
    permissions: frozenset[str]
    state: State = "active"

    def may(self, any_of: Sequence[str]) -> bool:
        return self.kind == "secret" or not self.permissions.isdisjoint(any_of)

    def require(self, any_of: Sequence[str]) -> None:
        """A 403 that names the first of `any_of` when none is granted."""
        if not self.may(any_of):
            raise failures.not_permitted(self.secret, self.account, any_of[0])


def granted(slugs: Iterable[str]) -> frozenset[str]:
    """The slugs with all they include."""
    every: set[str] = set()
    for slug in slugs:
        every.add(slug)
        if slug.endswith("_write"):
            every.add(slug.removesuffix("_write") + "_read")
        every.update(IMPLIED.get(slug, ()))
    return frozenset(every)


def written(kind: Kind, livemode: bool, account: str, name: str) -> str:
    """The text of a key, e.g. `rk_test_51…`; the same for the same arguments."""
    head = f"{PREFIX[kind]}_{'live' if livemode else 'test'}_5{account.removeprefix('acct_')}"
    digest = hashlib.shake_256(f"{head}/{name}".encode()).digest(LENGTH)
    return (head + "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest))[:LENGTH]


class KeyRing:
    """All keys of all accounts, found by their text."""

    def __init__(self, accounts: Iterable[str]) -> None:
        self._keys: dict[str, Key] = {}
        for account in accounts:
            for livemode in (False, True):
                for name, kind, slugs, state in PREDEFINED:
                    self.make(account, livemode, name, slugs, kind=kind, state=state)

    def make(
        self,
        account: str,
        livemode: bool,
        name: str,
        slugs: Iterable[str],
        *,
        kind: Kind = "restricted",
        state: State = "active",
    ) -> Key:
        """A new key, or the one of that name with other permissions."""
        secret = written(kind, livemode, account, name)
        key = Key(secret, name, kind, account, livemode, granted(slugs), state)
        self._keys[secret] = key
        return key

    def named(self, account: str, livemode: bool, name: str) -> Key | None:
        for key in self._keys.values():
            if (key.account, key.livemode, key.name) == (account, livemode, name):
                return key
        return None

    def all(self) -> list[Key]:
        return list(self._keys.values())

    def open(self, secret: str) -> Key:
        """The key of that text; the right 401 when it does not open anything."""
        key = self._keys.get(secret)
        if key is None:
            if secret.startswith("pk_"):
                raise failures.publishable_key()
            raise failures.unknown_key(secret)
        if key.kind == "publishable":
            raise failures.publishable_key()
        if key.state == "expired":
            raise failures.expired_key(secret)
        if key.state == "revoked":
            raise failures.unknown_key(secret)
        return key
