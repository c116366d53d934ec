/** The keyboard, from everywhere: nothing of it while somebody types. */
import type { Desk } from "../state/desk.svelte";
import { places } from "./places";

const PATIENCE_MS = 1_200;

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const PALETTE_KEY = IS_APPLE ? "⌘ K" : "Ctrl K";

export type KeyLine = { keys: string[]; what: string };

/** What `?` shows. */
export function keyLines(desk: Desk): KeyLine[] {
  return [
    { keys: [PALETTE_KEY, "/"], what: "Find anything, go anywhere" },
    ...goals(desk).map(({ key, title }) => ({ keys: ["g", key], what: `Go to ${title}` })),
    { keys: ["j", "k"], what: "Next and previous row; the arrows do the same" },
    { keys: ["Enter"], what: "Open the row" },
    { keys: ["Esc"], what: "Close what is open" },
    { keys: ["?"], what: "This list" },
  ];
}

/** Begins to listen; returns how to stop. */
export function listen(desk: Desk): () => void {
  let waits: ReturnType<typeof setTimeout> | undefined;

  function went(key: string): boolean {
    if (waits === undefined) return false;
    clearTimeout(waits);
    waits = undefined;
    const goal = goals(desk).find((one) => one.key === key);
    if (goal) desk.address.open(desk.link(goal.path));
    return goal !== undefined;
  }

  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    if (isPalette(event)) open(event, "palette");
    else if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event)) return;
    else if (isDialogOpen()) return;
    else if (went(event.key)) event.preventDefault();
    else if (event.key === "g") waits = setTimeout(() => (waits = undefined), PATIENCE_MS);
    else if (event.key === "/") open(event, "palette");
    else if (event.key === "?") open(event, "keys");
  }

  function open(event: KeyboardEvent, what: "palette" | "keys"): void {
    event.preventDefault();
    desk.opened = desk.opened === what ? null : what;
  }

  addEventListener("keydown", press);
  return () => {
    clearTimeout(waits);
    removeEventListener("keydown", press);
  };
}

function goals(desk: Desk): { key: string; title: string; path: string }[] {
  const { money, watch, more } = places(desk.hasAccount, desk.may);
  return [...money, ...watch, ...more].flatMap(({ key, title, path }) =>
    key === undefined ? [] : [{ key, title, path }],
  );
}

function isPalette(event: KeyboardEvent): boolean {
  return event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.altKey;
}

const TYPED = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";

function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest(TYPED) !== null;
}

function isDialogOpen(): boolean {
  return document.querySelector("dialog[open], [role=dialog][data-state=open]") !== null;
}
