"""What a person takes stands in the case's own words, and every sentence keeps its facts."""

import msgspec
import pytest

from tests.disputes.drafting.argued import ARGUMENT, CASE, FACTS
from tests.disputes.evidence.cases import case
from tests.disputes.evidence.test_wording import argued
from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.drafting.given import given, restored
from tillwatch.features.disputes.drafting.guard import Sentence
from tillwatch.features.disputes.drafting.taking import taken
from tillwatch.features.disputes.evidence import form
from tillwatch.features.disputes.wording import CATALOGUE, SHELF, Argument, argue, key_of, parse
from tillwatch.kernel import errors

TEMPLATE = SHELF[key_of(CASE.dispute)]
MERGED = (
    "It left on 5 November 2026 with UPS under the tracking number 1Z999AA10123456784, and UPS "
    "delivered it on 7 November 2026, as the attached proof shows."
)


def again(text: str, one: Case = CASE) -> Argument:
    return argue(one, form(one), parse(text, CATALOGUE))


def test_a_sentence_keeps_the_facts_of_all_its_statements() -> None:
    sentence = Sentence(statements=[2, 4], text=MERGED)
    text = taken(TEMPLATE, ARGUMENT, [sentence])
    assert (
        "- [physical] It left on {shipping_date} with {shipping_carrier} under the tracking number "
        "{shipping_tracking_number}, and {shipping_carrier} delivered it on {delivered_on}, as the "
        "attached proof shows. <- shipping_documentation"
    ) in text
    made = again(text)
    assert made.statements[1].text == MERGED
    names = {one.name for n in (1, 3) for one in ARGUMENT.statements[n].sources}
    assert {one.name for one in made.statements[1].sources} == names
    untouched = [0, 2, 4]
    assert [one.text for one in made.statements if one.text != MERGED] == [
        ARGUMENT.statements[n].text for n in untouched
    ]
    assert len(made.left_out) == len(ARGUMENT.left_out)


def test_the_words_follow_when_a_fact_changes_and_go_when_it_goes() -> None:
    text = taken(TEMPLATE, ARGUMENT, [Sentence(statements=[2, 4], text=MERGED)])
    later = case(facts={**FACTS, "delivered_on": "2026-11-08"}, files=("shipping_documentation",))
    assert "delivered it on 8 November 2026" in again(text, later).statements[1].text
    gone = again(text, case(facts={**FACTS, "delivered_on": ""}))
    assert not [one for one in gone.statements if "delivered" in one.text]


def test_a_fact_that_is_written_in_another_way_stays_behind_the_arrow() -> None:
    said = "On 2026-11-03 the buyer ordered Two bags of coffee, 500 g each, for 246.00 USD."
    text = taken(TEMPLATE, ARGUMENT, [Sentence(statements=[1], text=said)])
    made = again(text).statements[0]
    assert made.text == said
    assert {one.name for one in made.sources} == {
        "purchased_on",
        "product_description",
        "paid_amount",
    }


def test_facts_of_the_same_value_have_their_places_in_turn() -> None:
    same = case(facts={**FACTS, "shipping_date": "2026-11-07"}, files=("shipping_documentation",))
    said = MERGED.replace("5 November", "7 November")
    text = taken(TEMPLATE, argued(same), [Sentence(statements=[2, 4], text=said)])
    assert "left on {shipping_date}" in text
    assert "delivered it on {delivered_on}" in text


@pytest.mark.parametrize(
    "sentences",
    [
        [Sentence(statements=[3], text="It was sent to Portland.")],
        [Sentence(statements=[7], text="It was sent.")],
        [Sentence(statements=[], text="It was sent.")],
        [Sentence(statements=[2, 4], text=MERGED), Sentence(statements=[4], text=MERGED)],
        [Sentence(statements=[3], text=ARGUMENT.statements[2].text)] * 2,
    ],
)
def test_what_may_not_stand_is_not_taken(sentences: list[Sentence]) -> None:
    with pytest.raises(errors.BadInput):
        taken(TEMPLATE, ARGUMENT, sentences)


@pytest.mark.parametrize("key", SHELF)
def test_every_template_of_ours_reads_the_same_when_its_own_words_are_taken(key: str) -> None:
    made = again(SHELF[key])
    for product in ("physical", "digital", "service"):
        one = msgspec.structs.replace(CASE, product=product)
        made = again(SHELF[key], one)
        own = [Sentence(statements=[said.number], text=said.text) for said in made.statements]
        if own:
            assert again(taken(SHELF[key], made, own), one).text == made.text


def test_personal_facts_are_given_by_their_names_alone_unless_somebody_says_otherwise() -> None:
    hidden, whole = given(ARGUMENT, False), given(ARGUMENT, True)
    told = " ".join(one.text for one in hidden)
    for value in ("418", "1Z999", "coffee", "Ignore"):
        assert value not in told
        assert value in " ".join(one.text for one in whole)
    assert "3 November 2026" in told
    facts = [fact for one in hidden for fact in one.facts]
    assert {one.name for one in facts if not one.sent} == {
        "product_description",
        "shipping_tracking_number",
        "shipping_address",
        "uncategorized_text",
    }
    assert all(fact.sent for one in whole for fact in one.facts)
    for one in hidden:
        assert restored(one.text, hidden) == one.own
