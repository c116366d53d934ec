/** Made-up rows for the page of parts: what is usual, and what breaks tables. */
import type { Money, Page } from "../../api/types";
import type { Query } from "../../api/client";

export type Sample = {
  id: string;
  connection_id: string;
  created: string;
  who: string;
  what: string;
  status: string;
  amount: Money;
  fee: Money;
};

const NAMES = [
  "Maya Lindqvist",
  "محمد بن عبد الرحمن الأنصاري",
  "Owen Carter",
  "יעל כהן",
  "Ines Moreau",
  "渡辺 健二",
  "Anneliese Wolkenstein-Trostburg zu Hohenems und Neuhaus an der Donau",
  "O'Brien & Søn <b>ApS</b>",
];
const STATUSES = ["succeeded", "succeeded", "failed", "succeeded", "requires_action", "gone_fishing"];
const CURRENCIES = ["usd", "usd", "eur", "usd", "jpy", "bhd"];
const WHAT = ["Ethiopia Guji, whole bean, 1 kg", "Office plan, month 14", "", "Pour-over kettle"];
const START = Date.UTC(2026, 10, 19, 14, 5);
const MINUTE_MS = 60_000;

/** The row at `index`, counted from the newest. */
export function sample(index: number): Sample {
  const currency = CURRENCIES[index % CURRENCIES.length] ?? "usd";
  const amount = ((index * 7919) % 90_000) + 100;
  return {
    id: `pi_${String(index).padStart(7, "0")}`,
    connection_id: "conn_sample",
    created: new Date(START - index * 7 * MINUTE_MS).toISOString(),
    who: NAMES[index % NAMES.length] ?? "",
    what: WHAT[index % WHAT.length] ?? "",
    status: STATUSES[index % STATUSES.length] ?? "succeeded",
    amount: { amount: index % 17 === 5 ? -amount : amount, currency },
    fee: { amount: -Math.round(amount * 0.029) - 30, currency },
  };
}

/** As many digits as an amount can have: 2^53 - 1 minor units. */
export const LARGEST: Money = { amount: Number.MAX_SAFE_INTEGER, currency: "idr" };

/** An API of `total` rows that answers after a moment, and to which rows can be added. */
export class Shop {
  added = 0;
  total: number;

  constructor(total: number) {
    this.total = total;
  }

  ask = async (query: Query): Promise<Page<Sample>> => {
    await new Promise((done) => setTimeout(done, 120));
    const from = Number(query["cursor"] ?? -this.added);
    const limit = Number(query["limit"] ?? 25);
    const until = Math.min(from + limit, this.total);
    const data = Array.from({ length: Math.max(0, until - from) }, (_, index) => this.#row(from + index));
    return { data, next_cursor: until < this.total ? String(until) : null };
  };

  #row(index: number): Sample {
    if (index >= 0) return sample(index);
    const at = new Date(START - index * MINUTE_MS).toISOString();
    return { ...sample(-index), id: `pi_new_${-index}`, created: at };
  }
}

const DAY_MS = 86_400_000;

/** Ninety days to `START`, with a weekly beat. */
export function days(): { date: string; amount: number; before: number; paid: number; tried: number }[] {
  return Array.from({ length: 90 }, (_, index) => {
    const date = new Date(START - (89 - index) * DAY_MS).toISOString().slice(0, 10);
    const beat = [1.5, 0.8, 0.9, 1, 1.05, 1.2, 1.6][index % 7] ?? 1;
    const noise = ((index * 7919) % 100) / 250;
    const share = index === 89 ? 0.4 : 1;
    const tried = Math.round(120 * beat * share);
    return {
      date,
      amount: Math.round(1_200_000 * (beat + noise) * share) + (index % 100),
      before: Math.round(1_050_000 * (beat + ((index * 31) % 100) / 300)),
      tried,
      paid: tried - (index % 5),
    };
  });
}
