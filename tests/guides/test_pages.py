"""The guides' text: what is made from the program is what stands there, each want has its guide,
and the presets are the public guides' own, to the line."""

import re

import pytest

from tests.guides import write
from tests.guides.test_guides import (
    EIGHT_EVENTS,
    NINE,
    REPORTS,
    SEVEN,
    SEVEN_GROUPS,
    SIX,
    TEN_EVENTS,
)
from tillwatch.processors import planning
from tillwatch.processors.stripe import Stripe
from tillwatch.processors.stripe.offer import wants
from tillwatch.processors.stripe.permissions import PERMISSIONS

PAGES = sorted(write.FOLDER.glob("*.md"))
GUIDES = {m[1]: page for page in PAGES if (m := write.GUIDE.search(page.read_text()))}
WANTS = {want.name: want for want in wants.WANTS}
LIVE_PARTS = {"permissions", "events", "key", "address", "secret", "waiting"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_made_from_the_program_stands_there(page):
    assert page.read_text() == write.text(page), "run: python -m tests.guides.write"


def test_each_want_has_its_guide_and_the_index_leads_to_it():
    assert GUIDES.keys() == WANTS.keys()
    index = (write.FOLDER / "index.md").read_text()
    assert not [page.name for page in PAGES if page.name not in index and page.name != "index.md"]
    for name, page in GUIDES.items():
        assert page.read_text().splitlines()[1] == f"# {WANTS[name].title}"


@pytest.mark.parametrize("page", GUIDES.values(), ids=GUIDES)
def test_a_guide_is_walked_in_numbered_steps_with_a_place_for_each_live_part(page):
    text = page.read_text()
    steps = re.findall(r"^## (.*)$", text, re.M)
    assert [step.partition(".")[0] for step in steps] == [str(n + 1) for n in range(len(steps))]
    assert {part[1] for part in write.PART.findall(text)} == LIVE_PARTS
    assert "About 5 minutes" in text
    assert "account switcher" in text
    if page.name != "pay-referrers.md":
        assert "A live key is shown once" in text
        assert "Publishable key" in text
    assert re.search(r"^## \d+\. What happens next", text, re.M)


STEPS = {
    "choosing the account": ["account switcher", "live** account", "or a **sandbox**"],
    "finding it, three ways": ["Menu: **Developers", "Search: type", "Direct link:"],
    "making the key": ["Suggested name:", "**Create key** is at the bottom", "rest at None"],
    "copying the key": ["A live key is shown once", "A test key can be looked at", "Lost it?"],
    "the wrong keys": ["**Publishable key**", "read nothing", "**Secret key**", "move money"],
    "adding the endpoint": ["Events on your account", "**newest**", "**Webhook endpoint**"],
    "its two addresses": ["**Production address**", "**Sandbox address**"],
    "revealing the secret": ["press **Reveal**", "begins with `whsec_`"],
}
ABOUT_KEYS = {"making the key", "copying the key", "the wrong keys"}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_leaves_out_nothing_that_a_newcomer_needs(name, step):
    """Each guide alone is enough; the referrers' needs no key."""
    text = " ".join(GUIDES[name].read_text().split())
    if name == "referrals" and step in ABOUT_KEYS:
        return
    assert [words for words in STEPS[step] if words not in text] == []


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_says_what_one_needs_and_where_it_is(name):
    text = GUIDES[name].read_text()
    assert "| required | where to find it |" in text
    for credential in ("a restricted key", "a webhook signing secret"):
        assert re.search(rf"^\| {credential} \| (yes|no)\b.* \| .*\S.* \|$", text, re.M), credential


def test_the_referrers_guide_has_the_code_and_the_discount():
    text = GUIDES["referrals"].read_text()
    for language, call in (
        ("python", "client.v1.customers.create("),
        ("js", "stripe.customers.create("),
        ("sh", "/v1/customers "),
        ("python", "client.v1.checkout.sessions.create("),
        ("js", "stripe.checkout.sessions.create("),
        ("sh", "/v1/checkout/sessions "),
    ):
        blocks = re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)
        (code,) = [one for one in blocks if call in one]
        assert ("discounts" if "checkout" in call else "cello_ucc") in code
    assert text.index("## 2. Set the customer's metadata") < text.index("Add the endpoint")


def test_the_reports_guide_selects_whole_groups():
    text = GUIDES["payouts"].read_text()
    assert "Stripe shows **34 to 36 selected**" in text
    for group in SEVEN_GROUPS:
        assert group.split(".")[0].replace("_", " ") in text.lower(), group


def preset(name: str) -> tuple[set[str], set[str]]:
    return set(WANTS[name].needs), set(WANTS[name].events)


def test_disputes_is_the_dispute_guides_set():
    assert preset("disputes") == (set(SIX), set(EIGHT_EVENTS))
    plan = planning.plan(Stripe, ["disputes"])
    assert sorted(plan.slugs("needed")) == sorted(SIX), "with watching, too"
    assert {told.event.type for told in plan.events if told.level == "needed"} == set(EIGHT_EVENTS)
    assert WANTS["disputes"].adds == ("rak_file_write",)


def test_notify_is_the_notifiers_set_and_knows_its_optional_ones():
    want = WANTS["notify"]
    assert sorted(want.needs) == sorted(SEVEN)
    assert set(NINE) <= {*want.needs, *want.adds, *want.may}


def test_referrals_takes_ten_events_and_requires_five_and_no_key():
    want = WANTS["referrals"]
    assert sorted((*want.events, *want.more_events)) == sorted(TEN_EVENTS)
    assert (len(want.events), want.needs) == (5, ())


def test_payouts_is_the_reports_set_and_seven_groups():
    want = WANTS["payouts"]
    assert sorted(want.needs) == sorted(REPORTS)
    in_groups = {t for t in Stripe.event_kinds if any(_in(t, g) for g in SEVEN_GROUPS)}
    assert set(want.events) == in_groups
    assert len(want.events) == 36


def _in(type_: str, group: str) -> bool:
    return type_ == group or (group.endswith(".*") and type_.startswith(group[:-1]))


def test_watching_and_being_notified_write_nothing():
    writing = {p.slug for p in PERMISSIONS if p.write}
    for name in ("watch", "notify", "referrals", "payouts"):
        plan = planning.plan(Stripe, [name])
        assert not writing & set(plan.slugs())
        assert plan.writes == planning.WRITES_NOTHING
        assert not WANTS[name].can_write


def test_the_union_shows_what_is_written_once():
    plan = planning.plan(Stripe, WANTS)
    slugs = [one.permission.slug for one in plan.permissions]
    assert len(slugs) == len(set(slugs))
    assert "rak_dispute_write" in slugs
    assert "rak_dispute_read" not in slugs
    assert {"rak_file_write"} == {slug for slug in slugs if slug.startswith("rak_file_")}
    assert len(plan.events) == 43
    assert plan.writes == "It can write: dispute evidence only, and only when you press Send."


def test_every_event_known_by_name_has_its_line():
    assert Stripe.meanings.keys() == Stripe.event_kinds.keys()
    for meaning in Stripe.meanings.values():
        assert meaning.type.startswith(meaning.group)
        assert meaning.meaning.endswith(".")


def test_every_permission_that_writes_says_what_and_the_button():
    assert all(all(p.writes) for p in PERMISSIONS if p.write)
