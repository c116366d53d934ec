/** How many alerts wait for who is signed in: asked now and then, and after each thing they do about one. */
import type { Client, Query } from "../api/client";
import { Reading } from "./reading.svelte";

export type Waiting = { waiting: number; unread: number; critical: number };

const LOOK_MS = 30_000;

export class Bell extends Reading<Waiting> {
  /** `query`: of live or of test. */
  constructor(client: Client, query: () => Query) {
    super((signal) => client.get<Waiting>("/alerts/counts", query(), signal));
  }

  /** Returns how to stop. */
  start(): () => void {
    const look = () => {
      if (!document.hidden) void this.refresh();
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }
}
