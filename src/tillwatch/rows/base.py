"""What every row has."""

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

Json = dict[str, Any] | list[Any]
Times = int
"""Whole seconds since the epoch, UTC."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the ledger. Its key is (connection, `id`); the connection is added on writing.

    `table` names the table; `owner` names the column that holds the id of the object a row came
    from where one object makes several rows (then all rows of that owner are replaced together);
    `indexes` are the columns questions look rows up by. `carried` are columns that the index of
    the list holds beside its order, so that narrowing and adding up need not read the rows.
    `begun` are texts that are searched by their beginning, `named` those that are searched by the
    beginning of their last word too. `personal` are those that say something of a person, each
    with its kind (`kernel.eyes.shown`): they are hidden from whoever may not see it, and blanked
    when a customer is erased.
    """

    table: ClassVar[str]
    owner: ClassVar[str | None] = None
    indexes: ClassVar[tuple[str, ...]] = ()
    carried: ClassVar[tuple[str, ...]] = ()
    begun: ClassVar[tuple[str, ...]] = ()
    named: ClassVar[tuple[str, ...]] = ()
    personal: ClassVar[Mapping[str, str]] = {}

    id: str
    created: Times = 0
    livemode: bool | None = None
    """None where the processor's object does not say; the connection's mode holds."""
