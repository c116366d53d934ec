/** Bytes as a person reads them: `138.5 MB`. */
const UNITS = ["bytes", "kB", "MB", "GB", "TB"];
const STEP = 1_000;

export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}
