"""The store's shape: what migrations make is what the tables say, and a changed ledger is made
again from the objects."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, inspect, select, text

from tillwatch import rows, settings
from tillwatch.store import schema, tables
from tillwatch.store.engine import Store, open_store
from tillwatch.store.tables import LEDGER


@pytest.mark.parametrize(
    ("series", "metadata", "make"),
    [
        ("main", tables.metadata, schema.main),
        ("inbox", tables.inbox_metadata, schema.inbox),
    ],
)
def test_migrations_make_the_tables_of_the_code(
    series: str, metadata: MetaData, make: object
) -> None:
    with create_engine("sqlite://").connect() as connection:
        assert callable(make)
        make(connection)
        # "sqlite_stat1" holds what `store.estimates` tells SQLite
        others = {f"schema_{series}", "sqlite_stat1", *tables.ledger_metadata.tables}
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": False,
                "include_name": lambda name, kind, _: kind != "table" or name not in others,
            },
        )
        assert compare_metadata(context, metadata) == []
        made = connection.scalar(text(f"SELECT version_num FROM schema_{series}"))
        assert made == schema.HEADS[series]


@pytest.mark.parametrize("series", ["main", "inbox"])
def test_the_head_named_in_code_is_the_newest_revision(series: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS / series))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEADS[series]]


async def opened(folder: Path) -> Store:
    return await open_store(settings.load({"TILLWATCH_DATA_DIR": str(folder)}))


async def test_another_edition_makes_the_ledger_anew_and_asks_for_it_to_be_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_customer(connection: Connection) -> None:
        row = {"connection_id": "con_1", "id": "cus_1", "created": 1, "deleted": False}
        connection.execute(LEDGER["customer"].insert(), row)
        schema.set_ledger_filled(connection)

    store = await opened(tmp_path)
    await store.write(add_customer)
    await store.close()
    same = await opened(tmp_path)
    assert await same.write(schema.ledger_is_filled)
    await same.close()
    monkeypatch.setattr(rows, "EDITION", rows.EDITION + 1)
    store = await opened(tmp_path)
    assert not await store.write(schema.ledger_is_filled)
    assert await store.write(lambda c: c.execute(select(LEDGER["customer"])).all()) == []
    names = await store.write(lambda c: inspect(c).get_table_names())
    assert set(LEDGER) <= set(names)
    await store.close()


async def test_sqlite_knows_how_large_an_account_may_be(tmp_path: Path) -> None:
    """An id is looked up by the key, not by walking through all rows of the connection."""
    store = await opened(tmp_path)
    question = (
        "EXPLAIN QUERY PLAN SELECT id FROM payment WHERE connection_id = 'con_1' AND id IN "
        "(SELECT payment FROM attempt WHERE connection_id = 'con_1' AND id = 'ch_1')"
    )
    async with store.reading() as tx:
        plan = [row.detail for row in await tx.execute(text(question))]
    await store.close()
    assert "sqlite_autoindex_payment_1 (connection_id=? AND id=?)" in plan[0]


async def test_the_ledger_is_made_anew_with_its_estimates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told() -> int:
        store = await opened(tmp_path)
        async with store.reading() as tx:
            found = await tx.scalar(text("SELECT count(*) FROM sqlite_stat1"))
        await store.close()
        return int(found or 0)

    first = await told()
    monkeypatch.setattr(rows, "EDITION", rows.EDITION + 1)
    assert await told() == first > len(LEDGER)
