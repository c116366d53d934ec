/** For whoever may not see who customers are. */
export const UNNAMED =
  "Names and e-mail addresses are hidden from you: search for a whole e-mail address, an id, an amount or the last four digits of a card.";

/** What a field says can be searched for, without names. */
export function unnamed(example: string | undefined): string | undefined {
  return example?.replace(/^Name, e-mail\b/, "Whole e-mail");
}
