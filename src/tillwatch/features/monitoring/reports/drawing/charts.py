"""A line chart of a section, as Vega-Lite says it."""

from typing import Any, Final

INKS: Final = ("#5b5bd6", "#12a594", "#e5484d", "#f5a623")
WIDTH: Final = 620
HEIGHT: Final = 170


def specification(section: dict[str, Any]) -> dict[str, Any]:
    """`section`: a sheet's, of kind line."""
    lines = list(dict.fromkeys(point["line"] for point in section["points"]))
    values = section["points"]
    is_thin = len(values) < 3 * len(lines) or any(one["value"] is None for one in values)
    rate = section["unit"] == "%"
    color: dict[str, Any] = {"value": INKS[0]}
    if len(lines) > 1:
        scale = {"domain": lines, "range": list(INKS[: len(lines)])}
        color = {"field": "line", "type": "nominal", "scale": scale, "title": None}
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "background": "white",
        "data": {"values": values},
        "mark": {"type": "line", "strokeWidth": 1.75, "point": {"size": 14} if is_thin else False},
        "encoding": {
            "x": {"field": "at", "type": "temporal", "title": None, "axis": {"grid": False}},
            "y": {
                "field": "value",
                "type": "quantitative",
                "title": section["unit"] or None,
                "scale": {"zero": not rate},
                "axis": {"tickCount": 4, "gridColor": "#ececf0", "domain": False, "ticks": False},
            },
            "color": color,
        },
        "config": {
            "view": {"stroke": None},
            "axis": {"labelColor": "#60646c", "titleColor": "#60646c", "labelFontSize": 10},
        },
    }
