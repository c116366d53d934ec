/** The parts of a period as steps of a chart: hours, days, weeks or months of a zone. */
import type { Day } from "../../api/types";
import type { Step } from "../../parts/chart/lines";
import { date, day, moment, shortDay } from "../../format/time.ts";

/** Names of a grain: of one part, and what is said of one that has not ended. */
const GRAINS: Record<string, { head: string; unfinished: string }> = {
  hour: { head: "Hour", unfinished: "This hour so far is dotted" },
  day: { head: "Day", unfinished: "Today so far is dotted" },
  week: { head: "Week from", unfinished: "This week so far is dotted" },
  month: { head: "Month", unfinished: "This month so far is dotted" },
};

export function grainOf(name: string): { head: string; unfinished: string } {
  return GRAINS[name] ?? { head: "From", unfinished: "The last one is not over" };
}

/** One a part; years are said where the period is not all of this year. */
export function stepsOf(days: readonly Day[], grain: string, now: Date, zone: string): Step[] {
  return days.map(({ date: calendar, start }) => {
    const year = calendar.slice(0, 4) === String(now.getUTCFullYear()) ? "" : ` ${calendar.slice(0, 4)}`;
    switch (grain) {
      case "hour": {
        const said = moment(start, new Date(start), { zone });
        return { key: start, short: said, long: `${date(new Date(start), now, zone)}, ${said}` };
      }
      case "month": {
        const name = shortDay(calendar).split(" ")[1] ?? calendar;
        return { key: calendar.slice(0, 7), short: name + year, long: `${name} ${calendar.slice(0, 4)}` };
      }
      default:
        return { key: calendar, short: shortDay(calendar), long: day(calendar) + year };
    }
  });
}
