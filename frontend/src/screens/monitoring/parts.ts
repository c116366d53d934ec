/** A file larger than one request may be, in parts: each begins with the first line, and with as many empty lines as
 * went before it, so that a line that is wrong is named by its number in the whole. */

/** `most`: signs of a part; only its empty lines may come on top. */
export function partsOf(text: string, most: number): string[] {
  if (text.length <= most) return [text];
  const [head = "", ...lines] = text.split(/\r?\n/);
  const parts: string[] = [];
  let held: string[] = [];
  let size = head.length;
  let before = 0;
  const close = (at: number) => {
    if (held.length > 0) parts.push([head, ...Array<string>(before).fill(""), ...held].join("\n"));
    held = [];
    size = head.length;
    before = at;
  };
  lines.forEach((line, at) => {
    if (size + line.length + 1 > most && held.length > 0) close(at);
    held.push(line);
    size += line.length + 1;
  });
  close(lines.length);
  return parts;
}
