"""Whatever is asked, the answer is a list or one of Stripe's refusals, never a crash."""

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from tests.simulator.http.conftest import Simulator

NAMES = ["limit", "created", "created[gte]", "customer", "expand[]", "expand[x]", "starting_after"]
VALUES = ["1", "-1", "ch_03", "cus_1", "data.customer", "data", "²", "", "[", "9" * 30]


@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(NAMES) | st.text(max_size=12),
            st.sampled_from(VALUES) | st.text(max_size=12),
        ),
        max_size=4,
    ),
    path=st.sampled_from(["charges", "events", "customers", "charges/ch_01", "subscriptions"]),
)
def test_any_query(small: Simulator, pairs: list[tuple[str, str]], path: str) -> None:
    query = "&".join(f"{quote(name, safe='[]')}={quote(value)}" for name, value in pairs)
    answer = small.get(f"/v1/{path}?{query}")
    body = answer.json()
    if answer.status_code == 200:
        assert body["object"] in ("list", "charge")
    else:
        assert answer.status_code == 400
        assert body["error"]["type"] == "invalid_request_error"
