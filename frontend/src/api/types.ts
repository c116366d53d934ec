/** The shapes of API v1 that the first page reads. Amounts are integers in minor units, times RFC 3339 in UTC. */

export type Money = { amount: number; currency: string };

export type Session = {
  signed_in: true;
  name: string;
  role: string;
  demo: boolean;
  simulator_url: string | null;
};

export type Permission = {
  slug: string;
  name: string;
  purpose: string;
  level: "core" | "recommended" | "optional";
  granted: boolean | null;
  turns_off: string;
};

export type ImportedResource = {
  resource: string;
  state: string;
  objects: number;
  reason: string | null;
};

export type ImportProgress = {
  state: "none" | "running" | "done" | "canceled" | "failed";
  objects: number;
  rate: number | null;
  seconds_left: number | null;
  complete_back_to: string | null;
  resources: ImportedResource[];
};

export type Mode = "live" | "test";

export type Connection = {
  id: string;
  name: string;
  processor: string;
  account_id: string | null;
  mode: Mode | null;
  state: "checking" | "connected" | "needs_attention" | "paused";
  reason: string | null;
  key: string | null;
  has_webhook_secret: boolean;
  webhook_url: string;
  permissions: Permission[];
  import: ImportProgress;
  heard_at: string | null;
  created: string;
};

export type Page<T> = { data: T[]; next_cursor: string | null };

export type Period = { start: string; end: string };

export type Day = { date: string; volume: Money[]; succeeded: number; tried: number };

export type Balance = { currency: string; available: Money; pending: Money; as_of: string };

export type NextPayout = {
  id: string;
  connection_id: string;
  amount: Money;
  status: string;
  arrival_date: string;
};

export type Overview = {
  as_of: string;
  period: Period;
  previous: Period;
  volume: Money[];
  previous_volume: Money[];
  payments: {
    succeeded: number;
    tried: number;
    previous_succeeded: number;
    previous_tried: number;
  };
  refunds: { count: number; amounts: Money[] };
  disputes: { open: number; amounts: Money[]; next_due: string | null };
  balance: Balance[];
  next_payouts: NextPayout[];
  payouts_checked: { equal: number; known: number; total: number };
  days: Day[];
};

export type ActivityRow = {
  event_id: string;
  connection_id: string;
  livemode: boolean;
  created: string;
  received_at: string;
  source: string;
  type: string;
  icon: string;
  tone: string;
  who: string | null;
  text: string;
  amount: Money | null;
  object: { kind: string; id: string };
};

export type Changes = { seq: number; kinds: Record<string, number>; connection_ids: string[] };
