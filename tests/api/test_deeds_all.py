"""Whatever the API can change is in the log of deeds: each operation is done once, here or in the
other files that are called so, and the log is longer afterwards. An operation that is new has to be
added, or said to change nothing."""

import re
from pathlib import Path

import httpx
import pyotp

from tests.api import filling
from tests.api.authenticator import Authenticator
from tests.api.conftest import LOCALHOST
from tests.api.doing import Doer
from tests.api.signing import ADA, OURS, PASSWORD, V1, add_owner, by_link
from tests.api.test_erasures import _told as a_customer
from tests.api.test_logos import png
from tests.api.walk import walking
from tillwatch.faces.api.app import operations
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.people import sessions
from tillwatch.store.tables import set_aside

CHANGES_NOTHING = {
    "POST /prevention/rules/try": "it looks at the past",
    "POST /alert-networks/sample": "it reads what was pasted",
    "POST /alert-networks/{id}/alerts": "no deed of a person: what a network sends is listed",
    "POST /metrics/query": "a question",
    "POST /metrics/rows": "a question",
    "POST /metrics/cohorts": "a question",
    "POST /risk/score": "a question",
    "POST /doctor": "it looks",
    "POST /dispute-choices/try": "it looks at the cases there are",
    "POST /dispute-templates/try": "it looks at a case",
    "POST /alert-rules/try": "it looks at the past",
    "POST /alerts/read": "what somebody has read is their own matter",
    "POST /sign-in/passkey/options": "a question to the browser",
    "POST /sign-in/second/passkey": "a question to the browser",
    "POST /confirm/passkey": "a question to the browser",
    "POST /me/passkeys/options": "a question to the browser",
    "POST /me/totp/begin": "nothing is kept until its first code was right",
    "DELETE /sign-in/second": "half a sign-in that nobody finishes opens nothing",
    "POST /me/provider": "the way to the provider",
    "POST /me/provider/confirm": "the way to the provider",
}
ELSEWHERE = {
    "DELETE /me/provider": "tests/api/entering/test_linking.py, beside a provider that runs",
}


def test_every_operation_that_changes_something_is_done_here() -> None:
    files = sorted(Path(__file__).parent.glob("test_deeds_*.py"))
    source = "".join(file.read_text() for file in files)
    done = {" ".join(one) for one in re.findall(r'\.did\(\s*"([A-Z]+)",\s*"(/[^"]*)"', source)}
    known = done | CHANGES_NOTHING.keys() | ELSEWHERE.keys()
    written = {f"{o.method} {o.path.removeprefix(V1)}" for o in operations() if o.method != "GET"}
    assert written - known == set(), "do it below, and look whether it writes to the log"
    assert known - written == set(), "there is no such operation any more"


async def test_accounts(tmp_path: Path) -> None:
    async with walking(tmp_path, payments=3, days=3) as walk:
        do, key = Doer(walk.client, walk.house.store), walk.key()
        await do.did("POST", "/processors/{id}/try", {"key": key}, id="stripe")
        asked = {"name": "Shop", "key": key, "import": "later"}
        id_ = (await do.did("POST", "/connections", asked))["id"]
        await do.did("PATCH", "/connections/{id}", {"name": "Store", "secret": "whsec_a"}, id=id_)
        await do.did("POST", "/connections/{id}/check", id=id_)
        await do.did("POST", "/connections/{id}/pause", id=id_)
        await do.did("POST", "/connections/{id}/resume", id=id_)
        await do.did("PUT", "/connections/{id}/logo", content=png(), id=id_)
        await do.did("DELETE", "/connections/{id}/logo", id=id_)
        await do.did("POST", "/connections/{id}/endpoint", id=id_)
        await do.did("POST", "/connections/{id}/import", {"action": "start"}, id=id_)
        await do.did("POST", "/connections/{id}/import", {"action": "cancel"}, id=id_)
        run = await do.did("POST", "/connections/{id}/verify", {"repair": True}, id=id_)
        await do.did("POST", "/runs/{id}/cancel", id=run["id"])
        await do.did("POST", "/connections/{id}/missed", id=id_)
        await do.did("POST", "/rebuild")
        await do.did("DELETE", "/connections/{id}", params={"data": "delete"}, id=id_)
        told = (await walk.get("/audit", limit=100))["data"]
    changed = next(one for one in told if one["what"] == "connection.change")
    assert changed["before"] == {"name": "Shop", "secret": None}
    assert changed["after"] == {"name": "Store", "secret": "a new one"}
    assert key not in str(told)
    assert "whsec_a" not in str(told)


async def test_reports(house: House, client: httpx.AsyncClient) -> None:
    do = Doer(client, house.store)
    section = {"title": "Sales", "kind": "figures", "metrics": ["sales_count"]}
    asked = {"plan": {"title": "A", "each": "day", "sections": [section]}, "livemode": True}
    made = await do.did("POST", "/reports", asked)
    await do.did("PUT", "/reports/{id}", {**asked, "enabled": False}, id=made["id"])
    await do.did("POST", "/reports/made", {"report_id": made["id"]})
    await do.did("DELETE", "/reports/{id}", id=made["id"])
    await do.did("POST", "/reports/{id}/restore", id=made["id"])


async def test_order_risk(house: House, client: httpx.AsyncClient) -> None:
    do = Doer(client, house.store)
    await filling.account(house, "con_1")
    await do.did("PUT", "/risk/tiers", {"medium": 0.25, "high": 0.6, "critical": 0.8})
    await do.did("POST", "/connections/{connection_id}/risk/learn", connection_id="con_1")


async def test_what_is_stored(house: House, client: httpx.AsyncClient) -> None:
    do = Doer(client, house.store)
    await a_customer(house)
    await filling.event(house, "con_1", "evt_1", "customer.updated", {"object": "customer"})
    async with house.store.writing() as tx:
        row = {"connection_id": "con_1", "code": "unreadable", "reason": "Because", "at": 0}
        await tx.execute(set_aside.insert().values(id="aside_1", inbox_seq=1, **row))
    await do.did("POST", "/set-aside/{id}/retry", id="aside_1")
    whose = {"connection_id": "con_1", "id": "cus_ada"}
    body = {"confirm": "cus_ada"}
    await do.did("POST", "/customers/{connection_id}/{id}/erase", body, **whose)
    await do.did("POST", "/erasures", {"connection_id": "con_1", "email": "bob@example.com"})
    found = (await client.get(f"{V1}/audit", params={"what": "customer."})).json()["data"]
    assert len(found) == 2
    assert "example.com" not in str(found)


async def test_programs_and_people(house: House, client: httpx.AsyncClient) -> None:
    do = Doer(client, house.store)
    await do.did("POST", "/tokens", {"name": "reports"})
    (token,) = [
        one for one in (await do.asked("GET", "/tokens"))["data"] if one["name"] == "reports"
    ]
    await do.did("DELETE", "/tokens/{id}", id=token["id"])
    await add_owner(house)
    await do.did("POST", "/users/reset")
    await do.did("POST", "/audit/seal")
    invited = {"email": "eve@example.com", "role": "support"}
    made = await do.did("POST", "/invitations", invited)
    made = await do.did("POST", "/invitations/{id}/link", id=made["id"])
    async with httpx.AsyncClient(
        transport=client._transport, base_url=client.base_url, headers=OURS
    ) as other:
        eve = {"name": "Eve", "password": PASSWORD, "zone": "UTC", "currency": "usd"}
        code = made["url"].rsplit("/", 1)[1]
        await Doer(other, house.store).did("POST", "/join/{code}", eve, code=code)
        id_ = (await other.get(V1 + "/me")).json()["id"]
    await do.did("PATCH", "/people/{id}", {"role": "analyst"}, id=id_)
    await do.did("DELETE", "/people/{id}/sessions", id=id_)
    await do.did("POST", "/people/{id}/reset", id=id_)
    await do.did("POST", "/people/{id}/deactivate", id=id_)
    await do.did("POST", "/people/{id}/reactivate", id=id_)
    made = await do.did("POST", "/invitations", {**invited, "email": "max@example.com"})
    await do.did("DELETE", "/invitations/{id}", id=made["id"])


async def test_oneself(house: House, stranger: httpx.AsyncClient, clock: SetClock) -> None:
    stranger.base_url = httpx.URL(LOCALHOST)
    stranger.headers.update(OURS)
    do = Doer(stranger, house.store)
    await by_link(house, stranger)
    await do.did("POST", "/first-start", {**ADA, "password": PASSWORD})
    await do.did("PATCH", "/me", {"name": "Ada"})
    new = PASSWORD + " staple"
    await do.did("POST", "/me/password", {"old": PASSWORD, "new": new})
    await do.did("POST", "/sign-in", {"email": ADA["email"], "password": new})
    await do.did("POST", "/confirm", {"way": "password", "password": new})
    await do.did("POST", "/me/tokens", {"name": "mine"})
    (token,) = (await do.asked("GET", "/me/tokens"))["data"]
    await do.did("DELETE", "/me/tokens/{id}", id=token["id"])
    calendar = await do.did("POST", "/dispute-calendars", {})
    await do.did("DELETE", "/dispute-calendars/{id}", id=calendar["id"])
    await do.did("PUT", "/sign-in-rules", {"second_factor_required": False})
    await _factors(do, clock, new)
    me = await do.asked("GET", "/me")
    async with house.store.writing() as tx:
        await sessions.start(tx, clock, me["id"], "by link")
    found = (await do.asked("GET", "/me/sessions"))["data"]
    (other,) = [one["id"] for one in found if not one["current"]]
    await do.did("DELETE", "/me/sessions/{id}", id=other)
    await do.did("DELETE", "/me/sessions")
    await by_link(house, stranger)
    await do.did("DELETE", "/session")


async def test_numbers(house: House, client: httpx.AsyncClient) -> None:
    """A sheet changes nothing, but who took it out is in the log."""
    do = Doer(client, house.store)
    period = {"from": "2026-10-01", "until": "2026-11-01"}
    asked = {"period": period, "livemode": False}
    await do.did("POST", "/metrics/query.csv", {**asked, "metrics": ["sales_volume"]})
    await do.did("POST", "/metrics/rows.csv", {**asked, "metric": "sales_volume"})
    chosen = await do.asked("GET", "/monitoring/choices")
    await do.did("PUT", "/monitoring/choices", {**chosen, "fee_basis": "net_sales"})
    await do.did("PUT", "/anomalies/sensitivity", {"sensitivity": "keen"})
    rates = b"date,currency,target,rate\n2026-10-01,eur,usd,1.1\n"
    await do.did("PUT", "/monitoring/rates/{origin}", content=rates, origin="own")
    await do.did("DELETE", "/monitoring/rates/{origin}", origin="own")


async def test_what_is_kept_of_monitoring(house: House, client: httpx.AsyncClient) -> None:
    do = Doer(client, house.store)
    id_ = (await do.did("POST", "/views", {"screen": "explore", "name": "Mine"}))["id"]
    await do.did("PATCH", "/views/{id}", {"name": "Ours"}, id=id_)
    await do.did("PUT", "/first-view", {"screen": "explore", "view_id": id_})
    await do.did("DELETE", "/views/{id}", id=id_)
    await do.did("POST", "/views/{id}/restore", id=id_)
    board = (await do.did("POST", "/boards", {"name": "Wall"}))["board"]["id"]
    await do.did("PATCH", "/boards/{id}", {"shared": True}, id=board)
    await do.did("PUT", "/board-order", {"boards": [board]})
    asked = {"name": "Sales", "question": {"metrics": ["sales_volume"]}, "chart": "figure"}
    id_ = (await do.did("POST", "/boards/{id}/widgets", asked, id=board))["id"]
    await do.did("PATCH", "/widgets/{id}", {"chart": "line"}, id=id_)
    place = {"x": 3, "y": 0, "width": 3, "height": 2}
    await do.did("PUT", "/boards/{id}/places", {"places": {id_: place}}, id=board)
    await do.did("DELETE", "/widgets/{id}", id=id_)
    await do.did("POST", "/widgets/{id}/restore", id=id_)
    await do.did("DELETE", "/boards/{id}", id=board)
    await do.did("POST", "/boards/{id}/restore", id=board)
    mark = {"kind": "note", "text": "New prices", "since": "2026-10-01"}
    id_ = (await do.did("POST", "/annotations", mark))["id"]
    await do.did("PUT", "/annotations/{id}", mark, id=id_)
    await do.did("DELETE", "/annotations/{id}", id=id_)
    await do.did("POST", "/annotations/{id}/restore", id=id_)


async def test_alerts(house: House, client: httpx.AsyncClient) -> None:
    do = Doer(client, house.store)
    test = {"metric": "decline_count", "op": "above", "limit": 5}
    rule = {"name": "Declines", "definition": {"tests": [test]}}
    id_ = (await do.did("POST", "/alert-rules", rule))["id"]
    await do.did("PUT", "/alert-rules/{id}", {**rule, "name": "Many declines"}, id=id_)
    await do.did("PATCH", "/alert-rules/{id}", {"enabled": False}, id=id_)
    await do.did("DELETE", "/alert-rules/{id}", id=id_)
    await filling.alert(house, "alr_1")
    await do.did("POST", "/alerts/{id}/snooze", {"until": "2100-01-01"}, id="alr_1")
    await do.did("POST", "/alerts/{id}/resolve", id="alr_1")
    await do.did("POST", "/alerts/{id}/reopen", id="alr_1")


async def _factors(do: Doer, clock: SetClock, password: str) -> None:
    begun = await do.asked("POST", "/me/totp/begin")
    app = pyotp.parse_uri(begun["address"])
    assert isinstance(app, pyotp.TOTP)
    shown = {"pending": begun["pending"], "code": app.at(int(clock.now()))}
    await do.did("POST", "/me/totp", shown)
    await do.did("POST", "/me/recovery-codes")
    await do.asked("POST", "/sign-in", email=ADA["email"], password=password)
    clock.advance(30)
    await do.did("POST", "/sign-in/second", {"way": "totp", "code": app.at(int(clock.now()))})
    await do.did("DELETE", "/me/totp")
    device = Authenticator(LOCALHOST)
    asked = (await do.asked("POST", "/me/passkeys/options"))["public_key"]
    made = await do.did("POST", "/me/passkeys", device.make(asked))
    id_ = made["passkey"]["id"]
    await do.did("PATCH", "/me/passkeys/{id}", {"name": "Phone"}, id=id_)
    asked = (await do.asked("POST", "/sign-in/passkey/options"))["public_key"]
    await do.did("POST", "/sign-in/passkey", device.show(asked))
    await do.did("DELETE", "/me/passkeys/{id}", id=id_)
