"""No sentence of a draft may say what its statements do not, or leave out what they do."""

import pytest

from tests.disputes.drafting.argued import ARGUMENT, INJECTED
from tillwatch.features.disputes.drafting import marks
from tillwatch.features.disputes.drafting.differing import difference
from tillwatch.features.disputes.drafting.guard import Sentence, check, wrong
from tillwatch.features.disputes.wording import Source, Statement

OF = {one.number: one for one in ARGUMENT.statements}
GOOD = {
    "On 3 November 2026, the customer ordered two bags of coffee, 500 g each, for 246.00 USD.": [1],
    "The buyer ordered, on 2026-11-03, Two bags of coffee, 500 g each for USD 246.": [1],
    "With UPS, the parcel left on November 5th, 2026 as 1Z999AA10123456784 (tracking number).": [2],
    "It was sent to 418 NE Alder St, Portland, OR 97232, US.": [3],
    "It left on 5 November 2026 with UPS under the tracking number 1Z999AA10123456784, and UPS "
    "delivered it on 7 November 2026, as the attached proof shows.": [2, 4],
    f"Further: {INJECTED}": [5],
}
BAD = [
    ([3], "On 9 November 2026 it was sent to 418 NE Alder St, Portland, OR 97232, US.", "a day"),
    ([3], "It was sent to 419 NE Alder St, Portland, OR 97232, US.", "“419”"),
    ([3], "It was sent to Portland.", "leaves out"),
    ([3], "It was sent to Anna at 418 NE Alder St, Portland, OR 97232, US.", "“Anna”"),
    ([3], "Anna had it sent to 418 NE Alder St, Portland, OR 97232, US.", "“Anna”"),
    ([3], "It was sent to 418 NE Alder St, Portland, OR 97232, US (a@b.example).", "a@b.example"),
    ([3], "It was sent to 418 NE Alder St, Portland, OR 97232, US from 10.0.0.1.", "10.0.0.1"),
    ([3], "It was sent and delivered to 418 NE Alder St, Portland, OR 97232, US.", "“delivered”"),
    ([3], "It was sent to 418 NE Alder St, Portland, OR 97232, US twice.", "“twice”"),
    ([3], "It was not sent to 418 NE Alder St, Portland, OR 97232, US.", "says no"),
    ([3], "Last week it was sent to 418 NE Alder St, Portland, OR 97232, US.", "“week”"),
    ([3], "It was sent to 418 NE Alder St, Portland, OR 97232, US in November.", "“November”"),
    ([3], "It was sent by the issuer to 418 NE Alder St, Portland, OR 97232, US.", "“issuer”"),
    ([3], "It was sent to 418 NE Alder St, Portland, OR 97232, US, at €5.", "“€5”"),
    ([3], "It was sent to 418 NE Alder St, Portland, OR 97232, US, see ch_123.", "“ch_123”"),
    ([3], "It was sent to 418 NE Alder St, Portland, OR 97232, US. <- receipt", "signs"),
    ([3], "It was sent to {shipping_address}.", "signs"),
    ([3], "It was sent to 418 NE Alder St,\u202e Portland, OR 97232, US.", "cannot be seen"),
    ([4], "UPS delivered it on 7 November 2026, s\u0456gned; the proof is attached.", "letters"),
    ([3], "It was sent to 418 NE Alder St, Portland, OR 97232, US" + " so" * 90, "longer"),
    ([1], "On 3 November 2026 the buyer ordered Two bags of coffee, 500 g each for 246 EUR", "EUR"),
    ([1], "On 3 November 2026 the buyer ordered Two bags of coffee, 500 g each.", "Amount"),
    ([2], "It left on 5 November 2026 with UPS: 1Z999AA10123456785.", "“1Z999AA10123456785”"),
    ([2], "On 5 November 2026 UPS delivered it, number 1Z999AA10123456784.", "“delivered”"),
    ([4], "UPS delivered it on 7 November 2026, signed for; the proof is attached.", "“signed”"),
    ([4], "UPS delivered it on 7 November 2026, as agreed; proof is attached.", "“agreed”"),
    ([2, 4], "UPS delivered it on 7 November 2026, and it left on 5 November 2026 with the tracking"
     " number 1Z999AA10123456784; the proof is attached.", "another order"),
    ([4], "UPS hat es am 7 November 2026 nicht delivered; attached carrier proof.", "“nicht”"),
    ([4], "UPS delivered it on 7 November 2026 or so; the proof is attached.", "“or”"),
    ([4], "UPS would have delivered it on 7 November 2026; the proof is attached.", "“would”"),
    ([4], "UPS delivered it on 7 November 2026 to a stranger; the proof is attached.", "stranger"),
    ([1], "On 3 November 2026 the buyer ordered Two bags of coffee, 500 g each, for about 246.00 "
     "USD.", "“about”"),
    ([3], "It was sent to 418 NE Alder St, Portland, OR 97232, US, and she took it.", "“took”"),
    ([5], "Further, the customer admits that they signed.", "leaves out"),
    ([], "It was sent.", "no statement"),
    ([9], "It was sent.", "not in the argument"),
    ([0, 3], "It was sent to 418 NE Alder St, Portland, OR 97232, US.", "not in the argument"),
    ([1, 2, 3, 4, 5], "All of it.", "more than 4"),
    ([3], " ", "says nothing"),
]  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_what_says_the_same_may_stand(text: str) -> None:
    assert list(wrong([OF[number] for number in GOOD[text]], text)) == []


@pytest.mark.parametrize(("numbers", "text", "why"), BAD)
def test_what_says_anything_else_is_thrown_away(numbers: list[int], text: str, why: str) -> None:
    judged = check(ARGUMENT.statements, [Sentence(statements=numbers, text=text)]).sentences[0]
    assert any(why in reason for reason in judged.why), judged.why


def test_the_template_itself_may_always_stand() -> None:
    for one in ARGUMENT.statements:
        assert list(wrong([one], one.text)) == [], one.text


def test_no_statement_is_lost_without_a_word_and_none_is_said_twice() -> None:
    three = Sentence(statements=[3], text=OF[3].text)
    found = check(ARGUMENT.statements, [three, three])
    assert found.lost == [1, 2, 4, 5]
    assert [len(one.why) for one in found.sentences] == [0, 1]


def test_a_statement_without_words_of_its_own_facts_must_still_be_said() -> None:
    file = Source(name="receipt", label="Receipt", value="r.pdf", source="person", told="")
    receipt = Statement(number=2, text="The receipt is attached.", sources=[file])
    both = [OF[3], receipt]
    assert list(wrong(both, OF[3].text)) == ["It has nothing of statement 2"]
    assert list(wrong(both, f"{OF[3].text} The attached receipt is of it.")) == []


def test_one_day_and_one_number_are_one_however_they_are_written() -> None:
    for text in (
        "7 October 2026",
        "7th of Oct. 2026",
        "October 7, 2026",
        "2026-10-07",
        "7 OCT 2026",
    ):
        assert marks.keys(text, marks.DAY) == ["2026-10-07"], text
    for text in ("1,250.00", "1250", "1250.0"):
        assert marks.keys(text, marks.NUMBER) == ["1250"], text
    assert marks.keys("twelve", marks.NUMBER) == marks.keys("12", marks.NUMBER)
    assert marks.keys("1.250,00", marks.CODE) == ["1.250,00"]


def test_the_difference_makes_both_texts_again() -> None:
    before, after = OF[2].text, "With UPS it left on 5 November 2026."
    parts = difference(before, after)
    assert "".join(one.text for one in parts if one.kind != "new") == before
    assert "".join(one.text for one in parts if one.kind != "gone") == after
