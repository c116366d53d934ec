/** The tone of a sentence of the API as a badge has it: what is plain is mute. */
import type { Tone } from "../../words/statuses.ts";

const TONES: readonly string[] = ["good", "warn", "bad", "info"];

export function toneOf(tone: string): Tone {
  return TONES.includes(tone) ? (tone as Tone) : "mute";
}
