/** Where a figure leads: to the list that holds exactly what it counts. */
import type { Changes } from "../../state/address.svelte";
import { HOME_PERIOD } from "../../state/compared";
import type { Desk } from "../../state/desk.svelte";
import type { PeriodName } from "../../state/periods";

/** `path` with its filters, in Home's period; lists have another one while none is chosen. */
export function listOf(desk: Desk, path: string, filters: Changes = {}): string {
  const { name } = desk.period.of(HOME_PERIOD);
  return name === "own" ? desk.link(path, filters) : listIn(desk, name, path, filters);
}

/** `path` with its filters, in another period than Home's: today, or all time. */
export function listIn(desk: Desk, name: PeriodName, path: string, filters: Changes = {}): string {
  return desk.link(path, { period: name, from: null, until: null, ...filters });
}
