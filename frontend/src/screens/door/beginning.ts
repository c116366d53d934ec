/** What somebody who begins here says of themselves, before they have said anything. */
import { currencyGuess } from "../../words/places";

export type Beginning = { name: string; password: string; zone: string; currency: string };

export function beginning(): Beginning {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { name: "", password: "", zone, currency: currencyGuess(navigator.languages) };
}
