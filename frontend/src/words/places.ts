/** Zones and currencies for a form: what the browser knows of them, and a guess of where one is. */

/** The currency of a region, for the guess; who lives elsewhere chooses. Euro where nothing else is named
 * for a region of the euro area. */
const CURRENCIES: Readonly<Record<string, string>> = {
  AE: "aed", AR: "ars", AU: "aud", BR: "brl", CA: "cad", CH: "chf", CL: "clp", CN: "cny", CO: "cop",
  CZ: "czk", DK: "dkk", EG: "egp", GB: "gbp", HK: "hkd", HU: "huf", ID: "idr", IL: "ils", IN: "inr",
  IS: "isk", JP: "jpy", KE: "kes", KR: "krw", LI: "chf", MA: "mad", MX: "mxn", MY: "myr", NG: "ngn",
  NO: "nok", NZ: "nzd", PE: "pen", PH: "php", PK: "pkr", PL: "pln", RO: "ron", SA: "sar", SE: "sek",
  SG: "sgd", TH: "thb", TR: "try", TW: "twd", UA: "uah", US: "usd", UY: "uyu", VN: "vnd", ZA: "zar",
};
const EURO = new Set(
  "AD AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC MT NL PT SI SK SM VA".split(" "),
);

export type Named = { value: string; title: string };

/** What the currency probably is, from the languages of a browser, the most wanted first. */
export function currencyGuess(languages: readonly string[]): string {
  for (const language of languages) {
    const region = regionOf(language);
    if (region !== undefined && EURO.has(region)) return "eur";
    const found = region === undefined ? undefined : CURRENCIES[region];
    if (found !== undefined) return found;
  }
  return "usd";
}

function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().region;
  } catch {
    return undefined;
  }
}

/** Zones that browsers still call by the name a place had before. */
const RENAMED: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara", "America/Coral_Harbour": "America/Atikokan", "America/Godthab": "America/Nuuk",
  "Asia/Calcutta": "Asia/Kolkata", "Asia/Katmandu": "Asia/Kathmandu", "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh", "Atlantic/Faeroe": "Atlantic/Faroe", "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton", "Pacific/Ponape": "Pacific/Pohnpei", "Pacific/Truk": "Pacific/Chuuk",
};

/** All zones by today's names, with what they are from UTC at `now`: "Europe / Kyiv (UTC+2)". `also` is in the
 * list whatever the browser knows, and under its own name. */
export function zones(also: string, now: Date): Named[] {
  const known = new Map<string, string>();
  for (const value of [...Intl.supportedValuesOf("timeZone"), "UTC", also]) known.set(RENAMED[value] ?? value, value);
  const found = [...known].map(([name, value]) => {
    const title = name.replaceAll("_", " ").replaceAll("/", " / ");
    const offset = offsetOf(value, now);
    return { value, title: offset === null || value === "UTC" ? title : `${title} (${offset})` };
  });
  return found.sort((one, other) => (one.title < other.title ? -1 : 1));
}

/** "UTC+5:30"; null for a zone that the browser does not know. */
function offsetOf(timeZone: string, now: Date): string | null {
  try {
    const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" }).formatToParts(now);
    return parts.find((part) => part.type === "timeZoneName")?.value.replace("GMT", "UTC") ?? null;
  } catch {
    return null;
  }
}

/** Codes that the browser has a name for, but that nobody is paid in any more, or never was. */
const GONE = new Set(["ang", "bgn", "cuc", "hrk", "sll", "xdr", "xsu", "xua", "zwl"]);
/** "(2009–2024)": when there was such a currency. */
const YEARS = /\d{4}/;

/** All currencies of today, and `also`: "USD, US Dollar". */
export function currencies(also: string): Named[] {
  const names = new Intl.DisplayNames(["en"], { type: "currency" });
  const known = new Set([...Intl.supportedValuesOf("currency").map((one) => one.toLowerCase()), also]);
  return [...known].sort().flatMap((value) => {
    const code = value.toUpperCase();
    const name = names.of(code) ?? code;
    return value !== also && (GONE.has(value) || YEARS.test(name)) ? [] : [{ value, title: `${code}, ${name}` }];
  });
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** Codes that the browser has a name for, but nobody lives in. */
const NOWHERE = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);

/** All countries by name, for a filter: `{ value: "DE", title: "Germany" }`. */
export function regions(): Named[] {
  const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  const codes = [...LETTERS].flatMap((first) => [...LETTERS].map((second) => first + second));
  return codes
    .filter((code) => !NOWHERE.has(code) && isNow(code))
    .flatMap((value) => {
      const title = names.of(value);
      return title === undefined ? [] : [{ value, title }];
    })
    .toSorted((one, other) => one.title.localeCompare(other.title));
}

/** Codes of countries that are no more lead to what they became: `DD` is `DE`. */
function isNow(code: string): boolean {
  return Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
}
