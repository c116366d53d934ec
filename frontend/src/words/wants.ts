/** What a connection is for, in a word or two; and the parts of it one looks for. */
import { wordsFor } from "./plain.ts";

const WANTS = {
  watch: "Watch",
  disputes: "Disputes",
  notify: "Notified",
  referrals: "Referrers",
  payouts: "Payouts",
};

export function wantName(want: string): string {
  return wordsFor(WANTS, want);
}
