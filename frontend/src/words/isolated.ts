const BEGIN = "\u2068";
const END = "\u2069";

/** A name of any direction inside a sentence of plain text, so that it does not turn the sentence round.
 * In markup use `<bdi>`. */
export function isolated(name: string): string {
  return BEGIN + name + END;
}
