/** The browser's passkeys, as our API speaks of them: bytes as base64url, names as it writes them. */
import { Problem } from "./problem.ts";

export type PasskeyShown = {
  id: string;
  client_data: string;
  authenticator_data: string;
  signature: string;
  user_handle: string | null;
};

export type PasskeyMade = { id: string; client_data: string; attestation: string };

/** What `public_key` of an answer holds. */
type Asked = Record<string, unknown>;
type Known = { id: string; type: PublicKeyCredentialType };

/** Whether this browser, at this address, can speak to passkeys at all. */
export function canPasskeys(): boolean {
  return globalThis.isSecureContext && typeof globalThis.PublicKeyCredential === "function";
}

/** A new passkey. Rejects with a Problem when the person leaves it, or has it already. */
export async function makePasskey(asked: Asked): Promise<PasskeyMade> {
  const user = asked["user"] as { id: string; name: string; displayName: string };
  const publicKey = {
    ...asked,
    challenge: bytes(asked["challenge"] as string),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: known(asked["excludeCredentials"]),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = await spoken(navigator.credentials.create({ publicKey }));
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: text(made.rawId),
    client_data: text(response.clientDataJSON),
    attestation: text(response.attestationObject),
  };
}

/** A passkey's signature. Rejects with a Problem when the person leaves it. */
export async function showPasskey(asked: Asked): Promise<PasskeyShown> {
  const publicKey = {
    ...asked,
    challenge: bytes(asked["challenge"] as string),
    allowCredentials: known(asked["allowCredentials"]),
  } as unknown as PublicKeyCredentialRequestOptions;
  const shown = await spoken(navigator.credentials.get({ publicKey }));
  const response = shown.response as AuthenticatorAssertionResponse;
  return {
    id: text(shown.rawId),
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
    user_handle: response.userHandle ? text(response.userHandle) : null,
  };
}

async function spoken(asked: Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const found = await asked;
    if (found !== null) return found as PublicKeyCredential;
  } catch (error) {
    throw new Problem(0, wordsOf(error), new Date(), "passkey_left");
  }
  throw new Problem(0, "No passkey was chosen.", new Date(), "passkey_left");
}

/** Browsers do not say why, so that no page learns what keys somebody has. */
export function wordsOf(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "InvalidStateError") return "This device has a passkey for you already.";
  if (name === "SecurityError") return "This address can have no passkeys: open Tillwatch at its own address.";
  return "No passkey was used: it was left, or took too long.";
}

function known(listed: unknown): { id: ArrayBuffer; type: PublicKeyCredentialType }[] {
  return ((listed ?? []) as Known[]).map(({ id, type }) => ({ id: bytes(id), type }));
}

export function bytes(packed: string): ArrayBuffer {
  const plain = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0)).buffer;
}

export function text(raw: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(raw));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
