"""How much a list holds, guessed from a few of its pages: lists of known lengths, read as a server
would give them."""

import pytest

from tillwatch.intake.backfill.beforehand.sounding import PAGES_MAX, Depth, Page, depth

NOW = 1_790_000_000
DAY = 86_400
HOUR = 3_600


class Server:
    """A list, newest first, in pages of a hundred."""

    def __init__(self, moments: list[int]) -> None:
        self.moments = sorted(moments, reverse=True)
        self.asked = 0

    async def page(self, until: int | None) -> Page:
        self.asked += 1
        rest = [at for at in self.moments if until is None or at < until]
        page = rest[:100]
        oldest, newest = min(page, default=None), max(page, default=None)
        return Page(len(page), oldest, newest, len(rest) <= 100)


async def sounded(moments: list[int], since: int | None = None) -> Depth:
    server = Server([at for at in moments if since is None or at >= since])
    found = await depth(server.page, NOW, since)
    assert server.asked <= PAGES_MAX
    return found


def every(seconds: int, days: float, until: int = NOW) -> list[int]:
    return list(range(until - round(days * DAY), until, seconds))


async def test_a_short_list_is_counted():
    assert await sounded([]) == Depth(0, True, None)
    assert await sounded([NOW - 5, NOW - 9]) == Depth(2, True, NOW - 9)


TIMES = 1.5
CASES = {
    "a year, even": every(HOUR, 365),
    "ten days, busy": every(30, 10),
    "four years, even": every(2 * HOUR, 4 * 365),
    "a quiet year and a lively hour": every(2 * HOUR, 365) + every(2, 1 / 24),
    "a quiet year and a lively day": every(HOUR, 365) + every(30, 1),
    "five minutes old": every(1, 300 / DAY),
    "an hour old, busy": every(1, 5000 / DAY),
    "a month old": every(HOUR, 25),
    "it grew": every(6 * HOUR, 700) + every(HOUR, 200) + every(600, 60),
    "silent for over a year": every(18_000, 100, NOW - 400 * DAY),
    "silent for three years": every(600, 300, NOW - 1100 * DAY),
    "a last one long after": [NOW - 30 * DAY, *every(HOUR, 60, NOW - 500 * DAY)],
    "it shrank": every(6 * HOUR, 700) + every(HOUR, 300, NOW - 200 * DAY),
}


@pytest.mark.parametrize("moments", CASES.values(), ids=CASES)
async def test_about_as_many_as_there_are(moments: list[int]):
    found = await sounded(moments)
    assert found.objects is not None
    assert len(moments) / TIMES < found.objects < len(moments) * TIMES
    assert found.oldest is not None
    assert not found.exact


@pytest.mark.parametrize("moments", CASES.values(), ids=CASES)
async def test_back_to_a_day(moments: list[int]):
    since = NOW - 30 * DAY
    there = sum(at >= since for at in moments)
    found = await sounded(moments, since)
    assert found.objects is not None
    assert there / TIMES <= found.objects <= there * TIMES
    if not found.exact:
        assert found.oldest is not None
        assert found.oldest >= since - 1


async def test_what_goes_back_further_than_was_looked_is_not_known():
    found = await sounded(every(DAY, 365 * 150))
    assert found == Depth(None, False, None)


async def test_a_list_that_cannot_be_read_from_a_moment_on_is_not_known():
    server = Server(every(HOUR, 30))
    assert await depth(server.page, NOW, None, deeper=False) == Depth(None, False, None)
    assert server.asked == 1
