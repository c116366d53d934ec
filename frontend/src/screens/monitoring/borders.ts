/** Borders of amounts as a person types them: "10, 25, 50", each larger than the one before. */

const MOST = 20;
const GREATEST = 10 ** 9;

export function bordersText(borders: readonly number[]): string {
  return borders.join(", ");
}

/** The borders, or why they cannot be. A space or a comma stands between them. */
export function bordersOf(text: string): { borders: number[] } | { wrong: string } {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const odd = parts.find((one) => !/^\d{1,10}$/.test(one));
  if (odd !== undefined) return { wrong: `“${odd}” is no whole number: write amounts like 10, 25, 100` };
  const borders = parts.map(Number);
  if (borders.length === 0 || borders.length > MOST) return { wrong: `Give 1 to ${MOST} amounts, such as 10, 25, 100` };
  const falls = borders.findIndex((one, at) => one <= (borders[at - 1] ?? 0) || one > GREATEST);
  if (falls >= 0) return { wrong: `${borders[falls]} has to be more than ${borders[falls - 1] ?? 0}: let each amount be larger` };
  return { borders };
}
