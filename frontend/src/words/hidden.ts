/** For whoever may not see who customers are. */
export const UNNAMED =
  "Names and e-mail addresses are hidden from you: search for a whole e-mail address, an id, an amount or the last four digits of a card.";
