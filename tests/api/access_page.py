"""The table of permissions in `docs/access.md`, made of the table of roles.

    python -m tests.api.access_page

writes it into the page again.
"""

import re
from pathlib import Path
from typing import Final

import typer

from tests.tidy import tree
from tests.tidy.test_docs import commands
from tillwatch.cli import app
from tillwatch.people import roles

PAGE: Final[Path] = tree.ROOT / "docs" / "access.md"
NAMES: Final = {name: role.name for name, role in roles.TABLE.items()}


def permissions() -> str:
    """Which role has which permission."""
    head = ["Permission", "Allows to", *NAMES.values()]
    lines = [_line(head), _line(["---"] * len(head))]
    for name, words in roles.PERMISSIONS.items():
        has = ["yes" if name in role.permissions else "" for role in roles.TABLE.values()]
        only = " (can be kept to some accounts)" if name in roles.LIMITABLE else ""
        lines.append(_line([f"`{name}`", words[0].lower() + words[1:] + only, *has]))
    return "\n".join(lines) + "\n"


def commands_there_are() -> list[str]:
    return sorted(name for name, _ in commands(typer.main.get_command(app.app), "tillwatch"))


def commands_told(page: str) -> list[str]:
    """The commands in the page's table of them."""
    return sorted(re.findall(r"^\| `(tillwatch [a-z -]+)` \|", page, re.MULTILINE))


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def written(page: str) -> str:
    """The page with its table made again, behind its mark."""
    table = re.compile(r"(?<=<!-- permissions -->\n)(\|.*\n)*")
    return table.sub(lambda _: permissions(), page, count=1)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
