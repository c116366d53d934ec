/** What the sign-in provider's way back says in the page's address, as a sentence. */
const SENTENCES: Readonly<Record<string, string>> = {
  provider_denied: "The provider did not sign you in. Try again, or sign in the other way.",
  provider_late: "That took too long, or was finished before. Try again.",
  provider_odd: "The provider's answer cannot be trusted. Try again; if it stays so, ask an admin.",
  provider_unreachable: "The provider does not answer just now. Try again, or sign in the other way.",
  provider_no_role: "None of your groups may come in here. Ask an admin.",
  provider_unverified: "The provider has not verified your e-mail address. Ask an admin.",
  provider_taken:
    "Somebody with your e-mail is here already. Sign in as before, then link the provider in your profile.",
  provider_ended: "You may no longer come in here. Ask an admin.",
  provider_elsewhere: "This sign-in belongs to another person here, or you have linked another.",
  provider_other: "That was somebody else's sign-in. Sign in at the provider as yourself.",
  setup_needed: "The owner of this Tillwatch is not made yet.",
  throttled: "Too many are signing in just now. Wait a minute.",
};

/** Null where the address says nothing of it. */
export function providerSentence(code: string | null): string | null {
  if (code === null || code === "linked") return null;
  return SENTENCES[code] ?? "Signing in with the provider did not work. Try again.";
}
