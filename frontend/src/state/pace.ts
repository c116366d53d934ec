/** Acts at most once in `gap_ms`, always once more after the last call, and never for more than a
 * quarter of the time: an answer that takes long is asked for less often. */
const REST = 3;

export function paced(act: () => Promise<void>, gap_ms: number): () => void {
  let earliest = -Infinity;
  let waits = false;
  let acts = false;
  let again = false;

  async function run(): Promise<void> {
    waits = false;
    acts = true;
    const started = performance.now();
    await act();
    const took = performance.now() - started;
    earliest = started + Math.max(gap_ms, took * (1 + REST));
    acts = false;
    if (again) call();
  }

  function call(): void {
    again = acts;
    if (acts || waits) return;
    waits = true;
    setTimeout(() => void run(), Math.max(0, earliest - performance.now()));
  }

  return call;
}
