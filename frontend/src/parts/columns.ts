/** What a table is told about each of its columns. */
import type { Snippet } from "svelte";

/** What becomes of a column on a phone: a row has two lines there, name and amount above, what goes
 * under the name and the state below. Of what goes under it the time stands first: the rest may be cut. */
export type OnPhone = "name" | "amount" | "state" | "time" | "under" | "hide";

export type Column<Row> = {
  /** Stands in the page, for tests too: `data-column`. */
  key: string;
  head: string;
  /** `end` for figures: right-aligned, tabular, as wide as the widest in view. */
  align?: "start" | "end";
  /** A track of the grid: `120px`, `2fr`. Without it a figure takes what it needs, the rest is shared. */
  width?: string;
  /** The first column is the name unless another one says so; others hide unless they say where they go. */
  phone?: OnPhone;
  /** Only where there is room: from 1080 px up. */
  wide?: boolean;
  cell: Snippet<[Row]>;
  /** What the sum row says here. A table has one as soon as one column has this. */
  sum?: Snippet;
};

/** The columns a phone shows, by their place in a row. */
export type Places<Row> = {
  name: Column<Row>;
  under: Column<Row>[];
  amount: Column<Row> | null;
  state: Column<Row> | null;
};

/** `columns` must not be empty. */
export function placed<Row>(columns: readonly Column<Row>[]): Places<Row> {
  const at = (place: OnPhone) => columns.find((one) => one.phone === place) ?? null;
  const name = at("name") ?? columns[0];
  if (name === undefined) throw new Error("A table without columns");
  return {
    name,
    under: ["time", "under"].flatMap((place) => columns.filter((one) => one.phone === place && one !== name)),
    amount: at("amount"),
    state: at("state"),
  };
}

/** The grid's tracks, `grown` px at least where figures were wider before. */
export function tracks<Row>(
  columns: readonly Column<Row>[],
  grown: Readonly<Record<string, number>> = {},
): string {
  return columns.map((one) => one.width ?? track(one, grown[one.key] ?? 0)).join(" ");
}

function track<Row>({ align }: Column<Row>, grown: number): string {
  return align === "end" ? `minmax(${Math.max(96, grown)}px, max-content)` : "minmax(0, 1fr)";
}
