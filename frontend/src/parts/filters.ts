/** What a chip says of the filter it stands for. */
import { text } from "../format/money.ts";
import type { Filter } from "../state/filters.ts";
import { listed, plain } from "../words/plain.ts";

const FEW = 2;

/** "Failed and Canceled", "over $100.00", "ending 4242"; null while the filter is not set. */
export function said(filter: Filter, of: (name: string) => string[]): string | null {
  switch (filter.kind) {
    case "choice":
      return chosen(filter, of(filter.name));
    case "text":
      return of(filter.name)[0] ?? null;
    case "flag":
      return flag(filter, of(filter.name)[0]);
    case "amount": {
      const currency = of("currency")[0] ?? filter.currencies[0] ?? "usd";
      return between(of(`${filter.name}_min`)[0], of(`${filter.name}_max`)[0], currency);
    }
  }
}

function chosen({ name, options }: Filter & { kind: "choice" }, values: string[]): string | null {
  if (values.length === 0) return null;
  const unknown = (value: string) => (name === "currency" ? value.toUpperCase() : plain(value));
  const titles = values.map((value) => options.find((one) => one.value === value)?.title ?? unknown(value));
  if (titles.length <= FEW) return listed(titles);
  return `${titles[0]} and ${titles.length - 1} more`;
}

function flag({ yes, no }: { yes: string; no?: string }, value: string | undefined): string | null {
  if (value === undefined) return null;
  return value === "true" ? yes : (no ?? "no");
}

function between(least: string | undefined, most: string | undefined, currency: string): string | null {
  const shown = (value: string) => text({ amount: Number(value), currency });
  if (least !== undefined && most !== undefined) {
    return least === most ? `exactly ${shown(least)}` : `${shown(least)} to ${shown(most)}`;
  }
  if (least !== undefined) return `${shown(least)} or more`;
  return most === undefined ? null : `${shown(most)} or less`;
}
