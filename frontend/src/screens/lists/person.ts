/** Whom a row is about, in a word: a name before an e-mail before an id. */
type Person = { id?: string | null; name?: string | null; email?: string | null };

export function called(person: Person | null | undefined, guest = "Guest"): string {
  return person?.name ?? person?.email ?? person?.id ?? guest;
}
