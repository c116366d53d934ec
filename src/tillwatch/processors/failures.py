"""How a call to a processor fails.

ReadFailed             a call did not give an answer
├── KeyRefused         the key is not, or no longer, valid (401)
├── PermissionMissing  this key may not read that (403); `permission` would allow it
├── NotOffered         the server does not offer that (404, 400, 403 without a permission)
├── Declined           the processor took what was to be written for wrong, and says why (400)
├── CursorDied         the object a list was paged from is gone: begin again from its time
└── Unreachable        no answer, or only errors, after all tries
"""

from tillwatch.kernel import errors


class ReadFailed(errors.Unavailable):
    """`status` is the HTTP status of the answer, 0 when there was none."""

    def __init__(self, message: str, *, answer: int = 0, permission: str | None = None) -> None:
        super().__init__(message)
        self.answer = answer
        self.permission = permission


class KeyRefused(ReadFailed):
    status = 422
    exit_code = 3
    code = "key_refused"


class PermissionMissing(ReadFailed):
    status = 422
    exit_code = 3
    code = "permission_missing"


class NotOffered(ReadFailed):
    status = 422
    exit_code = 3
    code = "not_offered"


class Declined(ReadFailed):
    """`told`: the processor's own code for it, where it gives one."""

    status = 422
    exit_code = 3
    code = "declined"

    def __init__(self, message: str, *, answer: int = 0, told: str | None = None) -> None:
        super().__init__(message, answer=answer)
        self.told = told


class CursorDied(ReadFailed):
    code = "cursor_died"


class Unreachable(ReadFailed):
    code = "processor_unreachable"
