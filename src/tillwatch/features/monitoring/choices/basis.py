"""What fees are told as a part of. Each rate of fees there is twice, of sales and of sales less
refunds; what comes with Tillwatch names those of sales, and this the same of what was chosen."""

from typing import Final

from tillwatch.features.monitoring import catalogue

NET_SALES: Final = "net_sales"
FEES: Final = "fees_"
RATE: Final = "rate"


def based(slug: str, basis: str) -> str:
    """The same rate of the basis; any other number as it is."""
    if basis != NET_SALES or not (slug.startswith(FEES) and slug.endswith(f"_{RATE}")):
        return slug
    net = f"{slug.removesuffix(RATE)}net_{RATE}"
    return net if net in catalogue.METRICS else slug
