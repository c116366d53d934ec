/** Draws with ECharts, of which only lines, bars, the plain grid and the canvas are in the bundle.
 *
 * ECharts draws; pointing, the tip and the keys are the page's own (Plot.svelte), so that a mouse, a
 * finger and a keyboard read the same words.
 */
import { BarChart, LineChart } from "echarts/charts";
import { GridSimpleComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { WHOLE } from "./plot";
import { labelEvery, scaleOf } from "./scale";

use([BarChart, LineChart, GridSimpleComponent, CanvasRenderer]);

/** `heights` one a label, null where nothing is known; `compared` lines are dashed. */
export type Drawing = {
  kind: "line" | "bars";
  labels: readonly string[];
  lines: readonly { heights: readonly (number | null)[]; compared: boolean; ink: string; right?: boolean }[];
  axis: (height: number) => string;
  /** Of the lines that stand on the right. */
  rightAxis?: ((height: number) => string) | undefined;
  fromZero: boolean;
  /** Bars of one step stand on each other. */
  stacked?: boolean;
  /** The last step has not ended: it is drawn dotted. */
  unfinished: boolean;
};

/** The colours of the moment, as the browser resolved them. */
export type Inks = { grid: string; base: string; text: string; sheet: string; wash: string };

const NARROW = 480;
const LABEL_PX = 58;
const FACE = '"Inter Variable", Inter, system-ui, sans-serif';
const DOTS = [2, 3];

export function open(element: HTMLElement): ECharts {
  return init(element, null, { renderer: "canvas" });
}

export function show(chart: ECharts, drawing: Drawing, inks: Inks): void {
  const narrow = chart.getWidth() < NARROW;
  const left = narrow ? 46 : 54;
  const label = { color: inks.text, fontFamily: FACE, fontSize: 12 };
  const count = drawing.labels.length;
  const right = drawing.lines.some((one) => one.right) ? left : 10;
  const every = labelEvery(count, chart.getWidth() - left - right, LABEL_PX);
  chart.setOption(
    {
      animation: false,
      grid: { left, right, top: 10, bottom: 24 },
      xAxis: {
        type: "category",
        data: drawing.labels,
        boundaryGap: drawing.kind === "bars",
        axisLine: { lineStyle: { color: inks.base }, onZero: true },
        axisTick: { show: false },
        axisLabel: {
          ...label,
          interval: (index: number) => (count - 1 - index) % every === Math.floor(every / 4),
          hideOverlap: true,
        },
      },
      yAxis: [yAxis(drawing, inks, label, false), yAxis(drawing, inks, label, true)],
      series: drawing.lines.flatMap((one) => series(drawing, one, inks)),
    },
    { notMerge: true },
  );
}

/** The scale on one side; the right one draws no lines of its own, and has nothing to say without a line. */
function yAxis(drawing: Drawing, inks: Inks, label: object, right: boolean): object {
  const heights = heightsOf(drawing, right);
  const { min, max, step } = scaleOf(heights, drawing.fromZero, drawing.fromZero || right ? Infinity : WHOLE);
  const said = right ? (drawing.rightAxis ?? String) : drawing.axis;
  const isSilent = right && heights.length === 0;
  return {
    type: "value",
    min,
    max,
    interval: step,
    splitLine: { show: !right, lineStyle: { color: inks.grid } },
    axisLabel: { ...label, show: !isSilent, formatter: (value: number) => said(tidy(value, step)) },
  };
}

/** What the scale of one side must hold: of stacked bars how high and how deep they come together. */
function heightsOf({ lines, stacked }: Drawing, right: boolean): (number | null)[] {
  const mine = lines.filter((one) => Boolean(one.right) === right);
  const each = mine.flatMap((one) => one.heights);
  const bars = mine.filter((one) => !one.compared);
  if (!stacked || right) return each;
  const sum = (index: number, sign: number) =>
    bars.reduce((all, one) => all + Math.max(0, sign * (one.heights[index] ?? 0)), 0);
  return [...each, ...(bars[0]?.heights ?? []).flatMap((_, index) => [sum(index, 1), -sum(index, -1)])];
}

/** A gridline's value without what binary fractions add to it. */
function tidy(value: number, step: number): number {
  return Math.round(value / step) * step;
}

type One = Drawing["lines"][number];

function series(drawing: Drawing, one: One, inks: Inks): object[] {
  const yAxisIndex = one.right ? 1 : 0;
  return drawn(drawing, one, inks).map((part) => ({ ...part, yAxisIndex }));
}

function drawn(drawing: Drawing, one: One, inks: Inks): object[] {
  if (one.compared) return [stroke(one.heights, one.ink, [3, 3], 1.25)];
  if (drawing.kind === "bars" && !one.right) return [bars(drawing, one, inks)];
  const last = one.heights.length - 1;
  const area = drawing.lines.filter((line) => !line.compared).length === 1 && drawing.fromZero;
  const wash = area ? { areaStyle: { color: inks.wash } } : {};
  if (!drawing.unfinished) return [{ ...stroke(one.heights, one.ink, "solid", 1.75), ...wash }];
  const before = one.heights.map((height, index) => (index < last ? height : null));
  const open = one.heights.map((height, index) => (index >= last - 1 ? height : null));
  const end = one.heights[last];
  return [
    { ...stroke(before, one.ink, "solid", 1.75), ...wash },
    { ...stroke(open, one.ink, DOTS, 1.75), ...wash },
    ...(end == null ? [] : [point(last, end, one.ink, inks.sheet)]),
  ];
}

function stroke(
  data: readonly (number | null)[],
  color: string,
  type: "solid" | number[],
  width: number,
): object {
  return {
    type: "line",
    data: data.map((value, at) => (isAlone(data, at) ? { value, symbol: "circle", symbolSize: 6 } : value)),
    silent: true,
    symbol: "none",
    showAllSymbol: true,
    itemStyle: { color },
    lineStyle: { color, width, type, join: "round" },
  };
}

/** A point without neighbours would be no line. */
function isAlone(data: readonly (number | null)[], at: number): boolean {
  return data[at] != null && data[at - 1] == null && data[at + 1] == null;
}

/** A day that has not ended is an outline. */
function bars({ unfinished, stacked }: Drawing, { heights, ink }: One, { wash }: Inks): object {
  const last = heights.length - 1;
  const open = { color: wash, borderColor: ink, borderWidth: 1, borderType: "dashed" };
  return {
    type: "bar",
    silent: true,
    barMaxWidth: 28,
    barGap: "20%",
    ...(stacked ? { stack: "all" } : {}),
    itemStyle: { color: ink, borderRadius: 2 },
    data: heights.map((value, index) =>
      unfinished && index === last ? { value, itemStyle: open } : value,
    ),
  };
}

function point(index: number, height: number, ink: string, sheet: string): object {
  return {
    type: "line",
    data: [[index, height]],
    silent: true,
    symbol: "circle",
    showAllSymbol: true,
    symbolSize: 6,
    itemStyle: { color: sheet, borderColor: ink, borderWidth: 1.5 },
  };
}
