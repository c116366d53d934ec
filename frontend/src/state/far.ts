/** How far long work is, as the server says it: a number of things, or of how many and how long still. */

/** `most` null: nobody knows of how many; `secondsLeft` null: nor how long it takes. */
export type Far = { value: number; most: number | null; secondsLeft: number | null };

export function farness(said: unknown): Far {
  if (typeof said === "number") return { value: said, most: null, secondsLeft: null };
  if (typeof said !== "object" || said === null) return { value: 0, most: null, secondsLeft: null };
  const { done, total, seconds_left: left } = said as Record<string, unknown>;
  return {
    value: typeof done === "number" ? done : 0,
    most: typeof total === "number" ? total : null,
    secondsLeft: typeof left === "number" ? left : null,
  };
}
