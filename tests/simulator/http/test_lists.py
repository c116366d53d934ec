"""List semantics of Stripe's API: limits, cursors both ways, ranges, filters, refusals."""

import httpx
import pytest

from tests.simulator.http.conftest import Simulator
from tests.simulator.http.small import START, SmallWorld, charge

NEWEST_FIRST = [f"ch_{number:02}" for number in range(24, -1, -1)]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["data"]]


def error(answer: httpx.Response) -> tuple[int, str | None, str | None]:
    body = answer.json()["error"]
    assert body["type"] == "invalid_request_error"
    return answer.status_code, body.get("code"), body.get("param")


def test_ten_by_default_newest_first(small: Simulator) -> None:
    answer = small.get("/v1/charges")
    assert ids(answer) == NEWEST_FIRST[:10]
    body = answer.json()
    assert (body["object"], body["has_more"], body["url"]) == ("list", True, "/v1/charges")


def test_pages_forwards_cover_everything_once(small: Simulator) -> None:
    seen: list[str] = []
    after = ""
    while True:
        answer = small.get(f"/v1/charges?limit=7{after}")
        seen += ids(answer)
        if not answer.json()["has_more"]:
            break
        after = f"&starting_after={seen[-1]}"
    assert seen == NEWEST_FIRST


def test_pages_backwards(small: Simulator) -> None:
    answer = small.get("/v1/charges?limit=3&ending_before=ch_20")
    assert ids(answer) == ["ch_23", "ch_22", "ch_21"]
    assert answer.json()["has_more"] is True
    answer = small.get("/v1/charges?limit=10&ending_before=ch_20")
    assert ids(answer) == ["ch_24", "ch_23", "ch_22", "ch_21"]
    assert answer.json()["has_more"] is False


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"created={START + 120}", ["ch_02"]),
        (f"created[gt]={START + 60 * 22}", ["ch_24", "ch_23"]),
        (f"created[gte]={START + 60 * 22}", ["ch_24", "ch_23", "ch_22"]),
        (f"created[lt]={START + 120}", ["ch_01", "ch_00"]),
        (f"created[lte]={START + 120}", ["ch_02", "ch_01", "ch_00"]),
        (f"created[gte]={START + 60}&created[lt]={START + 180}", ["ch_02", "ch_01"]),
        ("customer=cus_1", ["ch_20", "ch_15", "ch_10", "ch_05", "ch_00"]),
        ("customer=cus_1&starting_after=ch_15", ["ch_10", "ch_05", "ch_00"]),
        ("customer=cus_1&ending_before=ch_09", ["ch_20", "ch_15", "ch_10"]),
        (f"customer=cus_1&created[gte]={START + 600}", ["ch_20", "ch_15", "ch_10"]),
        (f"created[lt]={START + 180}&ending_before=ch_00", ["ch_02", "ch_01"]),
    ],
)
def test_filters(small: Simulator, query: str, expected: list[str]) -> None:
    assert ids(small.get(f"/v1/charges?{query}")) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=0", (400, "parameter_invalid_integer", "limit")),
        ("limit=101", (400, "parameter_invalid_integer", "limit")),
        ("limit=abc", (400, "parameter_invalid_integer", "limit")),
        ("created=abc", (400, "parameter_invalid_integer", "created")),
        ("created[since]=1", (400, "parameter_unknown", "created[since]")),
        ("status=paid", (400, "parameter_unknown", "status")),
        ("a[b]=1", (400, "parameter_unknown", "a[b]")),
        ("starting_after=ch_99", (400, "resource_missing", "starting_after")),
        ("ending_before=ch_99", (400, "resource_missing", "ending_before")),
        ("customer=cus_99", (400, "resource_missing", "customer")),
        ("starting_after=ch_01&ending_before=ch_02", (400, None, None)),
        ("expand[]=data.nothing", (400, None, "expand")),
        ("expand[]=customer", (400, None, "expand")),
        ("expand[]=data.customer.a.b.c", (400, None, "expand")),
    ],
)
def test_refusals(small: Simulator, query: str, expected: tuple[int, str, str]) -> None:
    assert error(small.get(f"/v1/charges?{query}")) == expected


def test_one_object_and_none(small: Simulator, small_world: SmallWorld) -> None:
    assert small.get("/v1/charges/ch_03").json()["id"] == "ch_03"
    answer = small.get("/v1/charges/ch_99")
    assert error(answer) == (404, "resource_missing", "id")
    assert answer.json()["error"]["message"] == "No such charge: 'ch_99'"
    small_world.live.put("charge", charge("ch_live", START))
    assert small.get("/v1/charges/ch_live").json()["error"]["message"] == (
        "No such charge: 'ch_live'; a similar object exists in live mode, but a test mode key "
        "was used to make this request."
    )


def test_unknown_addresses(small: Simulator) -> None:
    answer = small.get("/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith(
        "Unrecognized request URL (GET: /v1/nothing)"
    )
    assert small.ask("POST", "/v1/charges").status_code == 404


def test_payouts_entries(small: Simulator, small_world: SmallWorld) -> None:
    books = small_world.test
    for id_, automatic, status in (
        ("po_auto", True, "completed"),
        ("po_new", True, "in_progress"),
        ("po_hand", False, "not_applicable"),
    ):
        books.put(
            "payout",
            {
                "id": id_,
                "object": "payout",
                "created": START,
                "automatic": automatic,
                "reconciliation_status": status,
                "status": "paid",
            },
        )
    for id_, source, payout in (
        ("txn_1", "ch_01", "po_auto"),
        ("txn_2", "po_auto", "po_auto"),
        ("txn_3", "po_hand", None),
        ("txn_4", "du_1", None),
    ):
        books.put(
            "balance_transaction",
            {"id": id_, "created": START, "type": "x", "source": source, "_payout": payout},
        )
    path = "/v1/balance_transactions?"
    assert ids(small.get(f"{path}payout=po_auto")) == ["txn_2", "txn_1"]
    assert "_payout" not in small.get(f"{path}payout=po_auto").json()["data"][0]
    assert ids(small.get(f"{path}payout=po_hand")) == ["txn_3"]
    assert error(small.get(f"{path}payout=po_new"))[1] == "payout_reconciliation_not_ready"
    assert error(small.get(f"{path}payout=po_99")) == (400, "resource_missing", "payout")
    assert ids(small.get(f"{path}source=ch_01")) == ["txn_1"]
    assert ids(small.get(f"{path}source=du_1")) == []
    assert ids(small.get(f"{path}type=unheard_of")) == []
    assert ids(small.get("/v1/payouts?status=paid")) == ["po_hand", "po_new", "po_auto"]
    assert error(small.get("/v1/payouts?status=gone"))[::2] == (400, "status")


def test_events_reach_back_thirty_days(small: Simulator, small_world: SmallWorld) -> None:
    def told(id_: str, type_: str, days: int, pending: int = 0) -> None:
        row = charge("ch_00", START)
        event = small_world.test.emit(id_, type_, row, at=START - days * 86_400)
        event["pending_webhooks"] = pending

    told("evt_old", "charge.succeeded", 31)
    told("evt_a", "charge.succeeded", 29)
    told("evt_b", "charge.refunded", 2, pending=1)
    told("evt_c", "payout.paid", 1)
    path = "/v1/events?"
    assert ids(small.get(path)) == ["evt_c", "evt_b", "evt_a"]
    assert ids(small.get(f"{path}type=charge.*")) == ["evt_b", "evt_a"]
    assert ids(small.get(f"{path}type=charge.refunded")) == ["evt_b"]
    assert ids(small.get(f"{path}types[]=payout.paid&types[]=charge.refunded")) == [
        "evt_c",
        "evt_b",
    ]
    assert ids(small.get(f"{path}delivery_success=false")) == ["evt_b"]
    assert small.get("/v1/events/evt_old").status_code == 404
    many = "&".join(f"types[]=t{number}" for number in range(21))
    assert error(small.get(path + many)) == (400, None, "types")
    assert error(small.get(f"{path}type=a&types[]=b"))[0] == 400
