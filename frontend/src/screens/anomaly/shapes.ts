/** An anomaly, as an alert's figures hold it, and a series beside what is usual. Thousandths are whole numbers. */
export type Piece = {
  dimension: string;
  value: string;
  failed: number;
  payments: number;
  usual_milli: number;
  share_milli: number;
};
export type Impact = { currency: string; amount: number; payments: number; a_year: number };
export type Unusual = {
  kind: "anomaly";
  incident: { kind: "declines" | "silence" | "drift"; pieces: [string, string][] };
  explained: { pieces: Piece[]; levels: Piece[] } | null;
  impacts: Impact[];
};
export type Point = { at: string; counted: number; usual_milli: number; lowest: number; lower: number; upper: number; critical: number };
export type Series = { step_s: number; points: Point[]; days_min: number; payments_min: number };

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** What is drawn around an anomaly: half a day before it, and as much after it as it lasted, a day at most. */
export function around(since: string, until: string | null, now: Date): { from: string; until: string } {
  const first = Date.parse(since) / 1000;
  const last = until === null ? now.getTime() / 1000 : Date.parse(until) / 1000;
  const after = Math.min(DAY_S, Math.max(2 * HOUR_S, last - first));
  const told = (seconds: number) => `${new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19)}Z`;
  return { from: told(first - DAY_S / 2), until: told(Math.min(now.getTime() / 1000, last + after)) };
}

/** `1500` as `1.5`: thousandths with one decimal, rounded down. */
export function tenths(milli: number): string {
  return `${Math.floor(milli / 1000)}.${Math.floor((milli % 1000) / 100)}`;
}
