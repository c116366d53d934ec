/** A list that was pasted: from a sheet, a letter of the bank, a ticket. */

export const MOST = 100;
const BETWEEN = /[\s,;|]+/;
const LEAST = 3;

/** Each name once, in its order; quotes around it are none of it. */
export function termsOf(pasted: string): string[] {
  const each = pasted.split(BETWEEN).map((one) => one.replaceAll(/^["'<(]+|["'>).]+$/g, ""));
  return [...new Set(each.filter((one) => one !== ""))];
}

/** Several names at once, rather than words: each has a digit or an @, and is long enough for an id. */
export function isList(typed: string): boolean {
  const terms = termsOf(typed);
  return terms.length > 1 && terms.every((one) => one.length >= LEAST && /[\d@_]/.test(one)) && terms.some((one) => /[a-z_@]|\d{8}/i.test(one));
}
