/** A permission as the list of the walk and of a connection's page shows it. */
import type { Permission, Plan, Tried } from "../../api/types";

export type Line = {
  slug: string;
  name: string;
  /** The line of Stripe's form, where Write includes Read. */
  area: string;
  purpose: string;
  turns_off: string;
  write: boolean;
  writes_what: string;
  /** What was chosen asks for it; the others may be added. */
  isAsked: boolean;
  /** Null: not known, or not tried yet. */
  granted: boolean | null;
  reason: string | null;
};

const OPTIONAL = "optional";

/** The plan's permissions with what a key that was tried has of them, and what it has beyond the plan. */
export function planned(plan: Plan, also: readonly string[], tried: Tried | null): Line[] {
  const known = new Map(tried?.permissions.map((one) => [one.slug, one]));
  const lines = plan.permissions.map((one) => ({
    ...one,
    isAsked: one.level !== OPTIONAL || also.includes(one.slug),
    granted: known.get(one.slug)?.granted ?? null,
    reason: known.get(one.slug)?.reason ?? null,
  }));
  if (tried === null) return lines;
  const named = new Set(plan.permissions.map((one) => one.slug));
  const beyond = tried.permissions.filter((one) => one.granted === true && !named.has(one.slug));
  return ordered([...lines, ...beyond.map((one) => ({ ...one, isAsked: false }))]);
}

/** Those of a connection. Reading what it is asked to write is no permission more. */
export function connected(permissions: readonly Permission[]): Line[] {
  const lines = permissions.map((one) => ({ ...one, isAsked: one.wanted }));
  const written = new Set(lines.filter((one) => one.isAsked && one.write).map((one) => one.area));
  return ordered(lines.filter((one) => one.isAsked || one.write || !written.has(one.area)));
}

/** What is asked for first; then what a key has all the same, above all what can write. */
function ordered(lines: readonly Line[]): Line[] {
  const rank = (one: Line) => (one.isAsked ? 0 : one.granted !== true ? 3 : one.write ? 1 : 2);
  return lines.toSorted((one, other) => rank(one) - rank(other));
}

/** `more`, `moreWriting`: what the key has beside what is asked for, and what of that can write. */
export type Counts = {
  asked: number;
  writing: number;
  granted: number;
  missing: number;
  more: number;
  moreWriting: number;
};

export function counts(lines: readonly Line[]): Counts {
  const asked = lines.filter((one) => one.isAsked);
  const more = lines.filter((one) => !one.isAsked && one.granted === true);
  return {
    asked: asked.length,
    writing: asked.filter((one) => one.write).length,
    granted: asked.filter((one) => one.granted === true).length,
    missing: asked.filter((one) => one.granted === false).length,
    more: more.length,
    moreWriting: more.filter((one) => one.write).length,
  };
}

/** What stays off without the asked permissions that are missing. */
export function off(lines: readonly Line[]): Line[] {
  return lines.filter((one) => one.isAsked && one.granted === false);
}

/** What a key that was tried is good for, in a line. */
export function outcome({ asked, granted, missing }: Counts): string {
  if (missing === 0) return "With this key, everything works";
  if (granted === 0) return "This key has none of the permissions";
  return `With this key, ${granted} of ${asked} work, ${missing} ${missing === 1 ? "stays" : "stay"} off`;
}

/** The list to set by hand: a line each, as Stripe's form has them. */
export function asText(plan: Plan, also: readonly string[]): string {
  const asked = plan.permissions.filter((one) => one.level !== OPTIONAL || also.includes(one.slug));
  return [
    `Name: ${plan.key_name}`,
    ...asked.map((one) => `${one.area}: ${one.access}`),
    "Leave the rest at None.",
  ].join("\n");
}
