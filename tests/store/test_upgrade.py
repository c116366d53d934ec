"""A store as it first was is brought up to date, with what it holds; and while that happens, what
the version before says still works, because machines are upgraded one after another."""

from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    create_engine,
    func,
    select,
    text,
    update,
)
from sqlalchemy.types import TypeEngine
from tests import stores

from tillwatch import rows
from tillwatch.kernel import errors
from tillwatch.store import schema
from tillwatch.store.engine import open_store
from tillwatch.store.tables import LEDGER, access, cursor


def make_first(connection: Connection) -> None:
    """The main store of revision 0001."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS / "main"))
    first = ScriptDirectory.from_config(config).get_revision("0001")
    with Operations.context(MigrationContext.configure(connection)):
        first.module.upgrade()
    connection.execute(text("CREATE TABLE schema_main (version_num TEXT NOT NULL)"))
    connection.execute(text("INSERT INTO schema_main VALUES ('0001')"))


def test_tokens_outlive_the_upgrade() -> None:
    with create_engine("sqlite://").connect() as connection:
        make_first(connection)
        row = "'acc_1', 'token', 'cron', 'reader', x'00', 1, NULL, NULL"
        connection.execute(text(f"INSERT INTO access VALUES ({row})"))
        schema.main(connection)
        kept = connection.execute(select(access)).mappings().one()
        assert (kept["name"], kept["person_id"], kept["proven_until"]) == ("cron", None, None)
        assert (
            connection.scalar(text("SELECT version_num FROM schema_main")) == schema.HEADS["main"]
        )


def scripts(series: str) -> list[Any]:
    """The revisions of a series, first to last."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS / series))
    return [*ScriptDirectory.from_config(config).walk_revisions()][::-1]


def least(table: Table, number: int) -> dict[str, Any]:
    """A row of nothing but what must be there."""
    return {
        column.name: value(column.type, number)
        for column in table.columns
        if column.primary_key or not (column.nullable or column.server_default is not None)
    }


def value(kind: TypeEngine[Any], number: int) -> Any:
    match kind:
        case Boolean():
            return False
        case Integer():
            return number
        case LargeBinary():
            return b"%d" % number
    return str(number)


@pytest.mark.parametrize("series", ["main", "inbox"])
def test_what_the_version_before_writes_and_reads_still_works_after_each_step(series: str) -> None:
    with create_engine("sqlite://").connect() as connection:
        for number, script in enumerate(scripts(series), start=1):
            before = MetaData()
            before.reflect(connection)
            with Operations.context(MigrationContext.configure(connection)):
                script.module.upgrade()
            for table in before.sorted_tables:
                connection.execute(table.insert(), least(table, number))
                connection.execute(update(table).values(least(table, number))).close()
                found = connection.execute(select(*table.columns).limit(1)).all()
                assert len(found) == 1, (script.revision, table.name)
                connection.execute(table.delete())


async def newer(folder: Path, oldest: int) -> None:
    """A version to come was here: `oldest` is the oldest that may work with it."""

    def write(tx: Connection) -> None:
        tx.execute(text("UPDATE schema_main SET version_num = '9999'"))
        tx.execute(update(cursor).where(cursor.c.name == "oldest main").values(position=oldest))

    store = await open_store(stores.given(folder))
    await store.write(write)
    await store.close()


@pytest.mark.usefixtures("any_store")
async def test_an_older_version_starts_where_a_newer_one_lets_it(tmp_path: Path) -> None:
    await newer(tmp_path, int(schema.HEADS["main"]))
    await (await open_store(stores.given(tmp_path))).close()


@pytest.mark.usefixtures("any_store")
async def test_and_does_not_where_it_must_not(tmp_path: Path) -> None:
    await newer(tmp_path, int(schema.HEADS["main"]) + 1)
    with pytest.raises(errors.Unavailable, match="newer Tillwatch"):
        await open_store(stores.given(tmp_path))


@pytest.mark.usefixtures("any_store")
async def test_the_ledger_of_a_newer_edition_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers = LEDGER["customer"]
    row = {"connection_id": "con_1", "id": "cus_1", "created": 1, "deleted": False}
    with monkeypatch.context() as patch:
        patch.setattr(rows, "EDITION", rows.EDITION + 1)
        store = await open_store(stores.given(tmp_path))
        await store.write(lambda tx: tx.execute(customers.insert(), row))
        await store.close()
    store = await open_store(stores.given(tmp_path))
    kept = await store.write(lambda tx: tx.scalar(select(func.count()).select_from(customers)))
    await store.close()
    assert kept == 1


SHAPES = {1: 55212072858312240, 2: 36086084749914080, 3: 61262278058788275}
"""Of each edition of the ledger the number of its tables."""


def test_another_shape_of_the_ledger_is_another_edition() -> None:
    """An older version can only tell by the edition that a newer one made the tables: when they
    change, raise `rows.EDITION` and write the new number down here."""
    assert SHAPES[rows.EDITION] == schema.ledger_shape()
