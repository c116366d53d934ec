/** The networks' limits in words: how far, what would reach them, what they cost. */
import type { Money } from "../../api/types";
import { text } from "../../format/money.ts";
import { count, counted, percent } from "../../format/rate.ts";
import { listed } from "../../words/plain.ts";
import type { Level, Programme, Ratio, Rule } from "./shapes";

const THIN = "\u2009";
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export type Tone = "mute" | "warn" | "bad";
/** The level below those of a network's own programme: no more than a warning. */
export const MILD = "attention";

/** "November 2026" of "2026-11". */
export function monthName(month: string): string {
  const [year = "", at = "1"] = month.split("-");
  return `${MONTHS[Number(at) - 1] ?? month} ${year}`;
}

/** "Nov", in January the year. */
export function monthShort(month: string): string {
  const [name = "", year = ""] = monthName(month).split(" ");
  return name === "January" ? year : name.slice(0, 3);
}

/** The month so many after it. */
export function monthAfter(month: string, step: number): string {
  const [year = 0, at = 1] = month.split("-").map(Number);
  const number = year * 12 + at - 1 + step;
  return `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`;
}

/** "1.5 %": a limit, without digits it does not have. */
export function limitText({ numerator, denominator }: Ratio): string {
  return `${Number(((100 * numerator) / denominator).toFixed(4))}${THIN}%`;
}

/** "1.21 %", or null: no data. */
export function ratioText({ numerator, denominator }: Ratio): string | null {
  return denominator > 0 ? percent(numerator, denominator) : null;
}

/** "41 of 3,402", or of money "$410.00 of $34,020.00". */
export function baseText({ numerator, denominator, currency }: Ratio): string {
  const said = (amount: number) => (currency === null ? count(amount) : text({ amount, currency }));
  return `${said(numerator)} of ${said(denominator)}`;
}

/** Without cents where there are none: a limit or a fine is a round sum. */
export function roundSum(money: Money): string {
  return text(money).replace(/[.,]00$/, "");
}

/** "disputes or fraud reports" of "dispute or fraud report". */
export function plural(one: string): string {
  return one.replace(/\b(dispute|report|payment)\b/g, "$1s");
}

/** "1.5 % and 1,500 cases": all that a rule asks for. */
export function asks(rule: Rule): string {
  const least = (isStrict: boolean) => (isStrict ? "more than " : "");
  const parts = [least(rule.ratio_strict) + limitText(rule.ratio)];
  if (rule.count !== null) parts.push(`${least(rule.count_strict)}${count(rule.count)} cases`);
  if (rule.value !== null) parts.push(`${least(rule.value_strict)}${roundSum(rule.value)} of them`);
  if (rule.sales !== null) parts.push(`${count(rule.sales)} payments`);
  if (rule.secure_most !== null) parts.push(`at most ${limitText(rule.secure_most)} with the extra card check`);
  return listed(parts);
}

/** The badge: the level that is reached, or how near one is. */
export function stateOf(one: Programme): { words: string; tone: Tone } {
  const reached = one.levels.findIndex(({ slug }) => slug === one.level);
  if (reached >= 0) {
    return { words: one.levels[reached]?.name ?? "Over the limit", tone: one.level === MILD ? "warn" : "bad" };
  }
  if (one.state === "near") return { words: "Near the limit", tone: "warn" };
  return { words: one.state === "far" ? "Far from the limit" : "No data", tone: "mute" };
}

/** What a slice's or a level's state is called. */
export const STATES: Record<string, string> = { far: "Far", near: "Near", over: "Over", no_data: "No data" };

/** The next level there is to reach; the highest where all are. */
export function nextLevel(one: Programme): Level | null {
  return one.levels.find(({ state }) => state !== "over") ?? one.levels.at(-1) ?? null;
}

/** "41 more disputes this month would reach “Excessive”." */
export function distance(one: Programme, level: Level, isRunning: boolean): string {
  if (!one.measured) return unmeasured(one, level);
  if (level.state === "over") {
    if (level.fewer === null) return `Over “${level.name}”.`;
    return `Over “${level.name}”: with ${counted(level.fewer, one.one, plural(one.one))} less it would have stayed below.`;
  }
  const missing = listed(level.besides.map((kind) => besides(kind, level.rule)));
  const would = isRunning ? "would reach" : "would have reached";
  if (one.by_value) {
    if (level.more_value === null) return "There are no payments to set it against.";
    return `${roundSum(level.more_value)} more ${would} “${level.name}”.`;
  }
  if (level.more === null) return "There are no payments to set it against.";
  if (level.more === 0) return `The share is above ${limitText(level.rule.ratio)}, but that counts only with ${missing}.`;
  const also = missing ? `, with ${missing}` : "";
  const when = isRunning ? " this month" : "";
  const later =
    isRunning && level.more_expected !== null && level.more_expected !== level.more
      ? `; ${count(level.more_expected)} at the payments expected by its end`
      : "";
  return `${counted(level.more, "more " + one.one, "more " + plural(one.one))}${when} ${would} “${level.name}”${also}${later}.`;
}

function unmeasured(one: Programme, level: Level): string {
  const asked = counted(one.sales, "Visa payment was", "Visa payments were");
  const limit = count(level.rule.count ?? 0);
  return level.state === "far"
    ? `${asked} asked for: fewer than the ${limit} guesses the limit begins at, so it cannot be reached.`
    : `${asked} asked for. How many of them Visa takes for guesses is not available from Stripe.`;
}

function besides(kind: string, rule: Rule): string {
  if (kind === "value" && rule.value) return `${rule.value_strict ? "more than " : ""}${roundSum(rule.value)} in cases`;
  if (kind === "sales") return `${count(rule.sales ?? 0)} payments`;
  if (kind === "secure" && rule.secure_most) return `the extra card check on at most ${limitText(rule.secure_most)} of them`;
  return kind;
}

/** What the month costs, or what being above would. */
export function costText(level: Level): string {
  const { cost, rule } = level;
  if (level.state === "over") {
    const begun = `${ordinal(cost.month)} month above`;
    if (!rule.fines.length && !rule.case_low) return `${begun}. No fines are known.`;
    if (cost.free) return `${begun}: nothing is charged yet. ${ladder(rule)}`;
    const sum = cost.low.amount === cost.high.amount ? roundSum(cost.low) : `${roundSum(cost.low)} to ${roundSum(cost.high)}`;
    return `${begun}: about ${sum}. ${ladder(rule)}`;
  }
  return ladder(rule) || "No fines are known.";
}

/** "Months above: 1st nothing, from the 2nd $1,000, from the 4th $5,000." */
export function ladder(rule: Rule): string {
  if (rule.fines.length) {
    const steps = rule.fines.map(({ month, amount }, at) => {
      const sum = amount.amount === 0 ? "nothing" : roundSum(amount);
      return `${at === 0 ? "" : "from the "}${ordinal(month)} ${sum}`;
    });
    return `A month above costs, in the ${steps.join(", ")}.`;
  }
  if (rule.case_low && rule.case_high) {
    const each = `${roundSum(rule.case_low)} to ${roundSum(rule.case_high)} for each case`;
    return rule.grace_months ? `After ${rule.grace_months} months above it costs about ${each}.` : `It costs about ${each}.`;
  }
  return "";
}

export function ordinal(number: number): string {
  const tens = number % 100;
  const ending = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${ending}`;
}

/** Of the highest level that is reached: how long, and what that costs; null where none is. */
export function reachedText(one: Programme): string | null {
  const level = one.levels.find(({ slug }) => slug === one.level);
  return level === undefined ? null : `${level.name}: ${costText(level)}`;
}

/** Where a rule holds, where it does not hold everywhere. */
export function whereText(one: Programme): string {
  const isNarrow = one.levels.some(({ rule }) => rule.regions.length > 0 || rule.countries.length > 0);
  return isNarrow && one.region ? ` · ${one.region}` : "";
}

/** Where the month will end, and what that would reach; null where there is no forecast. */
export function outlookText(one: Programme, month: string): string | null {
  const { outlook } = one;
  if (!outlook) return null;
  const { low, high, expected } = outlook.cases;
  const span = low === high ? counted(low, "case") : `${count(low)} to ${count(high)} cases`;
  const shares =
    outlook.ratio && outlook.sales.expected > 0
      ? `, ${ratioText(outlook.ratio.low)} to ${ratioText(outlook.ratio.high)}`
      : "";
  const named = (slug: string) => one.levels.find((level) => level.slug === slug)?.name ?? slug;
  const end = `By the end of ${monthName(month).split(" ")[0]}: ${span}${shares}, ${count(expected)} expected.`;
  if (outlook.reaches && outlook.reaches !== one.level) return `${end} That would reach “${named(outlook.reaches)}”.`;
  if (outlook.might_reach && outlook.might_reach !== one.level)
    return `${end} At the upper end that would reach “${named(outlook.might_reach)}”.`;
  return end;
}

/** How sure a rule is. */
export const CERTAINTY: Record<string, string> = {
  stated: "",
  conflicting: "Sources differ",
  unconfirmed: "Not confirmed",
};
