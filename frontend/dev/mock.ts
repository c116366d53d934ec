/** A made-up API for looking at the page while the real one is being built. Never in the bundle. */
import type { ServerResponse } from "node:http";
import type { Plugin } from "vite";

const now = () => new Date();
const iso = (at: Date) => at.toISOString().slice(0, 19) + "Z";
const ago = (s: number) => iso(new Date(Date.now() - s * 1000));
let state = "full";
let seq = 100;
let importState = "done";
const extra: unknown[] = [];
const streams = new Set<ServerResponse>();

function days() {
  const out = [];
  for (let i = 89; i >= 0; i--) {
    const at = new Date(Date.now() - i * 86_400_000);
    const wave = 1 + 0.35 * Math.sin(i) + (at.getUTCDay() === 6 ? 0.5 : 0);
    const part = i === 0 ? 0.4 : 1;
    out.push({
      date: at.toISOString().slice(0, 10),
      volume: [
        { amount: Math.round(1_400_000 * wave * part), currency: "usd" },
        ...(i % 2 ? [{ amount: Math.round(320_000 * wave * part), currency: "eur" }] : []),
        ...(i % 5 === 0 ? [{ amount: Math.round(42_000 * wave), currency: "jpy" }] : []),
      ],
      succeeded: Math.round(140 * wave * part),
      tried: Math.round(145 * wave * part),
    });
  }
  return out;
}

function connection(id: string, name: string, mode: string) {
  const p = (slug: string, n: string, level: string, granted: boolean, off: string) => ({ slug, name: n, purpose: "x", level, granted, turns_off: off });
  return {
    id, name, processor: "stripe", account_id: "acct_1Q" + id, mode, state: "connected", reason: null,
    key: "rk_live_…a1b2", has_webhook_secret: true, webhook_url: "http://x/y",
    permissions: [p("rak_charge_read", "Charges", "core", true, "payments"), p("rak_review_read", "Radar reviews", "recommended", false, "Radar reviews"), p("rak_file_write", "Files", "optional", false, "evidence files")],
    import: {
      state: importState, objects: 48_210, rate: importState === "running" ? 1911.2 : null, seconds_left: importState === "running" ? 95 : null,
      complete_back_to: "2021-03-03T00:00:00Z",
      resources: [{ resource: "charges", state: "running", objects: 21_000, reason: null }, { resource: "balance_transactions", state: "done", objects: 27_210, reason: null }, { resource: "radar/early_fraud_warnings", state: "skipped", objects: 0, reason: "the key lacks Early fraud warnings, read" }],
    },
    heard_at: ago(12), created: ago(9e6),
  };
}

const rows = () => [
  ["payment", "plain", "Maya Lindqvist", "paid for 2 items", 6400, "usd", 12],
  ["payment", "plain", "Tom Achterberg", "paid, on the 2nd try", 9600, "usd", 125],
  ["failed", "bad", "Ines Moreau", "could not pay: not enough money on the card", 3800, "eur", 366],
  ["subscription", "plain", "Halden Studio", "renewed Office plan, month 14", 41200, "usd", 560],
  ["refund", "plain", null, "Refunded Owen Carter: bag arrived damaged", -4200, "usd", 1300],
  ["dispute", "warn", "Ryan Doyle", "disputed a payment: says it never arrived", 24600, "usd", 2900],
  ["payout", "info", null, "Payout of 243 entries reached the bank", 1875459, "usd", 4000],
  ["customer", "plain", "Yuki Tanaka", "became a customer", null, null, 9000],
  ["invoice", "plain", "Kōbō Printing and Bookbinding Cooperative of the Old Harbour", "was sent an invoice that is long enough to need two lines", 120000, "jpy", 200000],
].concat(Array.from({ length: 21 }, (_, i) => ["payment", "plain", `Customer ${i}`, "paid", 1000 + i * 117, "usd", 300000 + i * 500])).map(([icon, tone, who, text, amount, currency, s], i) => ({
  event_id: "evt_" + i, connection_id: "a", livemode: true, created: ago(s as number), received_at: ago(s as number), source: i % 4 === 3 ? "poll" : "webhook", type: "x", icon, tone, who, text,
  amount: amount === null ? null : { amount, currency }, object: { kind: "payment", id: "pi_1" },
}));
const base = rows();

function overview() {
  const m = (amount: number, currency: string) => ({ amount, currency });
  return {
    as_of: iso(now()), period: { start: "2026-11-01T00:00:00Z", end: iso(now()) }, previous: { start: "2026-10-01T00:00:00Z", end: "2026-10-21T12:00:00Z" },
    volume: [m(135726996, "usd"), m(4120050, "eur"), m(1204000, "jpy")], previous_volume: [m(120835563, "usd"), m(4500000, "eur")],
    payments: { succeeded: 12618, tried: 12989, previous_succeeded: 11004, previous_tried: 11391 },
    refunds: { count: 31, amounts: [m(412350, "usd"), m(12000, "eur")] },
    disputes: { open: 3, amounts: [m(37300, "usd")], next_due: iso(new Date(Date.now() + 57 * 3600e3)) },
    balance: [{ currency: "usd", available: m(941275, "usd"), pending: m(2194018, "usd"), as_of: ago(40) }, { currency: "eur", available: m(-1200, "eur"), pending: m(219400, "eur"), as_of: ago(40) }],
    next_payouts: [{ id: "po_1", connection_id: "a", amount: m(1810248, "usd"), status: "in_transit", arrival_date: "2026-11-23" }],
    payouts_checked: { equal: 61, known: 61, total: 61 }, days: days(),
  };
}

export function mockApi(): Plugin {
  return {
    name: "mock-api",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? "/", "http://x");
        const send = (body: unknown, status = 200) => {
          response.statusCode = status;
          response.setHeader("Content-Type", status < 400 ? "application/json" : "application/problem+json");
          response.end(JSON.stringify(body));
        };
        const tell = () => { seq++; for (const one of streams) one.write(`id: ${seq}\nevent: changes\ndata: {"seq":${seq},"kinds":{"payment":1},"connection_ids":["a"]}\n\n`); };
        if (url.pathname === "/mock/set") { state = url.searchParams.get("state") ?? state; importState = url.searchParams.get("import") ?? importState; tell(); return send({}); }
        if (url.pathname === "/mock/sale") { extra.unshift({ ...base[0], event_id: "evt_new" + seq, who: "New Person " + seq, created: iso(now()) }); tell(); return send({}); }
        if (!url.pathname.startsWith("/api/v1")) return next();
        if (state === "out") return send({ title: "Not signed in" }, 401);
        switch (url.pathname.slice(7)) {
          case "/session": return send({ signed_in: true, name: "Mara", role: "admin", demo: true, simulator_url: "http://127.0.0.1:9999" });
          case "/connections": return send({ data: state === "empty" ? [] : [connection("a", "Northlight Coffee", "live"), ...(state === "several" ? [connection("b", "Northlight Wholesale", "live"), connection("t", "Northlight Coffee", "test")] : [])], next_cursor: null });
          case "/overview": return state === "broken" ? send({ title: "x", detail: "The store is busy; nothing was read." }, 503) : send(overview());
          case "/activity": return send({ data: [...extra, ...base].slice(0, 30), next_cursor: "abc" });
          case "/stream":
            response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
            response.write(": hello\n\n"); streams.add(response); request.on("close", () => streams.delete(response)); return;
          default:
            importState = importState === "running" ? "canceled" : "running"; return send({});
        }
      });
    },
  };
}
