"""The files of all accounts and modes: reports that were made, and what was uploaded.

Source: docs.stripe.com/api/files. Apart from the books, as no money hangs on them. What they hold
is kept in memory up to a bound: of the oldest beyond it only the object remains.
"""

from typing import Final

from tillwatch.simulator.books import Books, Json, Table
from tillwatch.simulator.business.core.ids import Ids

KEPT_MAX: Final = 256_000_000
"""Bytes of all files together."""
TYPES = {b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


class Shelf:
    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._tables: dict[tuple[str, bool], Table] = {}
        self._ids: dict[str, Ids] = {}
        self._contents: dict[str, bytes] = {}
        """Oldest first."""
        self._kept = 0

    def table(self, books: Books) -> Table:
        return self._tables.setdefault((books.account["id"], books.livemode), Table())

    def content(self, id_: str) -> bytes | None:
        """None where it is not kept any more."""
        return self._contents.get(id_)

    def found(self, books: Books, id_: str) -> tuple[Json, bytes] | None:
        """The object and what it holds, of a file of this account and mode."""
        row, content = self.table(books).get(id_), self.content(id_)
        return None if row is None or content is None else (row, content)

    def _lay(self, id_: str, content: bytes) -> None:
        self._contents[id_] = content
        self._kept += len(content)
        while self._kept > KEPT_MAX and len(self._contents) > 1:
            self._kept -= len(self._contents.pop(next(iter(self._contents))))

    def keep(
        self,
        books: Books,
        content: bytes,
        at: int,
        *,
        purpose: str,
        filename: str | None,
        type_: str | None = None,
        expires_at: int | None = None,
        request: Json | None = None,
    ) -> Json:
        """Lay a file down and tell it. Without `type_` the first bytes say what it is."""
        account = books.account["id"]
        ids = self._ids.setdefault(account, Ids(f"{self._seed}:files:{account}", account))
        id_ = ids.timed("file", at)
        known = (kind for mark, kind in TYPES.items() if content.startswith(mark))
        row: Json = {
            "id": id_,
            "object": "file",
            "created": at,
            "expires_at": expires_at,
            "filename": filename,
            "links": {
                "object": "list",
                "data": [],
                "has_more": False,
                "url": f"/v1/file_links?file={id_}",
            },
            "purpose": purpose,
            "size": len(content),
            "title": None,
            "type": type_ or next(known, None),
            "url": f"https://files.stripe.com/v1/files/{id_}/contents",
        }
        self._lay(id_, content)
        self.table(books).put(row)
        books.emit(ids.timed("evt", at), "file.created", row, at=at, request=request)
        return row
