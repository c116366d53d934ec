"""Files: uploaded as `multipart/form-data`, listed, fetched.

Source: docs.stripe.com/api/files.
"""

from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import failures, wire
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
SIZE_MAX = 5_000_000
PURPOSES = (
    "account_requirement",
    "additional_verification",
    "business_icon",
    "business_logo",
    "customer_signature",
    "dispute_evidence",
    "identity_document",
    "issuing_regulatory_reporting",
    "pci_document",
    "tax_document_user_upload",
)
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
        parts = multipart(call)
        for name in ("purpose", "file"):
            if name not in parts:
                raise failures.required(name)
        purpose = values.one_of("purpose", parts["purpose"][1].decode(errors="replace"), PURPOSES)
        filename, content = parts["file"]
        if len(content) > SIZE_MAX:
            raise failures.bad_value("file", f"The file is larger than {SIZE_MAX} bytes.")
        request = {"id": call.request_id, "idempotency_key": call.idempotency_key}
        return self._shelf.keep(
            call.books, content, call.now, purpose=purpose, filename=filename, request=request
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
        if row["expires_at"] is not None and row["expires_at"] <= call.now:
            raise failures.missing(KIND.noun, row["id"], "file")
        content_type = CONTENT_TYPES.get(row["type"], b"application/octet-stream")
        return wire.Reply(200, self._shelf.content(row["id"]), [], content_type)

    def deed(self, books: Books, asked: Json, now: int) -> Json:
        """Somebody uploads a receipt in the Dashboard."""
        filters.known_only(asked, ("filename", "purpose", "text"))
        purpose = values.text("purpose", asked.get("purpose", "dispute_evidence"))
        values.one_of("purpose", purpose, PURPOSES)
        filename = values.text("filename", asked.get("filename", "receipt.pdf"))
        text = values.text("text", asked.get("text", "Receipt\nThank you for your order."))
        content = receipt.pdf(text.splitlines())
        return self._shelf.keep(books, content, now, purpose=purpose, filename=filename)


def multipart(call: Call) -> dict[str, tuple[str | None, bytes]]:
    """The parts of the body: name -> file name (None for a plain field) and content."""
    if not call.content_type.startswith("multipart/form-data"):
        return {name: (None, value.encode()) for name, value in form.flat(call.query)}
    head = f"Content-Type: {call.content_type}\r\n\r\n".encode()
    message: Message = BytesParser(policy=HTTP).parsebytes(head + call.raw)
    if not message.is_multipart():
        raise failures.bad_value("file", "The body is no multipart/form-data.")
    found: dict[str, tuple[str | None, bytes]] = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = (part.get_filename(), content)
    return found
