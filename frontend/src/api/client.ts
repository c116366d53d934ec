/** The one place that speaks HTTP: same origin, session cookie, problems as values of one class.
 *
 * Paths are those below `/api/v1`, as docs/api.md names them; build one of ids with `at`.
 */
import { below } from "./base.ts";
import { parse } from "./exact.ts";
import { Problem, problemOf } from "./problem.ts";
import type {
  ActivityRow,
  Connection,
  Overview,
  Page,
  Session,
} from "./types";

export { Problem } from "./problem.ts";

const ROOT = below("/api/v1");
const PATIENCE_MS = 20_000;
const SLOW_PATIENCE_MS = 120_000;

export type Query = Record<
  string,
  string | number | boolean | readonly string[] | null | undefined
>;

/** `` at`/payments/${connection}/${id}` ``: a path whose parts are written as an address needs them. */
export function at(fixed: TemplateStringsArray, ...parts: string[]): string {
  return String.raw({ raw: fixed }, ...parts.map(encodeURIComponent));
}

const CONFIRM = "confirm_needed";

export class Client {
  #told: (problem: Problem) => void;
  #confirm: () => Promise<boolean>;

  /** `told` hears of every problem, before who asked does. `confirm` asks the person to show who they are:
   * what needed that is asked again once they have. */
  constructor(
    told: (problem: Problem) => void = () => {},
    confirm: () => Promise<boolean> = async () => false,
  ) {
    this.#told = told;
    this.#confirm = confirm;
  }

  /** Rejects with a `Problem`, or with an AbortError when `signal` ended it. */
  async get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>("GET", path + written(query), undefined, signal);
  }

  post<T = void>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>("POST", path, body, signal);
  }

  /** A file; what a question gives that is posted (a sheet), or what stands there. */
  async file(path: string, body?: unknown): Promise<Blob> {
    try {
      const answer = await this.#sent(body === undefined ? "GET" : "POST", path, body, undefined);
      return await answer.blob();
    } catch (error) {
      if (error instanceof Problem) this.#told(error);
      throw error;
    }
  }

  patch<T = void>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>("PATCH", path, body, signal);
  }

  /** A `Blob` is sent as it is, with its own type; anything else as JSON. */
  put<T = void>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>("PUT", path, body, signal);
  }

  delete<T = void>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>("DELETE", path + written(query), undefined, signal);
  }

  /** What a link needs to have the browser fetch it: a CSV file, a bundle, a logo. */
  address(path: string, query: Query = {}): string {
    return ROOT + path + written(query);
  }

  readSession(signal?: AbortSignal): Promise<Session> {
    return this.get("/session", {}, signal);
  }

  /** All of them: whoever has fifty accounts switches between fifty. */
  async readConnections(signal?: AbortSignal): Promise<Page<Connection>> {
    const data: Connection[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<Connection> = await this.get("/connections", { limit: 100, cursor }, signal);
      data.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return { data, next_cursor: null };
  }

  readOverview(query: Query, signal?: AbortSignal): Promise<Overview> {
    return this.get("/overview", query, signal);
  }

  readActivity(query: Query, signal?: AbortSignal): Promise<Page<ActivityRow>> {
    return this.get("/activity", query, signal);
  }

  steerImport(connection: string, action: "start" | "cancel"): Promise<void> {
    return this.post(at`/connections/${connection}/import`, { action });
  }

  openStream(): EventSource {
    return new EventSource(`${ROOT}/stream`);
  }

  async #ask<T>(
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    try {
      return await read<T>(await this.#sent(method, path, body, signal));
    } catch (error) {
      if (error instanceof Problem) this.#told(error);
      throw error;
    }
  }

  async #sent(
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    try {
      return await send(method, path, body, signal);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== CONFIRM) throw error;
      if (!(await this.#confirm())) throw error;
      return send(method, path, body, signal);
    }
  }
}

/** The JSON of an answer; nothing where it has none. */
async function read<T>(answer: Response): Promise<T> {
  if (answer.status === 204) return undefined as T;
  try {
    const text = await answer.text();
    return (text === "" ? undefined : parse(text)) as T;
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
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  return search.size === 0 ? "" : `?${search}`;
}

/** Changes may wait for Stripe, so they get more time than questions. */
async function send(
  method: string,
  path: string,
  body: unknown,
  given: AbortSignal | undefined,
): Promise<Response> {
  const patience = AbortSignal.timeout(method === "GET" ? PATIENCE_MS : SLOW_PATIENCE_MS);
  const signal = given ? AbortSignal.any([given, patience]) : patience;
  const init: RequestInit = { method, signal, credentials: "same-origin" };
  if (body instanceof Blob) {
    init.body = body;
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  let answer: Response;
  try {
    answer = await fetch(ROOT + path, init);
  } catch (error) {
    if (isAborted(error)) throw error;
    throw new Problem(0, "Tillwatch does not answer. Is it still running?", new Date());
  }
  if (answer.ok) return answer;
  throw await problemOf(answer);
}
