"""Whatever is asked, the answer is small, soon there, and no mistake of ours."""

import time
from collections import Counter

import httpx

from tests.monitoring import business, hostile
from tillwatch.intake.house import House

PATH = "/api/v1/metrics/query"
BYTES_MAX = 20_000_000
ENOUGH_S = 10.0
"""Of a processor: far above what the largest answer takes, on a slow machine too."""


async def test_five_hundred_hostile_questions_are_refused_or_bounded(
    house: House, client: httpx.AsyncClient
) -> None:
    await business.open_business(house, 1, payments=60, days=30)
    said: Counter[int] = Counter()
    for body in hostile.corpus():
        began = time.process_time()
        headers = {"content-type": "application/json"}
        answer = await client.post(PATH, content=body, headers=headers)
        took = time.process_time() - began
        said[answer.status_code] += 1
        assert answer.status_code == 200 or 400 <= answer.status_code < 500, (body, answer.text)
        assert took < ENOUGH_S, (body[:500], took)
        assert len(answer.content) < BYTES_MAX, body[:500]
        if answer.status_code != 200:
            assert answer.json()["detail"], body
            assert len(answer.content) < 20_000, body[:500]
    assert said.total() == hostile.COUNT
    assert said[200] > 30, said
