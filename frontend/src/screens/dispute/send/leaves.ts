/** Evidence as it is sent may hold blocks in blocks; a page shows it line by line. */
export type Leaf = { name: string; value: string };

/** Every word of it with the name of its field, in blocks with the names of the blocks before it. */
export function leaves(evidence: Readonly<Record<string, unknown>>, above = ""): Leaf[] {
  return Object.entries(evidence).flatMap(([key, value]) => {
    const name = above ? `${above}.${key}` : key;
    if (value === null || value === "") return [];
    if (typeof value !== "object") return [{ name, value: String(value) }];
    return leaves(value as Record<string, unknown>, name);
  });
}

/** Whether both say the same in every field, whatever their order. */
export function saysTheSame(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const lines = (evidence: Readonly<Record<string, unknown>>) =>
    JSON.stringify(leaves(evidence).map(({ name, value }) => [name, value]).toSorted());
  return lines(one) === lines(other);
}
