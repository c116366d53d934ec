/** Plans of reports, as the form holds them. */
import type { ReportPlan } from "../../api/types";

export type Section = ReportPlan["sections"][number];

export const EACH: Record<string, string> = {
  day: "Every day",
  week: "Every week",
  month: "Every month",
  never: "Only when asked for",
};

export const KINDS = [
  { value: "figures", title: "Figures" },
  { value: "line", title: "Chart" },
  { value: "table", title: "Table" },
];

/** An empty section to fill. */
export function section(): Section {
  return { title: "", kind: "figures", metrics: [], dimension: null, rows: 10 };
}

/** What keeps a plan from being saved, in a sentence; null: nothing. */
export function missing(plan: ReportPlan): string | null {
  if (plan.title.trim() === "") return "Give the report a title.";
  if (plan.sections.length === 0) return "Add a section.";
  for (const [place, one] of plan.sections.entries()) {
    const name = one.title.trim() === "" ? `Section ${place + 1}` : `“${one.title}”`;
    if (one.title.trim() === "") return `${name} needs a title.`;
    if (one.metrics.length === 0) return `${name} needs a number.`;
    if (one.kind === "table" && one.dimension === null) return `Choose what the table ${name} is by.`;
  }
  return null;
}

/** `from` moved by `by` places, as far as there are any. */
export function moved<T>(list: readonly T[], from: number, by: number): T[] {
  const to = from + by;
  if (to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, place) => place !== from);
  return [...rest.slice(0, to), list[from] as T, ...rest.slice(to)];
}
