/** Keeps the screen awake while a wall is shown, where the browser lets a page: it forgets when the page is
 * hidden, so it is asked again each time the page comes back. Gives what ends it. */
export function awake(): () => void {
  let held: WakeLockSentinel | null = null;
  let ended = false;

  async function hold(): Promise<void> {
    if (ended || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      held = await navigator.wakeLock.request("screen");
      if (ended) void held.release();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // refused, as on low battery: it sleeps
    }
  }

  const again = () => void hold();
  document.addEventListener("visibilitychange", again);
  void hold();
  return () => {
    ended = true;
    document.removeEventListener("visibilitychange", again);
    void held?.release();
  };
}
