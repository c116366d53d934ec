"""The process that draws: a sheet comes in as JSON, the files go out."""

import json
import sys
from importlib.resources import files
from typing import Any

import msgspec
import typst
import vl_convert

from tillwatch.features.monitoring.reports.drawing import Files, charts

SCALE = 2


def draw(sheet: dict[str, Any]) -> Files:
    pictures = []
    for section in sheet["sections"]:
        section["svg"] = ""
        if section["points"]:
            told = charts.specification(section)
            section["svg"] = vl_convert.vegalite_to_svg(told)
            pictures.append(vl_convert.vegalite_to_png(told, scale=SCALE))
            section["points"] = []
    page = files("tillwatch.features.monitoring.reports.drawing").joinpath("report.typ")
    pdf = typst.compile(page.read_bytes(), sys_inputs={"sheet": json.dumps(sheet)})
    return Files(pdf=pdf, charts=pictures)


if __name__ == "__main__":
    made = draw(json.loads(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(msgspec.msgpack.encode(made))
