/** A payout's way to the bank as points, the last one first. */
import type { PayoutStory } from "../../api/types.ts";
import type { Tone } from "../../words/statuses.ts";
import { payoutFailure } from "../../words/reasons.ts";
import { via } from "../../words/resources.ts";

type Point = { key: string; title: string; at?: string | null; lines: string[]; tone?: "good" | "bad" | "warn"; href?: string };
type Told = PayoutStory["timeline"][number];
/** `day` of a moment, `arrival` the payout's day in words, `event` the address of an event. */
type Words = { day: (at: string) => string; arrival: string; event: (id: string) => string };

const ENDS: Readonly<Record<string, { title: string; tone: Tone }>> = {
  "payout.paid": { title: "Sent to the bank", tone: "good" },
  "payout.failed": { title: "Sent back by the bank", tone: "bad" },
  "payout.canceled": { title: "Canceled", tone: "warn" },
};

export function road(story: PayoutStory, words: Words): Point[] {
  const { payout, timeline } = story;
  const ended = timeline.find((one) => one.type !== null && one.type in ENDS);
  return [...end(story, ended, words), made(payout.created, timeline, words), ...earned(story, words)];
}

function end({ payout }: PayoutStory, told: Told | undefined, words: Words): Point[] {
  const known = told?.type ? ENDS[told.type] : undefined;
  if (told && known) {
    const lines = known.tone === "good" ? [`there on ${words.arrival}`] : why(payout);
    return [{ ...event(told, words), key: "end", title: known.title, lines, tone: known.tone as "good" }];
  }
  if (payout.status === "paid") {
    return [{ key: "end", title: "Sent to the bank", lines: [`there on ${words.arrival}`], tone: "good" }];
  }
  if (payout.status === "failed") return [{ key: "end", title: "Sent back by the bank", lines: why(payout), tone: "bad" }];
  if (payout.status === "canceled") return [{ key: "end", title: "Canceled", lines: [], tone: "warn" }];
  return [{ key: "end", title: `Expected on ${words.arrival}`, lines: [] }];
}

function why({ failure_code, failure_message }: PayoutStory["payout"]): string[] {
  if (failure_code) return [payoutFailure(failure_code)];
  return failure_message ? [failure_message] : [];
}

function made(created: string | null, timeline: readonly Told[], words: Words): Point {
  const told = timeline.find((one) => one.type === "payout.created");
  const point = told ? event(told, words) : { at: created, lines: [] };
  return { ...point, key: "made", title: "Made by Stripe" };
}

function earned({ first_created, last_created }: PayoutStory, words: Words): Point[] {
  if (!first_created || !last_created) return [];
  const [from, to] = [words.day(first_created), words.day(last_created)];
  const line = from === to ? `entries of ${from}` : `entries of ${from} to ${to}`;
  return [{ key: "earned", title: "Money earned", lines: [line] }];
}

function event(told: Told, words: Words): Omit<Point, "key" | "title"> {
  const lines = told.type ? [[told.type, told.source && via(told.source)].filter(Boolean).join(", ")] : [];
  return { at: told.at, lines, ...(told.event_id ? { href: words.event(told.event_id) } : {}) };
}
