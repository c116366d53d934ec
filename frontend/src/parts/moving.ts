/** How a table is moved in: by keys, and by scrolling the page or a box. */
import type { View } from "./span.ts";

/** The part of `body` one sees: in the window, or in the box it scrolls in. */
export function seenBy(body: HTMLElement, box: HTMLElement | null): View {
  const rows = body.getBoundingClientRect();
  const from = box ? box.getBoundingClientRect().top : 0;
  const height = box ? box.clientHeight : window.innerHeight;
  return { top: Math.max(0, from - rows.top), height };
}

/** The row a key leads to from row `from`; null: the key means nothing here. From outside the table,
 * `first` is the first row in view. */
export function step(key: string, from: number | null, count: number, first: number | null): number | null {
  if (count === 0) return null;
  const within = (index: number) => Math.min(Math.max(index, 0), count - 1);
  switch (key) {
    case "j":
    case "ArrowDown":
      return within(from === null ? (first ?? 0) : from + (first === null ? 1 : 0));
    case "k":
    case "ArrowUp":
      return within(from === null ? (first ?? 0) : from - (first === null ? 1 : 0));
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/** Whether keys belong to something one writes into or chooses from. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target instanceof Element ? target : null;
  return element?.closest("input, textarea, select, [contenteditable], [role=menu], [role=listbox], [role=dialog]") != null;
}
