/** Words of the queue: what is suggested, in two or three words, and what somebody decided. */

const THIN = "\u2009";

export const VERDICTS = [
  { value: "fight", title: "Fight it" },
  { value: "fight_smart", title: "Let Stripe answer" },
  { value: "prevent_refund", title: "Refund now" },
  { value: "accept", title: "Accept it" },
  { value: "not_contestable", title: "Cannot be answered" },
] as const;

export const DECISIONS = [
  { value: "fight", title: "We answer" },
  { value: "smart", title: "Stripe answers" },
  { value: "accept", title: "Accept" },
  { value: "refund", title: "Refund" },
  { value: "leave", title: "Not fight" },
] as const;

function titleIn(all: readonly { value: string; title: string }[], value: string): string {
  return all.find((one) => one.value === value)?.title ?? value.replaceAll("_", " ");
}

export function verdict(value: string): string {
  return titleIn(VERDICTS, value);
}

export function decision(value: string): string {
  return titleIn(DECISIONS, value);
}

/** `0.32` as `32 %`: an estimate, so without decimals. */
export function chance(decimal: string): string {
  return `${Math.round(Number(decimal) * 100)}${THIN}%`;
}
