/** A name that the page has no words for is shown as it is, with spaces. Enumerations are open. */

/** `needs_more_time` is "Needs more time". */
export function plain(name: string): string {
  const words = name.replaceAll(/[_.]+/g, " ").trim();
  return upper(words);
}

/** The same words as a heading or a sentence begins. */
export function upper(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The words for `name` in `table`, else the name itself in words. */
export function wordsFor(table: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(table, name) ? (table[name] ?? plain(name)) : plain(name);
}

/** All of `table` to choose from, in its order. */
export function optionsOf(table: Readonly<Record<string, string>>): { value: string; title: string }[] {
  return Object.entries(table).map(([value, title]) => ({ value, title }));
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
