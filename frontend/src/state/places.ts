/** Where one was on each page of the way, so that going back leads to the same place.
 *
 * The browser's own restoring comes before a screen has its rows, so it is switched off; the place is
 * tried for until the page is long enough, and no longer once the person scrolls.
 */

const NAME = "tillwatch-places";
const KEPT = 60;
const PATIENCE_MS = 4_000;

type Step = { key: string };

export class Places {
  #tops = new Map<string, number>(kept());
  #key = step() ?? fresh();
  #stop: () => void = () => {};

  /** Begins to keep places; returns how to stop. */
  follow(): () => void {
    history.scrollRestoration = "manual";
    history.replaceState({ key: this.#key } satisfies Step, "");
    const leaving = () => this.#keep();
    addEventListener("pagehide", leaving);
    this.#reach(this.#tops.get(this.#key) ?? 0);
    return () => removeEventListener("pagehide", leaving);
  }

  /** Writes the address down as a new step, or in place of this one. */
  leave(address: string, quietly: boolean): void {
    this.#keep();
    if (!quietly) this.#key = fresh();
    const now: Step = { key: this.#key };
    if (quietly) history.replaceState(now, "", address);
    else history.pushState(now, "", address);
  }

  /** At the top of a new screen, or at the part of it that the address names. */
  arrive(hash: string): void {
    this.#stop();
    if (hash === "") return scrollTo(0, 0);
    this.#tryFor(() => {
      const part = document.getElementById(decodeURIComponent(hash.slice(1)));
      part?.scrollIntoView({ block: "start" });
      return part !== null;
    });
  }

  /** After a step back or forward: the address is there already, the rows may not be. */
  comeBack(): void {
    this.#keep();
    this.#key = step() ?? fresh();
    this.#reach(this.#tops.get(this.#key) ?? 0);
  }

  #reach(top: number): void {
    this.#stop();
    if (top === 0) return scrollTo(0, 0);
    this.#tryFor(() => {
      const isLongEnough = document.documentElement.scrollHeight - innerHeight >= top;
      if (isLongEnough) scrollTo(0, top);
      return isLongEnough;
    });
  }

  /** Once a frame until it is done, the person moves, or patience ends. */
  #tryFor(done: () => boolean): void {
    const until = performance.now() + PATIENCE_MS;
    const moved = new AbortController();
    this.#stop = () => moved.abort();
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      addEventListener(kind, this.#stop, { passive: true, signal: moved.signal });
    }
    const attempt = () => {
      if (moved.signal.aborted) return;
      if (done() || performance.now() > until) moved.abort();
      else requestAnimationFrame(attempt);
    };
    requestAnimationFrame(attempt);
  }

  #keep(): void {
    this.#tops.delete(this.#key);
    this.#tops.set(this.#key, Math.round(scrollY));
    const newest = [...this.#tops].slice(-KEPT);
    sessionStorage.setItem(NAME, JSON.stringify(newest));
  }
}

function step(): string | null {
  return (history.state as Step | null)?.key ?? null;
}

function fresh(): string {
  return crypto.getRandomValues(new Uint32Array(2)).join("-");
}

function kept(): [string, number][] {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? "[]") as [string, number][];
  } catch {
    return [];
  }
}
