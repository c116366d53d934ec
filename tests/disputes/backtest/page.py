"""The tables of `docs/dispute-backtest.md`, made of played years."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Final

from tests.disputes.backtest.playing import LATER, OURS, RULES_PLAYED, Played, Told, Year
from tests.tidy import tree

PAGE: Final[Path] = tree.ROOT / "docs" / "dispute-backtest.md"
TRUTH: Final = "knows the odds"
PER_SEED: Final = (OURS, "published", "fight all", TRUTH)
SAID: Final = {
    TRUTH: "knows the bank's odds (nobody does)",
    OURS: "**ours**",
    "ours, later": "**ours**, with a year of outcomes behind it",
    "ours, not learning": "ours with the general figures only",
    "published": "the published rule, p × A − F, with our p",
    "published, later": "the published rule, with a year of outcomes behind it",
    "fight all": "fight all",
    "accept all": "accept all",
    "knows the odds, or Stripe": "knows the bank's odds, Smart Disputes offered",
    "ours, or Stripe": "**ours**, Smart Disputes offered",
    "Stripe answers all": "Smart Disputes answers all",
}
BINS: Final = 8


def money(cents: float) -> str:
    return f"{'−' if cents < 0 else ''}${abs(cents) / 100:,.0f}"


def whole(years: Sequence[Year], name: str) -> Played:
    found = Played()
    for year in years:
        found.join(year.rules[name])
    return found


def in_all(years: Sequence[Year]) -> Iterator[str]:
    best = whole(years, TRUTH).expected
    yield "| rule | answered | won | net money | expected by the bank's odds | of what was there |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name in RULES_PLAYED:
        one = whole(years, name)
        share = f"{100 * one.expected / best:.1f} %"
        cells = (SAID[name], f"{one.fought:,} of {one.cases:,}", f"{one.won:,}")
        yield f"| {' | '.join(cells)} | {money(one.net)} | {money(one.expected)} | {share} |"


def by_seed(years: Sequence[Year]) -> Iterator[str]:
    heads = "ours | published | fight all | knows the odds"
    yield f"| seed | cases | disputed | {heads} | ours beside fight all | beside published |"
    yield "|---|" + "---:|" * 8
    for year in years:
        nets = [year.rules[name].net for name in PER_SEED]
        more = [money(nets[0] - nets[k]) for k in (2, 1)]
        told = " | ".join([*map(money, nets), *more])
        yield f"| {year.seed} | {year.cases} | {money(year.disputed)} | {told} |"
    nets = [whole(years, name).net for name in PER_SEED]
    more = [money(nets[0] - nets[k]) for k in (2, 1)]
    told = " | ".join([*map(money, nets), *more])
    disputed = sum(year.disputed for year in years)
    yield f"| all | {sum(year.cases for year in years)} | {money(disputed)} | {told} |"


def elsewhere(by: dict[str, Sequence[Year]]) -> Iterator[str]:
    names = (TRUTH, OURS, "ours, not learning", "published", *LATER, "fight all")
    yield f"| banks think of this business | {' | '.join(SAID[name] for name in names)} |"
    yield "|---|" + "---:|" * len(names)
    for words, years in by.items():
        told = " | ".join(money(whole(years, name).expected) for name in names)
        yield f"| {words} | {told} |"


def reliability(told: Sequence[Told]) -> Iterator[str]:
    yield "| forecast | cases | mean forecast | won |"
    yield "|---|---:|---:|---:|"
    for k in range(BINS):
        low, high = k * 1_000_000 // BINS, (k + 1) * 1_000_000 // BINS
        mine = [one for one in told if low <= one.p_ppm < high]
        if mine:
            said = f"{100 * fmean(one.p_ppm for one in mine) / 1e6:.1f} %"
            won = sum(one.won for one in mine)
            rate = f"{100 * won / len(mine):.1f} % · {won} of {len(mine)}"
            yield f"| {low / 1e4:g} % to {high / 1e4:g} % | {len(mine)} | {said} | {rate} |"


def scores(told: Sequence[Told]) -> Iterator[str]:
    heads = "Brier score | the same for the mean of all | likelier side came | truth in interval"
    yield f"| figures | cases | {heads} |"
    yield "|---|" + "---:|" * 5
    for words, own in (("general, before 20 own cases", False), ("the business's own", True)):
        mine = [one for one in told if one.own is own]
        if mine:
            yield f"| {words} | {len(mine)} | {_scored(mine)} |"


def _scored(told: Sequence[Told]) -> str:
    mean = fmean(one.won for one in told)
    right = sum((one.p_ppm > 500_000) == one.won for one in told if one.p_ppm != 500_000)
    inside = sum(one.low_ppm <= one.plain * 1e6 <= one.high_ppm for one in told)
    return " | ".join(
        [
            f"{brier(told):.3f}",
            f"{mean * (1 - mean):.3f}",
            f"{100 * right / len(told):.0f} %",
            f"{100 * inside / len(told):.0f} %",
        ]
    )


def brier(told: Sequence[Told]) -> float:
    return fmean((one.p_ppm / 1e6 - one.won) ** 2 for one in told)


def written(
    page: str, years: Sequence[Year], by: dict[str, Sequence[Year]], others: Sequence[Year]
) -> str:
    """The page with its tables made again, each between its marks."""
    told = [one for year in years for one in year.told]
    for mark, lines in (
        ("in all", in_all(years)),
        ("seeds", by_seed(years)),
        ("others", by_seed(others)),
        ("elsewhere", elsewhere(by)),
        ("reliability", reliability(told)),
        ("scores", scores(told)),
    ):
        before, begin, rest = page.partition(f"<!-- {mark} -->\n")
        _, end, after = rest.partition(f"<!-- end of {mark} -->")
        page = before + begin + "\n".join(lines) + "\n" + end + after
    return page
