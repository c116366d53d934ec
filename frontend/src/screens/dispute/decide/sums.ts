/** How a gain adds up, in words: `52 % × $246.00 − 48 % × $15.00 fee`, each term with where it is known from. */
import type { CaseFactor, CasePart, CaseRoute, CaseScore } from "../../../api/types.ts";
import { text } from "../../../format/money.ts";

const THIN = "\u2009";
const MINUS = "\u2212";
const CALLED: Record<string, string> = {
  disputed: "",
  counter_fee: "fee",
  compliance_fee: "compliance fee",
  received_fee: "fee that is not taken",
  arbitration_fee: "fee of the network if it is lost",
  labour: "of work",
  late: "late fee",
  count: "for one dispute fewer",
};

export type Term = { words: string; source: string };

/** "0.52" as `52 %`, "0.3145" as `31.45 %`: the digits as they are. */
export function share(decimal: string, places?: number): string {
  const value = Number(decimal) * 100;
  const shown = places === undefined ? String(Number(value.toFixed(4))) : value.toFixed(places);
  return `${shown}${THIN}%`;
}

/** A route's terms, each with its sign before it. */
export function terms(route: Pick<CaseRoute, "parts">): Term[] {
  return route.parts.map((part, number) => ({ words: sign(part, number === 0) + term(part), source: part.source }));
}

function sign({ sign: direction }: CasePart, isFirst: boolean): string {
  if (isFirst) return direction < 0 ? MINUS : "";
  return direction < 0 ? ` ${MINUS} ` : " + ";
}

function term({ what, amount, shares }: CasePart): string {
  const named = [text(amount), CALLED[what] ?? what].filter(Boolean).join(" ");
  return [...shares.map((one) => share(one)), named].join(" × ");
}

const NAMES: Record<string, string> = {
  fight: "Answer it yourself",
  smart: "Let Stripe answer",
  accept: "Accept it",
  refund: "Refund now",
};

export function routeName(name: string): string {
  return NAMES[name] ?? name;
}

const VERDICTS: Record<string, string> = {
  fight: "Fight it.",
  fight_smart: "Let Stripe answer.",
  accept: "Accept it.",
  prevent_refund: "Refund now.",
  not_contestable: "Cannot be answered.",
};

export function verdictName(name: string): string {
  return VERDICTS[name] ?? name;
}

/** `52 % chance of winning, between 41 % and 63 %, from 24 cases of yours`. */
export function chance(score: Pick<CaseScore, "chance" | "says">): string {
  return `${share(score.chance, 0)} chance of winning, ${score.says}.`;
}

/** Percent points as they stand in a column: `−8`, `+4`, `0`. */
export function points(value: number): string {
  if (value === 0) return "0";
  return value < 0 ? `${MINUS}${-value}` : `+${value}`;
}

/** How long a factor's bar is, of the half that it has: the strongest fills it. */
export function lengths(factors: readonly Pick<CaseFactor, "points">[]): number[] {
  const most = Math.max(1, ...factors.map((one) => Math.abs(one.points)));
  return factors.map((one) => Math.abs(one.points) / most);
}
