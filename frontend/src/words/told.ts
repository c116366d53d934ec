/** A sentence of the server, whose commands stand in `backticks`: its pieces, in order. */
export type Piece = { text: string; isCode: boolean };

/** A backtick without its partner stays as it is. */
export function pieces(sentence: string): Piece[] {
  const parts = sentence.split(/`([^`]+)`/);
  return parts
    .map((text, index) => ({ text, isCode: index % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}
