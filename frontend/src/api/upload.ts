/** A file on its way to us, with how much of it has gone: what `fetch` does not tell. */
import { below } from "./base.ts";
import { parse } from "./exact.ts";
import { Problem } from "./problem.ts";

type Said = { title?: string; detail?: string; code?: string; fields?: Record<string, string> };
const AWAY = "Tillwatch does not answer. Is it still running?";

/** Rejects with a `Problem`. `far`: bytes gone, and of how many. */
export function upload<T>(
  path: string,
  query: Record<string, string>,
  file: Blob,
  far: (value: number, most: number) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${below("/api/v1")}${path}?${new URLSearchParams(query)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => far(event.loaded, event.total);
    request.onerror = () => reject(new Problem(0, AWAY, new Date()));
    request.onload = () => {
      if (request.status < 300) resolve(parse(request.responseText) as T);
      else reject(refused(request));
    };
    request.send(file);
  });
}

function refused({ status, responseText }: XMLHttpRequest): Problem {
  let said: Said = {};
  try {
    said = JSON.parse(responseText) as Said;
  } catch {
    // an answer of something in between: its number says what there is to say
  }
  const words = said.detail ?? said.title ?? `Tillwatch answered ${status}.`;
  return new Problem(status, words, new Date(), said.code, said.fields);
}
