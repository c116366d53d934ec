/** The shapes of API v1 that the page reads, made from our OpenAPI description (`npm run api`).
 *
 * Amounts are integers in minor units, times RFC 3339 in UTC. Enumerations are open: a name that the
 * page does not know is shown as it is.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Money = Schemas["Money"];
export type Session = Schemas["Session"];
export type Connection = Schemas["Connected"];
export type Permission = Connection["permissions"][number];
export type Overview = Schemas["Overview"];
export type Day = Overview["days"][number];
export type Balance = Overview["balance"][number];
export type NextPayout = Overview["next_payouts"][number];
export type ActivityRow = Schemas["Deed"];
export type Page<T> = { data: T[]; next_cursor: string | null };

/** The two that never mix. A connection's mode is null until it is known. */
export type Mode = "live" | "test";

/** What one message of the stream says. */
export type Changes = { seq: number; kinds: Record<string, number>; connection_ids: string[] };

/* Stories: one object's whole page. */
export type PaymentStory = Schemas["PaymentStory"];
export type CustomerStory = Schemas["CustomerStory"];
/** What erasing a customer would do. */
export type BeforeErasing = Schemas["BeforeErasing"];
export type SubscriptionStory = Schemas["SubscriptionStory"];
export type DisputeStory = Schemas["DisputeStory"];
export type PayoutStory = Schemas["PayoutStory"];
export type Happening = Schemas["Happening"];

/* Signing in, the profile. */
export type DoorState = Schemas["Door"];
export type Me = Schemas["Me"];
export type Access = Schemas["Access"];
export type SecondStep = Schemas["SecondStep"];
export type SecondFactor = Schemas["SecondFactor"];
export type AppBegun = Schemas["AppBegun"];
export type Passkey = Schemas["Passkey"];
export type PasskeyAdded = Schemas["PasskeyAdded"];
export type PasskeyAsked = Schemas["PasskeyAsked"];
export type RecoveryCodes = Schemas["RecoveryCodes"];
export type Confirming = Schemas["WaysToConfirm"];
export type SignInRules = Schemas["SignInRules"];

/* People. */
export type Member = Schemas["PersonShown"];
export type Invitation = Schemas["InvitationShown"];
export type InvitationMade = Schemas["InvitationMade"];
export type Invited = Schemas["Invited"];
export type Role = Schemas["RoleShown"];
export type Roles = Schemas["RolePage"];
export type SignedIn = Schemas["SessionShown"];
export type Terms = Schemas["Terms"];

/* Connecting. */
export type Processor = Schemas["ProcessorShown"];
export type Plan = Schemas["PlanShown"];
export type PlannedEvent = Schemas["PlannedEvent"];
export type Tried = Schemas["Tried"];
export type Reach = Schemas["Reach"];
export type ImportPlan = Schemas["ImportPlan"];
export type ImportKind = Schemas["ImportKind"];
export type Run = Schemas["RunShown"];

/** One find of `/search`. */
export type Hit = Schemas["Found"];
/** What a pasted list led to. */
export type SoughtList = Schemas["SoughtList"];

/* Rows of lists. */
export type Payment = Schemas["Payment"];
export type Refund = Schemas["Refund"];
export type Customer = Schemas["Customer"];
export type Subscription = Schemas["Subscription"];
export type Totals = Schemas["Totals"];

/* Home. */
export type Cost = Overview["costs"][number];
export type FailureReason = Overview["failures"]["top"][number];

/* Payouts, disputes, events. */
export type Payout = Schemas["Payout"];
export type HeldEntry = Schemas["HeldEntry"];
export type Dispute = Schemas["Dispute"];
export type StripeEvent = Schemas["Event"];
export type StripeEventWhole = Schemas["EventSingle"];

/* Health, privacy, access. */
export type Health = Schemas["HealthShown"];
export type Running = Schemas["RunningShown"];
export type Doctor = Schemas["DoctorShown"];
export type HealthGroup = Schemas["GroupShown"];
export type Aside = Schemas["AsideShown"];
export type Asides = Schemas["AsidePage"];
export type Privacy = Schemas["PrivacyShown"];
export type TokenMade = Schemas["TokenMade"];
export type Provider = Schemas["Provider"];
export type Linked = Schemas["Linked"];
export type Elsewhere = Schemas["Elsewhere"];
export type AuditEntry = Schemas["EntryShown"];
export type AuditProof = Schemas["VerdictShown"];

/* Numbers of the catalogue, and answers to questions about them. A value is one of counts, amounts and ratios. */
export type Catalogue = Schemas["CatalogueShown"];
export type Choices = Schemas["ChoicesShown"];
export type RatesPair = Schemas["PairShown"];
export type Metric = Schemas["Definition"];
export type Dimension = Schemas["DimensionShown"];
export type Answer = Schemas["AnswerShown"];
export type AnswerRow = Schemas["LineShown"];
export type MetricValue = Schemas["ValueShown"];
export type Cohorts = Schemas["CohortsShown"];
/** One row behind a number. */
export type RowBehind = Schemas["RowShown"];
export type RowsBehind = Schemas["RowsShown"];

/* What people keep: views, boards, annotations. */
export type SavedView = Schemas["ViewShown"];
export type Board = Schemas["BoardShown"];
export type BoardWhole = Schemas["BoardWhole"];
export type BoardTemplate = Schemas["TemplateShown"];
export type BoardTemplateWhole = Schemas["TemplateWhole"];
export type Widget = Schemas["WidgetShown"];
export type Place = Schemas["PlaceShown"];
export type Annotation = Schemas["AnnotationShown"];

/* Order risk. */
export type RiskScore = Schemas["Scored"];
export type RiskTiers = Schemas["Tiers"];
export type RiskLearned = Schemas["Learned"];
export type RiskMeasured = Schemas["Measured"];
export type RiskDays = Schemas["RiskDays"];
export type RiskDay = Schemas["LearnedDay"];

/* Reports. */
export type Report = Schemas["ReportShown"];
export type ReportPlan = Schemas["ReportPlanShown"];
export type ReportPage = Schemas["ReportPage"];
export type ReportMade = Schemas["ReportMadeShown"];
export type ReportMadePage = Schemas["ReportMadePage"];

/* A dispute's case: judged, filled in, sent. */
export type DisputeCase = Schemas["DisputeCaseShown"];
export type CaseScore = NonNullable<DisputeCase["score"]>;
export type CaseFactor = CaseScore["factors"][number];
export type CaseRoute = DisputeCase["routes"][number];
export type CasePart = CaseRoute["parts"][number];
export type CaseField = DisputeCase["form"]["fields"][number];
export type CaseFile = DisputeCase["files"][number];
export type CaseSending = DisputeCase["sendings"][number];
export type CasePairs = DisputeCase["pairs"];
export type CaseNote = DisputeCase["notes"][number];
export type CasePacket = Schemas["PacketShown"];
export type Disclosure = Schemas["DisclosureShown"];
export type Draft = Schemas["DraftShown"];

/* The queue of disputes, and what is chosen and known for all of them. */
export type QueuedCase = Schemas["QueuedCase"];
export type Queue = Schemas["QueuePage"];
export type QueueCounts = Schemas["QueueCounts"];
export type QueueSums = Schemas["QueueSums"];
export type QueueChanged = Schemas["QueueChanged"];
export type LooksAfter = Schemas["LooksAfter"];
export type DisputeCalendar = Schemas["CalendarShown"];
export type DisputeCalendarMade = Schemas["CalendarMade"];
export type DisputeChoices = Schemas["DisputeChoices"];
export type DisputeChoicesTried = Schemas["ChoicesTried"];
export type DisputePolicies = Schemas["PolicyPage"];
export type DisputePolicy = Schemas["PolicyShown"];
export type SoldProduct = Schemas["SoldShown"];
export type ArgumentTemplates = Schemas["ArgumentTemplates"];
export type ArgumentTemplate = Schemas["ArgumentTemplate"];
export type FactsRead = Schemas["FactsRead"];
export type DisputeRecord = Schemas["RecordShown"];
export type Bounded = Schemas["BoundedShown"];

/* What disputes measured. */
export type Measures = Schemas["MeasuresShown"];
export type MeasuredCut = Schemas["CutShown"];
export type MeasuredSlice = Schemas["CutSlice"];
export type MeasuredRatio = Measures["rates"]["of_fought"];
export type MeasuredRow = Schemas["MeasuredRow"];
export type BookedRow = Schemas["BookedRow"];
export type MeasuredMonths = Schemas["MonthsShown"];
export type WhatIf = Schemas["WhatIfShown"];
