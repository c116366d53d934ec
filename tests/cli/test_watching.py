"""Lines of `watch` and of the log, and what others may write into them."""

import logging
import sys
from typing import Any

from rich.cells import cell_len

from tillwatch.cli import plain
from tillwatch.cli.commands import watching
from tillwatch.cli.commands.watching import comes, line
from tillwatch.cli.logs import Text


def row(second: int = 0, **changed: Any) -> dict[str, Any]:
    return {
        "connection_id": "con_1",
        "event_id": f"evt_{second}",
        "created": f"2026-11-21T12:00:{second:02}Z",
        "who": "Owen Carter",
        "text": "paid",
        "amount": {"amount": 18450, "currency": "usd"},
        "livemode": True,
        "source": "webhook",
        **changed,
    }


def test_a_line() -> None:
    said = "2026-11-21T12:00:00Z  Owen Carter paid  184.50 USD  by webhook"
    assert line(row(), 100) == said
    assert line(row(livemode=False), 100) == said.replace("  by", "  (test)  by")


def test_how_late_a_line_may_be_is_said_first() -> None:
    status = {"says": "Live by checking Stripe regularly.", "checks_every_s": 518.0}
    said = "Shop: Live by checking Stripe regularly."
    assert comes("Shop", status) == f"{said} Checked every 9 min at present."
    assert comes("Shop", status | {"checks_every_s": 60.0}) == (
        f"{said} Checked every 60 s at present."
    )
    assert comes("Shop", status | {"checks_every_s": None}) == said


def test_what_moves_a_terminal_is_not_printed() -> None:
    name = "\x1b[31mRED\x1b]0;pwned\x07\x1b[2J\r\n2026 forged\u2028\x9b1m\u202eturned\x00"
    said = line(row(who=name), 300)
    assert said.isprintable()
    assert "\u202e" not in said
    assert " [31mRED ]0;pwned [2J 2026 forged 1mturned  paid" in said
    assert plain.line("a\ud800b") == "a\ufffdb"
    assert plain.lines("ours\nnext\x1b") == "ours\nnext "


def test_a_line_of_the_log_is_one_line() -> None:
    """The address that was asked for is quoted in it."""
    path = "/api/v1/x\ntillwatch: forged\x1b[2J"
    try:
        raise ValueError("\x1b]0;pwned\x07")
    except ValueError:
        trace = sys.exc_info()
    record = logging.LogRecord("t", logging.ERROR, "", 0, "Answering %s failed", (path,), trace)
    first, *rest = Text().format(record).split("\n")
    assert first.endswith("Z ERROR t: Answering /api/v1/x tillwatch: forged [2J failed")
    assert rest[0] == "Traceback (most recent call last):"
    assert rest[-1] == "ValueError:  ]0;pwned "
    assert all(one.isprintable() for one in rest)


def test_other_scripts_stay_as_they_are() -> None:
    for name in ("محمد علي", "שלום", "Zoë Ünal", "ミヤマ茶", "👩‍🚀"):
        assert name in line(row(who=name), 100)


def test_a_long_name_is_cut_and_the_amount_stays() -> None:
    for name in ("a" * 500, "茶" * 500):
        said = line(row(who=name), 100)
        assert cell_len(said) <= 100
        assert said.endswith("…  184.50 USD  by webhook")
    assert line(row(), 10).endswith("Owen Carter paid  184.50 USD  by webhook")


def test_what_was_there_is_not_new_and_the_new_comes_by_its_time() -> None:
    seen: dict[Any, None] = {}
    came = [row(3), row(9), row(1)]
    assert [one["event_id"] for one in watching._unseen(came, seen)] == ["evt_1", "evt_3", "evt_9"]
    assert watching._unseen(came, seen) == []
    assert [one["event_id"] for one in watching._unseen([row(4), *came], seen)] == ["evt_4"]
