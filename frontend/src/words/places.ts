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

/** All zones, "Europe/Berlin" as "Europe / Berlin"; `also` is in the list whatever the browser knows. */
export function zones(also: string): Named[] {
  const known = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", also]);
  return [...known].sort().map((value) => ({ value, title: value.replaceAll("_", " ").replaceAll("/", " / ") }));
}

/** All currencies: "USD, US Dollar". */
export function currencies(also: string): Named[] {
  const names = new Intl.DisplayNames(["en"], { type: "currency" });
  const known = new Set([...Intl.supportedValuesOf("currency").map((one) => one.toLowerCase()), also]);
  return [...known].sort().map((value) => {
    const code = value.toUpperCase();
    return { value, title: `${code}, ${names.of(code) ?? code}` };
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
