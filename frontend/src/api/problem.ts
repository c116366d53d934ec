/** An answer that is not the one asked for: RFC 9457 of our API, or what stands in for it. */

/** What the API says is wrong with which field. */
export type Fields = Record<string, string>;

export class Problem extends Error {
  /** 0: Tillwatch itself did not answer. */
  readonly status: number;
  readonly at: Date;
  /** The API's own word for what it is; it does not change. Empty where there was none. */
  readonly code: string;
  readonly fields: Fields;

  constructor(status: number, message: string, at: Date, code = "", fields: Fields = {}) {
    super(message);
    this.status = status;
    this.at = at;
    this.code = code;
    this.fields = fields;
  }
}

type Said = { title?: string; detail?: string; code?: string; fields?: Fields };

export async function problemOf(answer: Response): Promise<Problem> {
  const said = await body(answer);
  const message = said.detail ?? said.title ?? `Tillwatch answered ${answer.status}.`;
  return new Problem(answer.status, message, new Date(), said.code, said.fields);
}

async function body(answer: Response): Promise<Said> {
  if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return {};
  return (await answer.json().catch(() => ({}))) as Said;
}
