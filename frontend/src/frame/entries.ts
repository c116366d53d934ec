/** Everything the palette offers by itself: places, accounts, and what one can do. */
import type { IconName } from "../parts/icons";
import type { Money } from "../api/types";
import type { Desk } from "../state/desk.svelte";
import { PERIODS } from "../state/periods";
import { GUIDES } from "./guides";
import { find } from "./match";
import { places } from "./places";
import { ROUTES } from "./routes";

/** One line of the palette: it leads somewhere, or does something. */
export type Entry = {
  id: string;
  group: string;
  icon: IconName;
  title: string;
  detail?: string;
  amount?: Money | null;
  also?: string;
  /** Shown before anything is typed. */
  isFirst?: boolean;
  href?: string;
  act?: () => void;
};

export function entries(desk: Desk): Entry[] {
  return [...going(desk), ...periods(desk), ...doing(desk), ...accounts(desk), ...connections(desk)];
}

function going(desk: Desk): Entry[] {
  const { money, watch, settings, more } = places(desk.hasAccount, desk.may);
  const inSettings = new Set(settings);
  const screens = [...money, ...watch, ...more, ...settings].map((place) => ({
    id: place.path,
    group: "Go to",
    icon: place.icon,
    title: desk.called(place.title),
    also: `${place.title} ${place.also}`,
    isFirst: !inSettings.has(place),
    href: desk.link(place.path),
    ...(inSettings.has(place) ? { detail: "Settings" } : {}),
  }));
  const guides = GUIDES.map(({ path, title, also }) => ({
    id: path,
    group: "Guides",
    icon: "help" as const,
    title,
    also,
    href: desk.link(path),
  }));
  return [...screens, ...guides];
}

function accounts(desk: Desk): Entry[] {
  const { choice } = desk;
  if (choice.offered.length < 2) return [];
  const all: Entry = {
    id: "account:all",
    group: "Accounts",
    icon: "link",
    title: "All accounts",
    also: "switch account every",
    act: () => choice.takeAll(),
  };
  const each = choice.offered.map((one) => ({
    id: `account:${one.id}`,
    group: "Accounts",
    icon: "link" as const,
    title: one.name,
    detail: "Show this account only",
    also: `switch account ${one.account_id ?? ""} ${one.id}`,
    act: () => desk.address.go({ connection: one.id }),
  }));
  return [all, ...each];
}

/** Each account's own page, found by any of its names and ids, in whatever mode. */
function connections(desk: Desk): Entry[] {
  const all = desk.connections.value?.data ?? [];
  return all.map((one) => ({
    id: `connection:${one.id}`,
    group: "Connections",
    icon: "link",
    title: one.name,
    detail: `${one.mode === "test" ? "Test mode" : "Live"}: key, webhook, history`,
    also: `connection settings ${one.account_name ?? ""} ${one.account_id ?? ""} ${one.id}`,
    href: desk.link(`/settings/connections/${one.id}`),
  }));
}

/** The period of this screen; of one that has none, Home's. */
function periods(desk: Desk): Entry[] {
  if (!desk.hasAccount) return [];
  const isHere = find(ROUTES, desk.address.path)?.route.period !== undefined;
  return desk.period.names.map((name) => ({
    id: `period:${name}`,
    group: "Period",
    icon: "screen",
    title: PERIODS[name],
    ...(isHere ? {} : { detail: "Home" }),
    also: "period time range dates days",
    act: () => {
      if (!isHere) desk.address.open(desk.link("/"));
      desk.period.choose(name);
    },
  }));
}

function doing(desk: Desk): Entry[] {
  const group = "Do";
  const { choice, look } = desk;
  const other = choice.modes.find((mode) => mode !== choice.mode);
  const found: Entry[] = [];
  if (other) {
    found.push({
      id: "mode",
      group,
      icon: "screen",
      title: other === "test" ? "Look at test mode" : "Look at live mode",
      also: "switch live test sandbox mode",
      act: () => choice.setMode(other),
    });
  }
  const darker = look.isDark ? "light" : "dark";
  found.push(
    {
      id: "theme",
      group,
      icon: look.isDark ? "sun" : "moon",
      title: `Use ${darker} colours`,
      also: "theme dark mode light mode colors appearance",
      act: () => look.choose(darker),
    },
    {
      id: "theme-system",
      group,
      icon: "screen",
      title: "Use the system's colours",
      also: "theme dark mode light mode colors appearance auto",
      act: () => look.choose("system"),
    },
    {
      id: "copy",
      group,
      icon: "out",
      title: "Copy a link to this page",
      also: "share address url",
      act: () => void copyLink(desk),
    },
    {
      id: "keys",
      group,
      icon: "help",
      title: "Show the keyboard list",
      also: "keys shortcuts hotkeys",
      act: () => (desk.opened = "keys"),
    },
    {
      id: "sign-out",
      group,
      icon: "out",
      title: "Sign out",
      also: "log out logout leave",
      act: () => void desk.signOut(),
    },
  );
  return found;
}

async function copyLink(desk: Desk): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.origin + desk.address.whole);
    desk.toast({ title: "The link is copied", tone: "good", icon: "check" });
  } catch {
    desk.toast({ title: "This browser did not let Tillwatch copy", text: desk.address.whole });
  }
}
