//! What there is to be allowed, the roles, and the matrix between them.

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
    /// See services, assets, sites, vendors, teams and crews.
    ReadInventory = "inventory.read" "see services, assets, sites, vendors, teams and crews",
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
    /// Write plans, hand them in and publish what was approved.
    WritePlans = "plans.write" "write plans, hand them in, and publish what was approved",
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

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// What somebody is for the programme.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum Role {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Role {
            /// Every role there is, in the order of the matrix.
            pub const ALL: &[Role] = &[$(Role::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(Role::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(Role::$name => $title,)* }
            }
        }
    };
}

roles! {
    /// Receives the programme's results and signs for the state.
    StateCio = "state_cio" "State CIO",
    /// Runs the programme for all agencies.
    ContinuityTeam = "continuity_team" "Continuity team",
    /// Answers for an agency, and approves.
    AgencyHead = "agency_head" "Agency head",
    /// Keeps an agency's programme.
    Coordinator = "coordinator" "Continuity coordinator",
    /// Writes analyses and plans.
    PlanOwner = "plan_owner" "Plan owner",
    /// Leads the response.
    IncidentCommander = "incident_commander" "Incident commander",
    /// Takes calls.
    ServiceDesk = "service_desk" "Service desk",
    /// Looks after agencies as customers.
    RelationshipManager = "relationship_manager" "Relationship manager",
    /// Votes on changes.
    BoardMember = "board_member" "Change board member",
    /// Works for an agency.
    Employee = "employee" "Employee",
    /// Works for a vendor or a partner, and sees only what is shared.
    Vendor = "vendor" "Vendor or partner",
    /// Uses a service, and sees how it is doing, and nothing else.
    Client = "client" "Client of a service",
    /// Advises on one plan, as long as a consultation lasts.
    Adviser = "adviser" "Adviser",
    /// Examines.
    Auditor = "auditor" "Auditor",
    /// Looks after the installation, not the business data.
    Administrator = "administrator" "Administrator",
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Role::ALL.iter().copied().find(|it| it.code() == text).ok_or(())
    }
}

impl Role {
    /// Whether the role carries a permission, wherever it is held.
    pub fn allows(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }

    /// The permissions that the role carries: one row of the matrix.
    #[expect(clippy::too_many_lines, reason = "a table, read row by row")]
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Role::StateCio => &[
                P::ReadAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadAnalyses,
                P::ReadRisks,
                P::AcceptRisks,
                P::ReadStrategies,
                P::ReadInvestments,
                P::ReadPlans,
                P::ReadActivations,
                P::AskActivations,
                P::DecideActivations,
                P::ReadDisruptions,
                P::ReadAssurance,
                P::ReadSubmissions,
                P::ReadPolicies,
                P::ApprovePolicies,
                P::ReadMeetings,
                P::ReadPartners,
                P::ReadConsultations,
                P::ReadReports,
                P::ReadGrants,
                P::WriteGrants,
                P::ReadAudit,
                P::ReadSettings,
            ],
            Role::ContinuityTeam => &[
                P::ReadAgencies,
                P::WriteAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::WriteInventory,
                P::ReadAnalyses,
                P::ReadRisks,
                P::WriteRisks,
                P::ReadStrategies,
                P::ReadInvestments,
                P::WriteInvestments,
                P::ReadPlans,
                P::ReadDrafts,
                P::ReviewPlans,
                P::ReadActivations,
                P::AskActivations,
                P::ReadDisruptions,
                P::WriteDisruptions,
                P::ReadStatus,
                P::ReadAssurance,
                P::WriteAssurance,
                P::WriteObligations,
                P::ReadSubmissions,
                P::ReviewSubmissions,
                P::WriteCampaigns,
                P::ReadPolicies,
                P::WritePolicies,
                P::ReadMeetings,
                P::WriteMeetings,
                P::ReadPartners,
                P::WritePartners,
                P::AssignManagers,
                P::ReadConsultations,
                P::AskConsultations,
                P::GiveConsultations,
                P::ReadReports,
                P::ReadGrants,
                P::WriteGrants,
                P::ReadAudit,
                P::ReadSettings,
                P::WriteSettings,
                P::ReadJobs,
                P::WriteJobs,
            ],
            Role::AgencyHead => &[
                P::ReadAgencies,
                P::WriteAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadAnalyses,
                P::ApproveAnalyses,
                P::ReadRisks,
                P::AcceptRisks,
                P::ReadStrategies,
                P::ApproveStrategies,
                P::ReadInvestments,
                P::ReadPlans,
                P::ReadDrafts,
                P::ApprovePlans,
                P::ReadActivations,
                P::AskActivations,
                P::DecideActivations,
                P::ReadDisruptions,
                P::WriteDisruptions,
                P::ReadStatus,
                P::ReadAssurance,
                P::AttestAssurance,
                P::ReadSubmissions,
                P::AttestSubmissions,
                P::ReadPolicies,
                P::ApprovePolicies,
                P::ReadMeetings,
                P::ReadPartners,
                P::ReadConsultations,
                P::AskConsultations,
                P::ReadReports,
                P::ReadGrants,
                P::WriteGrants,
                P::ReadAudit,
            ],
            Role::Coordinator => &[
                P::ReadAgencies,
                P::WriteAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::WriteInventory,
                P::ReadAnalyses,
                P::WriteAnalyses,
                P::ReadRisks,
                P::WriteRisks,
                P::ReadStrategies,
                P::WriteStrategies,
                P::ReadInvestments,
                P::WriteInvestments,
                P::ReadPlans,
                P::ReadDrafts,
                P::WritePlans,
                P::ReadActivations,
                P::AskActivations,
                P::ReadDisruptions,
                P::WriteDisruptions,
                P::ReadStatus,
                P::ReadAssurance,
                P::WriteAssurance,
                P::ReadSubmissions,
                P::PrepareSubmissions,
                P::ReadPolicies,
                P::WritePolicies,
                P::ReadMeetings,
                P::WriteMeetings,
                P::ReadPartners,
                P::WritePartners,
                P::ReadConsultations,
                P::AskConsultations,
                P::ReadReports,
                P::ReadGrants,
                P::ReadSettings,
            ],
            Role::PlanOwner => &[
                P::ReadAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadAnalyses,
                P::WriteAnalyses,
                P::ReadRisks,
                P::WriteRisks,
                P::ReadStrategies,
                P::WriteStrategies,
                P::ReadInvestments,
                P::WriteInvestments,
                P::ReadPlans,
                P::ReadDrafts,
                P::WritePlans,
                P::ReadActivations,
                P::AskActivations,
                P::ReadDisruptions,
                P::WriteDisruptions,
                P::ReadAssurance,
                P::ReadPolicies,
                P::ReadMeetings,
                P::ReadConsultations,
                P::AskConsultations,
                P::ReadReports,
            ],
            Role::IncidentCommander => &[
                P::ReadAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadAnalyses,
                P::ReadRisks,
                P::ReadStrategies,
                P::ReadPlans,
                P::ReadActivations,
                P::AskActivations,
                P::DecideActivations,
                P::ReadDisruptions,
                P::WriteDisruptions,
                P::ReadPolicies,
                P::ReadPartners,
                P::ReadReports,
            ],
            Role::ServiceDesk => &[
                P::ReadAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadActivations,
                P::AskActivations,
                P::ReadDisruptions,
                P::ReadStatus,
                P::ReadPolicies,
                P::ReadReports,
            ],
            Role::RelationshipManager => &[
                P::ReadAgencies,
                P::WriteAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadAnalyses,
                P::ReadStrategies,
                P::ReadInvestments,
                P::ReadPlans,
                P::ReadStatus,
                P::ReadPolicies,
                P::ReadMeetings,
                P::ReadPartners,
                P::WritePartners,
                P::ReadConsultations,
                P::GiveConsultations,
                P::ReadReports,
            ],
            Role::BoardMember => {
                &[P::ReadAgencies, P::ReadContacts, P::ReadInventory, P::ReadPolicies]
            }
            Role::Employee => &[P::ReadAgencies, P::ReadPolicies],
            Role::Vendor => &[P::ReadInventory],
            Role::Client => &[P::ReadStatus],
            Role::Adviser => &[P::ReadPlans, P::ReadDrafts],
            Role::Auditor => &[
                P::ReadAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadAnalyses,
                P::ReadRisks,
                P::ReadStrategies,
                P::ReadInvestments,
                P::ReadPlans,
                P::ReadDrafts,
                P::ReadActivations,
                P::ReadDisruptions,
                P::ReadStatus,
                P::ReadAssurance,
                P::ReadSubmissions,
                P::ReadPolicies,
                P::ReadMeetings,
                P::ReadPartners,
                P::ReadConsultations,
                P::ReadReports,
                P::ReadGrants,
                P::ReadAudit,
                P::ReadSettings,
                P::ReadJobs,
            ],
            Role::Administrator => &[
                P::ReadAgencies,
                P::WriteAgencies,
                P::ReadGrants,
                P::WriteGrants,
                P::ReadAudit,
                P::ReadSettings,
                P::WriteSettings,
                P::ReadJobs,
                P::WriteJobs,
            ],
        }
    }
}
