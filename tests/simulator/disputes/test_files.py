"""The host of files: judged by content, limited, listed, read back byte for byte."""

import pytest

from tests.simulator.disputes.desk import DAY, PNG, Desk, pdf
from tests.simulator.http import sdk_types

JPG = b"\xff\xd8\xff\xe0" + bytes(20)


@pytest.mark.parametrize(("content", "kind"), [(pdf(2), "pdf"), (PNG, "png"), (JPG, "jpg")])
def test_evidence_comes_back_as_it_was_sent(desk: Desk, content: bytes, kind: str) -> None:
    row = desk.upload(content).json()
    assert sdk_types.check(row) == []
    assert (row["type"], row["size"], row["purpose"]) == (kind, len(content), "dispute_evidence")
    assert row["expires_at"] > row["created"] + 250 * DAY
    path = f"/v1/files/{row['id']}"
    assert desk.simulator.get(path).json() == row
    assert desk.simulator.get(f"{path}/contents").content == content
    listed = desk.simulator.get("/v1/files?purpose=dispute_evidence&limit=1").json()
    assert listed["data"] == [row]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "is of a type"),
        (b"PK\x03\x04 a zip", "is of a type"),
        (b"GIF89a", "is of a type"),
        (b"", "is empty"),
        (PNG + bytes(5_000_000), "too large"),
        (pdf(50), "fewer than 50 pages"),
    ],
)
def test_what_is_no_evidence_is_not_taken_whatever_its_name(
    desk: Desk, content: bytes, words: str
) -> None:
    answer = desk.upload(content)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["type"], error["param"]) == ("invalid_request_error", "file")
    assert words in error["message"]


def test_the_same_upload_under_the_same_key_is_one_file(desk: Desk) -> None:
    """What stands between the parts differs from request to request, and does not count."""
    first, again = (desk.upload(PNG, once="file-1") for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    other = desk.upload(JPG, once="file-1")
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")


def test_uploading_needs_its_permission(desk: Desk) -> None:
    answer = desk.simulator.ask("POST", "/v1/files", desk.simulator.key("six"))
    assert answer.status_code == 403
    assert "rak_file_write" in answer.json()["error"]["message"]
