/** What the check of the installation found, for a person. */
import type { Doctor } from "../../api/types";
import { counted } from "../../format/rate.ts";

export type Finding = Doctor["findings"][number];

const WEIGHT = { wrong: 0, warning: 1, ok: 2 } as const;

/** The worst first; as they were looked at among equals. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((one, other) => WEIGHT[one.state] - WEIGHT[other.state]);
}

/** All of it in one sentence. */
export function summed(findings: readonly Finding[]): string {
  const looked = counted(findings.length, "thing");
  const count = (state: Finding["state"]): number => findings.filter((one) => one.state === state).length;
  const wrong = count("wrong");
  const doubtful = count("warning");
  if (wrong + doubtful === 0) return `${looked} looked at: nothing is wrong.`;
  const parts = [wrong > 0 ? `${wrong} wrong` : "", doubtful > 0 ? `${doubtful} to look at` : ""];
  return `${looked} looked at: ${parts.filter(Boolean).join(", ")}.`;
}
