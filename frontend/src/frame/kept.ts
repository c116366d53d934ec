/** The screens of what people ask and keep: the explorer, and dashboards. */
import type { Route } from "./routes";

export const KEPT_ROUTES: readonly Route[] = [
  {
    pattern: "/explore",
    title: "Ask your data",
    period: "30d",
    load: () => import("../screens/explore/Explore.svelte"),
  },
  {
    pattern: "/boards",
    title: "Dashboards",
    load: () => import("../screens/boards/Boards.svelte"),
  },
  {
    pattern: "/boards/:id/wall",
    title: "Dashboard",
    bare: true,
    load: () => import("../screens/boards/Wall.svelte"),
  },
  {
    pattern: "/boards/:id",
    title: "Dashboard",
    under: "/boards",
    period: "30d",
    load: () => import("../screens/boards/Board.svelte"),
  },
];
