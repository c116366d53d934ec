"""The tables in `docs/dispute-evidence.md`, made of the tables of evidence and wording.

    python -m tests.disputes.evidence.page

writes them into the page again.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.tidy import tree
from tillwatch.features.disputes.case.known import PRODUCTS
from tillwatch.features.disputes.evidence.book import FIELDS, FILE, ITEMS, MATRIX, SAME_AS
from tillwatch.features.disputes.wording import CATALOGUE
from tillwatch.features.disputes.wording.facts import label

PAGE: Final[Path] = tree.ROOT / "docs" / "dispute-evidence.md"
MATRIX_MARKS: Final = (
    "<!-- matrix: made of matrix.toml and items.toml -->",
    "<!-- end of matrix -->",
)
FACTS_MARKS: Final = (
    "<!-- facts: made of facts.toml and fields.toml -->",
    "<!-- end of facts -->",
)


def matrix() -> Iterator[str]:
    yield "| reason | product | decisive | supporting |"
    yield "|---|---|---|---|"
    for reason, row in MATRIX.items():
        for product in PRODUCTS:
            asked = row[product]
            cells = (
                "; ".join(ITEMS[name].title for name in names)
                for names in (asked.decisive, asked.supporting)
            )
            yield f"| {reason} | {product} | {' | '.join(cells)} |"
    yield ""
    yield f"As general: {', '.join(sorted(SAME_AS))}."


def facts() -> Iterator[str]:
    yield "| fact | what it is |"
    yield "|---|---|"
    for name, kind in CATALOGUE.items():
        said = " (a file: only behind `<-`)" if kind == FILE else ""
        least = FIELDS[name].least if name in FIELDS else 1
        short = f" ({least} characters at least)" if least > 2 else ""
        yield f"| `{name}` | {label(name)}{said}{short} |"


def written(page: str) -> str:
    """The page with its tables as they should be."""
    for (begin, end), lines in ((MATRIX_MARKS, matrix()), (FACTS_MARKS, facts())):
        before, _, rest = page.partition(begin)
        after = rest.partition(end)[2]
        page = "\n".join([before + begin, "", *lines, "", end + after])
    return page


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
