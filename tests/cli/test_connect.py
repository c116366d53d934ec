"""`connect`, `connection …`, `connections`: each credential, its sentence and its exit code."""

from collections.abc import Iterator

import pytest

from tests.cli.conftest import SimulatedStripe, shell_on
from tests.cli.shell import Shell

SECRET = "whsec_abcDEF123"
KEY = ("connect", "stripe", "--name", "Shop", "--key-stdin")
WITH_SECRET = ("connect", "stripe", "--name", "Shop", "--webhook-secret-stdin")

CANNOT_BE = [
    ("", "No key was given"),
    ("pk_test_abc", "publishable key"),
    ("whsec_abc", "signing secret (whsec_…), not a key"),
    ("rk_test_ab cd", "has a space in it"),
    ("rk_test_ab\ncd", "has a line break in it"),
    ("'rk_test_abcd'", "has quotes"),
    ("rk_test_****abcd", "is masked"),
    ("rk_test_…abcd", "is masked"),
    ("hello", "does not look like a Stripe key"),
    ("rk_test_", "ends after rk_test_"),
]
CANNOT_BE_A_SECRET = [
    ("", "No signing secret was given"),
    ("rk_test_abc", "an API key, not a signing secret"),
    ("pk_live_abc", "an API key, not a signing secret"),
    ("hello", "does not look like a signing secret"),
]


def unreachable(shell: Shell) -> Shell:
    """The same folder, and no Stripe at the other end."""
    bases = ("TILLWATCH_STRIPE_API_BASE", "TILLWATCH_STRIPE_FILES_BASE")
    return Shell({**shell.settings, **dict.fromkeys(bases, "http://127.0.0.1:9")})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, stripe: SimulatedStripe) -> Iterator[Shell]:
    """A running server: for what is refused and leaves no trace."""
    shell = shell_on(tmp_path_factory.mktemp("served"), stripe)
    with shell.serving():
        yield shell
        assert shell.answer("connections") == {"connections": []}


@pytest.mark.parametrize(("text", "sentence"), CANNOT_BE, ids=[s for _, s in CANNOT_BE])
def test_a_text_that_cannot_be_a_key(served: Shell, text: str, sentence: str) -> None:
    ended = served.run(*KEY, stdin=text)
    assert (ended.code, ended.out) == (2, "")
    assert sentence in ended.said
    assert ended.said.count("\n") == 1


@pytest.mark.parametrize(("text", "sentence"), CANNOT_BE_A_SECRET)
def test_a_text_that_cannot_be_a_secret(served: Shell, text: str, sentence: str) -> None:
    ended = served.run(*WITH_SECRET, stdin=text)
    assert (ended.code, ended.out) == (2, "")
    assert sentence in ended.said


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("expired", "expired"), ("revoked", "does not accept this key")],
)
def test_a_key_that_stripe_refuses_is_3(
    served: Shell, stripe: SimulatedStripe, name: str, sentence: str
) -> None:
    ended = served.run(*KEY, stdin=stripe.key(name))
    assert (ended.code, ended.out) == (3, "")
    assert sentence in ended.said
    assert stripe.key(name) not in ended.said


def test_an_error_with_json_is_one_line_of_json(shell: Shell) -> None:
    ended = shell.run(*KEY, "--json", stdin="pk_test_abc")
    assert ended.code == 2
    assert ended.json["error"]["code"] == "key_publishable"


def test_stripe_that_cannot_be_reached_is_4(shell: Shell) -> None:
    ended = unreachable(shell).run(*KEY, stdin="rk_test_abcdef")
    assert (ended.code, ended.out) == (4, "")
    assert shell.answer("connections") == {"connections": []}


def test_the_other_mode_is_2(served: Shell, stripe: SimulatedStripe) -> None:
    ended = served.run(*KEY, "--mode", "live", stdin=stripe.key("full"))
    assert ended.code == 2
    assert "live mode was asked for" in ended.said
    assert served.run(*KEY, "--mode", "both", stdin=stripe.key("full")).code == 2


def test_without_a_stdin_option_it_says_so(shell: Shell) -> None:
    ended = shell.run("connect", "stripe", "--name", "Shop")
    assert ended.code == 2
    assert "--key-stdin" in ended.said


def test_a_key_and_a_secret(shell: Shell, stripe: SimulatedStripe) -> None:
    told = shell.answer(*KEY, "--webhook-secret-stdin", stdin=f"{stripe.key('six')}\n{SECRET}\n")
    assert list(told) == ["connection_id", "mode", "account_id", "permissions", "webhook_url"]
    assert (told["mode"], told["account_id"]) == ("test", stripe.account)
    assert "rak_charge_read" in told["permissions"]["granted"]
    assert "rak_payout_read" in told["permissions"]["missing"]
    assert told["webhook_url"].endswith(f"/api/webhooks/stripe/{told['connection_id']}")
    again = shell.run(*KEY, stdin=stripe.key("full"))
    assert again.code == 2
    assert f"as “Shop” ({told['connection_id']})" in again.said
    (shown,) = shell.answer("connections")["connections"]
    assert (shown["id"], shown["state"], shown["reason"]) == (
        told["connection_id"],
        "connected",
        None,
    )
    assert stripe.key("six") not in str(shown)


def test_a_secret_alone_makes_no_call(shell: Shell) -> None:
    told = unreachable(shell).answer(*WITH_SECRET, stdin=SECRET)
    assert (told["mode"], told["account_id"], told["permissions"]) == (None, None, None)


def test_one_line_where_two_are_needed(shell: Shell, stripe: SimulatedStripe) -> None:
    ended = shell.run(*KEY, "--webhook-secret-stdin", stdin=stripe.key("six"))
    assert ended.code == 2
    assert "Two lines were expected" in ended.said


def test_a_connection_is_changed_checked_paused_and_let_go(
    shell: Shell, stripe: SimulatedStripe
) -> None:
    id_ = shell.answer(*KEY, stdin=stripe.key("six"))["connection_id"]
    changed = shell.answer(
        "connection", "set", "Shop", "--name", "Bakery", "--key-stdin", stdin=stripe.key("full")
    )
    assert changed["connection_id"] == id_
    assert "rak_payout_read" in changed["permissions"]["granted"]
    assert shell.run("connection", "set", id_).code == 2
    assert shell.run("connection", "check", "Shop").code == 2
    assert shell.answer("connection", "check", "Bakery")["mode"] == "test"
    assert shell.answer("connection", "pause", id_)["state"] == "paused"
    assert shell.answer("connection", "resume", id_)["state"] == "connected"
    shell.answer("connection", "disconnect", "Bakery", "--delete-data")
    assert shell.answer("connections") == {"connections": []}
