"""What a rule is, over which windows it is judged, and the rules that come with Tillwatch."""

from tillwatch.features.monitoring.alerts.ruled.rule import (
    DETECTORS,
    METRIC,
    Baseline,
    Definition,
    Frame,
    Quiet,
    Rule,
    Test,
    checked,
)

__all__ = [
    "DETECTORS",
    "METRIC",
    "Baseline",
    "Definition",
    "Frame",
    "Quiet",
    "Rule",
    "Test",
    "checked",
]
