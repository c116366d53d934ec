/** The one place that speaks HTTP: same origin, session cookie, problems as values of one class. */
import type {
  ActivityRow,
  Connection,
  Overview,
  Page,
  Session,
} from "./types";

const ROOT = "/api/v1";
const PATIENCE_MS = 20_000;

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

/** An answer that is not the one asked for. `status` 0: Tillwatch itself did not answer. */
export class Problem extends Error {
  readonly status: number;
  readonly at: Date;

  constructor(status: number, message: string, at: Date) {
    super(message);
    this.status = status;
    this.at = at;
  }
}

export class Client {
  readSession(signal?: AbortSignal): Promise<Session> {
    return ask("/session", {}, signal);
  }

  readConnections(signal?: AbortSignal): Promise<Page<Connection>> {
    return ask("/connections", {}, signal);
  }

  readOverview(query: Query, signal?: AbortSignal): Promise<Overview> {
    return ask("/overview", query, signal);
  }

  readActivity(query: Query, signal?: AbortSignal): Promise<Page<ActivityRow>> {
    return ask("/activity", query, signal);
  }

  async steerImport(connection: string, action: "start" | "cancel"): Promise<void> {
    await send(`${ROOT}/connections/${encodeURIComponent(connection)}/import`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ action }),
    });
  }

  openStream(): EventSource {
    return new EventSource(`${ROOT}/stream`);
  }
}

async function ask<T>(path: string, query: Query, signal?: AbortSignal): Promise<T> {
  const answer = await send(ROOT + path + written(query), signal ? { signal } : {});
  try {
    return (await answer.json()) as T;
  } catch (error) {
    if (isAborted(error)) throw error;
    throw new Problem(answer.status, "The answer broke off.", new Date());
  }
}

function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

function written(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  return search.size === 0 ? "" : `?${search}`;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, patience]) : patience;
  let answer: Response;
  try {
    answer = await fetch(url, { ...init, signal, credentials: "same-origin" });
  } catch (error) {
    if (isAborted(error)) throw error;
    throw new Problem(0, "Tillwatch does not answer. Is it still running?", new Date());
  }
  if (answer.ok) return answer;
  throw new Problem(answer.status, await reason(answer), new Date());
}

async function reason(answer: Response): Promise<string> {
  const said = answer.headers.get("Content-Type") ?? "";
  if (said.includes("json")) {
    const body = (await answer.json().catch(() => ({}))) as { title?: string; detail?: string };
    if (body.detail ?? body.title) return body.detail ?? body.title ?? "";
  }
  return `Tillwatch answered ${answer.status}.`;
}
