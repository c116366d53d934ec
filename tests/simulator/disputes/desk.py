"""A running simulator with one small shop, and what the tests of disputes do in it again and
again."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.simulator.http.conftest import Simulator
from tillwatch.simulator.business import World

DAY = 86_400
WORDS = "The parcel was delivered to the address of the order and signed for."
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def pdf(pages: int) -> bytes:
    return b"%%PDF-1.7\n1 0 obj\n<< /Type /Pages /Count %d >>\nendobj\n%%%%EOF\n" % pages


@dataclass
class Desk:
    simulator: Simulator
    world: World

    def opened(self, **case: object) -> dict[str, Any]:
        """A dispute about a payment of its own."""
        sale = self.do("sale", amount=9_900, currency="usd")
        self.do("clock", seconds=30)
        return self.do("dispute", charge_id=sale["latest_charge"], **case)

    def do(self, deed: str, **fields: object) -> dict[str, Any]:
        url = f"{self.simulator.url}/_simulator/{deed}"
        answer = self.simulator.client.post(url, json=fields)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def wait(self, seconds: int) -> None:
        self.do("clock", seconds=seconds)

    def now(self, dispute: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = self.simulator.get(f"/v1/disputes/{dispute['id']}").json()
        return told

    def post(
        self, dispute: dict[str, Any], once: str | None = None, **fields: str
    ) -> httpx.Response:
        """Fields as Stripe's form has them: `submit`, `evidence[receipt]` …"""
        headers = {"idempotency-key": once} if once else None
        path = f"/v1/disputes/{dispute['id']}"
        return self.simulator.ask("POST", path, headers=headers, data=fields)

    def sent(self, dispute: dict[str, Any], **fields: str) -> dict[str, Any]:
        answer = self.post(dispute, **fields)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def refused(self, dispute: dict[str, Any], **fields: str) -> tuple[str | None, str | None]:
        """Code and parameter of the refusal; nothing has changed."""
        before = self.now(dispute)
        answer = self.post(dispute, **fields)
        assert answer.status_code == 400, answer.text
        assert self.now(dispute) == before
        error = answer.json()["error"]
        return error.get("code"), error.get("param")

    def upload(
        self, content: bytes, purpose: str = "dispute_evidence", once: str | None = None
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.simulator.key()}"}
        if once:
            headers["idempotency-key"] = once
        return self.simulator.client.post(
            f"{self.simulator.url}/v1/files",
            headers=headers,
            data={"purpose": purpose},
            files={"file": ("paper.pdf", content)},
        )

    def file(self, content: bytes, purpose: str = "dispute_evidence") -> str:
        answer = self.upload(content, purpose)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    def fees(self, since: int) -> list[tuple[str, int]]:
        """Entries for fees since then, oldest first: their words without the day, and the net."""
        path = f"/v1/balance_transactions?type=stripe_fee&created[gte]={since}&limit=100"
        rows = self.simulator.get(path).json()["data"]
        return [(row["description"].split(" (")[0], row["net"]) for row in reversed(rows)]
