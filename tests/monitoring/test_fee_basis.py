"""What fees are told as a part of holds for what comes with Tillwatch too."""

from typing import Any

import httpx

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.choices import based

V1 = "/api/v1"


def metrics(found: Any) -> set[str]:
    """Every metric that is named anywhere in it."""
    if isinstance(found, dict):
        own = found.get("metrics", ())
        return {*own}.union(*(metrics(one) for one in found.values()))
    return set().union(*(metrics(one) for one in found)) if isinstance(found, list) else set()


def test_each_rate_of_fees_has_its_pair() -> None:
    rates = [
        slug
        for slug, one in catalogue.METRICS.items()
        if one.area == "fees" and one.unit == "rate" and not slug.endswith("net_rate")
    ]
    pairs = {slug: based(slug, "net_sales") for slug in rates}
    assert pairs["fees_blended_rate"] == "fees_blended_net_rate"
    assert len(set(pairs.values()) - set(rates)) == len(rates)
    for slug, net in pairs.items():
        assert based(slug, "sales") == slug
        assert based(net, "net_sales") == net
        assert catalogue.metric(net).name.endswith(", of net sales")
        assert catalogue.metric(slug).name.endswith(", of sales")
    assert based("refund_value_rate", "net_sales") == "refund_value_rate"


async def test_boards_and_reports_begin_with_the_basis_that_was_chosen(
    client: httpx.AsyncClient,
) -> None:
    chosen = (await client.get(f"{V1}/monitoring/choices")).json()
    for basis, wanted, other in (
        ("sales", "fees_rate", "fees_net_rate"),
        ("net_sales", "fees_net_rate", "fees_rate"),
    ):
        await client.put(f"{V1}/monitoring/choices", json={**chosen, "fee_basis": basis})
        made = await client.post(f"{V1}/boards", json={"name": basis, "template": "costs"})
        reports = (await client.get(f"{V1}/reports")).json()["templates"]
        for found in (metrics(made.json()), metrics(reports)):
            assert wanted in found
            assert other not in found
