/** What the API says of the networks' limits. */
import type { components } from "../../api/schema";

type Schemas = components["schemas"];
export type Programmes = Schemas["ProgrammesShown"];
export type Programme = Schemas["ProgrammeShown"];
export type Level = Schemas["LevelShown"];
export type Rule = Schemas["NetworkRule"];
export type Slice = Schemas["ProgrammeSlice"];
export type Past = Schemas["PastShown"];
export type Case = Schemas["CaseShown"];
export type Ratio = Schemas["RatioShown"];
