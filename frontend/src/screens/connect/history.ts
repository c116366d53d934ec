/** How far back an import goes and how long it takes, in words. */
import type { ImportKind } from "../../api/types";

const READABLE = "readable";

/** "everything, since 21 Nov 2025", "30 days, Stripe keeps no more", "not read". */
export function backTo(kind: Pick<ImportKind, "state" | "back" | "oldest" | "reason">, zone: string): string {
  if (kind.state !== READABLE) return "not read";
  if (saysItself(kind)) return kind.reason?.replace(/\.$/, "") ?? kind.back;
  const oldest = kind.oldest === null ? "" : day(kind.oldest, zone);
  switch (kind.back) {
    case "everything":
      return oldest === "" ? "everything" : `everything, since ${oldest}`;
    case "since":
      return oldest === "" ? "since the day you gave" : `since ${oldest}`;
    default:
      return kind.back;
  }
}

/** Whether the reason says how far back as well. */
export function saysItself({ back, reason }: Pick<ImportKind, "back" | "reason">): boolean {
  return reason?.startsWith(back) ?? false;
}

function day(at: string, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: zone }).format(
    new Date(at),
  );
}

/** "a few seconds", "1 min", "2 h"; nothing for what is not known. */
export function lasting(seconds: number | null): string {
  if (seconds === null) return "not yet known";
  if (seconds < 10) return "a few seconds";
  if (seconds < 90) return `${Math.round(seconds / 10) * 10} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
