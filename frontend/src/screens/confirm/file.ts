/** The file of our own API that an address asks for; null for anything else, so that no link of another
 * page can send somebody elsewhere. */
export function fileOf(asked: string | null, origin: string): string | null {
  if (asked === null || !asked.startsWith("/") || asked.startsWith("//")) return null;
  let found: URL;
  try {
    found = new URL(asked, origin);
  } catch {
    return null;
  }
  const isOurs = found.origin === origin && /\/api\/v1\/[a-z-]+\.csv$/.test(found.pathname);
  return isOurs ? found.pathname + found.search : null;
}
