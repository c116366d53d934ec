/** The words an answer needs, as this desk has them. */
import type { Answer, Catalogue } from "../../api/types";
import { currenciesOf } from "../../state/currencies";
import type { Desk } from "../../state/desk.svelte";
import { sliceWords } from "../../words/slices";
import type { Words } from "./table";

export function wordsOf(desk: Desk, catalogue: Catalogue | null, answer: Answer | null): Words {
  const of = answer?.definitions[0]?.fact ?? null;
  const account = (id: string) => desk.account(id)?.name ?? null;
  return {
    dimensions: catalogue?.dimensions ?? [],
    value: (dimension, value) => sliceWords(dimension, value, { account, of }),
    zone: desk.zone,
    now: desk.now,
    order: currenciesOf(desk),
  };
}

/** The currency that is drawn: the one asked for if there is any of it, else the usual, else the first. */
export function drawnCurrency(found: readonly string[], order: readonly string[], asked: string | null): string | null {
  return found.find((one) => one === asked) ?? order.find((one) => found.includes(one)) ?? found[0] ?? null;
}
