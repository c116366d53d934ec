/** The order accounts stand in wherever they are listed. */
type Named = { name: string; mode: string | null; id: string };

const NATURAL = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** By name as a person counts ("Shop 2" before "Shop 10"), live before test, then by id. */
export function byName<Row extends Named>(rows: readonly Row[]): Row[] {
  const mode = (row: Row) => row.mode ?? "";
  return [...rows].sort(
    (a, b) =>
      NATURAL.compare(a.name, b.name) ||
      mode(a).localeCompare(mode(b)) ||
      a.id.localeCompare(b.id),
  );
}
