"""Runs a command line: one line for whatever goes wrong, and the exit code.

0  done
1  the answer is no (`verify` found a difference)
2  bad usage
3  refused by the processor
4  unavailable: nothing answers, or something is broken here
"""

import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import typer
from typer.exceptions import TyperException

from tillwatch.cli import logs, plain
from tillwatch.cli.app import HELP, app
from tillwatch.kernel import errors, scrub

DEBUG = "--debug"
BAD_USAGE = 2
UNAVAILABLE = 4
INTERRUPTED = 130
"""As shells count an end by Ctrl-C."""


def command() -> Any:
    """Every command. A flag takes nothing, and the help must not ask for anything."""
    top = typer.main.get_command(app)
    _bare_flags(top)
    return top


def _bare_flags(node: Any) -> None:
    context = typer.Context(node, help_option_names=HELP["help_option_names"])
    for one in (*node.params, node.get_help_option(context)):
        if getattr(one, "is_flag", False):
            one.metavar = ""
    for below in getattr(node, "commands", {}).values():
        _bare_flags(below)


def run(arguments: Sequence[str]) -> int:
    """The exit code. `--debug` counts wherever it stands."""
    debug = DEBUG in arguments
    rest = [argument for argument in arguments if argument != DEBUG]
    try:
        logs.open_door(os.environ)
        ended = command().main(rest, "tillwatch", standalone_mode=False)
        return ended if isinstance(ended, int) else 0
    except TyperException as problem:
        return _misused(problem, "--json" in rest)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else UNAVAILABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:  # noqa: BLE001  # the last place: every failure becomes one line
        return _told(problem, debug, "--json" in rest)


def _misused(problem: TyperException, as_json: bool) -> int:
    """A command line that cannot be understood. One without any command was shown the help."""
    what = getattr(problem, "format_message", lambda: str(problem))().strip().rstrip(".")
    if what and not what.startswith("Usage:"):
        command = getattr(getattr(problem, "ctx", None), "command_path", "tillwatch")
        _line(f"{what}: `{command} --help` shows how it is written", "bad_usage", as_json)
    return BAD_USAGE


def _told(problem: Exception, debug: bool, as_json: bool) -> int:
    if debug:
        sys.stderr.write(scrub.scrubbed("".join(traceback.format_exception(problem))))
    while isinstance(problem, ExceptionGroup):
        problem = problem.exceptions[0]
    problem = _of_the_store(problem)
    if isinstance(problem, errors.TillwatchError):
        message, code, exit_code = problem.message, problem.code, problem.exit_code
    else:
        message = f"{type(problem).__name__}: {problem} (this is a mistake in Tillwatch: "
        message += "run the command again with --debug and report what it prints)"
        code, exit_code = "error", UNAVAILABLE
    _line(message, code, as_json)
    return exit_code


def _of_the_store(problem: Exception) -> Exception:
    """A damaged file is no mistake of ours, wherever it was met."""
    if isinstance(problem, errors.TillwatchError):
        return problem
    from tillwatch.store import soundness  # it loads SQLAlchemy: heavy

    return soundness.in_words(problem) if soundness.is_damage(problem) else problem


def _line(message: str, code: str, as_json: bool) -> None:
    line = " ".join(plain.line(scrub.certain(message)).split())
    sys.stderr.write(f"tillwatch: {line}\n")
    if as_json:
        sys.stdout.write(json.dumps({"error": {"code": code, "message": line}}) + "\n")
        sys.stdout.flush()
