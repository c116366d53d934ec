/** What people keep, asked of the API: changed, taken away and put back, with a word about it in the corner. */
import { at, Problem } from "../../api/client";
import type { Board, Page, SavedView } from "../../api/types";
import type { Desk } from "../../state/desk.svelte";

export function viewsOf(desk: Desk, screen: string, signal: AbortSignal): Promise<Page<SavedView>> {
  return desk.client.get<Page<SavedView>>("/views", { screen }, signal);
}

export function boardsOf(desk: Desk, signal?: AbortSignal): Promise<Page<Board>> {
  return desk.client.get<Page<Board>>("/boards", {}, signal);
}

/** Takes `/views/…`, `/boards/…`, `/widgets/…`, `/annotations/…` or `/reports/…` away; "Undo" puts it back and calls `changed` again. */
export async function takeAway(
  desk: Desk,
  of: { kind: "views" | "boards" | "widgets" | "annotations" | "reports"; id: string; words: string },
  changed: () => void,
): Promise<void> {
  const path = `/${of.kind}` + at`/${of.id}`;
  const again = () =>
    void tried(desk, async () => {
      await desk.client.post(`${path}/restore`);
      changed();
    });
  await tried(desk, async () => {
    await desk.client.delete(path);
    changed();
    desk.toast({ title: of.words, action: { title: "Undo", act: again } });
  });
}

/** Does it; what went wrong is said in the corner. */
export async function tried(desk: Desk, deed: () => Promise<void>): Promise<boolean> {
  try {
    await deed();
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    desk.toast({ title: error.message, tone: "bad", icon: "warning" });
    return false;
  }
}
