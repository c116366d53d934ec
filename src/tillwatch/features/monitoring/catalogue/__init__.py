"""The catalogue of numbers: `metrics/*.toml`, and what one can narrow and divide them by:
`dimensions.toml`. Screens, the API, commands and documents say what stands there."""

from tillwatch.features.monitoring.catalogue.dimension import DIMENSIONS, Dimension
from tillwatch.features.monitoring.catalogue.metric import (
    METRICS,
    Counted,
    Metric,
    Ratio,
    Share,
    Sum,
    bases,
    dimensions_of,
    metric,
)

__all__ = [
    "DIMENSIONS",
    "METRICS",
    "Counted",
    "Dimension",
    "Metric",
    "Ratio",
    "Share",
    "Sum",
    "bases",
    "dimensions_of",
    "metric",
]
