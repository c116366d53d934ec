/** The columns that analytics are answered from, in words. */
import type { Running } from "../../api/types.ts";
import { count } from "../../format/rate.ts";
import { late } from "./pace.ts";

type Columns = Running["columns"];
type Tone = "mute" | "info" | "good" | "warn" | "bad";

const NEAR_S = 5;

/** How they stand: a word, and what that means for whoever asks. */
export function standing({ state, behind_s }: Pick<Columns, "state" | "behind_s">): { word: string; tone: Tone; means: string } {
  if (state === "unused") return { word: "Not needed yet", tone: "mute", means: "They are made when somebody first opens Analytics." };
  if (state === "silent") {
    const means = "They do not answer. Analytics is answered by the rows themselves: the same figures, slower.";
    return { word: "Not answering", tone: "bad", means };
  }
  if (state === "other") {
    const means = "A worker of another version of Tillwatch keeps them. Until it is started again the rows themselves answer: the same figures, slower.";
    return { word: "Of another version", tone: "warn", means };
  }
  if (state === "filling") {
    return { word: "Being filled", tone: "info", means: "Until they are full the rows themselves answer: the same figures, slower." };
  }
  if (behind_s <= NEAR_S) return { word: "Up to date", tone: "good", means: "Analytics, reports and alerts are answered from them." };
  const means = "The rows answer where they can do so quickly; where not, Analytics says how far behind its figures are.";
  return { word: "Behind", tone: "warn", means };
}

/** How many rows they hold, and how far they are behind the rows themselves: figures and the words below. */
export function figures(of: Pick<Columns, "rows" | "expected" | "behind_s">): Record<"rows" | "behind", { figure: string; base: string }> {
  const isNear = of.behind_s <= NEAR_S;
  return {
    rows: { figure: count(of.rows), base: of.expected > of.rows ? `of about ${count(of.expected)}` : "payments, tries, fees and so on" },
    behind: { figure: isNear ? "none" : late(of.behind_s * 1000), base: isNear ? "what came in can be asked for" : "behind what came in" },
  };
}
