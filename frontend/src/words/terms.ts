/** What a person calls customers and payments: put into places and headings by `called`, nowhere else. */
import type { Session } from "../api/types";

/** By its usual name: `{ customers: { one: "Guest", many: "Guests" } }`; only what is called otherwise. */
export type Words = NonNullable<Session["person"]>["words"];

const USUAL: Readonly<Record<string, { term: string; form: "one" | "many" }>> = {
  Customer: { term: "customers", form: "one" },
  Customers: { term: "customers", form: "many" },
  Payment: { term: "payments", form: "one" },
  Payments: { term: "payments", form: "many" },
};

/** `text` as this person calls it, if it is one of those words; otherwise itself. */
export function called(text: string, words: Words | null | undefined): string {
  if (!Object.hasOwn(USUAL, text)) return text;
  const usual = USUAL[text];
  const said = usual && words ? words[usual.term] : undefined;
  return usual && said ? said[usual.form] : text;
}
