/** The screens around disputes: what holds for all of them, what prevents them, what they measure and its rows. */
import type { Route } from "./routes";

export const DISPUTING: readonly Route[] = [
  {
    pattern: "/disputes/settings",
    title: "Settings of disputes",
    under: "/disputes",
    load: () => import("../screens/dispute-settings/DisputeSettings.svelte"),
  },
  {
    pattern: "/disputes/prevention",
    title: "Prevention",
    under: "/disputes",
    load: () => import("../screens/prevention/Prevention.svelte"),
  },
  {
    pattern: "/disputes/measures",
    title: "Measures",
    under: "/disputes",
    period: "year",
    load: () => import("../screens/dispute-measures/DisputeMeasures.svelte"),
  },
  {
    pattern: "/disputes/measures/rows",
    title: "Disputes behind a number",
    under: "/disputes/measures",
    period: "year",
    load: () => import("../screens/dispute-measures/Behind.svelte"),
  },
  {
    pattern: "/disputes/measures/booked",
    title: "Entries behind a sum",
    under: "/disputes/measures",
    period: "year",
    load: () => import("../screens/dispute-measures/Booked.svelte"),
  },
];
