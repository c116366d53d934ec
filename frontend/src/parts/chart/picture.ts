/** A chart as a PNG file: its title, its legend in words, and the drawing, as they stand on the page. */
import { download } from "./file";
import type { Line } from "./lines";
import { inksOf } from "./plot";

export type Legend = { name: string; ink: string; dashed: boolean };
export type Pictured = { title: string; says: string; legend: readonly Legend[]; drawing: HTMLCanvasElement };
type Inks = { sheet: string; ink: string; quiet: string };

const FINE = 2;
const EDGE = 16 * FINE;
const FACE = '"Inter Variable", Inter, system-ui, sans-serif';

/** The lines as a legend, with what they are drawn by; `probe` is an element of the page that nobody sees. */
export function picture(
  file: string,
  shown: Omit<Pictured, "legend"> & { lines: readonly Pick<Line, "name" | "drawn">[]; inks: readonly string[] },
  probe: HTMLElement,
): void {
  const { lines, inks, ...rest } = shown;
  const colours = inksOf(probe);
  const legend = lines.map(({ name, drawn }, at) => ({
    name,
    ink: colours.of(inks[at] ?? "--line-1"),
    dashed: drawn === "compared",
  }));
  saved(file, { ...rest, legend }, { sheet: colours.rest.sheet, ink: colours.of("--ink"), quiet: colours.rest.text });
}

/** `inks`: the page's colours of the moment. */
export function saved(name: string, shown: Pictured, inks: Inks): void {
  const canvas = document.createElement("canvas");
  const head = (shown.says ? 76 : 58) * FINE;
  canvas.width = shown.drawing.width + 2 * EDGE;
  canvas.height = shown.drawing.height + head + EDGE;
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  pen.fillStyle = inks.sheet;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(shown.drawing, EDGE, head);
  pen.textBaseline = "middle";
  write(pen, shown.title, 14, 620, inks.ink, 22);
  if (shown.says) write(pen, shown.says, 12, 420, inks.quiet, 42);
  legend(pen, shown.legend, inks.ink, head - 14 * FINE);
  canvas.toBlob((blob) => blob && download(`${name}.png`, blob));
}

function write(pen: CanvasRenderingContext2D, words: string, size: number, weight: number, ink: string, y: number): void {
  pen.font = `${weight} ${size * FINE}px ${FACE}`;
  pen.fillStyle = ink;
  pen.fillText(words, EDGE, y * FINE);
}

function legend(pen: CanvasRenderingContext2D, all: readonly Legend[], ink: string, y: number): void {
  let x = EDGE;
  pen.font = `420 ${12 * FINE}px ${FACE}`;
  for (const one of all) {
    pen.strokeStyle = one.ink;
    pen.lineWidth = 2 * FINE;
    pen.setLineDash(one.dashed ? [3 * FINE, 3 * FINE] : []);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + 14 * FINE, y);
    pen.stroke();
    pen.fillStyle = ink;
    pen.fillText(one.name, x + 20 * FINE, y);
    x += 36 * FINE + pen.measureText(one.name).width;
  }
}
