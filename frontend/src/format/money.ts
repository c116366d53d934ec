/** Money on the screen: exact from the integer the API sends, in the digits Stripe gives a currency.
 *
 * Any string can be a currency: one that the browser does not know is written as its code, and one odd amount
 * never takes a screen down.
 */
import type { Money } from "../api/types";

/** Minor units: a `bigint` where they are more than a number holds exactly, see `exact`. */
export type Amount = Money["amount"];

const MINUS = "\u2212";
const WHOLE = new Set(
  "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "),
);
const THOUSANDTHS = new Set("bhd jod kwd omr tnd".split(" "));

/** Digits after the point in `currency`, by Stripe's table, not ISO 4217's. */
export function digits(currency: string): number {
  if (WHOLE.has(currency)) return 0;
  return THOUSANDTHS.has(currency) ? 3 : 2;
}

/** The same integer as a number where that is exact. So of two equal amounts both are of one type. */
export function exact(value: bigint): Amount {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The sum of two amounts, or of one and the other taken away. */
export function added(one: Amount, other: Amount): Amount {
  return exact(BigInt(one) + BigInt(other));
}

export function less(one: Amount, other: Amount): Amount {
  return exact(BigInt(one) - BigInt(other));
}

/** An amount so many times. */
export function times(amount: Amount, count: number): Amount {
  return exact(BigInt(amount) * BigInt(count));
}

/** The amount without its sign. */
export function size(amount: Amount): Amount {
  return amount < 0 ? -amount : amount;
}

/** `-1204` in usd is the string `-12.04`: no float in between. */
export function decimal({ amount, currency }: Money): string {
  const places = digits(currency);
  const sign = amount < 0 ? "-" : "";
  const figures = String(size(amount)).padStart(places + 1, "0");
  if (places === 0) return sign + figures;
  return `${sign}${figures.slice(0, -places)}.${figures.slice(-places)}`;
}

export type MoneyParts = { lead: string; whole: string; fraction: string };

/** `−$1,204.50` as its sign and symbol, its whole units and what follows, for headlines; `plus` also writes
 * the sign of a gain. */
export function parts(money: Money, plus = false): MoneyParts {
  const sign = money.amount < 0 ? MINUS : plus && money.amount > 0 ? "+" : "";
  const found: MoneyParts = { lead: sign + unknown(money.currency), whole: "", fraction: "" };
  for (const part of symbolFormat(money.currency).formatToParts(unsigned(money))) {
    if (part.type === "currency") found.lead += part.value;
    else if (part.type === "literal") found.lead += part.value;
    else if (part.type === "decimal" || part.type === "fraction") found.fraction += part.value;
    else found.whole += part.value;
  }
  return found;
}

/** The whole amount as one string; `plus` also writes the sign of a gain. */
export function text(money: Money, plus = false): string {
  const { lead, whole, fraction } = parts(money, plus);
  return lead + whole + fraction;
}

/** An axis label: `$6k`, `¥1.2M`. Estimates and axes are the only places that drop cents. */
export function axis(units: number, currency: string): string {
  if (units === 0) return "0";
  const label = new Intl.NumberFormat("en-US", {
    ...styled(currency),
    notation: "compact",
    maximumSignificantDigits: 3,
  }).format(Math.abs(units));
  return (units < 0 ? MINUS : "") + unknown(currency) + label.replace("K", "k");
}

function unsigned({ amount, currency }: Money): Intl.StringNumericLiteral {
  return decimal({ amount: size(amount), currency }) as Intl.StringNumericLiteral;
}

/** What stands before a figure in a currency that the browser refuses: Stripe has `usdc`, for one. Nothing
 * where no currency is known. */
function unknown(currency: string): string {
  return currency === "" || isKnown(currency) ? "" : `${currency.toUpperCase()}\u00a0`;
}

/** Three letters: all that a browser takes for a currency. */
function isKnown(currency: string): boolean {
  return /^[a-z]{3}$/i.test(currency);
}

function styled(currency: string): Intl.NumberFormatOptions {
  return isKnown(currency) ? { style: "currency", currency: currency.toUpperCase() } : {};
}

/** One formatter a currency is kept: making one costs more than using it a hundred times. */
const formats = new Map<string, Intl.NumberFormat>();

function symbolFormat(currency: string): Intl.NumberFormat {
  const kept = formats.get(currency);
  if (kept) return kept;
  const places = digits(currency);
  const format = new Intl.NumberFormat("en-US", {
    ...styled(currency),
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  formats.set(currency, format);
  return format;
}

/** What somebody typed, in minor units: `1,184.50` in usd is 118450. Null if it is no amount of this
 * currency, or more than a number holds exactly. */
export function minor(typed: string, currency: string): number | null {
  const places = digits(currency);
  const found = /^(-|\u2212)?(\d+)(?:\.(\d*))?$/.exec(typed.replaceAll(/[\s,']/g, ""));
  if (found === null) return null;
  const [, sign, whole = "0", rest = ""] = found;
  const fraction = rest.replace(/0+$/, "");
  if (fraction.length > places) return null;
  const value = Number(whole + fraction.padEnd(places, "0"));
  if (!Number.isSafeInteger(value)) return null;
  return sign && value !== 0 ? -value : value;
}
