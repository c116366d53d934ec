/** An alert in words: the sentence of its event, the sum, and whose account it was. */
import type { ActivityRow } from "../api/types";
import { text } from "../format/money";
import { isUrgent, sentence } from "./alerting";
import type { Desk } from "./desk.svelte";
import { pageOfDeed } from "./pages";
import type { Toast } from "./toasts.svelte";
import { iconNamed } from "../parts/icons";

/** In a line; the account where there are several. `outside` the page, also that it is only a test. */
export function lineOf(desk: Desk, row: ActivityRow, outside = false): string {
  const amount = row.amount === null ? "" : `, ${text(row.amount)}`;
  const test = outside && row.livemode === false ? "Test" : "";
  const whose = [whoseOf(desk, row), test].filter((one) => one !== "").join(", ");
  return `${sentence(row)}${amount}${whose === "" ? "" : ` (${whose})`}`;
}

export function toastOf(desk: Desk, row: ActivityRow): Toast {
  const text_ = [row.amount === null ? "" : text(row.amount), whoseOf(desk, row)]
    .filter((one) => one !== "")
    .join(" · ");
  return {
    title: sentence(row),
    ...(text_ === "" ? {} : { text: text_ }),
    href: hrefOf(desk, row),
    tone: toneOf(row),
    icon: iconNamed(row.icon),
  };
}

/** The page of what it is about, else the event's own. */
export function hrefOf(desk: Desk, row: ActivityRow): string {
  return desk.link(pageOfDeed(row));
}

function whoseOf(desk: Desk, { connection_id }: ActivityRow): string {
  const all = desk.connections.value?.data ?? [];
  return (all.length > 1 && desk.account(connection_id)?.name) || "";
}

function toneOf(row: ActivityRow): NonNullable<Toast["tone"]> {
  if (isUrgent(row) || row.tone === "bad") return "bad";
  return row.tone === "warn" ? "warn" : "plain";
}
