"""A year whose odds are known: the rule earns more than simple ones, and the page tells of it."""

import re

from tests.disputes.backtest import page
from tests.disputes.backtest.__main__ import OTHERS
from tests.disputes.backtest.playing import RULES_PLAYED, played
from tests.disputes.backtest.years import lived


def test_the_rule_is_worth_more_than_fighting_all_and_less_than_knowing() -> None:
    cases = lived(3, 5_000, 300)
    year = played(3, cases)
    assert set(year.rules) == set(RULES_PLAYED)
    worth = {name: one.expected for name, one in year.rules.items()}
    assert worth["accept all"] == 0
    assert worth["knows the odds"] >= max(
        worth[name] for name in ("ours", "ours, not learning", "published", "fight all")
    )
    assert worth["ours"] > max(worth["fight all"], 0)
    assert worth["ours, or Stripe"] > worth["ours"]
    assert all(one.case.as_of < one.case.dispute.due_by for one in cases if one.case.dispute.due_by)
    assert page.brier(year.told) < 0.25, "better than always saying one half"


def test_the_page_holds_twenty_years_and_five_that_were_kept_apart() -> None:
    text = page.PAGE.read_text()
    assert len(re.findall(r"^\| \d+ \| \d+ \| \$", text, re.MULTILINE)) == 20 + len(OTHERS)
    for said in page.SAID.values():
        assert said in text
