/** Draws the days with ECharts, of which only the line, the grid and the canvas are in the bundle.
 *
 * ECharts draws; pointing, the tip and the keys are the page's own (VolumeChart.svelte), so that a mouse,
 * a finger and a keyboard read the same words.
 */
import { LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { axis } from "../../format/money";
import { shortDay } from "../../format/time";

use([LineChart, GridComponent, CanvasRenderer]);

/** Days oldest first; `values` in whole units, for drawing only, null where nothing is known.
 * The last day has not ended. */
export type Drawing = { dates: string[]; values: (number | null)[]; currency: string };

/** The colours of the moment, as the browser resolved them. */
export type Inks = { line: string; wash: string; grid: string; base: string; text: string; sheet: string };

const NARROW = 480;
const ROUND = [1, 2, 2.5, 3, 4, 5, 6, 10];
const FACE = '"Inter Variable", Inter, system-ui, sans-serif';

export function open(element: HTMLElement): ECharts {
  return init(element, null, { renderer: "canvas" });
}

export function show(chart: ECharts, drawing: Drawing, inks: Inks): void {
  const narrow = chart.getWidth() < NARROW;
  const every = narrow ? 28 : 14;
  const label = { color: inks.text, fontFamily: FACE, fontSize: 12 };
  const last = drawing.dates.length - 1;
  const step = gap(Math.max(...drawing.values.map((value) => value ?? 0)));
  chart.setOption(
    {
      animation: false,
      grid: { left: narrow ? 42 : 52, right: 10, top: 10, bottom: 24 },
      xAxis: {
        type: "category",
        data: drawing.dates,
        boundaryGap: false,
        axisLine: { lineStyle: { color: inks.base } },
        axisTick: { show: false },
        axisLabel: {
          ...label,
          interval: (index: number) => index % every === 3,
          formatter: shortDay,
          hideOverlap: true,
        },
      },
      yAxis: {
        type: "value",
        min: 0,
        max: 4 * step,
        interval: step,
        splitLine: { lineStyle: { color: inks.grid } },
        axisLabel: { ...label, formatter: (value: number) => axis(value, drawing.currency) },
      },
      series: [
        line(drawing.values.map((value, index) => (index < last ? value : null)), inks, "solid"),
        line(drawing.values.map((value, index) => (index >= last - 1 ? value : null)), inks, [2, 3]),
        end(last, drawing.values[last] ?? 0, inks),
      ],
    },
    { notMerge: true },
  );
}

/** The distance of four lines that hold `most`: a round number, so that the labels are. */
function gap(most: number): number {
  const quarter = most / 4;
  if (quarter <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(quarter));
  const round = ROUND.find((one) => one * power >= quarter) ?? 10;
  return round * power;
}

function line(data: (number | null)[], inks: Inks, type: "solid" | number[]) {
  return {
    type: "line",
    data,
    silent: true,
    showSymbol: false,
    lineStyle: { color: inks.line, width: 1.75, type, join: "round" },
    areaStyle: { color: inks.wash },
  };
}

function end(index: number, value: number, inks: Inks) {
  return {
    type: "line",
    data: [[index, value]],
    silent: true,
    symbol: "circle",
    showAllSymbol: true,
    symbolSize: 6,
    itemStyle: { color: inks.sheet, borderColor: inks.line, borderWidth: 1.5 },
  };
}
