"""The syntax of templates: what it takes, and where it says that something is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillwatch.features.disputes.wording import CATALOGUE, parse
from tillwatch.kernel import errors

WRONG = [
    ("- {amount}.", 'Line 1: the template has no title: begin with "title: …"'),
    ("title: A", 'The template says nothing: write a line that begins with "- "'),
    (
        "title: A\n- {delivred_on}.",
        "Line 2: there is no fact called “delivred_on”: did you mean “delivered_on”?",
    ),
    ("title: A\n- {x9}.", "Line 2: there is no fact called “x9”"),
    (
        "title: A\n- On time.",
        "Line 2: the statement rests on no fact: put one in braces or behind “<-”",
    ),
    ("title: A\n- See {receipt}.", "Line 2: “receipt” is a file: put it behind “<-” at the end"),
    ("title: A\n- It {amount.", "Line 2: a single “{”: write “{{” for a brace"),
    ("title: A\n- It amount}.", "Line 2: a single “}”: write “}}” for a brace"),
    (
        "title: A\n\n# no\nIt was {amount}.",
        'Line 4: a line begins with "- ", "title:", "close:", "#" or blanks',
    ),
    (
        "title: A\n- [boats] {amount}.",
        "Line 2: “boats” is no kind of product: it is one of physical, digital, service",
    ),
    ("title: A\n- [digital {amount}.", "Line 2: the bracket “[” is not closed"),
    ("title: A\ntitle: B\n- {amount}", 'Line 2: "title:" is there twice'),
    (
        "title: {amount}\n- {amount}",
        'Line 1: "title:" claims nothing, so it takes no facts in braces',
    ),
    ("  {amount}\ntitle: A", "Line 1: it goes on with a statement, and there is none before it"),
    ("title: A\n- <- receipt", "Line 2: the statement has no words"),
    (
        "title: A\n" + "\n" * 200 + "- {amount}",
        "The template is too long: at most 200 lines and 20,000 characters",
    ),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_template_that_cannot_be_read_says_where_in_one_sentence(text: str, says: str) -> None:
    with pytest.raises(errors.BadInput) as caught:
        parse(text, CATALOGUE)
    assert caught.value.message == says


def test_a_statement_goes_on_over_lines_and_products() -> None:
    found = parse(
        "title: A\n- [digital, service] One\n  {amount}\n  two. <- receipt, payment_id\n", CATALOGUE
    )
    said = found.statements[0]
    assert (said.text, said.products) == ("One {amount} two.", ("digital", "service"))
    assert (said.prints, said.rests_on) == (("amount",), ("amount", "receipt", "payment_id"))


@given(st.text(alphabet="-: {}[]<#ab\n", max_size=60).map(lambda text: f"title: A\n{text}"))
def test_any_text_is_a_template_or_one_sentence(text: str) -> None:
    try:
        found = parse(text, {"a": "text", "b": "file"})
    except errors.BadInput:
        return
    assert all(said.text and said.rests_on for said in found.statements)
