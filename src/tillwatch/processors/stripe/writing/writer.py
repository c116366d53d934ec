"""The writer: a dispute's evidence, its files, its end; refunds, and tags of charges."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from tillwatch.processors import port
from tillwatch.processors.defending import Deed, Evidence
from tillwatch.processors.stripe import refusals
from tillwatch.processors.stripe.client import Answer, Client
from tillwatch.processors.stripe.decoding import an_object
from tillwatch.processors.stripe.lists import single

DISPUTES: Final = "/v1/disputes"
CHARGES: Final = "/v1/charges"
FILES: Final = "/v1/files"
SUBSCRIPTIONS: Final = "/v1/subscriptions"
OVER: Final = ("canceled", "incomplete_expired")
REFUNDS: Final = "/v1/refunds"
PURPOSE: Final = "dispute_evidence"
MULTIPART: Final = "multipart/form-data"


class Body:
    """A file as the SDK reads one, piece by piece; from the beginning again at the next try."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self._content = content
        self._at = 0

    def read(self, size: int) -> bytes:
        piece = self._content[self._at : self._at + size]
        self._at = self._at + size if piece else 0
        return piece


class StripeWriter:
    """Fills `defending.Writer`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def dispute(self, id_: str) -> Deed:
        path = _of(id_)
        return _deed(await self._client.get(path, endpoint=f"{DISPUTES}/:id"), "dispute", id_)

    async def stage(
        self, id_: str, evidence: Evidence, *, intends: str | None = None, once: str
    ) -> Deed:
        meant = {"intended_submission_method": intends} if intends else {}
        return await self._update(id_, {"evidence": evidence, "submit": False, **meant}, once)

    async def submit(self, id_: str, evidence: Evidence, *, once: str) -> Deed:
        return await self._update(id_, {"evidence": evidence, "submit": True}, once)

    async def accept(self, id_: str, *, once: str) -> Deed:
        return _deed(await self._post(f"{_of(id_)}/close", {}, once), "dispute", id_)

    async def upload(self, body: bytes, name: str, *, once: str) -> str:
        asked = {"purpose": PURPOSE, "file": Body(name, body), "content_type": MULTIPART}
        answer = await self._post(FILES, asked, once, files=True)
        id_ = (an_object(answer.body) or {}).get("id")
        if not isinstance(id_, str):
            raise port.NotOffered("The answer holds no file.", answer=answer.status)
        return id_

    async def refund(
        self,
        charge: str,
        *,
        once: str,
        amount: int | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> Deed:
        asked: dict[str, Any] = {"charge": charge}
        if amount is not None:
            asked["amount"] = amount
        if tags:
            asked["metadata"] = dict(tags)
        answer = await self._post(REFUNDS, asked, once)
        id_ = (an_object(answer.body) or {}).get("id")
        return _deed(answer, "refund", str(id_))

    async def cancel(self, subscription: str) -> Deed:
        path = f"{SUBSCRIPTIONS}/{quote(subscription, safe='')}"
        try:
            answer = await self._client.delete(path, endpoint=f"delete {SUBSCRIPTIONS}/:id")
        except refusals.Missing:  # so is one answered that has ended, by an earlier try or somebody
            answer = await self._client.get(path, endpoint=f"{SUBSCRIPTIONS}/:id")
            if (an_object(answer.body) or {}).get("status") not in OVER:
                raise
        except refusals.Unfit as problem:
            raise _declined(problem) from problem
        return _deed(answer, "subscription", subscription)

    async def charge(self, id_: str) -> Deed:
        path = f"{CHARGES}/{quote(id_, safe='')}"
        return _deed(await self._client.get(path, endpoint=f"{CHARGES}/:id"), "charge", id_)

    async def tag(self, charge: str, tags: Mapping[str, str], *, once: str) -> Deed:
        path = f"{CHARGES}/{quote(charge, safe='')}"
        return _deed(await self._post(path, {"metadata": dict(tags)}, once), "charge", charge)

    async def close(self) -> None:
        await self._client.close()

    async def _update(self, id_: str, asked: Mapping[str, Any], once: str) -> Deed:
        asked = {name: value for name, value in asked.items() if value != {}}
        return _deed(await self._post(_of(id_), asked, once), "dispute", id_)

    async def _post(
        self, path: str, asked: Mapping[str, Any], once: str, *, files: bool = False
    ) -> Answer:
        """`Declined` with Stripe's own words where it takes what is asked for wrong."""
        try:
            return await self._client.post(path, {**asked, "idempotency_key": once}, files=files)
        except refusals.Unfit as problem:
            raise _declined(problem) from problem


def _declined(problem: refusals.Unfit) -> port.Declined:
    return port.Declined(f"Stripe did not take it: {problem.said}", answer=400, told=problem.told)


def _of(id_: str) -> str:
    return f"{DISPUTES}/{quote(id_, safe='')}"


def _deed(answer: Answer, kind: str, id_: str) -> Deed:
    readings = single.readings(answer, kind)
    return Deed(id=id_, readings=readings, payload=an_object(answer.body) or {})
