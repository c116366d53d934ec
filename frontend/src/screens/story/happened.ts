/** What happened to an object, as points of a timeline. */
import { text } from "../../format/money.ts";
import type { Happening, Money } from "../../api/types.ts";
import { via } from "../../words/resources.ts";

export type Happened = {
  key: string;
  title: string;
  at: string | null;
  lines: string[];
  tone?: "good" | "bad" | "warn";
  href?: string;
};

const TONES: readonly string[] = ["good", "bad", "warn"];
const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** Links of a timeline: to an event's own page, and to the page of another object that a fact without an
 * event is about; null where it has none. */
export type Links = { event: (id: string) => string; object: (kind: string, id: string) => string | null };

/** `headline` is the amount the page is about, which is not said again. */
export function points(timeline: readonly Happening[], links: Links, headline: Money | null = null): Happened[] {
  const known = headline && text(headline);
  return timeline.map((one, index) => ({
    key: `happened-${one.event_id ?? `${one.kind}-${one.id}-${index}`}`,
    title: one.says,
    at: one.at,
    lines: lines(one, known),
    ...(TONES.includes(one.tone) ? { tone: one.tone as "good" | "bad" | "warn" } : {}),
    ...hrefOf(one, links),
  }));
}

function hrefOf({ event_id, kind, id }: Happening, links: Links): { href?: string } {
  if (event_id) return { href: links.event(event_id) };
  const href = kind && id ? links.object(kind, id) : null;
  return href === null ? {} : { href };
}

function lines(one: Happening, known: string | null): string[] {
  const amount = one.amount && text(one.amount);
  const isNew = amount !== null && amount !== known && !one.says.includes(amount);
  const told = [isNew ? amount : null, one.detail].filter((part) => part !== null);
  const found = told.length > 0 ? [told.join(", ")] : [];
  return one.type === null ? found : [...found, how(one)];
}

/** "charge.failed, by webhook after 12 s". */
function how({ type, source, delay_s }: Happening): string {
  const way = source === null ? "" : `, ${via(source)}`;
  if (delay_s === null || source !== "webhook") return `${type}${way}`;
  return `${type}${way} ${delay_s < 1 ? "within a second" : `after ${waited(delay_s)}`}`;
}

/** `under 1 s`, `12 s`, `3 min`, `2 h`, `4 d`. Stripe tells whole seconds: less than one is not known. */
export function waited(seconds: number): string {
  if (seconds < 1) return "under 1 s";
  if (seconds < MINUTE_S) return `${Math.round(seconds)} s`;
  if (seconds < HOUR_S) return `${Math.round(seconds / MINUTE_S)} min`;
  return seconds < DAY_S ? `${Math.round(seconds / HOUR_S)} h` : `${Math.round(seconds / DAY_S)} d`;
}
