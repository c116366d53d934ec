/** What the drawing needs from the page: its colours of the moment, and the scale it will have. */
import type { Inks } from "./draw";
import type { Line } from "./lines";
import { type Scale, scaleOf } from "./scale.ts";

/** `of` resolves a token; `probe` is an element of the page that nobody sees. */
export function inksOf(probe: HTMLElement): { of: (token: string) => string; rest: Inks } {
  const of = (token: string) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const rest = {
    grid: of("--line-grid"),
    base: of("--edge"),
    text: of("--ink-quiet"),
    sheet: of("--sheet"),
    wash: of("--line-wash"),
  };
  return { of, rest };
}

/** Of what does not start at 0, which are shares, all is 100. */
export const WHOLE = 100;

export function scaled(drawn: readonly Line[], fromZero: boolean): Scale {
  return scaleOf(drawn.flatMap((one) => one.heights), fromZero, fromZero ? Infinity : WHOLE);
}

const INKS = ["--line-1", "--line-2", "--line-3", "--line-4", "--line-5"];

/** The ink of each drawn line: in their order, the compared one always the same. */
export function inksFor(drawn: readonly Line[]): string[] {
  let next = 0;
  return drawn.map((one) => {
    if (one.drawn === "compared") return "--line-prev";
    const ink = INKS[next] ?? "--line-rest";
    next += 1;
    return ink;
  });
}
