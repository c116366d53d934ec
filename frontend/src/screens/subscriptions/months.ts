/** The months in which a card may end: this one and those that follow. */
const MANY = 6;
const NAMES = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

/** "2027-03" as "with March 2027". */
export function monthsFrom(now: Date): { value: string; title: string }[] {
  return Array.from({ length: MANY }, (_, number) => {
    const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + number, 1));
    return { value: first.toISOString().slice(0, 7), title: `with ${NAMES.format(first)}` };
  });
}
