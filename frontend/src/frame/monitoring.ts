/** The screens of monitoring: numbers, what people ask and keep of them, reports, alerts. */
import type { Route } from "./routes";

export const MONITORING: readonly Route[] = [
  {
    pattern: "/explore",
    title: "Ask your data",
    period: "30d",
    load: () => import("../screens/explore/Explore.svelte"),
  },
  {
    pattern: "/find",
    title: "Look up a list",
    under: "/explore",
    load: () => import("../screens/find/Find.svelte"),
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
  {
    pattern: "/analytics",
    title: "Analytics",
    period: "90d",
    load: () => import("../screens/analytics/Tab.svelte"),
  },
  {
    pattern: "/analytics/programmes",
    title: "Network limits",
    under: "/analytics",
    load: () => import("../screens/programmes/Programmes.svelte"),
  },
  {
    pattern: "/analytics/programmes/:slug",
    title: "Cases that count",
    under: "/analytics/programmes",
    load: () => import("../screens/programmes/Cases.svelte"),
  },
  {
    pattern: "/analytics/:tab/rows",
    title: "Rows behind a number",
    under: "/analytics",
    period: "90d",
    load: () => import("../screens/analytics/behind/Rows.svelte"),
  },
  {
    pattern: "/analytics/:tab",
    title: "Analytics",
    period: "90d",
    load: () => import("../screens/analytics/Tab.svelte"),
  },
  {
    pattern: "/alerts",
    title: "Alerts",
    load: () => import("../screens/watch/Alerts.svelte"),
  },
  {
    pattern: "/alerts/rules",
    title: "Rules",
    under: "/alerts",
    load: () => import("../screens/watch/Rules.svelte"),
  },
  {
    pattern: "/alerts/rules/:id",
    title: "Rule",
    under: "/alerts/rules",
    load: () => import("../screens/watch/RuleEdit.svelte"),
  },
  {
    pattern: "/alerts/anomalies",
    title: "Anomalies",
    under: "/alerts",
    period: "all",
    load: () => import("../screens/anomaly/Anomalies.svelte"),
  },
  {
    pattern: "/alerts/anomalies/explore",
    title: "Explore a number",
    under: "/alerts/anomalies",
    period: "7d",
    load: () => import("../screens/anomaly/Explorer.svelte"),
  },
  {
    pattern: "/alerts/:id",
    title: "Alert",
    under: "/alerts",
    load: () => import("../screens/watch/Alert.svelte"),
  },
  {
    pattern: "/reports",
    title: "Reports",
    load: () => import("../screens/reports/Reports.svelte"),
  },
  {
    pattern: "/reports/:id",
    title: "Report",
    under: "/reports",
    load: () => import("../screens/reports/PlanEdit.svelte"),
  },
  {
    pattern: "/settings/monitoring",
    title: "Monitoring",
    under: "/settings",
    load: () => import("../screens/monitoring/Monitoring.svelte"),
  },
  {
    pattern: "/settings/order-risk",
    title: "Order risk",
    under: "/settings",
    load: () => import("../screens/order-risk/OrderRisk.svelte"),
  },
];
