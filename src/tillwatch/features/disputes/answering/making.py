"""Makes the packet of a case, and freezes what is to be sent."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tillwatch.features.disputes.answering import paper
from tillwatch.features.disputes.answering.read import APPEAL_FILES, Read
from tillwatch.features.disputes.case.known import Upload
from tillwatch.features.disputes.evidence.book import FIELDS, FILE
from tillwatch.features.disputes.gathering.gather import POLICY_FILE
from tillwatch.features.disputes.packet import fit, limits
from tillwatch.features.disputes.packet.shapes import TOGETHER, Fitted
from tillwatch.features.disputes.sending.kept import File, What
from tillwatch.features.disputes.told import files, policies
from tillwatch.features.disputes.uploads import Tamed
from tillwatch.kernel import errors
from tillwatch.store.engine import Store

EMPTY: Final = "There is nothing to send yet: fill in the form, or add a file"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """`fitted` None: there is nothing to put on paper."""

    read: Read
    fitted: Fitted | None
    what: What
    files: list[File]


async def make(store: Store, read: Read, sender: str, way: str = TOGETHER) -> Made:
    """`way`: all in one document, or each exhibit in its own field."""
    bodies = {upload.id: await _tamed(store, read, upload) for upload in read.case.uploads}
    there = {id_: one for id_, one in bodies.items() if one is not None}
    whole = paper.packet(read, sender, there)
    if not whole.exhibits and not whole.letter.statements:
        what = What(evidence=read.evidence, rests=_rests(read))
        return Made(read=read, fitted=None, what=what, files=[])
    network = read.case.dispute.network or ""
    fitted = await fit(whole, limits.of_network(network), way)
    given = {APPEAL_FILES: fitted.pdf} if read.appeals else fitted.files
    made = [_file(read, field, body) for field, body in sorted(given.items())]
    return Made(
        read=read,
        fitted=fitted,
        what=What(
            evidence=read.evidence,
            files={one.field: one.name for one in made},
            rests=_rests(read),
            charge=read.case.dispute.attempt,
        ),
        files=made,
    )


def ready(made: Made) -> Made:
    """`BadInput` where it may not be sent so."""
    if not made.what.evidence and not made.files:
        raise errors.BadInput(EMPTY)
    for problem in made.read.stops:
        raise errors.BadInput(
            problem.says, **({problem.field: problem.says} if problem.field else {})
        )
    return made


def is_old(read: Read, frozen: What) -> bool:
    """Whether its case says something else now than when it was frozen. Ids of files are left out:
    they stand in the form once they are saved there."""
    return _words(read.evidence) != _words(frozen.evidence) or _rests(read) != [*frozen.rests]


def _words(evidence: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in sorted(evidence.items()):
        rule = FIELDS.get(name)
        if isinstance(value, Mapping):
            found += _words(value, f"{above}{name}.")
        elif value not in (None, "", []) and not (rule and rule.kind == FILE):
            found.append((f"{above}{name}", " ".join(str(value).split())))
    return found


def _rests(read: Read) -> list[str]:
    return sorted(f"{one.id} {one.field} {one.digest} {one.caption}" for one in read.case.uploads)


def _file(read: Read, field: str, body: bytes) -> File:
    kind = "pdf" if body.startswith(b"%PDF") else "png" if body.startswith(b"\x89PNG") else "jpg"
    name = f"{read.case.dispute.id}-{field.rpartition('.')[2]}.{kind}"
    return File(field=field, name=name, digest=hashlib.sha256(body).hexdigest(), body=body)


async def _tamed(store: Store, read: Read, upload: Upload) -> Tamed | None:
    case = read.case
    if upload.id.startswith(POLICY_FILE):
        held: Mapping[str, policies.Policy] = await policies.policies(store, case.connection_id)
        policy = held.get(upload.field)
        body = await policies.policy_body(store, policy) if policy else None
    else:
        body = await files.body(store, case.connection_id, case.dispute.id, upload.id)
    if body is None:
        return None
    return Tamed(
        kind=upload.kind,
        pages=upload.pages,
        width=upload.width,
        height=upload.height,
        body=body,
        digest=upload.digest,
    )
