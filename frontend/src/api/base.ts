/** Below which path of its host Tillwatch stands: "" for most, or like `/desk`. The page says it, in which
 * the server wrote it; in the program inside, every path is as if there were none.
 */

/** What `<meta name="base">` says, as a path without a slash at its end. */
export function baseOf(said: string | null | undefined): string {
  return said?.startsWith("/") ? said.replace(/\/+$/, "") : "";
}

export const BASE = baseOf(
  globalThis.document?.querySelector<HTMLMetaElement>('meta[name="base"]')?.content,
);

/** The address of a path of ours, for a link or a picture. */
export function below(path: string, base = BASE): string {
  return base + path;
}

/** The path that an address of ours leads to; null when it is not one of ours. */
export function inside(pathname: string, base = BASE): string | null {
  if (pathname === base) return "/";
  return pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : null;
}
