"""What a processor tells of a purchase when it is disputed, and what can be written about it.

`Purchase` is who bought what from where, as one charge says: the same facts are compared between
the disputed payment and earlier ones. `Writer` is everything Tillwatch ever changes at a processor:
each call is made for a person's click or a rule that a person enabled, and carries a key (`once`)
that makes a second try the same call.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from tillwatch.processors.reading import Payload, Reading

Evidence = Mapping[str, Any]
"""Fields of evidence by the processor's names: texts, ids of files, nested blocks."""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """None: the charge does not say. `said` names where each fact stands in the charge
    (`ip` -> `metadata.customer_ip`), for the link beside it."""

    ip: str | None = None
    device_id: str | None = None
    device_fingerprint: str | None = None
    account_id: str | None = None
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    billing: Address | None = None
    shipping: Address | None = None
    shipping_name: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    shipped_on: str | None = None
    delivered_on: str | None = None
    description: str | None = None
    receipt_url: str | None = None
    said: Mapping[str, str] = {}


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to something written. `readings`: the object as the answer shows it, to be merged
    like any other reading; `id` its id."""

    id: str
    readings: Sequence[Reading]
    payload: Payload


class Writer(Protocol):
    """Writes to one account with one key. Raises `ReadFailed`s: `PermissionMissing` where the key
    may not, `Declined` with the processor's own words where it says no."""

    async def dispute(self, id_: str) -> Deed:
        """The dispute as it stands now, read afresh."""
        ...

    async def stage(
        self, id_: str, evidence: Evidence, *, intends: str | None = None, once: str
    ) -> Deed:
        """Save evidence with the dispute without sending it to the bank. `intends`: who is meant to
        answer (`manual`, `prefer_manual`, `prefer_smart_disputes`, `smart_disputes`)."""
        ...

    async def submit(self, id_: str, evidence: Evidence, *, once: str) -> Deed:
        """Send the evidence to the bank. It cannot be taken back."""
        ...

    async def accept(self, id_: str, *, once: str) -> Deed:
        """Close the dispute as lost. It cannot be taken back."""
        ...

    async def upload(self, body: bytes, name: str, *, once: str) -> str:
        """The id of a file of evidence."""
        ...

    async def refund(
        self,
        charge: str,
        *,
        once: str,
        amount: int | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> Deed:
        """All that is left of the charge goes back to the buyer, or `amount` of it, in minor units
        of its currency. `tags`: metadata of the refund."""
        ...

    async def cancel(self, subscription: str) -> Deed:
        """End it now: nothing is charged any more, nothing is given back. One that has ended is
        answered as it is."""
        ...

    async def charge(self, id_: str) -> Deed:
        """The charge as it stands now, read afresh."""
        ...

    async def tag(self, charge: str, tags: Mapping[str, str], *, once: str) -> Deed:
        """Add to the charge's metadata; what stands there besides stays."""
        ...

    async def close(self) -> None: ...


class Defending(Protocol):
    """A processor whose disputes can be answered from here."""

    def purchase(self, charge: Payload) -> Purchase:
        """Pure."""
        ...

    def writer(self, key: str, *, account_id: str | None = None) -> Writer: ...
