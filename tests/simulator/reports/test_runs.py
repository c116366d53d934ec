"""Reports asked for over HTTP: by the SDK, by a restricted key, and in the wrong way."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import pytest
import stripe

from tests.simulator.http import sdk_types
from tests.simulator.http.conftest import Simulator, Start, serving
from tests.simulator.http.small import START, SmallWorld
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.reports.catalogue import REPORT_TYPES

DAY = 86_400
CUT_OFF = START - START % (DAY // 2)
GROUPS = ("charge", "file", "payment_intent", "payout", "radar", "refund", "reporting")


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    world = World(seed=5, clock=VirtualClock(SetClock(START), pace=0), payments=400, days=60)
    with serving(world) as running:
        yield running


def run(simulator: Simulator, type_: str, **parameters: object) -> httpx.Response:
    data = {f"parameters[{name}]": str(value) for name, value in parameters.items()}
    path, key = "/v1/reporting/report_runs", simulator.key("reports")
    return simulator.ask("POST", path, key, data={"report_type": type_, **data})


def problem(answer: httpx.Response, status: int = 400) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    error: dict[str, Any] = answer.json()["error"]
    return error


def test_a_run_with_the_sdk(simulator: Simulator) -> None:
    bases = cast(Any, {"api": simulator.url, "files": simulator.url})
    sdk = stripe.StripeClient(simulator.key("reports"), base_addresses=bases)
    kind = sdk.v1.reporting.report_types.retrieve("payouts.itemized.3")
    assert kind.data_available_end == CUT_OFF
    made = sdk.v1.reporting.report_runs.create(
        {
            "report_type": kind.id,
            "parameters": {
                "interval_start": kind.data_available_start,
                "interval_end": kind.data_available_end,
                "timezone": "America/New_York",
                "columns": ["payout_id", "effective_at", "effective_at_utc", "gross"],
            },
        }
    )
    assert (made.status, made.result) == ("pending", None)
    simulator.control("clock", seconds=4)
    assert sdk.v1.reporting.report_runs.retrieve(made.id).status == "pending"
    simulator.control("clock", seconds=1)
    done = sdk.v1.reporting.report_runs.retrieve(made.id)
    assert (done.status, done.succeeded_at) == ("succeeded", made.created + 5)
    assert sdk.v1.reporting.report_runs.list({"limit": 1}).data[0].id == made.id
    assert done.result is not None
    assert done.result.purpose == "finance_report_run"
    url = urlsplit(done.result.url or "")
    answer = simulator.get(url.path, simulator.key("reports"))
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(answer.content) == done.result.size
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert list(rows[0]) == ["payout_id", "effective_at", "effective_at_utc", "gross"]
    first = simulator.get(f"/v1/payouts/{rows[0]['payout_id']}").json()
    assert rows[0]["effective_at_utc"] == f"{datetime.fromtimestamp(first['created'], UTC):%F %T}"
    assert rows[0]["effective_at"] < rows[0]["effective_at_utc"]


def test_answers_and_events_are_of_the_sdks_types(simulator: Simulator) -> None:
    made = simulator.control("report").json()
    failing = simulator.control("report", fails=True, report_type="balance.summary.1").json()
    assert sdk_types.check(made) == []
    simulator.control("clock", seconds=5)
    for path in ("report_types", "report_runs", f"report_runs/{made['id']}"):
        answer = simulator.get(f"/v1/reporting/{path}").json()
        assert sdk_types.check(answer) == []
    ended = simulator.get(f"/v1/reporting/report_runs/{failing['id']}").json()
    assert (ended["status"], ended["result"]) == ("failed", None)
    assert "could not be generated" in ended["error"]
    for type_ in ("report_run.succeeded", "report_run.failed", "report_type.updated"):
        events = simulator.get(f"/v1/events?type=reporting.{type_}").json()
        assert events["data"]
        assert sdk_types.check(events) == []
    told = simulator.get("/v1/events?type=reporting.report_run.succeeded").json()["data"][0]
    assert told["data"]["object"]["id"] == made["id"]
    assert told["data"]["object"]["result"]["links"]["data"] == []


def test_all_seven_groups_are_told_of(start: Start) -> None:
    """A connection with the seven groups of events finds something of each in a month."""
    world = World(seed=5, clock=VirtualClock(SetClock(START), pace=0), payments=400, days=60)
    simulator = start(world)
    for group in GROUPS:
        assert simulator.get(f"/v1/events?type={group}.*&limit=1").json()["data"], group
    runs = simulator.get("/v1/reporting/report_runs").json()["data"]
    assert len(runs) == 5
    for run_ in runs:
        assert datetime.fromtimestamp(run_["created"], UTC).strftime("%a %R") == "Mon 12:10"
        assert run_["succeeded_at"] == run_["created"] + 5
        path = urlsplit(run_["result"]["url"]).path
        assert len(simulator.get(path).text.splitlines()) > 5


@pytest.mark.parametrize("type_", REPORT_TYPES)
def test_every_kind_by_itself(simulator: Simulator, type_: str) -> None:
    """The deed fills in what a kind of report needs."""
    made = simulator.control("report", report_type=type_).json()
    assert set(made["parameters"]) == set(REPORT_TYPES[type_].needs)
    simulator.control("clock", seconds=5)
    done = simulator.get(f"/v1/reporting/report_runs/{made['id']}").json()
    assert done["status"] == "succeeded"
    rows = simulator.get(urlsplit(done["result"]["url"]).path).text.splitlines()
    assert len(rows) > 1


def test_a_file_somebody_uploads(simulator: Simulator) -> None:
    sent = simulator.control("file", text="Receipt (no. 7)\nPaid: 4 €", filename="seven.pdf").json()
    assert sdk_types.check(sent) == []
    assert (sent["type"], sent["purpose"]) == ("pdf", "dispute_evidence")
    page = simulator.get(f"/v1/files/{sent['id']}/contents", simulator.key("reports"))
    assert page.headers["content-type"] == "application/pdf"
    assert rb"(Receipt \(no. 7\))" in page.content
    assert page.content.rstrip().endswith(b"%%EOF")
    refused = simulator.get(f"/v1/files/{sent['id']}/contents", simulator.key("six"))
    assert "rak_file_read" in problem(refused, 403)["message"]
    assert problem(simulator.get("/v1/files/file_nope/contents"), 404)["code"] == "resource_missing"


def test_new_data_is_told_at_midnight_and_noon(start: Start) -> None:
    world = World(seed=5, clock=VirtualClock(SetClock(START), pace=0), payments=60, days=40)
    simulator = start(world)
    path = "/v1/events?type=reporting.report_type.updated&limit=100"

    def told(since: int) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = simulator.get(f"{path}&created[gte]={since}").json()["data"]
        return events

    assert {event["created"] for event in told(START - 2 * DAY)} == {
        CUT_OFF - number * DAY // 2 for number in range(4)
    }
    oldest = simulator.get(f"{path}&created[lt]={START - 29 * DAY}").json()["data"]
    assert oldest
    assert not told(START)
    simulator.control("clock", seconds=DAY // 2)
    events = told(START)
    assert [event["created"] for event in events] == [CUT_OFF + DAY // 2] * len(REPORT_TYPES)
    row = events[0]["data"]["object"]
    assert events[0]["data"]["previous_attributes"] == {
        "data_available_end": CUT_OFF,
        "updated": CUT_OFF,
    }
    assert simulator.get(f"/v1/reporting/report_types/{row['id']}").json() == row


def test_new_data_is_told_only_to_those_who_name_it(start: Start) -> None:
    world = World(seed=5, clock=VirtualClock(SetClock(START), pace=0), payments=40, days=10)
    simulator = start(world)

    def pending(types: list[str]) -> set[int]:
        """How many endpoints the newest cut-off was for, with one registered for `types`."""
        simulator.control("knobs", webhooks=False)
        url = "http://127.0.0.1:9/"
        assert simulator.control("endpoints", url=url, enabled_events=types).status_code == 200
        simulator.control("clock", seconds=DAY // 2)
        path = "/v1/events?type=reporting.report_type.updated&limit=5"
        return {event["pending_webhooks"] for event in simulator.get(path).json()["data"]}

    assert pending(["*"]) == {0}
    assert pending(["reporting.report_type.updated"]) == {1}


def test_outside_of_what_there_is_data_for(simulator: Simulator) -> None:
    late = problem(
        run(simulator, "payouts.itemized.3", interval_start=CUT_OFF - DAY, interval_end=2**31)
    )
    assert late["param"] == "parameters[interval_end]"
    kind = simulator.get("/v1/reporting/report_types/payouts.itemized.3").json()
    until = f"{datetime.fromtimestamp(kind['data_available_end'], UTC):%F %T} UTC"
    assert late["message"] == (
        f"Data for the report type payouts.itemized.3 is only available through {until}; "
        "you requested `interval_end` = 2038-01-19 03:14:08 UTC."
    )
    early = problem(run(simulator, "payouts.summary.1", interval_start=1, interval_end=CUT_OFF))
    assert "only available from" in early["message"]
    backwards = problem(
        run(simulator, "payouts.summary.1", interval_start=CUT_OFF, interval_end=CUT_OFF - DAY)
    )
    assert backwards["message"] == "`interval_end` must be later than `interval_start`."


@pytest.mark.parametrize(
    ("type_", "given", "param", "code"),
    [
        ("payouts.itemized.9", {}, "report_type", "resource_missing"),
        ("payouts.itemized.3", {}, "parameters[interval_start]", "parameter_missing"),
        ("payout_reconciliation.by_id.itemized.4", {}, "parameters[payout]", "parameter_missing"),
        (
            "payout_reconciliation.by_id.itemized.4",
            {"payout": "po_nope"},
            "parameters[payout]",
            "resource_missing",
        ),
        ("balance.summary.1", {"colour": "red"}, "parameters[colour]", "parameter_unknown"),
        (
            "ending_balance_reconciliation.itemized.4",
            {"interval_end": "x"},
            "parameters[interval_end]",
            "parameter_invalid_integer",
        ),
        (
            "ending_balance_reconciliation.itemized.4",
            {"interval_end": CUT_OFF, "interval_start": CUT_OFF - DAY},
            "parameters[interval_start]",
            None,
        ),
        (
            "ending_balance_reconciliation.itemized.4",
            {"interval_end": CUT_OFF, "timezone": "Mars/Olympus"},
            "parameters[timezone]",
            None,
        ),
        (
            "ending_balance_reconciliation.itemized.4",
            {"interval_end": CUT_OFF, "columns][": "colour"},
            "parameters[columns]",
            None,
        ),
        (
            "ending_balance_reconciliation.itemized.4",
            {"interval_end": CUT_OFF, "reporting_category": "gifts"},
            "parameters[reporting_category]",
            None,
        ),
    ],
)
def test_refusals(
    simulator: Simulator, type_: str, given: dict[str, Any], param: str, code: str | None
) -> None:
    error = problem(run(simulator, type_, **given))
    assert (error["param"], error.get("code")) == (param, code)


def test_only_the_balance_at_the_end_is_needed(simulator: Simulator) -> None:
    made = run(simulator, "ending_balance_reconciliation.summary.1", interval_end=CUT_OFF)
    assert made.json()["parameters"] == {"interval_end": CUT_OFF}


def test_permissions_and_what_is_not_there(simulator: Simulator) -> None:
    path = "/v1/reporting/report_runs"
    refused = simulator.ask("POST", path, simulator.key("six"))
    assert "rak_report_runs_and_report_types_read" in problem(refused, 403)["message"]
    assert problem(simulator.ask("POST", path))["param"] == "report_type"
    assert problem(simulator.get(f"{path}/frr_nope"), 404)["code"] == "resource_missing"
    assert problem(simulator.get("/v1/reporting/report_types/x.1"), 404)["param"] == "report_type"


def test_some_runs_fail_on_purpose(start: Start) -> None:
    world = World(seed=5, clock=VirtualClock(SetClock(START), pace=0), payments=40, days=10)
    simulator = start(world)
    simulator.control("knobs", report_failure_share=1, report_delay_s=60)
    made = run(simulator, "ending_balance_reconciliation.summary.1", interval_end=CUT_OFF).json()
    simulator.control("clock", seconds=60)
    done = simulator.get(f"/v1/reporting/report_runs/{made['id']}").json()
    assert done["status"] == "failed"


def test_reports_expire(start: Start, world: SmallWorld) -> None:
    entry = {"id": "txn_1", "object": "balance_transaction", "created": CUT_OFF - DAY}
    world.test.put("balance_transaction", {**entry, "reporting_category": "charge"})
    simulator = start(world)
    simulator.control("report")
    simulator.control("clock", seconds=5)
    file = simulator.get("/v1/files?purpose=finance_report_run").json()["data"][0]
    path = f"/v1/files/{file['id']}/contents"
    assert simulator.get(path).status_code == 200
    for _ in range(12):
        simulator.control("clock", seconds=31 * DAY)
    assert simulator.get(path).status_code == 404


def test_books_without_money_have_nothing_to_tell(start: Start, world: SmallWorld) -> None:
    simulator = start(world)
    kind = simulator.get("/v1/reporting/report_types/payouts.summary.1").json()
    assert kind["data_available_start"] == kind["data_available_end"] == CUT_OFF
    simulator.control("clock", seconds=2 * DAY)
    assert simulator.get("/v1/events").json()["data"] == []
