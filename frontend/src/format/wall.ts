/** What a clock on the wall of a zone shows at a moment. */

/** `month` and `weekday` count from 0, weekdays from Sunday. */
export type Wall = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
};

/** One formatter a zone is kept: making one costs more than using it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>();

export function wall(at: Date, zone?: string): Wall {
  const shown = zone === undefined ? at : shifted(at, zone);
  if (shown === null || shown === at) return own(at);
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth(),
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    weekday: shown.getUTCDay(),
  };
}

function own(at: Date): Wall {
  return {
    year: at.getFullYear(),
    month: at.getMonth(),
    day: at.getDate(),
    hour: at.getHours(),
    minute: at.getMinutes(),
    second: at.getSeconds(),
    weekday: at.getDay(),
  };
}

/** The moment whose UTC clock shows what the zone's clock shows at `at`; null for a zone no one knows. */
function shifted(at: Date, zone: string): Date | null {
  const format = formatOf(zone);
  if (format === null) return null;
  const found: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) found[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const kept = formats.get(zone);
  if (kept) return kept;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
    return format;
  } catch {
    return null;
  }
}
