/** The guides one can look up, each a page below Help once there is one. */
import { isThere } from "./routes";

const ALL = [
  {
    path: "/help/watch-payments",
    title: "Watch payments",
    also: "guide connect stripe restricted key permissions how to",
  },
  {
    path: "/help/answer-disputes",
    title: "Answer disputes",
    also: "guide chargeback evidence key permissions how to",
  },
  {
    path: "/help/be-notified",
    title: "Be notified",
    also: "guide notifications alerts webhook key how to",
  },
  {
    path: "/help/pay-referrers",
    title: "Pay referrers",
    also: "guide referrals affiliate metadata webhook how to",
  },
  {
    path: "/help/payouts-and-reports",
    title: "Payouts and reports",
    also: "guide reconciliation reports events webhook how to",
  },
];

export const GUIDES = isThere("/help/:guide") ? ALL : [];
