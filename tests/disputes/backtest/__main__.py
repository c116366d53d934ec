"""Plays twenty years, and five that nobody looked at while the rule was made, and writes what came
of them into `docs/dispute-backtest.md`."""

from tests.disputes.backtest import page
from tests.disputes.backtest.playing import Year, played
from tests.disputes.backtest.years import elsewhere, lived

SEEDS = 20
OTHERS = (101, 202, 303, 404, 505)
BEFORE = 1_000
"""Added to a seed, the year before."""
PAYMENTS = 12_000
BANKS = {"much worse": -1.0, "as the general figures": 0.0, "much better": 1.0}
"""In log-odds: a case that is won 40 times in 100 is won 20 or 64 times."""


def main() -> None:
    by: dict[str, list[Year]] = {words: [] for words in BANKS}
    for seed in range(1, SEEDS + 1):
        cases, before = lived(seed, PAYMENTS), lived(BEFORE + seed, PAYMENTS)
        for words, shift in BANKS.items():
            mine, past = (elsewhere(one, shift, seed) for one in (cases, before))
            by[words].append(played(seed, mine, past))
        print(f"seed {seed}: {len(cases)} cases", flush=True)
    years = by["as the general figures"]
    others = [played(seed, lived(seed, PAYMENTS)) for seed in OTHERS]
    page.PAGE.write_text(page.written(page.PAGE.read_text(), years, dict(by), others))


if __name__ == "__main__":
    main()
