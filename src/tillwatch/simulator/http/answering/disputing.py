"""Disputes answered over the API: evidence staged or sent, a case given up.

What Stripe would refuse is refused before anything is kept: unknown fields, texts and files that
are too much, files that are no evidence, a case that is closed, a fee nobody agreed to. Messages
are Stripe's where one was recorded; limits: docs.stripe.com/disputes/best-practices.
"""

from tillwatch.kernel.errors import TillwatchError
from tillwatch.simulator import evidence as exhibits
from tillwatch.simulator.books import Json
from tillwatch.simulator.http import deeds, failures
from tillwatch.simulator.http.answering import papers
from tillwatch.simulator.http.answering.call import Call
from tillwatch.simulator.http.answering.files import Files
from tillwatch.simulator.http.answering.reads import Endpoint
from tillwatch.simulator.http.answering.writes import deeds_of, shown
from tillwatch.simulator.http.asking import evidence, filters, values
from tillwatch.simulator.http.asking.catalogue import BY_OBJECT

KIND = BY_OBJECT["dispute"]
FIELDS = frozenset(("evidence", "expand", "intended_submission_method", "metadata", "submit"))
AWAITS = ("needs_response", "warning_needs_response", "appeal_needs_response")
ANSWERED = ("under_review", "warning_under_review", "appeal_under_review")
TEXTS_MAX = 150_000
FILES_MAX = 4_500_000
"""Bytes of all files together. Stripe publishes 4.5 MB; which megabyte, it does not say."""
TOO_LARGE = (
    "The files you've attached to this dispute as evidence will exceed the limit for a dispute's "
    "total size. Try using smaller files as evidence. Hint: if you've attached images, you might "
    "want to try providing them in lower resolutions."
)
"""As recorded in github.com/Automattic/woocommerce-payments/issues/559."""
PAGES_MAX = 49
PAGES_MASTERCARD = 19
UNAVAILABLE = "smart_disputes_not_available"


class Disputing:
    def __init__(self, files: Files) -> None:
        self._files = files

    def routes(self) -> dict[tuple[str, ...], Endpoint]:
        return {
            ("POST", "disputes", "*"): self.update,
            ("POST", "disputes", "*", "close"): close,
        }

    def update(self, call: Call) -> Json:
        """`submit` is true unless said otherwise, as at Stripe: evidence goes to the bank at once.
        A request without evidence that does not say `submit` sends nothing."""
        call.require(KIND.write)
        row = call.alive(KIND, call.ids[0])
        filters.known_only(call.query, FIELDS)
        given = evidence.read(call.query.get("evidence"))
        asked = call.query.get("submit", "true" if given else "false")
        submit = values.flag("submit", asked)
        metadata = values.metadata(row["metadata"], call.query.get("metadata"))
        method = _method(call)
        whole = exhibits.merged(row["evidence"], given)
        _check_open(row, bool(given), submit)
        self._check(call, row, given, whole)
        if submit:
            _check_ready(row, whole, method)
        try:
            changed = deeds_of(call).update_dispute(
                call.key.livemode,
                row["id"],
                given,
                submit=submit,
                metadata=metadata,
                method=method,
            )
        except TillwatchError as error:
            raise failures.Failure(400, error.message) from None
        return shown(call, KIND, changed)

    def _check(self, call: Call, row: Json, given: Json, whole: Json) -> None:
        """Limits and files, of what was staged before and what comes now."""
        if given.get("appeal") and not row["status"].startswith("appeal"):
            raise failures.bad_value("evidence[appeal]", "This dispute has no appeal to file.")
        for name in given.get("enhanced_evidence") or ():
            if name not in row["enhanced_eligibility_types"]:
                path = f"evidence[enhanced_evidence][{name}]"
                raise failures.bad_value(path, f"This dispute is not eligible for `{name}`.")
        _check_prior(call, given)
        if exhibits.characters(whole) > TEXTS_MAX:
            message = f"The combined character count of all evidence fields exceeds {TEXTS_MAX}."
            raise failures.bad_value("evidence", message)
        self._check_files(call, row, whole)

    def _check_files(self, call: Call, row: Json, whole: Json) -> None:
        contents = []
        for path, id_ in exhibits.files(whole):
            if self._files.purpose(call, id_) != "dispute_evidence":
                raise failures.missing("file upload", id_, path, status=400)
            contents.append(self._files.content(id_))
        if sum(map(len, contents)) > FILES_MAX:
            raise failures.bad_value("evidence", TOO_LARGE)
        card = (row["payment_method_details"] or {}).get("card") or {}
        most = PAGES_MASTERCARD if card.get("network") == "mastercard" else PAGES_MAX
        pages = sum(map(papers.pages, contents))
        if pages > most:
            message = f"The evidence has {pages} pages; this network takes {most} at most."
            raise failures.bad_value("evidence", message)


def _method(call: Call) -> str | None:
    given = call.query.get("intended_submission_method")
    if given is None:
        return None
    name = "intended_submission_method"
    return values.one_of(name, values.text(name, given), deeds.METHODS)


def _check_open(row: Json, given: bool, submit: bool) -> None:
    if row["status"] in AWAITS or not (given or submit):
        return
    if row["status"] in ANSWERED:
        message = "Evidence for this dispute has already been submitted; it can be sent only once."
        raise failures.Failure(400, message)
    raise failures.Failure(400, "This dispute is already closed.")


def _check_ready(row: Json, whole: Json, method: str | None) -> None:
    """What must be so before anything goes to the bank."""
    enhanced = whole.get("enhanced_evidence") or {}
    for name in row["enhanced_eligibility_types"]:
        agreed = (enhanced.get(name) or {}).get("fee_acknowledged")
        if name.endswith("_compliance") and not agreed:
            path = f"evidence[enhanced_evidence][{name}][fee_acknowledged]"
            message = (
                "To contest a compliance dispute you must acknowledge the network fee: "
                f"`{path}` must be true."
            )
            raise failures.Failure(400, message, code="parameter_missing", param=path)
    wanted = method or row["intended_submission_method"]
    if wanted == "smart_disputes" and not row.get("_smart"):
        message = "Smart Disputes is not available for this dispute."
        raise failures.Failure(400, message, code=UNAVAILABLE, param="intended_submission_method")
    if wanted != "smart_disputes" and not exhibits.given(whole):
        raise failures.Failure(400, "There is no evidence to submit.", param="evidence")


def _check_prior(call: Call, given: Json) -> None:
    pair = (given.get("enhanced_evidence") or {}).get("visa_compelling_evidence_3") or {}
    path = "evidence[enhanced_evidence][visa_compelling_evidence_3][prior_undisputed_transactions]"
    for number, one in enumerate(pair.get("prior_undisputed_transactions") or ()):
        if call.books.tables["charge"].get(one["charge"]) is None:
            raise failures.missing("charge", one["charge"], f"{path}[{number}][charge]", status=400)


def close(call: Call) -> Json:
    """Accept it: lost, and that is final."""
    call.require(KIND.write)
    row = call.alive(KIND, call.ids[0])
    filters.known_only(call.query, ("expand",))
    if row["status"] not in ("needs_response", "appeal_needs_response"):
        raise failures.Failure(400, "This dispute is already closed or cannot be closed.")
    closed = deeds_of(call).close_dispute(call.key.livemode, row["id"], won=False)
    return shown(call, KIND, closed)
