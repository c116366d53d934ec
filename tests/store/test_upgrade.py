"""A store as it first was is brought up to date, with what it holds."""

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, select, text

from tillwatch.store import schema
from tillwatch.store.tables import access


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
