"""Files: uploaded as `multipart/form-data`, listed, fetched.

Source: docs.stripe.com/api/files.
"""

import hashlib
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import failures, wire
from tillwatch.simulator.http.answering import papers
from tillwatch.simulator.http.answering.call import Call
from tillwatch.simulator.http.answering.reads import Endpoint
from tillwatch.simulator.http.asking import filters, form, lists, values
from tillwatch.simulator.http.asking.catalogue import Kind
from tillwatch.simulator.http.asking.plan import Plan
from tillwatch.simulator.http.showing.view import list_of
from tillwatch.simulator.reports import receipt
from tillwatch.simulator.reports.shelf import Shelf

READ = ("rak_file_read",)
WRITE = ("rak_file_write",)
KIND = Kind("file", "files", "file upload", read=READ, write=WRITE)
DAY = 86_400
CONTENT_TYPES = {
    "csv": b"text/csv; charset=utf-8",
    "jpg": b"image/jpeg",
    "pdf": b"application/pdf",
    "png": b"image/png",
}


class Files:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def routes(self) -> dict[tuple[str, ...], Endpoint]:
        return {
            ("POST", "files"): self.create,
            ("GET", "files"): self.listing,
            ("GET", "files", "*"): self.retrieve,
            ("GET", "files", "*", "contents"): self.contents,
        }

    def _row(self, call: Call) -> Json:
        row = self._shelf.table(call.books).get(call.ids[0])
        if row is None:
            raise failures.missing(KIND.noun, call.ids[0], "file")
        return row

    def create(self, call: Call) -> Json:
        call.require(WRITE)
        if call.content_type.startswith("multipart/form-data"):
            parts = multipart(call.content_type, call.raw)
        else:
            parts = {name: (None, value.encode()) for name, value in form.flat(call.query)}
        for name in ("purpose", "file"):
            if name not in parts:
                raise failures.required(name)
        purpose = values.one_of(
            "purpose", parts["purpose"][1].decode(errors="replace"), tuple(papers.PURPOSES)
        )
        filename, content = parts["file"]
        papers.check(purpose, filename, content)
        days = papers.PURPOSES[purpose].days
        request = {"id": call.request_id, "idempotency_key": call.idempotency_key}
        return self._shelf.keep(
            call.books,
            content,
            call.now,
            purpose=purpose,
            filename=filename,
            expires_at=days and call.now + days * DAY,
            request=request,
        )

    def retrieve(self, call: Call) -> Json:
        call.require(READ)
        filters.known_only(call.query, ("expand",))
        return self._row(call)

    def listing(self, call: Call) -> Json:
        call.require(READ)
        filters.known_only(call.query, filters.PAGING | {"created", "purpose"})
        wanted = Plan()
        if "created" in call.query:
            wanted.since, wanted.until = values.stretch("created", call.query["created"])
        if "purpose" in call.query:
            wanted.equals["purpose"] = values.text("purpose", call.query["purpose"])
        window = lists.window(call.query)
        rows, more = lists.rows_of(self._shelf.table(call.books), KIND, wanted, window)
        return list_of(rows, "/v1/files", more)

    def contents(self, call: Call) -> wire.Reply:
        """The file itself, as long as it has not expired; at Stripe on an origin of its own."""
        call.require(READ)
        row = self._row(call)
        content = self._shelf.content(row["id"])
        if content is None or (row["expires_at"] is not None and row["expires_at"] <= call.now):
            raise failures.missing(KIND.noun, row["id"], "file")
        content_type = CONTENT_TYPES.get(row["type"], b"application/octet-stream")
        return wire.Reply(200, content, [], content_type)

    def purpose(self, call: Call, id_: str) -> str | None:
        """What a file was uploaded for; None if there is none of that id."""
        row = self._shelf.table(call.books).get(id_)
        return None if row is None else str(row["purpose"])

    def content(self, id_: str) -> bytes:
        """Nothing where it is not kept any more."""
        return self._shelf.content(id_) or b""

    def deed(self, books: Books, asked: Json, now: int) -> Json:
        """Somebody uploads a receipt in the Dashboard."""
        filters.known_only(asked, ("filename", "purpose", "text"))
        purpose = values.text("purpose", asked.get("purpose", "dispute_evidence"))
        values.one_of("purpose", purpose, tuple(papers.PURPOSES))
        filename = values.text("filename", asked.get("filename", "receipt.pdf"))
        text = values.text("text", asked.get("text", "Receipt\nThank you for your order."))
        content = receipt.pdf(text.splitlines())
        return self._shelf.keep(books, content, now, purpose=purpose, filename=filename)


def multipart(content_type: str, raw: bytes) -> dict[str, tuple[str | None, bytes]]:
    """The parts of a body: name -> file name (None for a plain field) and content."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message: Message = BytesParser(policy=HTTP).parsebytes(head + raw)
    if not message.is_multipart():
        raise failures.bad_value("file", "The body is no multipart/form-data.")
    found: dict[str, tuple[str | None, bytes]] = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = (part.get_filename(), content)
    return found


def sameness(content_type: str, raw: bytes) -> str:
    """What two bodies with the same parts have in common, whatever stands between the parts."""
    summed = hashlib.sha256()
    for name, (filename, content) in sorted(multipart(content_type, raw).items()):
        summed.update(f"{name}\0{filename}\0{len(content)}\0".encode() + content)
    return summed.hexdigest()
