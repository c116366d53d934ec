/** What the log can be narrowed to: how deeds begin. */
import type { Option } from "../../state/filters";

export const GROUPS: readonly Option[] = [
  { value: "session.", title: "Signing in" },
  { value: "person.", title: "People" },
  { value: "invitation.", title: "Invitations" },
  { value: "connection.", title: "Connections" },
  { value: "import.", title: "Imports" },
  { value: "token.", title: "Access tokens" },
  { value: "link.", title: "Sign-in links" },
  { value: "second_factor.", title: "Second factors" },
  { value: "rule.", title: "Rules of signing in" },
  { value: "list.", title: "Lists taken out" },
  { value: "customer.", title: "Personal data" },
  { value: "audit.", title: "This log" },
];
