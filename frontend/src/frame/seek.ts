/** Which of the things one can go to or do fit what was typed, the best first. */

export type Sought = { title: string; also?: string };

/** Every word that was typed has to begin a word of the title, or of the other words for it. */
export function seek<T extends Sought>(all: readonly T[], typed: string): T[] {
  const wanted = words(typed);
  if (wanted.length === 0) return [...all];
  return all
    .map((one, index) => ({ one, index, score: score(one, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ one }) => one);
}

/** 0: does not fit. A whole word counts most, the title more than its other words. */
function score({ title, also = "" }: Sought, wanted: readonly string[]): number {
  const named = words(title);
  const other = words(also);
  let total = 0;
  for (const [index, word] of wanted.entries()) {
    const best = Math.max(fit(named, word) * 4, fit(other, word));
    if (best === 0) return 0;
    total += best + (index === 0 && named[0]?.startsWith(word) ? 3 : 0);
  }
  return total;
}

function fit(known: readonly string[], word: string): number {
  if (known.includes(word)) return 2;
  return known.some((one) => one.startsWith(word)) ? 1 : 0;
}

/** Lower case without accents; a hyphen joins nothing. */
export function words(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.match(/[\p{L}\p{N}_]+/gu) ?? [];
}
