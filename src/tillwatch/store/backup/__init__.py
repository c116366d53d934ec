"""A backup: everything that cannot be made again, in one file that either store can be made from.

`save` writes it while everything runs; `load` brings it into empty SQLite files or an empty
PostgreSQL database, whichever the settings name: so it is also the way from one to the other.

The file is a zip (`paper`): `tillwatch.json` says what wrote it, each table is a member of its own,
`contents.json` counts them, `key` is the secret key file. The ledger is not in it: it is computed
from the objects, and so it is after a restore.

What holds it together. On PostgreSQL all is read in one transaction that sees one moment. SQLite
has two files, each read in one transaction of its own, the main file's begun first: what had been
applied then had arrived before, so the inbox that is read afterwards is never behind it, and what
it has more is applied after the restore, which is what applying twice is for. A reader of a
write-ahead log stops nobody from writing; the log is longer while it reads.
"""

from tillwatch.store.backup.load import load as load
from tillwatch.store.backup.paper import Restored as Restored
from tillwatch.store.backup.paper import Step as Step
from tillwatch.store.backup.save import save as save
