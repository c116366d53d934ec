/** How the installation itself runs, in words and as a drawing. */
import type { Running } from "../../api/types.ts";
import { count, counted } from "../../format/rate.ts";
import { late } from "./pace.ts";

type Lately = Running["lately"];
type Waiting = Running["waiting"];
type Slot = Pick<Running["trail"][number], "accepted" | "applied">;

/** How many came, and what that counts: `2.4 a second` of `144 in the last minute`; where it is less than
 * one a second `3`, in the last minute; `none`. */
export function pace(events: number, { seconds }: Pick<Lately, "seconds">): { figure: string; base: string } {
  const lately = seconds === 60 ? "in the last minute" : `in the last ${seconds} s`;
  const rate = events / seconds;
  if (rate < 1) return { figure: events === 0 ? "none" : count(events), base: lately };
  const told = rate >= 100 ? count(Math.round(rate)) : rate.toFixed(1);
  return { figure: `${told} a second`, base: `${count(events)} ${lately}` };
}

/** What waits, and since when: the figure and the words below it. */
export function delay({ events, oldest_s, queue }: Waiting): { figure: string; base: string } {
  const unwritten = queue > 0 ? `, ${counted(queue, "delivery", "deliveries")} being written` : "";
  if (events === 0) return { figure: "none", base: `nothing waits${unwritten}` };
  const wait = `${counted(events, "event waits", "events wait")} to be worked in`;
  return { figure: late(oldest_s * 1000), base: `${wait}${unwritten}` };
}

const ROLES: Readonly<Record<string, string>> = {
  web: "Takes webhooks and shows pages",
  worker: "Works in what arrives, asks Stripe",
  both: "Does everything",
};

export function roleName(role: string): string {
  return ROLES[role] ?? role.replaceAll("_", " ");
}

/** The last sign of life: `now`, `12 s ago`, `3 min ago`. */
export function seen(seconds: number): string {
  return seconds < 10 ? "now" : `${late(seconds * 1000)} ago`;
}

/** Bars of what arrived, and the line of what was worked in, in a drawing of `width` by `height`. */
export function drawn(trail: readonly Slot[], width: number, height: number): { bars: Bar[]; line: string; most: number } {
  const most = Math.max(1, ...trail.flatMap((slot) => [slot.accepted, slot.applied]));
  const step = width / Math.max(1, trail.length);
  const tall = (events: number) => round((events / most) * height);
  const bars = trail.map((slot, at) => ({
    x: round(at * step),
    y: round(height - tall(slot.accepted)),
    width: round(step * 0.7),
    height: tall(slot.accepted),
  }));
  const points = trail.map((slot, at) => `${round((at + 0.35) * step)},${round(height - tall(slot.applied))}`);
  return { bars, line: points.join(" "), most };
}

/** What a trail is of: ten minutes, or as long as something has been running. */
export function spanOf(trail: readonly { at: string }[], nodes: readonly { started_at: string }[]): string {
  const first = Math.min(...nodes.map((one) => Date.parse(one.started_at)));
  const late = trail[0] !== undefined && first > Date.parse(trail[0].at);
  return late ? "since Tillwatch started" : "in the last ten minutes";
}

type Bar = { x: number; y: number; width: number; height: number };

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
