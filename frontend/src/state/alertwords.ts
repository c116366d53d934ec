/** An alert in words: the sentence of its event, the sum, and whose account it was. */
import type { ActivityRow } from "../api/types";
import { text } from "../format/money.ts";
import { isUrgent, sentence } from "./alerting.ts";
import type { Desk } from "./desk.svelte";
import { pageOfDeed } from "./pages.ts";
import type { Toast } from "./toasts.svelte";
import { iconNamed } from "../parts/icons.ts";

/** In a line; the account unless it is the only one looked at. `outside` the page nobody sees which that is,
 * nor that it is only a test. */
export function lineOf(desk: Desk, row: ActivityRow, outside = false): string {
  const amount = row.amount === null ? "" : `, ${text(row.amount)}`;
  const test = outside && row.livemode === false ? "Test" : "";
  const whose = [whoseOf(desk, row, outside), test].filter((one) => one !== "").join(", ");
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

function whoseOf(desk: Desk, { connection_id }: ActivityRow, outside = false): string {
  const all = desk.connections.value?.data ?? [];
  const shown = outside ? all : desk.choice.chosen;
  const goesWithoutSaying = shown.length === 1 && shown[0]?.id === connection_id;
  return goesWithoutSaying ? "" : (desk.account(connection_id)?.name ?? "");
}

function toneOf(row: ActivityRow): NonNullable<Toast["tone"]> {
  if (isUrgent(row) || row.tone === "bad") return "bad";
  return row.tone === "warn" ? "warn" : "plain";
}
