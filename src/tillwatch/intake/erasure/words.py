"""What a person is told before and after: what goes, what stays, what is not reached."""

from typing import Final

BLANKED: Final = (
    "Names, e-mail addresses, phone numbers and street addresses",
    "Descriptions, notes and metadata of their payments, invoices and subscriptions",
    "What they wrote or sent as evidence in disputes, and the addresses of their receipts",
    "The same in every event that {processor} has sent about them",
)
STAYS: Final = (
    "Ids, amounts, currencies and dates: no sum changes",
    "Countries, and of cards the brand and the last four digits",
)
OF_PROCESSOR: Final = "{processor} keeps its own copy: ask for its redaction there."
OF_BACKUPS: Final = (
    "Backups made before now still hold it: delete them, or erase again after restoring one."
)
OF_DOWNLOADS: Final = "Files that somebody downloaded, and messages already sent, are not changed."
OF_POSTGRESQL: Final = (
    "PostgreSQL's own log, replicas and backups are its keeper's: they hold it until they go."
)


def not_reached(processor: str, *, sqlite: bool) -> list[str]:
    said = [OF_PROCESSOR.format(processor=processor), OF_BACKUPS, OF_DOWNLOADS]
    return said if sqlite else [*said, OF_POSTGRESQL]
