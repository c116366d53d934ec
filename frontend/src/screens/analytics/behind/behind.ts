/** The rows behind a number: which of a ratio's sides, which columns, and the address that shows them. */
import type { Metric } from "../../../api/types";
import { isMoney } from "../../../format/metric.ts";
import { factUnder } from "../state/facts.ts";

type Find = (slug: string) => Metric | null;

/** What there is to tell of a row, the most telling first; of these the first few that it has. */
const TELLING = [
  "event_type",
  "outcome",
  "payment_status",
  "refund_status",
  "dispute_status",
  "fee_words",
  "category",
  "reason_code",
  "scheme",
  "issuer",
  "issuer_country",
  "entry_mode",
];
const COLUMNS = 4;

/** The metrics whose rows are counted: itself, or the sides of a ratio and the parts of a sum. */
export function partsOf(metric: Metric, find: Find): Metric[] {
  if (metric.fact !== null) return [metric];
  const parts = [...metric.parts, ...metric.takes].flatMap((slug) => find(slug) ?? []);
  const counted = parts.flatMap((one) => partsOf(one, find));
  return counted.filter((one, at) => counted.findIndex((two) => two.slug === one.slug) === at);
}

/** The columns of its rows; a cell's own value needs none. `first`: what they are about. */
export function columnsOf(part: Metric, cell: Readonly<Record<string, string | null>>, first: readonly string[] = []): string[] {
  return [...first, ...TELLING].filter((one) => part.dimensions.includes(one) && !(one in cell)).slice(0, COLUMNS);
}

/** What the rows are, in a word: "tries", "disputes". */
export function rowWords(part: Metric | null, find: Find): { one: string; many: string } {
  const named: Readonly<Record<string, [string, string]>> = {
    attempt: ["try", "tries"],
    payment: ["payment", "payments"],
    refund: ["refund", "refunds"],
    dispute: ["dispute", "disputes"],
    warning: ["fraud report", "fraud reports"],
    fee: ["fee", "fees"],
    entry: ["entry of the balance", "entries of the balance"],
    payout: ["payout", "payouts"],
    event: ["event", "events"],
  };
  const [one, many] = named[factUnder(part, find) ?? ""] ?? ["row", "rows"];
  return { one, many };
}

/** The cell that was clicked, and of a number of money its currency, where it is told in one of several. */
export function cellIn(cell: Record<string, string | null>, parts: readonly Metric[], currency: string | null): Record<string, string | null> {
  const isOfOne = currency !== null && parts.some(isMoney) && parts.every((one) => one.dimensions.includes("currency"));
  return isOfOne ? { currency, ...cell } : cell;
}

/** `scheme:visa` as a cell; an empty value is none. */
export function cellOf(texts: readonly string[]): Record<string, string | null> {
  const pairs = texts.map((text) => {
    const at = text.indexOf(":");
    return [text.slice(0, at), text.slice(at + 1) || null] as const;
  });
  return Object.fromEntries(pairs.filter(([dimension]) => dimension !== ""));
}
