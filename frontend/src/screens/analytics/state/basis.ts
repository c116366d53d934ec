/** What the cost of payment is a part of: every rate of fees there is twice, of sales and of sales less refunds.
 *
 * One of the two is told at a time, so that rates beside each other are of one base.
 */

export const BASES = ["sales", "net_sales"] as const;
export type Basis = (typeof BASES)[number];

const OF_SALES = /^fees_(?:[a-z_]+_)?rate$/;
const OF_NET = /^fees_(?:[a-z_]+_)?net_rate$/;

export function basisOf(asked: string | null, chosen: string | undefined): Basis {
  return BASES.find((one) => one === asked) ?? BASES.find((one) => one === chosen) ?? "sales";
}

/** The same rate of the basis that holds; any other number as it is. */
export function based(slug: string, basis: Basis): string {
  if (basis === "net_sales") return OF_SALES.test(slug) && !OF_NET.test(slug) ? slug.replace(/rate$/, "net_rate") : slug;
  return OF_NET.test(slug) ? slug.replace(/net_rate$/, "rate") : slug;
}
