/** What people and programs did here, as the audit log names it. */
import { plain } from "./plain.ts";

const DEEDS: Readonly<Record<string, string>> = {
  "cancel verify": "Stopped a comparison with Stripe",
  "cancel verify and repair": "Stopped a comparison with Stripe that took over what it says",
  "access.revoke": "Ended an access token or a session",
  "connection.connect": "Connected an account",
  "connection.change": "Changed a connection",
  "connection.check": "Checked permissions",
  "connection.disconnect, data: delete": "Disconnected an account and deleted its data",
  "connection.disconnect, data: keep": "Disconnected an account, its data kept",
  "connection.endpoint": "Set a webhook up in Stripe",
  "connection.logo": "Changed the logo of a connection",
  "connection.logo taken away": "Removed the logo of a connection",
  "connection.pause": "Paused a connection",
  "connection.resume": "Resumed a connection",
  "import.start": "Started an import",
  "import.cancel": "Stopped an import",
  "link.create": "Made a one-time sign-in link",
  "list.export": "Downloaded a list",
  "local.create": "The server made a token of its own",
  "look for missed activity": "Checked for missed activity",
  "password.change": "Changed the password",
  "person.change": "Changed a profile",
  "person.create": "Added a person",
  rebuild: "Recalculated everything",
  "session.create": "Signed in",
  "set-aside.retry": "Tried again what could not be read",
  "support.bundle": "Downloaded a support bundle",
  "token.create": "Made an access token",
  verify: "Compared with Stripe",
  "verify and repair": "Compared with Stripe and took over what it says",
};

/** "Changed a connection: name, key". What has no words is shown as it is, with spaces. */
export function deed(what: string): string {
  if (Object.hasOwn(DEEDS, what)) return DEEDS[what] ?? what;
  const [name = "", ...rest] = what.split(" ");
  const words = Object.hasOwn(DEEDS, name) ? DEEDS[name] : undefined;
  return words ? `${words}: ${rest.join(" ")}` : plain(what);
}
