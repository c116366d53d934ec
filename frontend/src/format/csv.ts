/** A table as a CSV file: what the page shows, to be taken along. */

/** Rows of cells as the file's text; every line ends, the last one too. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return [...rows, []].map((cells) => cells.map(quoted).join(",")).join("\r\n");
}

/** The file as the address of a link that downloads it. */
export function csvHref(text: string): string {
  return `data:text/csv;charset=utf-8,${encodeURIComponent(text)}`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
