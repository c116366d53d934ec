"""Files: uploaded as `multipart/form-data`, and listed.

Source: docs.stripe.com/api/files. Apart from the books, as no money hangs on them; a file's content
is measured and not kept.
"""

from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from random import Random

from tillwatch.simulator.books import Json, Table
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.answering.call import Call
from tillwatch.simulator.http.answering.reads import Endpoint
from tillwatch.simulator.http.asking import filters, form, lists, values
from tillwatch.simulator.http.asking.catalogue import Kind
from tillwatch.simulator.http.asking.plan import Plan
from tillwatch.simulator.http.gate.keys import ALPHABET
from tillwatch.simulator.http.options import Options
from tillwatch.simulator.http.showing.view import list_of

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
TYPES = {b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


class Shelf:
    """The files of all accounts and modes."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._tables: dict[tuple[str, bool], Table] = {}

    def table(self, call: Call) -> Table:
        return self._tables.setdefault((call.key.account, call.key.livemode), Table())

    def row(self, call: Call) -> Json:
        row = self.table(call).get(call.ids[0])
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
        id_ = "file_1" + "".join(self._random.choices(ALPHABET, k=23))
        row: Json = {
            "id": id_,
            "object": "file",
            "created": call.now,
            "expires_at": None,
            "filename": filename,
            "links": list_of([], f"/v1/file_links?file={id_}"),
            "purpose": purpose,
            "size": len(content),
            "title": None,
            "type": next((kind for mark, kind in TYPES.items() if content.startswith(mark)), None),
            "url": f"https://files.stripe.com/v1/files/{id_}/contents",
        }
        self.table(call).put(row)
        event = "evt_1" + "".join(self._random.choices(ALPHABET, k=23))
        call.books.emit(event, "file.created", row, at=call.now)
        return row

    def retrieve(self, call: Call) -> Json:
        call.require(READ)
        filters.known_only(call.query, ("expand",))
        return self.row(call)

    def listing(self, call: Call) -> Json:
        call.require(READ)
        filters.known_only(call.query, filters.PAGING | {"created", "purpose"})
        wanted = Plan()
        if "created" in call.query:
            wanted.since, wanted.until = values.stretch("created", call.query["created"])
        if "purpose" in call.query:
            wanted.equals["purpose"] = values.text("purpose", call.query["purpose"])
        rows, more = lists.page(self.table(call), KIND, wanted, lists.window(call.query))
        return list_of(rows, "/v1/files", more)


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


def routes(options: Options) -> dict[tuple[str, ...], Endpoint]:
    shelf = Shelf(Random(f"{options.seed}:files"))
    return {
        ("POST", "files"): shelf.create,
        ("GET", "files"): shelf.listing,
        ("GET", "files", "*"): shelf.retrieve,
    }
