/** Words of a case that more than one part of its page says. */
import type { CaseField } from "../../api/types.ts";
import { plain } from "../../words/plain.ts";

const HALVES = 2;

/** Half points as points: 7 is `3½`. */
export function halves(half: number): string {
  const whole = Math.floor(half / HALVES);
  if (half % HALVES === 0) return String(whole);
  return whole === 0 ? "½" : `${whole}½`;
}

const SOURCES: Record<string, string> = {
  processor: "Stripe filled this in",
  charge: "found in the payment",
  history: "found in earlier payments",
  merchant: "told by your systems",
  policy: "from your policy",
};
const SAVED = "dispute.evidence";
const UPLOAD = "upload";

/** Where what stands in a field is known from; empty where nothing stands there. */
export function sourceOf({ source, told, value }: Pick<CaseField, "source" | "told" | "value">): string {
  if (value === "") return "";
  if (source !== "person") return SOURCES[source] ?? source;
  if (told.startsWith(SAVED)) return "saved at Stripe";
  return told === "" || told === UPLOAD ? "added here" : `given by ${told}`;
}

/** `3.4 MB`, `16 KB`. */
export function weight(bytes: number): string {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1_000))} KB`;
}

export const PRODUCTS = [
  { value: "physical", title: "Something shipped" },
  { value: "digital", title: "Something digital" },
  { value: "service", title: "A service" },
];

export const DECISIONS = [
  { value: "", title: "Not decided yet" },
  { value: "fight", title: "We answer it" },
  { value: "smart", title: "Stripe answers it" },
  { value: "accept", title: "We accept it" },
  { value: "refund", title: "We refund it" },
  { value: "leave", title: "I will not fight this" },
];

export function decisionName(decision: string): string {
  const title = DECISIONS.find((one) => one.value === decision)?.title ?? plain(decision);
  return title.startsWith("I ") ? "not to fight this" : title.charAt(0).toLowerCase() + title.slice(1);
}

/** The label of a field by its name, wherever the form has it. */
export function labelOf(fields: readonly Pick<CaseField, "name" | "label">[], name: string): string {
  return fields.find((one) => one.name === name)?.label ?? plain(name);
}

/** Brings a field into view and the keyboard into it. */
export function goTo(name: string): void {
  const box = document.getElementById(`field-${name}`);
  box?.closest("details")?.setAttribute("open", "");
  box?.scrollIntoView({ block: "center" });
  box?.querySelector<HTMLElement>("input, textarea, button")?.focus({ preventScroll: true });
}
