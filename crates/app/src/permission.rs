//! What there is to be allowed.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal $words:literal,)*) => {
        /// Something that a role may allow.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum Permission {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Permission {
            /// Every permission there is.
            pub const ALL: &[Permission] = &[$(Permission::$name,)*];

            /// Its name for programs, such as `inventory.write`.
            pub const fn name(self) -> &'static str {
                match self { $(Permission::$name => $text,)* }
            }

            /// What it is for, after “you may”.
            pub const fn words(self) -> &'static str {
                match self { $(Permission::$name => $words,)* }
            }
        }
    };
}

permissions! {
    /// See agencies, their contacts' names, and the people who work there.
    ReadAgencies = "agencies.read" "see agencies and the people who work there",
    /// Add and change agencies and people.
    WriteAgencies = "agencies.write" "add or change agencies and people",
    /// See how to reach people.
    ReadContacts = "contacts.read" "see how to reach people",
    /// See services, assets, sites, vendors, teams, crews and equipment.
    ReadInventory = "inventory.read" "see services, assets, sites, vendors, teams, crews and equipment",
    /// Add and change them, and import them.
    WriteInventory = "inventory.write" "add, change or import services, assets, sites and the like",
    /// See business processes and impact analyses.
    ReadAnalyses = "analyses.read" "see business processes and impact analyses",
    /// Write business processes and impact analyses.
    WriteAnalyses = "analyses.write" "write business processes and impact analyses",
    /// Approve impact analyses.
    ApproveAnalyses = "analyses.approve" "approve impact analyses",
    /// See risks, and what is done about them.
    ReadRisks = "risks.read" "see risks and what is done about them",
    /// Write risks down, and what is done about them.
    WriteRisks = "risks.write" "write risks down and what is done about them",
    /// Decide that risks are treated or accepted.
    AcceptRisks = "risks.accept" "decide that risks are treated or accepted",
    /// See how things are to be kept going or brought back, and what that costs.
    ReadStrategies = "strategies.read" "see strategies and what they cost",
    /// Write and propose it.
    WriteStrategies = "strategies.write" "write and propose strategies",
    /// Approve it, and grant the money for it.
    ApproveStrategies = "strategies.approve" "approve strategies and grant the money for them",
    /// See what could be bought to be back sooner, and what it costs.
    ReadInvestments = "investments.read" "see investments and what they cost",
    /// Add and change it.
    WriteInvestments = "investments.write" "add or change investments",
    /// See plans in force.
    ReadPlans = "plans.read" "see plans in force",
    /// See plans that are being written or reviewed.
    ReadDrafts = "plans.drafts" "see drafts of plans",
    /// Write plans, hand them in and put in force what was approved.
    WritePlans = "plans.write" "write plans, hand them in, and put in force what was approved",
    /// Review plans for the state.
    ReviewPlans = "plans.review" "review plans",
    /// Approve plans for an agency.
    ApprovePlans = "plans.approve" "approve plans",
    /// See plans that are followed, and what is done under them.
    ReadActivations = "activations.read" "see plans that are followed",
    /// Put plans on stand-by, and ask that they are followed.
    AskActivations = "activations.ask" "ask that plans are followed",
    /// Decide that plans are followed, how far that is, and that it is over.
    DecideActivations = "activations.decide" "decide that plans are followed, and that it is over",
    /// See disruptions, and what was written down during them.
    ReadDisruptions = "disruptions.read" "see disruptions, damage, costs and roll calls",
    /// Declare disruptions, and write down damage, costs, access and who is safe.
    WriteDisruptions = "disruptions.write" "declare disruptions and write down damage, costs and who is safe",
    /// See of services, as their clients do, how they are doing: nothing else of them.
    ReadStatus = "status.read" "see how the services that you use are doing",
    /// See obligations, objectives, how agencies meet them, and what was learned.
    ReadAssurance = "assurance.read" "see obligations, objectives, how agencies meet them, and lessons",
    /// Say what proves that an agency meets an obligation, how far an objective is reached, and what
    /// was learned.
    WriteAssurance = "assurance.write" "say how an agency meets its obligations and objectives, and what it learned",
    /// Attest for an agency that it meets an obligation.
    AttestAssurance = "assurance.attest" "attest that an agency meets an obligation",
    /// Add and change obligations: what they ask for, and of whom.
    WriteObligations = "obligations.write" "add or change obligations",
    /// See what plans were asked for and handed in, and what was found.
    ReadSubmissions = "submissions.read" "see submissions of plans",
    /// Make the submission of an agency ready for its head.
    PrepareSubmissions = "submissions.prepare" "make submissions ready for the agency head",
    /// Stand for what an agency hands in.
    AttestSubmissions = "submissions.attest" "attest what an agency hands in",
    /// Judge what was handed in, for the state.
    ReviewSubmissions = "submissions.review" "review submissions",
    /// Ask agencies for their plans, each year or when they are wanted.
    WriteCampaigns = "campaigns.write" "ask agencies for their plans, and remind them",
    /// See policies in force. Those that bind them, everybody sees.
    ReadPolicies = "policies.read" "see policies in force",
    /// Write policies, open them for comments and publish what was approved.
    WritePolicies = "policies.write" "write policies, and publish what was approved",
    /// Approve policies.
    ApprovePolicies = "policies.approve" "approve policies",
    /// See meetings, their minutes and what is to be done. What one is invited to, one sees anyway.
    ReadMeetings = "meetings.read" "see meetings and their minutes",
    /// Call meetings, and write their minutes.
    WriteMeetings = "meetings.write" "call meetings and write their minutes",
    /// See partners, and what is shared with them. What is marked TLP:RED, only those see who write
    /// there; what is shared with oneself, everybody opens.
    ReadPartners = "partners.read" "see partners and what is shared with them",
    /// Keep partners, make their links, write advisories and share them.
    WritePartners = "partners.write" "keep partners and share advisories with them",
    /// Say who is the relationship manager of which agency.
    AssignManagers = "managers.write" "say who is the relationship manager of an agency",
    /// See who asked for advice, and what came of it.
    ReadConsultations = "consultations.read" "see consultations and what came of them",
    /// Ask for advice, and say what was done about it.
    AskConsultations = "consultations.ask" "ask for advice, and say what was done about it",
    /// Take consultations on, and write down what came of them.
    GiveConsultations = "consultations.give" "take consultations on and write down what came of them",
    /// See readiness, reports and findings.
    ReadReports = "reports.read" "see readiness, reports and findings",
    /// See who holds which role.
    ReadGrants = "grants.read" "see who holds which role",
    /// Give and end roles, invite people, end their sessions.
    WriteGrants = "grants.write" "give or end roles, or invite people",
    /// See the audit log of an agency: each of its records whole as it was, also what a record names
    /// of other agencies and its page leaves out.
    ReadAudit = "audit.read" "see the audit log",
    /// See settings.
    ReadSettings = "settings.read" "see settings",
    /// Change settings.
    WriteSettings = "settings.write" "change settings",
    /// See what the platform does by itself: what waits, what failed and why.
    ReadJobs = "jobs.read" "see what waits to be done by the platform itself, and what failed",
    /// Try again what failed, and cancel what waits.
    WriteJobs = "jobs.write" "try failed jobs again, or cancel jobs",
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Permission {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Permission::ALL.iter().copied().find(|it| it.name() == text).ok_or(())
    }
}
