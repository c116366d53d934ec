/** The rows of a cell of the cohorts: what began in one month, as it was in another. Of a month alone, its rows.
 *
 * The address holds both months (`began=2026-07&at=2026-09`), as the cells of the zone have them.
 */
import { dayIn, isDay, monthOf, startOf } from "../../../format/zone.ts";

/** First days of months; `began` null: whatever began when. */
export type Cell = { began: string | null; at: string };
type Span = { from: string; until: string };

export function cellOfCohort(began: string | null, at: string | null): Cell | null {
  const [first, month] = [began, at].map((one) => (one !== null && isDay(`${one}-01`) ? `${one}-01` : null));
  return month ? { began: first ?? null, at: month } : null;
}

/** What the address says of a cell. */
export function written(began: string | null, at: string, zone: string): Record<string, string> {
  const month = (start: string) => dayIn(new Date(start), zone).slice(0, 7);
  return { ...(began === null ? {} : { began: month(began) }), at: month(at) };
}

/** The times to ask for. `grows`: a cell counts all since it began. `until`: a cohort of now ends there. */
export function spansOf({ began, at }: Cell, grows: boolean, until: Date, zone: string): { period: Span; began: Span | null } {
  const start = (day: string) => moment(startOf(day, zone));
  const end = (day: string) => startOf(monthOf(day, 1), zone);
  const clipped = (day: string) => moment(new Date(Math.min(end(day).getTime(), until.getTime())));
  return {
    period: {
      from: start(grows && began !== null ? began : at),
      until: began === null ? clipped(at) : moment(end(at)),
    },
    began: began === null ? null : { from: start(began), until: clipped(began) },
  };
}

function moment(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
