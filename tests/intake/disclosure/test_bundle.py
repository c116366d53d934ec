"""A support bundle says how Tillwatch runs and nothing of the business, whatever is stored."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Table, insert

from tests.doubles.desk import NOW, SECRET, Desk, event, opened
from tillwatch import settings
from tillwatch.intake import aside, connections
from tillwatch.intake.disclosure import installation, scrub
from tillwatch.intake.disclosure.bundle import bundle
from tillwatch.people import audit, tokens
from tillwatch.store import schema, tables
from tillwatch.store.packing import Packed

MARK = "Zquarx"
"""In everything that is planted; in nothing of ours."""
KEY = f"rk_live_{MARK}SecretKey"
MAIL = f"{MARK.lower()}@customer.example"
SENTENCE = (
    f"The account acct_{MARK} of {MARK} ({MAIL}), 4242424242424242, key {KEY}, cannot be read"
)


def files(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return {Path(name).name: packed.read(name).decode() for name in packed.namelist()}


async def told(desk: Desk) -> dict[str, Any]:
    found = files(await bundle(desk.house))
    return {name: json.loads(text) for name, text in found.items() if name.endswith(".json")}


def planted(table: Table, connection_id: str, **given: Any) -> dict[str, Any]:
    """A row that has the mark wherever it can."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in given:
            row[column.name] = given[column.name]
        elif column.name == "connection_id":
            row[column.name] = connection_id
        elif isinstance(column.type, BigInteger | Integer):
            row[column.name] = NOW
        elif isinstance(column.type, Boolean):
            row[column.name] = False
        elif isinstance(column.type, LargeBinary | Packed):
            row[column.name] = f"{MARK} {table.name}.{column.name}".encode()
        elif type(column.type).__name__ == "Json":
            row[column.name] = [{"name": SENTENCE}]
        else:
            row[column.name] = f"{SENTENCE} {table.name}.{column.name}"
    return row


async def plant_everywhere(desk: Desk) -> None:
    """One more row in every table of both stores, and a connection full of marks."""
    own = {
        "name": f"{MARK} Bakery",
        "account_id": f"acct_{MARK}",
        "reason": SENTENCE,
        "key_sealed": desk.house.vault.seal(KEY, row=desk.connection_id, column="key_sealed"),
        "key_hint": f"rk_live_…{MARK}",
        "key_warning": SENTENCE,
        "state": "needs_attention",
        "grants": [{"slug": s, "granted": True, "reason": SENTENCE} for s in ("rak_x", MARK)],
        "account": {"name": f"{MARK} Ltd", "logo": f"file_{MARK}"},
        "wants": [MARK],
    }
    async with desk.house.store.writing() as tx:
        await tx.execute(tables.connection.update().values(**own))
        for table in (*tables.metadata.sorted_tables, *tables.LEDGER.values()):
            if table.name not in ("connection", "inbox"):
                await tx.execute(insert(table).values(planted(table, desk.connection_id)))
        await tx.execute(
            tables.cursor.update()
            .where(tables.cursor.c.name == tables.PLACE + desk.connection_id)
            .values(position=tables.cursor.c.position)
        )
        await audit.write(tx, desk.clock, MARK, f"connection.change {MARK}", MAIL)
        await audit.write(tx, desk.clock, MARK, "connection.pause", desk.connection_id)
    async with desk.house.store.inbox.begin() as tx:
        await tx.execute(insert(tables.inbox).values(planted(tables.inbox, desk.connection_id)))


async def test_nothing_that_was_planted_anywhere_comes_out(tmp_path: Path):
    async with opened(tmp_path / f"{MARK}-home") as desk:
        await plant_everywhere(desk)
        token = await tokens.create(desk.house.store, desk.clock, f"{MARK}'s laptop", "owner")
        body = await bundle(desk.house)
        found = files(body)
        assert sorted(found) == [
            "README.txt",
            "connections.json",
            "deeds.json",
            "installation.json",
        ]
        for name, text in found.items():
            for secret in (MARK, MARK.lower(), token, SECRET, "4242", desk.connection_id):
                assert secret.lower() not in text.lower(), (name, secret)
            assert str(tmp_path) not in text, name
        assert MARK.encode() not in body
        (one,) = json.loads(found["connections.json"])["connected"]
        assert (one["state"], one["key"]) == ("needs_attention", "rk_live")
        assert one["reason"].startswith("The account … of … (…")
        assert one["reason"].endswith("cannot be read")
        deeds = json.loads(found["deeds.json"])
        assert {"connection.pause", "connection.change …"} <= {deed["what"] for deed in deeds}
        assert one["connection"] in {deed["about"] for deed in deeds}


async def test_it_says_what_helps(desk: Desk):
    charge = {"id": "ch_1", "object": "charge", "amount": 500, "currency": "usd"}
    await desk.tell(event("charge.succeeded", charge), event("charge.failed", charge, id_="evt_2"))
    await desk.tell(event("payout.paid", {"id": "po_1"}, id_="evt_3", livemode=True))
    refused = "The key lacks the permission rak_charge_read: allow it in Stripe to turn this on."
    one = aside.Aside(desk.connection_id, "unreadable", refused, resource="charges", body=b"{}")
    await desk.house.store.write(lambda tx: aside.put(tx, desk.house, one))
    parts = await told(desk)
    assert parts["installation.json"]["store"]["kind"] == "SQLite"
    assert parts["installation.json"]["store"]["revisions"] == schema.HEADS
    assert parts["installation.json"]["libraries"]["stripe"].startswith("16.")
    (shown,) = parts["connections.json"]["connected"]
    assert shown["account"] is None
    assert shown["webhook_secret"] is True
    payments = shown["health"]["groups"][0]
    assert (payments["name"], payments["how"], payments["by_webhook"]) == ("payments", "webhook", 2)
    newest = shown["could_not_be_read"]["newest"]
    other_mode, listed = sorted(newest, key=lambda one: one["code"])
    assert (listed["list"], listed["reason"], listed["size_bytes"]) == ("charges", refused, 2)
    assert (other_mode["event_type"], other_mode["code"]) == ("payout.paid", "other_mode")
    assert {"what": "Tries to charge", "rows": 1, "more": False} in shown["stored"]


async def test_a_disconnected_account_is_only_counted(desk: Desk):
    await connections.disconnect(desk.house, desk.connection_id, delete_data=False)
    parts = await told(desk)
    assert parts["connections.json"] == {"connected": [], "disconnected": 1}


def test_settings_are_told_as_set_or_not(tmp_path: Path):
    given = settings.load(
        {
            "TILLWATCH_DATA_DIR": str(tmp_path),
            "TILLWATCH_DATABASE_URL": f"postgresql://{MARK}:{MARK}@db.{MARK}.example/till",
            "TILLWATCH_BASE_URL": f"https://pay.{MARK}.example",
            "TILLWATCH_STRIPE_API_BASE": "http://127.0.0.1:9",
            "TILLWATCH_POLL_SECONDS": "90",
        }
    )
    shown = {one["name"]: one["value"] for one in installation.settings_of(given)}
    assert shown["data_dir"] == "set"
    assert shown["database_url"] == "set"
    assert shown["base_url"] == "set, https"
    assert shown["stripe_api_base"] == "set, http, this machine"
    assert shown["stripe_files_base"] == "https://files.stripe.com"
    assert shown["poll_seconds"] == "90.0"
    assert shown["lake_url"] == "not set"


@given(st.text(max_size=200))
def test_only_harmless_words_pass(text: str):
    said = str(scrub.scrubbed(text, {"rak_charge_read"}))
    for piece in said.split():
        bare = piece.strip(".,:;()")
        harmless = not bare or bare == "…" or (bare.isdigit() and len(bare) <= 3)
        assert (
            harmless or bare.lower().replace("’", "'") in scrub.words() or bare == "rak_charge_read"
        )


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "Stripe asks to slow down (429): try again in a minute.",
            "Stripe asks to slow down (429): try again in a minute.",
        ),
        (
            "This event belongs to the account acct_1Zebra",
            "This event belongs to the account …",
        ),
        ("KeyError: 'amount'", "KeyError: …"),
        ("No such customer: 'cus_Zebra'; a similar", "No such customer: … a similar"),
        ("jane@zebra.example invoice 4242 4242", "… invoice …"),
        ("", ""),
    ],
)
def test_sentences_keep_what_helps(sentence: str, said: str):
    assert scrub.scrubbed(sentence) == said


def test_an_alias_stays_the_same_and_tells_nothing():
    assert scrub.alias("account", "acct_1") == scrub.alias("account", "acct_1")
    assert scrub.alias("account", "acct_1") != scrub.alias("account", "acct_2")
    assert scrub.alias("account", None) is None
