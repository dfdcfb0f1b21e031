//! The roles, and what each may do: the matrix between them and permissions.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::permission::Permission;

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
