//! Every kind of thing that has an id: the nouns of the product, in one list.
//!
//! A plan's id cannot be passed where a person's is wanted. Ids are UUIDv7, so they sort by the
//! time they were made.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $id(Uuid);

        impl $id {
            /// The same on every installation: of what is there before anyone makes anything.
            pub const FIRST: $id = $id(Uuid::from_u128(1));

            /// The id as a plain UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// An id that no other record has.
            #[expect(clippy::new_without_default, reason = "each id is different")]
            pub fn new() -> $id {
                $id(Uuid::now_v7())
            }
        }

        impl From<Uuid> for $id {
            fn from(uuid: Uuid) -> Self {
                $id(uuid)
            }
        }

        impl From<$id> for Uuid {
            fn from(id: $id) -> Self {
                id.0
            }
        }

        impl FromStr for $id {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($id)
            }
        }

        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A plan that is followed, from its call to the day after.
    ActivationId,
    /// Something that partners should know.
    AdvisoryId,
    /// An organization with people and services of its own, in the tree of agencies.
    AgencyId,
    /// An impact analysis.
    AnalysisId,
    /// Something that a person is asked to acknowledge.
    AskId,
    /// A business calendar.
    CalendarId,
    /// The yearly asking for plans.
    CampaignId,
    /// A way to reach a person.
    ChannelId,
    /// What somebody says about a part of a plan.
    CommentId,
    /// How one agency meets one obligation.
    ComplianceId,
    /// Advice that somebody asks for.
    ConsultationId,
    /// That somebody answers for a finding of a plan until a day.
    WaiverId,
    /// One time that an agency handed its plans in.
    FilingId,
    /// A role that someone holds somewhere for some time.
    GrantId,
    /// Notice that somebody leaves, moves or changes role.
    HandoverId,
    /// A file on its way into the inventory.
    ImportId,
    /// Something that struck, and went on for some time.
    DisruptionId,
    /// Something that was written down during a disruption.
    EntryId,
    /// A picture of damage.
    PhotoId,
    /// A roll call at a site.
    RollCallId,
    /// Somebody who is asked for in a roll call.
    CalledId,
    /// What somebody found at a site on a day.
    InspectionId,
    /// Something that could be bought.
    InvestmentId,
    /// One record of the inventory: a service, an asset, a site and so on.
    ItemId,
    /// Something that is done later, outside of the request that asked for it.
    JobId,
    /// What an exercise, a test or an event has taught.
    LessonId,
    /// A mail that the platform sends.
    MailId,
    /// That somebody is the relationship manager of an agency for some time.
    ManagerId,
    /// One meeting of a series.
    MeetingId,
    /// A dependency of one item on another.
    NeedId,
    /// Something that is to be reached, and measured.
    ObjectiveId,
    /// A law, an order or a standard that agencies must keep to.
    ObligationId,
    /// A part of the programme of an agency.
    PartId,
    /// Whoever the programme works with outside of its agencies.
    PartnerId,
    /// Someone known to the platform.
    PersonId,
    /// Something that may happen, as it was looked at.
    RiskId,
    /// A plan, through all its versions.
    PlanId,
    /// One version of a plan.
    PlanVersionId,
    /// A policy, through all its versions.
    PolicyId,
    /// One version of a policy.
    PolicyVersionId,
    /// Special work with milestones.
    ProjectId,
    /// One computation of what a scenario would mean.
    RunId,
    /// A list with its search and filters, kept under a name.
    SavedViewId,
    /// Something that may happen: what would be lost at once.
    ScenarioId,
    /// Meetings that come again and again.
    SeriesId,
    /// A browser in which someone is signed in.
    SessionId,
    /// A key that the installation signs with.
    SigningKeyId,
    /// A draft of what is said in public.
    StatementId,
    /// A way to keep something going or to bring it back.
    StrategyId,
    /// The plans of one agency, as they are asked for, handed in and judged.
    SubmissionId,
    /// Something that is done while a plan is followed.
    TaskId,
    /// A key for a program that acts for a person.
    TokenId,
}
