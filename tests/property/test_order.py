"""Order does not matter (G2), told of whole histories of a simulated business, without a database:
however the news is shuffled, doubled, lost until a gap check, or cut into batches, the same is
known in the end, and it is what the API answers."""

import pytest
from hypothesis import given, note
from tests.doubles.story import Story, lived
from tests.property import books
from tests.property.histories import History, arrived, batches, histories, kept, written


def in_batches(history: History, story: Story) -> books.States:
    """As the worker does it: a batch is united by itself before it meets what is known."""
    known: books.States = {}
    for batch in batches(history, arrived(history, story.told)):
        united: books.States = {}
        for one in batch:
            books.joined(united, books.readings(one))
        known = books.both(known, united)
    return known


def check(history: History) -> None:
    story = lived(history.script)
    plain = books.joined({}, [r for one in story.told for r in books.readings(one)])
    mixed = in_batches(history, story)
    assert mixed == plain
    pages = [reading for page in story.truth for reading in page]
    truth = books.rows(books.joined({}, pages))
    rows = books.rows(mixed)
    assert rows == books.rows(plain)
    if not history.script.old_only:
        assert books.wrong(rows, truth, books.undecided(mixed)) == {}
    read_again(mixed, pages, truth)


def read_again(known: books.States, pages: list[books.Reading], truth: books.Rows) -> None:
    """Lists read at the end bring the truth, whatever came before, and leave no doubt."""
    end = books.joined(dict(known), pages)
    rows, read = books.rows(end), {(page.kind, page.id) for page in pages}
    doubtful = {key for key, one in books.shown(end).items() if one.undecided}
    assert doubtful & read == set()
    assert books.wrong(rows, truth, {id_ for _, id_ in doubtful}) == {}
    missing = {key for key in truth.keys() - rows.keys() if key[0] != "payment"}
    assert missing == set()


@given(histories())
def test_the_same_news_in_any_order_is_the_same_knowledge_and_true(history: History):
    note(written(history).decode())
    check(history)


@pytest.mark.parametrize("name", kept())
def test_what_once_went_wrong_no_longer_does(name: str):
    check(kept()[name])
