/** The guides, and the pages of docs/ that they lead to: the same text as in the repository, read when one
 * opens it. */
import type { Guide } from "./render";

const FILES = {
  ...import.meta.glob<{ default: Guide }>("../../../docs/guides/*.md"),
  ...import.meta.glob<{ default: Guide }>("../../../docs/*.md"),
};
const PAGES = new Map(
  Object.entries(FILES).map(([path, load]) => [path.replace(/^.*\/|\.md$/g, ""), load]),
);

/** Null where there is no such page. */
export async function readGuide(name: string): Promise<Guide | null> {
  const load = PAGES.get(name);
  return load === undefined ? null : (await load()).default;
}
