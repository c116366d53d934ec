"""What an operation may refuse, by status, each with the codes it can have.

The shape is always a problem (RFC 9457). Statuses stand with an operation only where it can give
them; `4XX` and `5XX` beside them are whatever else HTTP itself may say.
"""

from typing import Any, Final

from tillwatch.faces.api import problems
from tillwatch.faces.api.describing.asks import Asks

Json = dict[str, Any]

SAYS: Final[dict[int, tuple[str, str, str]]] = {
    400: ("Unreadable", "The body is no JSON in UTF-8", "`bad_input`"),
    401: (
        "NotSignedIn",
        "No token or session, or not a valid one",
        "`not_signed_in`; signing in: `wrong_credentials`, `wrong_code`",
    ),
    403: (
        "NotAllowed",
        "It is not yours to do",
        "`not_allowed`: your role does not include it, `fields.permission` names what is missing; "
        "`confirm_needed`: show again who you are; `setup_needed`: the owner comes first; "
        "`cross_site`: another site's page asked",
    ),
    404: ("NotFound", "There is nothing of that name or id for you", "`not_found`"),
    409: (
        "Conflict",
        "It exists already, or its state forbids this",
        "`conflict`, or the narrower one that the operation names",
    ),
    413: ("TooLarge", "The body is too large", "`too_large`"),
    422: (
        "BadInput",
        "What was sent cannot be understood or was refused",
        "`bad_input`: `fields` says what is wrong with which part; `bad_credential`; `refused`, "
        "`key_refused`, `permission_missing`: the processor said no",
    ),
    429: (
        "Throttled",
        "Too many: wait as long as `Retry-After` says",
        "`throttled`: too many wrong tokens or passwords, or too many requests",
    ),
    503: (
        "Unavailable",
        "It cannot be done just now: try again after `Retry-After`",
        "`unavailable`, or the narrower one that the operation names",
    ),
}
"""Name, what it means, which values `code` can have."""


def _response(status: int) -> Json:
    name, means, codes = SAYS[status]
    del name
    example = {
        "type": "about:blank",
        "title": means.split(":")[0],
        "status": status,
        "detail": means,
        "code": codes.split("`")[1],
        "fields": {},
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": f"{means}. `code`: {codes}.",
        "content": {problems.MEDIA_TYPE: {"schema": schema, "example": example}},
    }


RESPONSES: Final[Json] = {SAYS[status][0]: _response(status) for status in SAYS}
"""For `components.responses`."""
OTHERS: Final = {"4XX": "Refused", "5XX": "Failed"}


def shared(responses: Json) -> Json:
    """What every operation can answer, told once for all; `responses`: of one of them."""
    return {name: responses[status] for status, name in OTHERS.items()}


def of(method: str, path: str, one: Json, takes: Asks) -> Json:
    """The refusals of one operation, as references."""
    writes, has_body = method != "GET", "requestBody" in one
    is_v1 = path.startswith("/api/v1/")
    can = {
        400: has_body,
        401: not takes.is_open or "sign-in" in path or "{code}" in path,
        403: takes.permission is not None or (writes and is_v1),
        404: "{" in path,
        409: writes and is_v1,
        413: has_body,
        422: has_body or bool(one.get("parameters")),
        429: is_v1 or "{code}" in path,
        503: is_v1 or path == "/readyz",
    }
    also = {status: {"$ref": f"#/components/responses/{name}"} for status, name in OTHERS.items()}
    return also | {
        str(status): {"$ref": f"#/components/responses/{SAYS[status][0]}"}
        for status, whether in can.items()
        if whether
    }
