"""Every refusal, with Stripe's status, `type`, `code`, `param` and wording.

Source: docs.stripe.com/api/errors, docs.stripe.com/error-codes and recorded answers. Only `type`
is always there; fields that are null are left out of the body, as Stripe does.
"""

from collections.abc import Iterable

from tillwatch.simulator.books import Json

DOCS = "https://docs.stripe.com"
INVALID_REQUEST = "invalid_request_error"


class Failure(Exception):
    """An answer that is an error."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        type_: str = INVALID_REQUEST,
        headers: tuple[tuple[bytes, bytes], ...] = (),
        stored: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers
        self.stored = stored
        """Whether an idempotency key remembers it: only what went wrong while acting."""
        error: Json = {"message": message, "type": type_}
        if code is not None:
            error["code"] = code
            error["doc_url"] = f"{DOCS}/error-codes/{code.replace('_', '-')}"
        if param is not None:
            error["param"] = param
        self.body: Json = {"error": error}


def masked(secret: str, stars: int | None = None) -> str:
    """`rk_test_****bc`: the kind and the last characters, the rest starred."""
    head = 8 if secret[2:3] == "_" and secret[7:8] == "_" else min(3, len(secret))
    tail = 4 if len(secret) >= 24 else 2
    hidden = max(len(secret) - head - tail, 0) if stars is None else stars
    return secret[:head] + "*" * hidden + secret[len(secret) - tail :]


def no_key() -> Failure:
    return Failure(
        401,
        "You did not provide an API key. You need to provide your API key in the Authorization "
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
        f"{DOCS}/api#authentication for details, or we can help at https://support.stripe.com/.",
    )


def unknown_key(secret: str) -> Failure:
    return Failure(401, f"Invalid API Key provided: {masked(secret)}")


def expired_key(secret: str) -> Failure:
    return Failure(401, f"Expired API Key provided: {masked(secret)}", code="api_key_expired")


def publishable_key() -> Failure:
    return Failure(
        401,
        "This API call cannot be made with a publishable API key. Please use a secret API key. "
        "You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
        code="secret_key_required",
    )


def not_permitted(secret: str, account: str, slug: str) -> Failure:
    return Failure(
        403,
        f"The provided key '{masked(secret)}' does not have the required permissions for this "
        f"endpoint on account '{account}'. Having the '{slug}' permission would allow this "
        "request to continue.",
    )


def other_account(secret: str, account: str) -> Failure:
    return Failure(
        403,
        f"The provided key '{masked(secret)}' does not have access to account '{account}' (or "
        "that account does not exist). Application access may have been revoked.",
        code="account_invalid",
    )


def unknown_address(method: str, path: str) -> Failure:
    return Failure(
        404,
        f"Unrecognized request URL ({method}: {path}). Please see {DOCS} or we can help at "
        "https://support.stripe.com/.",
    )


def missing(
    noun: str, id_: str, param: str, *, status: int = 404, elsewhere: str | None = None
) -> Failure:
    """`elsewhere` is the mode (live or test) that does have such an object."""
    message = f"No such {noun}: '{id_}'"
    if elsewhere is not None:
        used = "test" if elsewhere == "live" else "live"
        message += (
            f"; a similar object exists in {elsewhere} mode, but a {used} mode key was used to "
            "make this request."
        )
    return Failure(status, message, code="resource_missing", param=param)


def unknown_parameters(names: Iterable[str]) -> Failure:
    listed = list(names)
    plural = "s" if len(listed) > 1 else ""
    return Failure(
        400,
        f"Received unknown parameter{plural}: {', '.join(listed)}",
        code="parameter_unknown",
        param=listed[0],
    )


def not_an_integer(param: str, value: object) -> Failure:
    return Failure(400, f"Invalid integer: {value}", code="parameter_invalid_integer", param=param)


def out_of_range(param: str, rule: str) -> Failure:
    return Failure(
        400, f"This value must be {rule}.", code="parameter_invalid_integer", param=param
    )


def bad_value(param: str, message: str) -> Failure:
    return Failure(400, message, param=param)


def required(param: str) -> Failure:
    return Failure(400, f"Missing required param: {param}.", code="parameter_missing", param=param)


def only_one_of(*names: str) -> Failure:
    return Failure(400, f"You may only specify one of these parameters: {', '.join(names)}.")


def not_expandable(path: str) -> Failure:
    return Failure(400, f"This property cannot be expanded ({path}).", param="expand")


def too_deep(path: str) -> Failure:
    return Failure(
        400, f"You cannot expand more than 4 levels of a property ({path}).", param="expand"
    )


def too_many_requests(livemode: bool, reason: str) -> Failure:
    start = "Request" if livemode else "Testmode request"
    why = "" if livemode else ", the rate limits in testmode are lower than livemode"
    return Failure(
        429,
        f"{start} rate limit exceeded{why}. You can learn more about rate limits here "
        f"{DOCS}/rate-limits.",
        code="rate_limit",
        headers=((b"stripe-rate-limited-reason", reason.encode()),),
    )


def our_fault() -> Failure:
    return Failure(
        500,
        "An unknown error occurred. (The simulator was told to fail.)",
        type_="api_error",
        stored=True,
    )


def locked() -> Failure:
    """Somebody else holds the object. Source: docs.stripe.com/rate-limits#object-lock-timeouts."""
    return Failure(
        429,
        "This object cannot be accessed right now because another API request or Stripe process "
        "is currently accessing it. If you see this error intermittently, retry the request. If "
        "you see this error frequently and are making multiple concurrent requests to a single "
        f"object, make your requests serially or at a lower rate. For more details, see {DOCS}"
        "/rate-limits#object-lock-timeouts.",
        code="lock_timeout",
    )


def key_in_use(key: str) -> Failure:
    return Failure(
        409,
        "There is currently another in-progress request using this Idempotent Key (that probably "
        f"means you submitted twice, and the other request is still going through): {key}.",
        code="idempotency_key_in_use",
        type_="idempotency_error",
    )


def key_reused(key: str) -> Failure:
    return Failure(
        400,
        "Keys for idempotent requests can only be used with the same parameters they were first "
        f"used with. Try using a key other than '{key}' if you meant to execute a different "
        "request.",
        type_="idempotency_error",
    )
