/** Which screen an address leads to. A pattern's `:name` stands for one part of the path. */

export type Params = Record<string, string>;

export type Found<R> = { route: R; params: Params };

/** The first of `routes` whose pattern the path follows. A slash at the end makes no difference. */
export function find<R extends { pattern: string }>(
  routes: readonly R[],
  path: string,
): Found<R> | null {
  for (const route of routes) {
    const params = match(route.pattern, path);
    if (params !== null) return { route, params };
  }
  return null;
}

/** What the path has in the places of the pattern's names; null when it does not follow it. */
export function match(pattern: string, path: string): Params | null {
  const wanted = parts(pattern);
  const given = parts(path);
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [index, part] of wanted.entries()) {
    const value = read(given[index] ?? "");
    if (value === null) return null;
    if (part.startsWith(":")) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
}

function parts(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function read(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
