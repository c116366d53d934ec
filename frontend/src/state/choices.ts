/** What the business chose for its numbers, read once for each desk; the settings put their answer in its place. */
import type { Choices } from "../api/types";
import type { Desk } from "./desk.svelte";
import { Reading } from "./reading.svelte";

const kept = new WeakMap<Desk, Reading<Choices>>();

export function choicesOf(desk: Desk): Reading<Choices> {
  const known = kept.get(desk);
  if (known) return known;
  const reading = new Reading((signal) => desk.client.get<Choices>("/monitoring/choices", {}, signal));
  kept.set(desk, reading);
  void reading.refresh();
  return reading;
}
