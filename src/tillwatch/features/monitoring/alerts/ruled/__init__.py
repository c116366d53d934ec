"""What a rule is, over which windows it is judged, and the rules that come with Tillwatch."""

from tillwatch.features.monitoring.alerts.ruled.rule import (
    DETECTORS,
    METRIC,
    Baseline,
    Criterion,
    Definition,
    Frame,
    Quiet,
    Rule,
    checked,
)

__all__ = [
    "DETECTORS",
    "METRIC",
    "Baseline",
    "Criterion",
    "Definition",
    "Frame",
    "Quiet",
    "Rule",
    "checked",
]
