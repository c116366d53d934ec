/** How many alerts wait for who is signed in: asked when the event stream says that there is news of them,
 * and now and then, since one may wait for the end of quiet hours. */
import type { Client, Query } from "../api/client";
import { ALERTS, type Live } from "./live.svelte";
import { Reading } from "./reading.svelte";

export type Waiting = { waiting: number; unread: number; critical: number };

const LOOK_MS = 120_000;

export class Bell extends Reading<Waiting> {
  /** `query`: of live or of test. */
  constructor(client: Client, query: () => Query) {
    super((signal) => client.get<Waiting>("/alerts/counts", query(), signal));
  }

  /** Returns how to stop. */
  start(live: Live): () => void {
    const look = () => {
      if (!document.hidden) void this.refresh();
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    document.addEventListener("visibilitychange", look);
    const deaf = live.on([ALERTS], look);
    return () => {
      deaf();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }
}
