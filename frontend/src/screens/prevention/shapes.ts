/** What prevention tells, by the names its screens give it. */
import type { components } from "../../api/schema";

type Schemas = components["schemas"];

export type Standing = Schemas["PreventionShown"];
export type Warnings = Schemas["PricedWarningPage"];
export type Warning = Warnings["data"][number];
export type Happened = Warning["happened"];
export type Rule = Schemas["PreventionRuleShown"];
export type Try = Schemas["PreventionTryShown"];
export type Patterns = Schemas["DisputePatternsShown"];
export type Effects = Schemas["ProgrammeEffects"];
export type Blocked = Schemas["BlockShown"];
export type BlocksAdded = Schemas["BlocksAdded"];
export type Network = Schemas["NetworkShown"];
export type NetworkMade = Schemas["NetworkMade"];
export type AlertSample = Schemas["AlertSampleShown"];
export type Hook = Schemas["HookShown"];
export type HookMade = Schemas["HookMade"];
export type HookTried = Schemas["HookTried"];
export type Actions = Schemas["PreventionActionPage"];
export type Action = Schemas["PreventionActionShown"];
export type NetworkAlert = Schemas["AlertOfNetworkPage"]["data"][number];
