/** A rule of prevention as its form has it, and as the API takes it. What the form does not show is kept as it was. */
import { decimal, minor } from "../../format/money.ts";

export const EVENTS = [
  { value: "warning", title: "A bank reports fraud (early fraud warning)" },
  { value: "inquiry", title: "A bank asks about a payment" },
  { value: "dispute", title: "A payment is disputed" },
  { value: "alert", title: "An alert network warns" },
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
};
export type Form = {
  on: string[];
  deeds: string[];
  currency: string;
  upTo: string;
  earlierFrom: string;
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
  const amount = when["amount_to"];
  return {
    on: definition?.when.on ?? ["warning"],
    deeds: definition ? then.map((one) => one.do) : ["notify"],
    currency,
    upTo: typeof amount === "number" ? decimal({ amount, currency }) : "",
    earlierFrom: whole(when["earlier_from"]),
    riskFrom: whole(when["risk_from"]),
    shipped: when["shipped"] === true ? "yes" : when["shipped"] === false ? "no" : "any",
    words: Array.isArray(when["words"]) ? when["words"].join(", ") : "",
    tag: then.find((one) => one.do === "tag")?.tag ?? "",
    value: then.find((one) => one.do === "tag")?.value ?? "",
    hook: then.find((one) => one.do === "hold")?.hook ?? "",
    budget: cap ? decimal(cap) : "",
  };
}

function whole(value: unknown): string {
  return typeof value === "number" ? String(value) : "";
}

export function definitionOf(form: Form, before: Definition | null): { made: Definition } | { wrong: Wrong } {
  const wrong: Wrong = {};
  const when: Definition["when"] = { ...before?.when, on: form.on };
  const put = (name: string, value: unknown) => {
    if (value === null) delete when[name];
    else when[name] = value;
  };
  const number = (field: "earlierFrom" | "riskFrom") => {
    const typed = form[field].trim();
    if (typed !== "" && !/^\d{1,6}$/.test(typed)) wrong[field] = "Write a whole number.";
    return typed === "" ? null : Number(typed);
  };
  const amount = (field: "upTo" | "budget") => {
    const typed = form[field].trim();
    const found = typed === "" ? null : minor(typed, form.currency);
    if (typed !== "" && found === null) wrong[field] = `Write an amount, as in ${decimal({ amount: 5000, currency: form.currency })}.`;
    return found;
  };
  put("amount_to", amount("upTo"));
  put("currency", form.upTo.trim() !== "" || when["amount_from"] != null ? form.currency : null);
  put("earlier_from", number("earlierFrom"));
  put("risk_from", number("riskFrom"));
  put("shipped", form.shipped === "any" ? null : form.shipped === "yes");
  const words = form.words.split(",").map((one) => one.trim()).filter(Boolean);
  put("words", words.length > 0 ? words : null);
  const cap = form.deeds.includes("refund") ? amount("budget") : null;
  if (form.on.length === 0) wrong.on = "Say what it is about: at least one.";
  if (form.deeds.length === 0) wrong.deeds = "Say what it does: at least one.";
  if (form.deeds.includes("refund") && cap === null && !wrong.budget) wrong.budget = "A rule that refunds needs a budget.";
  if (form.deeds.includes("hold") && form.hook === "") wrong.hook = "Choose whom it calls.";
  if (Object.keys(wrong).length > 0) return { wrong };
  const budget = cap === null ? {} : { budget: [{ currency: form.currency, amount: cap }, ...(before?.budget?.slice(1) ?? [])] };
  return { made: { when, then: form.deeds.map((name) => deed(name, form)), ...budget } };
}

function deed(name: string, { tag, value, hook }: Form): Then {
  if (name === "tag") return { do: name, tag: tag.trim(), value: value.trim() };
  if (name === "hold") return { do: name, hook };
  return { do: name };
}
