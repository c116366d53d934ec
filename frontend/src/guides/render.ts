/** A guide of docs/ as the app shows it: read while the app is built, so that no Markdown travels.
 *
 * A guide is cut at its headings of the second degree, and a section at the markers
 * `<!-- part: name -->…<!-- /part -->`, where the app may have something better than the text. Links to
 * other guides become addresses of the app; links to what the app does not hold become plain words. HTML of
 * a page's own is left out, so that what is shown is only what is made here.
 */
import { Marked, type Tokens } from "marked";

/** `part`: what the marker calls it, null between them. */
export type Piece = { part: string | null; html: string };
export type Section = { id: string; title: string; pieces: Piece[] };
/** `guide`: which want it is about, as its first line says. */
export type Guide = { title: string; guide: string | null; intro: Piece[]; sections: Section[] };

const PART = /<!-- part: ([a-z-]+) -->\n?([\s\S]*?)<!-- \/part -->\n?/g;
const SHARED = /<!-- \/?shared\b[^>]*-->\n?/g;
const GUIDE = /^<!-- guide: ([a-z-]+) -->\n/;
const FENCE = /^```[\s\S]*?^```$/gm;

export function render(markdown: string): Guide {
  const marked = marker();
  const guide = GUIDE.exec(markdown)?.[1] ?? null;
  const text = markdown.replace(GUIDE, "").replaceAll(SHARED, "");
  const [head = "", ...rest] = cut(text);
  const title = /^# (.+)$/m.exec(head)?.[1] ?? "";
  const html = (piece: string) => marked.parse(piece, { async: false });
  return {
    title: bare(title),
    guide,
    intro: pieces(head.replace(/^# .+$/m, ""), html),
    sections: rest.map((section) => {
      const name = bare(/^## (.+)$/m.exec(section)?.[1] ?? "");
      return { id: slug(name), title: name, pieces: pieces(section.replace(/^## .+$/m, ""), html) };
    }),
  };
}

/** Cut before each `## `, but not inside of code. */
function cut(text: string): string[] {
  const hidden = text.replaceAll(FENCE, (code) => code.replaceAll(/^#/gm, "\0"));
  return hidden.split(/^(?=## )/m).map((one) => one.replaceAll("\0", "#"));
}

function pieces(text: string, html: (text: string) => string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  const add = (part: string | null, words: string) => {
    if (words.trim() !== "") found.push({ part, html: html(words) });
  };
  for (const hit of text.matchAll(PART)) {
    add(null, text.slice(at, hit.index));
    add(hit[1] ?? null, hit[2] ?? "");
    at = hit.index + hit[0].length;
  }
  add(null, text.slice(at));
  return found;
}

/** As GitHub makes the anchor of a heading. */
export function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function bare(words: string): string {
  return words.replaceAll(/[*`]/g, "");
}

/** Where a link of a guide leads in the app, which holds all of docs/ but its folders; null: nowhere. */
export function led(href: string): string | null {
  if (/^(https?:|#)/.test(href)) return href;
  const name = /^(?:\.\.\/|\.\/|guides\/)?([a-z-]+)\.md(#.*)?$/.exec(href);
  if (name === null) return null;
  return `/help/${name[1] === "index" ? "" : name[1]}`.replace(/\/$/, "") + (name[2] ?? "");
}

function marker(): Marked {
  return new Marked({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading): string {
        const words = this.parser.parseInline(tokens);
        return `<h${depth} id="${slug(bare(words.replaceAll(/<[^>]+>/g, "")))}">${words}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const words = this.parser.parseInline(tokens);
        const to = led(href);
        if (to === null) return words;
        const out = to.startsWith("http") ? ' target="_blank" rel="noopener noreferrer"' : "";
        return `<a href="${escaped(to)}"${out}>${words}</a>`;
      },
      image: () => "",
      html: () => "",
      code: ({ text }: Tokens.Code) => `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`,
      table(token: Tokens.Table): string {
        const words = ({ tokens }: Tokens.TableCell) => this.parser.parseInline(tokens);
        const heads = token.header.map((cell) => bare(cell.text));
        const head = token.header.map((cell) => (cell.text === "" ? "<td></td>" : `<th>${words(cell)}</th>`));
        /** On a phone each cell says itself which column it is of. */
        const told = (index: number) => (heads[index] ? ` data-head="${escaped(heads[index])}"` : "");
        const row = (cells: Tokens.TableCell[]) =>
          `<tr>${cells.map((cell, index) => `<td${told(index)}>${words(cell)}</td>`).join("")}</tr>`;
        const body = token.rows.map(row).join("\n");
        return `<div class="wide"><table><thead><tr>${head.join("")}</tr></thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
}
