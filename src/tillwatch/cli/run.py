"""Runs a command line: one line for whatever goes wrong, and the exit code.

0  done
1  the answer is no (`verify` found a difference)
2  bad usage
3  refused by the processor
4  unavailable: nothing answers, or something is broken here
"""

import json
import logging
import os
import sys
import traceback
from collections.abc import Sequence

from tillwatch.cli.app import app
from tillwatch.kernel import errors

DEBUG = "--debug"
UNAVAILABLE = 4
INTERRUPTED = 130
"""As shells count an end by Ctrl-C."""


def run(arguments: Sequence[str]) -> int:
    """The exit code. `--debug` counts wherever it stands."""
    debug = DEBUG in arguments
    rest = [argument for argument in arguments if argument != DEBUG]
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    try:
        app(args=rest, prog_name="tillwatch")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else UNAVAILABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:  # noqa: BLE001  # the last place: every failure becomes one line
        return _told(problem, debug, "--json" in rest)
    return 0


def _told(problem: Exception, debug: bool, as_json: bool) -> int:
    if debug:
        traceback.print_exception(problem)
    while isinstance(problem, ExceptionGroup):
        problem = problem.exceptions[0]
    if isinstance(problem, errors.TillwatchError):
        message, code, exit_code = problem.message, problem.code, problem.exit_code
    else:
        message = f"{type(problem).__name__}: {problem} (this is a mistake in Tillwatch: "
        message += "run the command again with --debug and report what it prints)"
        code, exit_code = "error", UNAVAILABLE
    line = " ".join(message.split())
    sys.stderr.write(f"tillwatch: {line}\n")
    if as_json:
        sys.stdout.write(json.dumps({"error": {"code": code, "message": line}}) + "\n")
        sys.stdout.flush()
    return exit_code
