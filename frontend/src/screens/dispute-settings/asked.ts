/** What is typed into the form of choices, as the API takes it; and what was chosen, as the form shows it. */
import type { DisputeChoices } from "../../api/types";
import { decimal, minor } from "../../format/money.ts";

const PPM = 10_000;
const ALL = 100;

/** Percent as typed; amounts as typed, in `currency`. Empty: nothing is said. */
export type Typed = {
  currency: string;
  labour: string;
  late: string;
  count: string;
  minimum: string;
  low: string;
  smart: boolean;
  smartChance: string;
};
type Amounts = Pick<DisputeChoices, "labour" | "late" | "count">;
export type Asked = Omit<DisputeChoices, keyof Amounts> & Amounts;
export type Wrong = Partial<Record<keyof Typed, string>>;

export function typedOf(chosen: DisputeChoices, usual: string): Typed {
  const money = [chosen.labour, chosen.late, chosen.count].find((one) => one !== null);
  const said = (one: DisputeChoices["labour"]) => (one === null ? "" : decimal(one));
  return {
    currency: money?.currency ?? usual,
    labour: said(chosen.labour),
    late: said(chosen.late),
    count: said(chosen.count),
    minimum: percentOf(chosen.minimum_ppm),
    low: percentOf(chosen.very_low_ppm),
    smart: chosen.smart,
    smartChance: chosen.smart_ppm === null ? "" : percentOf(chosen.smart_ppm),
  };
}

function percentOf(ppm: number): string {
  return String(ppm / PPM);
}

/** What is asked for, or what is wrong with which field. */
export function askedOf(typed: Typed): { asked: Asked } | { wrong: Wrong } {
  const wrong: Wrong = {};
  const money = (name: "labour" | "late" | "count") => {
    if (typed[name].trim() === "") return null;
    const amount = minor(typed[name], typed.currency);
    if (amount === null || amount < 0) wrong[name] = `Write an amount, as in ${decimal({ amount: 1500, currency: typed.currency })}.`;
    return { amount: amount ?? 0, currency: typed.currency };
  };
  const share = (name: "minimum" | "low" | "smartChance") => {
    const value = Number(typed[name].replace("%", "").trim());
    if (typed[name].trim() === "" || Number.isNaN(value) || value < 0 || value > ALL) wrong[name] = "Write percent, from 0 to 100.";
    return Math.round(value * PPM);
  };
  const asked: Asked = {
    labour: money("labour"),
    late: money("late"),
    count: money("count"),
    minimum_ppm: share("minimum"),
    very_low_ppm: share("low"),
    smart: typed.smart,
    smart_ppm: typed.smartChance.trim() === "" ? null : share("smartChance"),
  };
  return Object.keys(wrong).length > 0 ? { wrong } : { asked };
}
