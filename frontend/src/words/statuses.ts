/** The states of each kind of row, in the words of a finance or support person.
 *
 * A tone is for exceptions: what is normal or over is mute, whatever colour others would give it.
 */
import { plain } from "./plain.ts";

export type Tone = "mute" | "good" | "warn" | "bad" | "info";
export type State = { words: string; tone: Tone };
export type StatusKind = keyof typeof STATES;

type Table = Readonly<Record<string, readonly [string, Tone]>>;

const STATES = {
  payment: {
    succeeded: ["Succeeded", "mute"],
    failed: ["Failed", "bad"],
    processing: ["Processing", "info"],
    requires_action: ["Customer must confirm", "warn"],
    requires_capture: ["Authorised, not taken yet", "warn"],
    canceled: ["Canceled", "mute"],
    incomplete: ["Never tried", "mute"],
  },
  attempt: {
    succeeded: ["Succeeded", "mute"],
    failed: ["Failed", "bad"],
    pending: ["Processing", "info"],
  },
  refund: {
    succeeded: ["Refunded", "mute"],
    pending: ["On its way", "info"],
    requires_action: ["Needs the customer's bank details", "warn"],
    failed: ["Failed", "bad"],
    canceled: ["Canceled", "mute"],
  },
  dispute: {
    warning_needs_response: ["Question from the bank: answer it", "warn"],
    warning_under_review: ["Question answered, bank decides", "info"],
    warning_closed: ["Question closed", "mute"],
    needs_response: ["Needs an answer", "warn"],
    under_review: ["Answered, bank decides", "info"],
    appeal_needs_response: ["Needs another answer", "warn"],
    appeal_under_review: ["Answered again, bank decides", "info"],
    won: ["Won", "good"],
    lost: ["Lost", "bad"],
    prevented: ["Prevented", "mute"],
  },
  payout: {
    pending: ["Being prepared", "info"],
    in_transit: ["On its way", "info"],
    paid: ["Paid", "mute"],
    failed: ["Failed", "bad"],
    canceled: ["Canceled", "mute"],
  },
  subscription: {
    incomplete: ["First payment open", "warn"],
    incomplete_expired: ["First payment never came", "mute"],
    trialing: ["In trial", "info"],
    active: ["Active", "mute"],
    past_due: ["Payment overdue", "warn"],
    unpaid: ["Unpaid", "bad"],
    canceled: ["Ended", "mute"],
    paused: ["Paused", "mute"],
  },
  invoice: {
    draft: ["Draft", "mute"],
    open: ["Open", "info"],
    paid: ["Paid", "mute"],
    void: ["Void", "mute"],
    uncollectible: ["Written off", "bad"],
    deleted: ["Deleted", "mute"],
  },
  connection: {
    checking: ["Checking", "info"],
    connected: ["Connected", "mute"],
    needs_attention: ["Needs attention", "warn"],
    paused: ["Paused", "mute"],
  },
  import: {
    not_begun: ["Not begun", "mute"],
    waiting: ["Waiting", "mute"],
    running: ["Coming in", "info"],
    done: ["All in", "mute"],
    skipped: ["Left out", "warn"],
    failed: ["Could not be read", "bad"],
    canceled: ["Stopped", "mute"],
  },
  permission: {
    granted: ["Granted", "good"],
    missing: ["Missing", "warn"],
    unknown: ["Not yet known", "mute"],
  },
} as const satisfies Record<string, Table>;

/** Words and tone of a state. `original` is what the processor said where the API says `other`. */
export function stateOf(kind: StatusKind, value: string, original?: string | null): State {
  const table: Table = STATES[kind];
  const found = Object.hasOwn(table, value) ? table[value] : undefined;
  if (found) return { words: found[0], tone: found[1] };
  return { words: plain(value === "other" && original ? original : value), tone: "mute" };
}

/** All states of a kind, for a filter. */
export function statesOf(kind: StatusKind): { value: string; title: string }[] {
  const table: Table = STATES[kind];
  return Object.entries(table).map(([value, [title]]) => ({ value, title }));
}
