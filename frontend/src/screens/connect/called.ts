/** What a connection is called until a person says otherwise. */
import type { Tried } from "../../api/types";

/** The account's own name where the key tells it; an id is no name. */
export function called({ account, mode }: Pick<Tried, "account" | "mode">): string {
  const name = account?.name?.trim();
  return name && name !== account?.id ? name : unnamed(mode);
}

/** "Stripe", "Stripe test mode". */
export function unnamed(mode: string | null): string {
  return mode === "test" ? "Stripe test mode" : "Stripe";
}
