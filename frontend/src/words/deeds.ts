/** What people and programs did here, as the audit log names it. */
import { plain } from "./plain.ts";

type Told = Readonly<Record<string, unknown>> | null;

/** An entry of the log, as far as its sentence takes it. */
export type Deed = {
  what: string;
  about: string | null;
  about_name: string | null;
  access_id?: string | null;
  before: Told;
  after: Told;
};

/** What follows the name of who did it. `{}` is what it was done to, or the words after the bar where
 * the log does not say. A test holds the names against those of the source. */
export const DEEDS: Readonly<Record<string, string>> = {
  "access.revoke": "ended the access token or session {|of somebody}",
  "alert.reopen": "took back that the alert {|of a rule} was dealt with",
  "alert.resolve": "dealt with the alert {|of a rule}",
  "alert.snooze": "put the alert {|of a rule} off",
  "alert_network.change": "changed the alert network {|of somebody}",
  "alert_network.create": "made the alert network {|of somebody} known",
  "alert_network.delete": "forgot the alert network {|of somebody}",
  "alert_network.restore": "put the alert network {|of somebody} back",
  "alert_network.secret": "made a new secret for the alert network {|of somebody}",
  "alert_rule.change": "changed the alert rule {|of somebody}",
  "alert_rule.create": "made the alert rule {|of somebody}",
  "alert_rule.delete": "deleted the alert rule {|of somebody}",
  "annotation.change": "changed the annotation {|on the time axis}",
  "annotation.create": "marked the time axis: {|something happened}",
  "annotation.delete": "deleted the annotation {|on the time axis}",
  "annotation.restore": "put the annotation {|on the time axis} back",
  "audit.export": "downloaded this log",
  "audit.forget": "dropped entries of this log that were too old",
  "audit.reseal": "sealed this log anew: its seal was gone, or made with another key file",
  "audit.seal": "sealed this log for the first time",
  "backup.make": "made the backup {|of all}, which holds the secret key",
  "backup.restore": "brought the backup {|of all} back",
  "board.arrange": "arranged the board {|of somebody}",
  "board.change": "changed the board {|of somebody}",
  "board.create": "made the board {|of somebody}",
  "board.delete": "deleted the board {|of somebody}",
  "board.order": "put their dashboards in another order",
  "board.restore": "put the board {|of somebody} back",
  "connection.change": "changed the connection {|of an account}",
  "connection.check": "checked the permissions of {|a connection}",
  "connection.connect": "connected {|an account}",
  "connection.disconnect": "disconnected {|an account}",
  "connection.endpoint": "set a webhook up in Stripe for {|a connection}",
  "connection.logo": "changed the logo of {|a connection}",
  "connection.logo_removed": "removed the logo of {|a connection}",
  "connection.missed": "checked {|a connection} for missed activity",
  "connection.pause": "paused {|a connection}",
  "connection.resume": "resumed {|a connection}",
  "connection.try": "tried a key of {|an account} without keeping it",
  "connection.verify": "compared {|a connection} with Stripe",
  "identity.link": "linked the sign-in provider",
  "identity.unlink": "unlinked the sign-in provider",
  "customer.erase": "erased the personal data of {|a customer}",
  "dispute.accept": "accepted the dispute {|of somebody}",
  "dispute.answer": "filled in evidence of the dispute {|of somebody}",
  "dispute.assign": "chose who looks after the dispute {|of somebody}",
  "dispute.cancel": "canceled the subscription behind the dispute {|of somebody}",
  "dispute.decide": "decided what to do about the dispute {|of somebody}",
  "dispute.draft": "had a language model rephrase the argument in the dispute {|of somebody}",
  "dispute.facts": "told facts of the order {|of somebody}",
  "dispute.file": "added a file to the dispute {|of somebody}",
  "dispute.file_change": "changed where a file of the dispute {|of somebody} belongs",
  "dispute.file_removed": "took a file out of the dispute {|of somebody}",
  "dispute.file_restore": "put a file back into the dispute {|of somebody}",
  "dispute.file_seen": "looked at a file of the dispute {|of somebody}",
  "dispute.leave": "left the dispute {|of somebody} to Stripe’s automatic answer",
  "dispute.note": "wrote a note on the dispute {|of somebody}",
  "dispute.note_removed": "took a note on the dispute {|of somebody} away",
  "dispute.note_restore": "put a note on the dispute {|of somebody} back",
  "dispute.packet": "downloaded the evidence of the dispute {|of somebody}",
  "dispute.prepare": "prepared an answer to the dispute {|of somebody}",
  "dispute.product": "chose what kind of product the dispute {|of somebody} is about",
  "dispute.refund": "refunded the payment of the dispute {|of somebody}",
  "dispute.refused": "could not send the answer to the dispute {|of somebody}",
  "dispute.send": "confirmed that the answer to the dispute {|of somebody} goes to the bank",
  "dispute.sent": "sent what was confirmed about the dispute {|of somebody}",
  "dispute.template": "changed the wording of the argument in the dispute {|of somebody}",
  "dispute.unsend": "took back the answer to the dispute {|of somebody}",
  "disputes.choose": "chose how disputes are judged",
  "disputes.feed": "made a calendar of the deadlines",
  "disputes.feed_removed": "ended a calendar of the deadlines",
  "disputes.policy": "changed the policy {|of the shop} for answers to disputes",
  "disputes.product": "changed the product {|of the shop} for answers to disputes",
  "disputes.template": "changed the template {|of an argument}",
  "import.cancel": "stopped the import of {|a connection}",
  "import.start": "started the import of {|a connection}",
  "invitation.create": "invited {|somebody}",
  "invitation.renew": "made a new link for the invitation of {|somebody}",
  "invitation.withdraw": "withdrew the invitation of {|somebody}",
  "link.create": "made a one-time sign-in link for {|somebody}",
  "network_alert.answer": "noted what was answered to the alert {|of a network}",
  "network_alert.match": "said which payment the alert {|of a network} is about",
  "passkey.refused": "showed the passkey {|of somebody}, which counts backwards: it may have been copied",
  "passkey.rename": "renamed a passkey",
  "anomalies.sense": "chose how much it takes until something unusual is told",
  "monitoring.choose": "chose how numbers are told",
  "prevention.again": "had an action of prevention on {|a payment} done again",
  "prevention.choose": "chose what is reckoned with before a refund",
  "prevention.done": "acted on {|a payment} by a rule of prevention",
  "prevention.pause": "stopped everything that rules of prevention do",
  "prevention.refund": "asked to refund {|a payment} that a bank warned of",
  "prevention.refused": "could not do what a rule of prevention wanted for {|a payment}",
  "prevention.resume": "let rules of prevention act again",
  "prevention.skipped": "left {|a payment} alone that a rule of prevention is about",
  "prevention_block.add": "put {|somebody} on the block list",
  "prevention_block.export": "downloaded the block list",
  "prevention_block.lost": "put buyers of lost fraud disputes on the block list",
  "prevention_block.remove": "took {|somebody} off the block list",
  "prevention_block.restore": "put {|somebody} back on the block list",
  "prevention_hook.create": "made the address {|of a system} known that rules can call",
  "prevention_hook.delete": "forgot the address {|of a system} that rules could call",
  "prevention_hook.restore": "put the address {|of a system} back that rules can call",
  "prevention_hook.secret": "made a new secret for the address {|of a system} that rules call",
  "prevention_hook.try": "tried the address {|of a system} that rules call",
  "prevention_rule.change": "changed the rule of prevention {|of somebody}",
  "prevention_rule.create": "made the rule of prevention {|of somebody}",
  "prevention_rule.delete": "deleted the rule of prevention {|of somebody}",
  "prevention_rule.off": "switched the rule of prevention {|of somebody} off",
  "prevention_rule.on": "switched the rule of prevention {|of somebody} on",
  "prevention_rule.restore": "put the rule of prevention {|of somebody} back",
  "prevention_rule.try": "tried the rule of prevention {|of somebody} on the past",
  "rates.forget": "took the uploaded exchange rates away ({|of a source})",
  "rates.upload": "uploaded exchange rates ({|of a source})",
  "list.export": "downloaded {|a list} as a file",
  "password.change": "changed the password",
  "person.access": "changed what {|somebody} may do",
  "person.change": "changed the profile of {|a person}",
  "person.create": "was added",
  "person.deactivate": "deactivated {|a person}",
  "person.reactivate": "let {|a person} in again",
  rebuild: "recalculated everything",
  "recovery_code.make": "made new recovery codes",
  "recovery_code.use": "used a recovery code",
  "report.change": "changed the report {|a report}",
  "report.create": "planned the report {|a report}",
  "report.delete": "deleted the report {|a report}",
  "report.make": "made the report {|a report}",
  "report.restore": "put the report {|a report} back",
  "risk.learn": "let the order risk learn from {|an account}'s payments",
  "risk.tiers": "changed from which score on an order is risky",
  "rule.change": "changed how people sign in",
  "run.cancel": "stopped work under way",
  "second_factor.add": "set up a second factor: {|a code app or a passkey}",
  "second_factor.remove": "removed a second factor: {|a code app or a passkey}",
  "second_factor.wrong": "showed a wrong code for the second step",
  "session.confirm": "confirmed who they are",
  "session.create": "signed in",
  "session.end": "ended a session",
  "session.end_all": "ended all sessions of {|a person}",
  "session.wrong": "tried to sign in as {|nobody here} and could not",
  "set-aside.retry": "tried again what could not be read",
  "support.bundle": "downloaded a support bundle",
  "token.create": "made the access token {|for a program}",
  "view.change": "changed the saved view {|of a screen}",
  "view.create": "saved the view {|of a screen}",
  "view.delete": "deleted the saved view {|of a screen}",
  "view.first": "chose what the screen {|of theirs} opens with",
  "view.restore": "put the saved view {|of a screen} back",
  "widget.change": "changed the widget {|of a board}",
  "widget.create": "put a widget on the board {|of somebody}",
  "widget.delete": "took the widget {|of a board} away",
  "widget.restore": "put the widget {|of a board} back",
};

/** Names that an older version gave. */
const OLDER: Readonly<Record<string, string>> = {
  "cancel verify": "stopped a comparison with Stripe",
  "cancel verify and repair": "stopped a comparison with Stripe that took over what it says",
  "connection.disconnect, data: delete": "disconnected {|an account} and deleted its data",
  "connection.disconnect, data: keep": "disconnected {|an account}, its data kept",
  "connection.logo taken away": "removed the logo of {|a connection}",
  "look for missed activity": "checked {|a connection} for missed activity",
  verify: "compared {|a connection} with Stripe",
  "verify and repair": "compared {|a connection} with Stripe and took over what it says",
};

/** "paused Till Shop": what follows the name of who did it. `named`: what a connection is called. */
export function deed(one: Deed, named: (id: string) => string | undefined = () => undefined): string {
  const about = one.about === null ? "" : (named(one.about) ?? one.about_name ?? lastName(one) ?? bare(one.about));
  const said = special(one) ?? known(one.what);
  return said.replace(/\{\|?(.*?)\}/, (_, none: string) => about || none);
}

/** Where what changed says more than the deed's name. */
function special({ what, about, access_id, before, after }: Deed): string | undefined {
  if (what === "access.revoke" && about !== null && about === access_id) return "signed out";
  if (what === "person.access" && isText(after?.["role"]) && isText(before?.["role"])) {
    return `changed the role of {|somebody} from ${role(before["role"])} to ${role(after["role"])}`;
  }
  if (what === "person.access" && after && "connections" in after) return "changed which accounts {|somebody} sees";
  if (what === "connection.disconnect" && after?.["data"] === "delete") {
    return "disconnected {|an account} and deleted its data";
  }
  if (what === "connection.verify" && after?.["repair"] === true) {
    return "compared {|a connection} with Stripe and took over what it says";
  }
  if (what === "session.create" && isText(about)) return `signed in ${about}`;
  return undefined;
}

/** What has no words is shown as it is, with spaces. */
function known(what: string): string {
  const [name = what, ...rest] = what.split(" ");
  for (const words of [DEEDS, OLDER]) {
    if (Object.hasOwn(words, what)) return words[what] ?? what;
    if (Object.hasOwn(words, name)) return `${words[name] ?? name}: ${rest.join(" ")}`;
  }
  const said = plain(what);
  return said.charAt(0).toLowerCase() + said.slice(1);
}

const ROLES: Readonly<Record<string, string>> = {
  owner: "Owner",
  admin: "Admin",
  analyst: "Analyst",
  support: "Support",
  referrals: "Referral manager",
  reader: "Read only",
  watcher: "Figures only",
};

/** A role as people say it. */
export function role(name: string): string {
  return ROLES[name] ?? plain(name);
}

/** What a connection that is gone was called then. */
function lastName({ about, before, after }: Deed): string | undefined {
  const name = after?.["name"] ?? before?.["name"];
  return about?.startsWith("con_") && isText(name) ? name : undefined;
}

/** "Ben Okafor (usr_1)" without its id. */
function bare(about: string): string {
  return about.replace(/ \((usr|acc|con)_\w+\)$/, "");
}

/** Whether it is words. */
export function isText(told: unknown): told is string {
  return typeof told === "string";
}

/** Whether nothing was told. */
export function isNothing(told: unknown): boolean {
  return told === null || told === undefined;
}
