/** Order risk in words. */

type Tone = "mute" | "good" | "warn" | "bad";

const TIERS: Record<string, { words: string; tone: Tone }> = {
  low: { words: "Low", tone: "good" },
  medium: { words: "Medium", tone: "mute" },
  high: { words: "High", tone: "warn" },
  critical: { words: "Critical", tone: "bad" },
};

const SIGNALS: Record<string, string> = {
  "address verification": "Address",
  "order velocity": "How often they order",
  "customer tenure": "How long a customer",
  "device fingerprint": "Device",
  "payment consistency": "Same way to pay",
  "shipping match": "Where it ships",
  card: "Card",
  "velocity check": "Tries in a row",
  "processor's rating": "Stripe's rating",
};

export function tier(name: string): { words: string; tone: Tone } {
  return TIERS[name] ?? { words: name, tone: "mute" };
}

export type TierName = "low" | "medium" | "high" | "critical";
export type Borders = Record<Exclude<TierName, "low">, number>;

/** How many orders fall in each tier; a score that is just on a border belongs to the tier above it. */
export function inTiers(scores: readonly { score: number; orders: number }[], borders: Borders): Record<TierName, number> {
  const found = { low: 0, medium: 0, high: 0, critical: 0 };
  for (const { score, orders } of scores) {
    const name = score >= borders.critical ? "critical" : score >= borders.high ? "high" : score >= borders.medium ? "medium" : "low";
    found[name] += orders;
  }
  return found;
}

/** Whether borders rise as they must. */
export function rises({ medium, high, critical }: Borders): boolean {
  return 0 < medium && medium < high && high < critical && critical <= 1;
}

export function signal(name: string): string {
  return SIGNALS[name] ?? name;
}

/** "about 3 times as risky as a usual order": nobody needs more than two digits of it. */
export function times(value: number): string {
  if (value > 0.8 && value < 1.25) return "about as risky as a usual order";
  if (value < 1) return `about ${share(value)} as risky as a usual order`;
  const told = value >= 10 ? Math.round(value).toString() : (Math.round(value * 10) / 10).toString();
  return `about ${told} times as risky as a usual order`;
}

function share(value: number): string {
  if (value > 0.6) return "three quarters";
  if (value > 0.4) return "half";
  return value > 0.28 ? "a third" : value > 0.2 ? "a quarter" : "less than a fifth";
}
