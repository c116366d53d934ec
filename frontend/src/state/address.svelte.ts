/** The state of a screen lives in its address, so that it can be sent, kept and gone back to. */

export class Address {
  path = $state(location.pathname);
  #search = $state.raw(new URLSearchParams(location.search));

  get(name: string): string | null {
    return this.#search.get(name);
  }

  all(name: string): string[] {
    return this.#search.getAll(name);
  }

  /** The address with some of its state replaced; null takes a name out. */
  with(changes: Record<string, string | readonly string[] | null>): string {
    const search = new URLSearchParams(this.#search);
    for (const [name, value] of Object.entries(changes)) {
      search.delete(name);
      for (const one of typeof value === "string" ? [value] : (value ?? [])) {
        search.append(name, one);
      }
    }
    return this.path + (search.size === 0 ? "" : `?${search}`);
  }

  go(changes: Record<string, string | readonly string[] | null>): void {
    history.pushState(null, "", this.with(changes));
    this.#read();
  }

  /** Follows back and forward; returns how to stop. */
  follow(): () => void {
    const read = () => this.#read();
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }

  #read(): void {
    this.path = location.pathname;
    this.#search = new URLSearchParams(location.search);
  }
}
