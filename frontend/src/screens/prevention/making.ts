/** A rule of prevention as its form has it, and as the API takes it. What the form does not show is kept as it was. */
import { decimal, minor } from "../../format/money.ts";

export const EVENTS = [
  { value: "warning", title: "A bank reports fraud (early fraud warning)" },
  { value: "inquiry", title: "A bank asks about a payment" },
  { value: "dispute", title: "A payment is disputed" },
  { value: "alert", title: "An alert network warns" },
] as const;
export const BRANDS = [
  { value: "visa", title: "Visa" },
  { value: "mastercard", title: "Mastercard" },
  { value: "amex", title: "American Express" },
  { value: "discover", title: "Discover" },
] as const;
/** Kinds of fraud that banks report (docs.stripe.com/api/radar/early_fraud_warnings, read 2026-11). */
export const FRAUDS = [
  { value: "made_with_stolen_card", title: "Stolen card" },
  { value: "made_with_lost_card", title: "Lost card" },
  { value: "unauthorized_use_of_card", title: "Card used without its owner" },
  { value: "fraudulent_card_application", title: "Card applied for under a false name" },
  { value: "made_with_counterfeit_card", title: "Copied card" },
  { value: "card_never_received", title: "Card that never arrived" },
  { value: "misc", title: "Another kind" },
] as const;
export const DEEDS = [
  { value: "notify", title: "Tell us" },
  { value: "refund", title: "Give the money back" },
  { value: "tag", title: "Tag the payment in Stripe" },
  { value: "block", title: "Put the buyer on the block list" },
  { value: "hold", title: "Have shipping held" },
] as const;

export type Then = { do: string; tag?: string | null; value?: string | null; hook?: string | null };
export type Definition = {
  when: Record<string, unknown> & { on: string[] };
  then: Then[];
  budget?: { currency: string; amount: number }[];
  zone?: string;
};
export type Form = {
  on: string[];
  deeds: string[];
  currency: string;
  from: string;
  upTo: string;
  brands: string[];
  frauds: string[];
  cardCountries: string;
  customerCountries: string;
  daysFrom: string;
  daysTo: string;
  earlierFrom: string;
  earlierTo: string;
  riskFrom: string;
  shipped: "any" | "yes" | "no";
  words: string;
  tag: string;
  value: string;
  hook: string;
  budget: string;
};
type Wrong = Partial<Record<keyof Form, string>>;

export function formOf(definition: Definition | null, usual: string): Form {
  const when: Record<string, unknown> = definition?.when ?? {};
  const then = definition?.then ?? [];
  const cap = definition?.budget?.[0];
  const currency = typeof when["currency"] === "string" ? when["currency"] : (cap?.currency ?? usual);
  const money = (name: string) => {
    const amount = when[name];
    return typeof amount === "number" ? decimal({ amount, currency }) : "";
  };
  return {
    on: definition?.when.on ?? ["warning"],
    deeds: definition ? then.map((one) => one.do) : ["notify"],
    currency,
    from: money("amount_from"),
    upTo: money("amount_to"),
    brands: listed(when["brands"]),
    frauds: listed(when["fraud_types"]),
    cardCountries: listed(when["card_countries"]).join(", "),
    customerCountries: listed(when["customer_countries"]).join(", "),
    daysFrom: whole(when["customer_days_from"]),
    daysTo: whole(when["customer_days_to"]),
    earlierFrom: whole(when["earlier_from"]),
    earlierTo: whole(when["earlier_to"]),
    riskFrom: whole(when["risk_from"]),
    shipped: when["shipped"] === true ? "yes" : when["shipped"] === false ? "no" : "any",
    words: listed(when["words"]).join(", "),
    tag: then.find((one) => one.do === "tag")?.tag ?? "",
    value: then.find((one) => one.do === "tag")?.value ?? "",
    hook: then.find((one) => one.do === "hold")?.hook ?? "",
    budget: cap ? decimal(cap) : "",
  };
}

function whole(value: unknown): string {
  return typeof value === "number" ? String(value) : "";
}

function listed(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function parts(typed: string): string[] {
  return typed.split(",").map((one) => one.trim()).filter(Boolean);
}

/** Millionths as percent, as people type it. */
export function percentOf(ppm: number): string {
  return String(ppm / 10_000);
}

/** The other way round; null for what is no share. */
export function ppmOf(typed: string): number | null {
  const found = /^(\d{1,3})(?:[.,](\d{1,4}))?\s*%?$/.exec(typed.trim());
  if (!found) return null;
  const ppm = Number(found[1]) * 10_000 + Number((found[2] ?? "").padEnd(4, "0"));
  return ppm <= 1_000_000 ? ppm : null;
}

export function definitionOf(form: Form, before: Definition | null): { made: Definition } | { wrong: Wrong } {
  const wrong: Wrong = {};
  const when: Definition["when"] = { ...before?.when, on: form.on };
  const put = (name: string, value: unknown) => {
    if (value === null) delete when[name];
    else when[name] = value;
  };
  const number = (field: "earlierFrom" | "earlierTo" | "riskFrom" | "daysFrom" | "daysTo") => {
    const typed = form[field].trim();
    if (typed !== "" && !/^\d{1,6}$/.test(typed)) wrong[field] = "Write a whole number.";
    return typed === "" ? null : Number(typed);
  };
  const countries = (field: "cardCountries" | "customerCountries") => {
    const found = parts(form[field]).map((one) => one.toUpperCase());
    if (found.some((one) => !/^[A-Z]{2}$/.test(one))) wrong[field] = "Write codes of two letters, as in US, CA.";
    return found.length > 0 ? found : null;
  };
  const span = (from: keyof Form, to: keyof Form, low: unknown, high: unknown) => {
    if (typeof low === "number" && typeof high === "number" && low > high) wrong[to] ??= wrong[from] ??= "It begins above where it ends.";
  };
  const amount = (field: "from" | "upTo" | "budget") => {
    const typed = form[field].trim();
    const found = typed === "" ? null : minor(typed, form.currency);
    if (typed !== "" && found === null) wrong[field] = `Write an amount, as in ${decimal({ amount: 5000, currency: form.currency })}.`;
    return found;
  };
  put("amount_from", amount("from"));
  put("amount_to", amount("upTo"));
  span("from", "upTo", when["amount_from"], when["amount_to"]);
  put("currency", form.upTo.trim() !== "" || form.from.trim() !== "" ? form.currency : null);
  put("brands", form.brands.length > 0 ? form.brands : null);
  put("fraud_types", form.frauds.length > 0 ? form.frauds : null);
  put("card_countries", countries("cardCountries"));
  put("customer_countries", countries("customerCountries"));
  put("customer_days_from", number("daysFrom"));
  put("customer_days_to", number("daysTo"));
  span("daysFrom", "daysTo", when["customer_days_from"], when["customer_days_to"]);
  put("earlier_from", number("earlierFrom"));
  put("earlier_to", number("earlierTo"));
  span("earlierFrom", "earlierTo", when["earlier_from"], when["earlier_to"]);
  put("risk_from", number("riskFrom"));
  put("shipped", form.shipped === "any" ? null : form.shipped === "yes");
  const words = parts(form.words);
  put("words", words.length > 0 ? words : null);
  const cap = form.deeds.includes("refund") ? amount("budget") : null;
  if (form.on.length === 0) wrong.on = "Say what it is about: at least one.";
  if (form.deeds.length === 0) wrong.deeds = "Say what it does: at least one.";
  if (form.deeds.includes("refund") && cap === null && !wrong.budget) wrong.budget = "A rule that refunds needs a budget.";
  if (form.deeds.includes("hold") && form.hook === "") wrong.hook = "Choose whom it calls.";
  if (Object.keys(wrong).length > 0) return { wrong };
  const budget = cap === null ? {} : { budget: [{ currency: form.currency, amount: cap }, ...(before?.budget?.slice(1) ?? [])] };
  const zone = before?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { made: { when, then: form.deeds.map((name) => deed(name, form)), ...budget, zone } };
}

function deed(name: string, { tag, value, hook }: Form): Then {
  if (name === "tag") return { do: name, tag: tag.trim(), value: value.trim() };
  if (name === "hold") return { do: name, hook };
  return { do: name };
}
