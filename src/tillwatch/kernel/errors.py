"""What can go wrong, for a person.

    TillwatchError          one sentence: what, and what to do
    ├── BadInput            the request cannot be understood           422, exit 2
    │   └── BadCredential   a key or secret that cannot be one         422, exit 2
    ├── NotSignedIn         no token or session, or not a valid one    401, exit 2
    ├── NotAllowed          the token's role does not permit it        403, exit 2
    ├── NotFound            no such thing here                         404, exit 2
    ├── Conflict            it exists, or is in a state that forbids   409, exit 2
    ├── Refused             the processor said no                      422, exit 3
    ├── Throttled           too many wrong tries: wait                 429, exit 4
    └── Unavailable         try again later                            503, exit 4

The message is the answer: it is shown unchanged on the command line and in `detail`.
"""


class TillwatchError(Exception):
    status = 500
    exit_code = 4
    code = "error"

    def __init__(self, message: str, *, code: str | None = None, **fields: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.fields = fields


class BadInput(TillwatchError):
    status = 422
    exit_code = 2
    code = "bad_input"


class BadCredential(BadInput):
    code = "bad_credential"


class NotSignedIn(TillwatchError):
    status = 401
    exit_code = 2
    code = "not_signed_in"


class NotAllowed(TillwatchError):
    status = 403
    exit_code = 2
    code = "not_allowed"


class NotFound(TillwatchError):
    status = 404
    exit_code = 2
    code = "not_found"


class Conflict(TillwatchError):
    status = 409
    exit_code = 2
    code = "conflict"


class Refused(TillwatchError):
    status = 422
    exit_code = 3
    code = "refused"


class Throttled(TillwatchError):
    """`retry_after_s`: whole seconds until the next try is looked at."""

    status = 429
    exit_code = 4
    code = "throttled"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(TillwatchError):
    status = 503
    exit_code = 4
    code = "unavailable"
