"""Every error as `application/problem+json` (RFC 9457), with `code` and `fields`.

`detail` is the sentence a person reads; `code` is for programs and does not change; `fields` says
what is wrong with which part of the request.
"""

import logging
import secrets
from collections.abc import Mapping, MutableMapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tillwatch.faces.front import BASE
from tillwatch.kernel import errors, scrub, trace
from tillwatch.store import soundness

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 5

CODES: Final = {
    400: "bad_input",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "not_json",
    429: "throttled",
    503: "unavailable",
}

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `detail` is for a person, `code` for a program.",
    "required": ["type", "title", "status", "detail", "code", "fields"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}

log = logging.getLogger(__name__)


def problem(
    status: int,
    detail: str,
    *,
    code: str | None = None,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": scrub.certain(detail),
        "code": code or CODES.get(status, "error"),
        "fields": scrub.of_all(dict(fields or {})),
    }
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def of_error(error: errors.TillwatchError) -> Response:
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.Throttled):
        headers["Retry-After"] = str(error.retry_after_s)
    elif error.status == 503:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    return problem(
        error.status, error.message, code=error.code, fields=error.fields, headers=headers
    )


def install(app: FastAPI) -> None:
    """Answer the application's own errors, the framework's, and unreadable requests."""
    app.add_exception_handler(errors.TillwatchError, _own)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(DBAPIError, _store_failed)
    app.add_exception_handler(Exception, lambda request, error: broken(request.scope, error))


def broken(scope: MutableMapping[str, Any], error: Exception) -> Response:
    """The answer to a mistake of ours; the log has the rest under the request's id."""
    if soundness.is_damage(error):
        return of_error(soundness.in_words(error))  # the store has logged it
    number = trace.REQUEST.get() or secrets.token_hex(4)
    log.error("Answering %s %s failed (%s)", scope["method"], scope["path"], number, exc_info=error)
    said = f"Something went wrong here: try again; the log has it under {number}"
    return problem(500, said, code="internal")


def _store_failed(_request: Request, error: Exception) -> Response:
    if not soundness.is_damage(error):  # that the store has logged
        log.error("The store does not answer: %s", error)
    return of_error(soundness.in_words(error))


def _own(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.TillwatchError)
    if error.code == "confirm_needed" and _is_opened(request):
        return RedirectResponse(_confirming(request), status_code=303)
    return of_error(error)


def _is_opened(request: Request) -> bool:
    """Whether a person has opened this address in their browser, as one opens a page."""
    return request.method == "GET" and request.headers.get("sec-fetch-dest") == "document"


def _confirming(request: Request) -> str:
    """The page that asks them to confirm that it is them, and then goes on to this address, which
    the browser knows below the base; where the answer itself leads, `front` puts it on."""
    query = f"?{request.url.query}" if request.url.query else ""
    then = request.scope.get(BASE, "") + request.url.path + query
    return f"/confirm?{urlencode({'then': then})}"


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentences = {
        400: "The body cannot be read: send JSON in UTF-8",
        404: f"There is nothing at {request.url.path}",
        405: f"{request.method} is not possible at {request.url.path}",
    }
    detail = sentences.get(error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    return problem(error.status_code, detail, headers=headers)


def _methods(request: Request) -> list[str]:
    """All that the description knows at this path: several routes may share it. One that is
    written out there is not taken for an id."""
    asked = request.url.path.split("/")
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    if request.url.path in paths:
        return sorted(method.upper() for method in paths[request.url.path])
    return sorted(
        method.upper()
        for path, methods in paths.items()
        if _fits(asked, path.split("/"))
        for method in methods
    )


def _fits(asked: list[str], template: list[str]) -> bool:
    return len(asked) == len(template) and all(
        here == there or there.startswith("{") for here, there in zip(asked, template, strict=True)
    )


def _unreadable(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields: dict[str, str] = {}
    for one in error.errors():
        where = [str(part) for part in one["loc"]]
        rest = where[1:] if where[0] in ("query", "path", "body", "header", "cookie") else where
        fields.setdefault(".".join(rest) or where[0], _sentence(one))
    detail = "; ".join(f"{name}: {what}" for name, what in fields.items())
    return problem(422, detail, code="bad_input", fields=fields)


def _sentence(one: Mapping[str, Any]) -> str:
    match one["type"]:
        case "extra_forbidden":
            return "there is no such parameter here"
        case "missing":
            return "is required"
        case "json_invalid":
            return "the body is not JSON"
        case "string_pattern_mismatch":
            return "holds characters that have no place here"
        case _:
            text: str = one["msg"]
            return text[:1].lower() + text[1:]
