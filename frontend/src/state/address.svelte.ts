/** The state of a screen lives in its address, so that it can be sent, kept and gone back to.
 *
 * `path` is the path inside of Tillwatch, which may stand below another (`api/base`); what is handed out
 * and opened are whole addresses. A link of ours is followed without reading the page anew. Where one was on a page is kept for the way
 * back (`places.ts`).
 */
import { below, inside } from "../api/base";
import { Places } from "./places";

export type Changes = Record<string, string | readonly string[] | null>;

export class Address {
  path = $state(here());
  hash = $state(location.hash);
  #search = $state.raw(new URLSearchParams(location.search));
  #places = new Places();

  get(name: string): string | null {
    return this.#search.get(name);
  }

  all(name: string): string[] {
    return this.#search.getAll(name);
  }

  has(name: string, value: string): boolean {
    return this.all(name).includes(value);
  }

  /** All of it, as it can be sent to somebody. */
  get whole(): string {
    return this.with({}) + this.hash;
  }

  /** The address with some of its state replaced; null takes a name out. */
  with(changes: Changes): string {
    return written(below(this.path), changed(this.#search, changes));
  }

  /** `path` with those of `kept` that are in the address now, and with `changes`. */
  link(path: string, kept: readonly string[], changes: Changes = {}): string {
    const to = new URL(path, location.origin);
    const search = new URLSearchParams(to.search);
    for (const name of kept) {
      if (search.has(name)) continue;
      for (const one of this.#search.getAll(name)) search.append(name, one);
    }
    return written(below(to.pathname), changed(search, changes)) + to.hash;
  }

  /** The same screen in another state. `quietly`: no step of its own on the way back. */
  go(changes: Changes, quietly = false): void {
    const to = this.with(changes);
    if (to === this.with({})) return;
    this.#enter(to, quietly);
  }

  /** Takes a value of `name` in or out; its other values stay. */
  toggle(name: string, value: string): void {
    const now = this.all(name);
    const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
    this.go({ [name]: next });
  }

  /** Another screen, from its top or its `#part`. */
  open(address: string, quietly = false): void {
    const isElsewhere = new URL(address, location.href).pathname !== location.pathname;
    this.#enter(address, quietly);
    if (isElsewhere || this.hash !== "") this.#places.arrive(this.hash);
  }

  /** Follows back, forward and links; returns how to stop. */
  follow(): () => void {
    const back = () => {
      this.#read();
      this.#places.comeBack();
    };
    const click = (event: MouseEvent) => this.#click(event);
    const leaving = this.#places.follow();
    addEventListener("popstate", back);
    document.addEventListener("click", click);
    return () => {
      leaving();
      removeEventListener("popstate", back);
      document.removeEventListener("click", click);
    };
  }

  #enter(address: string, quietly: boolean): void {
    this.#places.leave(address, quietly);
    this.#read();
  }

  /** Takes over a plain click on a link that leads to a screen of ours. */
  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link?.hasAttribute("href") || !isOurs(link)) return;
    event.preventDefault();
    this.open(link.href);
  }

  #read(): void {
    this.path = here();
    this.hash = location.hash;
    this.#search = new URLSearchParams(location.search);
  }
}

/** Where the page stands outside of its base, as it does when a proxy is gone round, it goes there. */
function here(): string {
  const path = inside(location.pathname);
  if (path === null) location.replace(below(location.pathname) + location.search + location.hash);
  return path ?? location.pathname;
}

const ELSEWHERE = /^\/(api|open|assets)(\/|$)/;

function isOurs(link: HTMLAnchorElement): boolean {
  if (link.origin !== location.origin || link.hasAttribute("download")) return false;
  if (link.target !== "" && link.target !== "_self") return false;
  const isFile = link.pathname.split("/").at(-1)?.includes(".") ?? false;
  const path = inside(link.pathname);
  return path !== null && !ELSEWHERE.test(path) && !isFile;
}

function changed(search: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const one of typeof value === "string" ? [value] : (value ?? [])) next.append(name, one);
  }
  return next;
}

function written(path: string, search: URLSearchParams): string {
  return path + (search.size === 0 ? "" : `?${search}`);
}
