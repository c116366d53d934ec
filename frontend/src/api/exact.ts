/** JSON whose integers stay exact: what a number cannot hold becomes a `bigint`, and is written as it was. */

const LONG = /\d{16}/;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const INTEGER = /^-?\d+$/;
/** Stands before the digits of a long integer while it is a string; no text of an answer begins so. */
const MARK = "\u0000";
const MARKED = /^\0-?\d+$/;
const WRITTEN = /"\\u0000(-?\d+)"/g;

export function parse(text: string): unknown {
  if (!LONG.test(text)) return JSON.parse(text);
  let isAny = false;
  const marked = text.replaceAll(TOKEN, (token) => {
    if (token.length < 16 || !INTEGER.test(token) || Number.isSafeInteger(Number(token))) return token;
    isAny = true;
    return `"\\u0000${token}"`;
  });
  if (!isAny) return JSON.parse(text);
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === "string" && MARKED.test(value) ? BigInt(value.slice(1)) : value,
  );
}

/** For a person to read, in lines unless `indent` is 0. */
export function written(value: unknown, indent = 2): string {
  const marked = JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? MARK + one : one), indent);
  return marked.replaceAll(WRITTEN, "$1");
}
