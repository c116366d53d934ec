"""What is asked of the store, and by which steps SQLite answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tillwatch.intake.house import House


@contextmanager
def listening(house: House) -> Iterator[list[tuple[Any, str, Any]]]:
    """The questions asked meanwhile: the file's engine, the statement, its values."""
    asked: list[tuple[Any, str, Any]] = []

    def heard(connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((connection.engine, statement, values))

    engines = [one.sync_engine for one in (house.store.main, house.store.inbox)]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", heard)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", heard)


async def plan(house: House, engine: Any, statement: str, values: Any) -> list[str]:
    """The steps to the answer of one of these questions."""
    store = house.store
    asynchronous = store.main if engine is store.main.sync_engine else store.inbox
    async with asynchronous.connect() as tx:
        steps = await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [row.detail for row in steps]
