/** Our own icons: one stroke of 1.5 on a grid of 16. */
export const ICONS = {
  board: "M2.5 2.5h5v6h-5zm7 0h4v3.5h-4zm0 5.5h4v5.5h-4zm-7 2.5h5v3h-5z",
  home: "M2.3 7.4 8 2.5l5.7 4.9M3.8 6.3v7.2h2.7V9.7h3v3.8h2.7V6.3",
  payment: "M1.8 3.8h12.4v8.4H1.8zM1.8 6.6h12.4M4.2 9.6h2.6",
  failed: "m4 4 8 8m0-8-8 8",
  refund: "M5.6 3.2 2.8 6l2.8 2.8M3 6h6.4a3.4 3.4 0 0 1 0 6.8H6.2",
  dispute: "M3.4 14V2.4m0 .6h8.8l-1.8 2.8 1.8 2.8H3.4",
  payout: "M2 6.2 8 2.7l6 3.5zm1.7.3v4.8m2.9-4.8v4.8m2.8-4.8v4.8m2.9-4.8v4.8M2 13.3h12",
  subscription:
    "M13.4 6.4A5.6 5.6 0 0 0 3.2 5.2m-.6 4.4a5.6 5.6 0 0 0 10.2 1.2M3 2.6v2.7h2.7M13 13.4v-2.7h-2.7",
  customer: "M8 8.2a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4Zm-5 5.3c.5-2.3 2.4-3.6 5-3.6s4.5 1.3 5 3.6",
  invoice: "M3.8 2h8.4v12l-2.1-1.3L8 14l-2.1-1.3L3.8 14zM6 5.5h4M6 8.3h4",
  warning: "M8 2.6 14.2 13.4H1.8zM8 6.7v3.2m0 1.7v.1",
  other: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z",
  sun: "M8 5.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4ZM8 1.8v1.3m0 9.8v1.3M1.8 8h1.3m9.8 0h1.3M3.6 3.6l.9.9m7 7 .9.9m0-8.8-.9.9m-7 7-.9.9",
  moon: "M13 9.7A5.6 5.6 0 1 1 6.3 3a4.5 4.5 0 0 0 6.7 6.7Z",
  screen: "M2 3h12v8H2zm4 10.5h4M8 11v2.5",
  down: "m4.5 6.5 3.5 3.5 3.5-3.5",
  up: "m4.5 9.5 3.5-3.5 3.5 3.5",
  out: "M6.5 3.5h-3v9h9v-3M9 2.5h4.5V7m0-4.5L7.5 8.5",
  check: "m3.5 8.5 3 3 6-7",
  settings:
    "M8 5.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6ZM8 1.7v1.8m0 9v1.8M1.7 8h1.8m9 0h1.8M3.5 3.5l1.3 1.3m6.4 6.4 1.3 1.3m0-9-1.3 1.3m-6.4 6.4-1.3 1.3",
  activity: "M1.8 8h2.7l2-4.8 3 9.6 2-4.8h2.7",
  help: "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2ZM6.3 6.4a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.9.6-.9 1.2m0 1.9v.1",
  search: "M7 2.6a4.4 4.4 0 1 0 0 8.8 4.4 4.4 0 0 0 0-8.8Zm3.2 7.6 3.2 3.2",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  bell: "M4 11.4V7a4 4 0 0 1 8 0v4.4l1.2 1H2.8zm2.6 2.4h2.8",
  key: "M5.4 7.3a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm2.2.9 5.6-5.6m-2.6 2.6 1.9 1.9M8.9 6.9l1.2 1.2",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.9.9m1.3 2.4a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.9-.9",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  close: "m4.5 4.5 7 7m0-7-7 7",
  plus: "M8 3.5v9M3.5 8h9",
  file: "M4 2h5l3 3v9H4zm5 0v3h3",
  chart: "M2.3 13.5h11.4M4 11V8m3 3V4.5M10 11V6.5M13 11V2.8",
} as const;

export type IconName = keyof typeof ICONS;

/** The icon the API names, or the plain one for a name this page does not know yet. */
export function iconNamed(name: string): IconName {
  return name in ICONS ? (name as IconName) : "other";
}
