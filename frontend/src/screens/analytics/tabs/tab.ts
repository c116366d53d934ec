/** What a tab shows, as data: one screen draws all of them. Names of metrics and dimensions are the catalogue's;
 * what it does not have is left out. */
/** A table by one dimension: its metrics, the first of which has the bar and the order. */
export type Breakdown = {
  dimension: string;
  metrics: readonly string[];
  /** As wide as the page, above the others: it has many columns. */
  wide?: true;
};

export type Tab = {
  slug: string;
  title: string;
  /** What it answers, for the head of the page. */
  says: string;
  /** The headline figures; the first is drawn. */
  heads: readonly string[];
  /** Which date counts, in a sentence. */
  counted: string;
  /** The same where it is when it was booked; left out where there is no such other date. */
  booked?: string;
  /** The area of the catalogue whose other metrics are below the headlines. */
  area: string;
  /** The dimensions that tables are shown by, in their order; the others can be added. */
  by: readonly string[];
  /** The metrics of a table, where a breakdown does not say otherwise. */
  metrics: readonly string[];
  /** Tables with metrics of their own. */
  other?: readonly Breakdown[];
  /** Parts that are only here. */
  blocks?: readonly ("reasons" | "hours" | "limits")[];
  /** What its hours of the week show: a share of what went wrong, and the count of it. */
  hours?: readonly [share: string, count: string];
  /** What is followed month by month from when it began. */
  cohorts?: readonly ("disputes" | "customers")[];
  /** Which changes of rows make its figures old. */
  kinds: readonly string[];
};
