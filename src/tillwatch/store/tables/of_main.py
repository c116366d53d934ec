"""The tables of the main store are gathered here, whichever file they are written down in."""

from sqlalchemy import MetaData

from tillwatch.store.columns import NAMES

metadata = MetaData(naming_convention=NAMES)
