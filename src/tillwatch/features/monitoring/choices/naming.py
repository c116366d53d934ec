"""What money taken is called: sales, or gross sales. The catalogue says sales; screens, sheets and
reports say what was chosen."""

from typing import Final

from tillwatch.features.monitoring.catalogue import Metric

GROSS: Final = "gross_sales"
SALES: Final = "Sales"
OF_SALES: Final = ", of sales"


def named(metric: Metric, terms: str) -> str:
    """What it is called here."""
    if terms == GROSS and metric.name.startswith(SALES):
        return f"Gross {metric.name[:1].lower()}{metric.name[1:]}"
    if terms == GROSS:
        return metric.name.replace(OF_SALES, ", of gross sales")
    return metric.name
