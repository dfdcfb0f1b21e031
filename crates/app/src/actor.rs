//! Who is asking, and what they may do: roles, permissions, and the matrix between them.
//!
//! One function decides ([`Actor::may`]) and one says the same to a query ([`Actor::scope`]).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{AgencyId, PersonId};

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
    /// See what could be bought to be back sooner, and what it costs.
    ReadInvestments = "investments.read" "see investments and what they cost",
    /// Add and change it.
    WriteInvestments = "investments.write" "add or change investments",
    /// See readiness, reports and findings.
    ReadReports = "reports.read" "see readiness, reports and findings",
    /// See who holds which role.
    ReadGrants = "grants.read" "see who holds which role",
    /// Give and end roles, invite people, end their sessions.
    WriteGrants = "grants.write" "give or end roles, or invite people",
    /// See the audit log.
    ReadAudit = "audit.read" "see the audit log",
    /// See settings.
    ReadSettings = "settings.read" "see settings",
    /// Change settings.
    WriteSettings = "settings.write" "change settings",
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
                P::ReadInvestments,
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
                P::ReadInvestments,
                P::WriteInvestments,
                P::ReadReports,
                P::ReadGrants,
                P::WriteGrants,
                P::ReadAudit,
                P::ReadSettings,
                P::WriteSettings,
            ],
            Role::AgencyHead => &[
                P::ReadAgencies,
                P::WriteAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadAnalyses,
                P::ApproveAnalyses,
                P::ReadInvestments,
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
                P::ReadInvestments,
                P::WriteInvestments,
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
                P::ReadInvestments,
                P::WriteInvestments,
                P::ReadReports,
            ],
            Role::IncidentCommander => &[
                P::ReadAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadAnalyses,
                P::ReadReports,
            ],
            Role::ServiceDesk => {
                &[P::ReadAgencies, P::ReadContacts, P::ReadInventory, P::ReadReports]
            }
            Role::RelationshipManager => &[
                P::ReadAgencies,
                P::WriteAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadAnalyses,
                P::ReadInvestments,
                P::ReadReports,
            ],
            Role::BoardMember => &[P::ReadAgencies, P::ReadContacts, P::ReadInventory],
            Role::Employee => &[P::ReadAgencies],
            Role::Vendor => &[P::ReadInventory],
            Role::Auditor => &[
                P::ReadAgencies,
                P::ReadContacts,
                P::ReadInventory,
                P::ReadAnalyses,
                P::ReadInvestments,
                P::ReadReports,
                P::ReadGrants,
                P::ReadAudit,
                P::ReadSettings,
            ],
            Role::Administrator => &[
                P::ReadAgencies,
                P::WriteAgencies,
                P::ReadGrants,
                P::WriteGrants,
                P::ReadAudit,
                P::ReadSettings,
                P::WriteSettings,
            ],
        }
    }
}

/// Where a role is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Everywhere in the state.
    State,
    /// In an agency and all below it, written out.
    Agencies(BTreeSet<AgencyId>),
    /// For one record.
    Record(Uuid),
}

/// A role in force.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// Which role.
    pub role: Role,
    /// Where.
    pub reach: Reach,
}

/// Where something is: what a permission is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The state as a whole: settings, agencies at the top.
    State,
    /// An agency.
    Agency(AgencyId),
    /// One record of an agency.
    Record(AgencyId, Uuid),
}

impl From<AgencyId> for Place {
    fn from(id: AgencyId) -> Self {
        Place::Agency(id)
    }
}

/// Which records a list may show: [`Actor::may`], said to a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All.
    Everything,
    /// Those of these agencies, and these single records. Both may be empty.
    Only {
        /// The agencies.
        agencies: BTreeSet<AgencyId>,
        /// The records.
        records: BTreeSet<Uuid>,
    },
}

/// The person who is asking, with the roles that they hold now.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who they are.
    pub person_id: PersonId,
    /// What they are called.
    pub name: String,
    /// Where they work.
    pub agency_id: AgencyId,
    /// Their roles in force.
    pub held: Vec<Held>,
    /// For whom they act, if not for themselves.
    pub on_behalf_of: Option<PersonId>,
    /// Whose hand it is, where nobody has signed in: `root on the command line`.
    pub via: Option<String>,
    /// What a token is limited to, when a program acts with one.
    pub limited_to: Option<BTreeSet<Permission>>,
}

impl Actor {
    /// The platform itself, which may do everything: for the command line and for jobs.
    pub fn platform() -> Actor {
        let held = Role::ALL.iter().map(|&role| Held { role, reach: Reach::State }).collect();
        Actor {
            person_id: PersonId::FIRST,
            name: "Mainstay".to_owned(),
            agency_id: AgencyId::FIRST,
            held,
            on_behalf_of: None,
            via: None,
            limited_to: None,
        }
    }

    /// The platform itself at a command of `user`, as the system calls whoever gave it.
    pub fn at_command_of(user: &str) -> Actor {
        let user: String = user.trim().chars().filter(|it| !it.is_control()).take(100).collect();
        let user = if user.is_empty() { "Somebody".to_owned() } else { user };
        Actor { via: Some(format!("{user} on the command line")), ..Actor::platform() }
    }

    /// Whether it is this person who asks, and not a program with a token of theirs: that may do
    /// what the token names, and has no business of its own.
    pub fn is(&self, person_id: PersonId) -> bool {
        self.person_id == person_id && self.limited_to.is_none()
    }

    /// Whether they hold `permission` at `place`.
    pub fn may(&self, permission: Permission, place: impl Into<Place>) -> bool {
        let place = place.into();
        self.reaches(permission).any(|reach| match (reach, place) {
            (Reach::State, _) => true,
            (Reach::Agencies(ids), Place::Agency(id) | Place::Record(id, _)) => ids.contains(&id),
            (Reach::Record(held), Place::Record(_, record)) => *held == record,
            _ => false,
        })
    }

    /// Whether they hold `permission` anywhere: whether to show a menu entry.
    pub fn may_somewhere(&self, permission: Permission) -> bool {
        self.reaches(permission).next().is_some()
    }

    /// Whether they hold `permission` over whole agencies, and not for single records alone.
    pub fn may_in_agencies(&self, permission: Permission) -> bool {
        self.reaches(permission).any(|it| match it {
            Reach::State => true,
            Reach::Agencies(ids) => !ids.is_empty(),
            Reach::Record(_) => false,
        })
    }

    /// Which records a list may show to someone who needs `permission` for each.
    pub fn scope(&self, permission: Permission) -> Scope {
        let (mut agencies, mut records) = (BTreeSet::new(), BTreeSet::new());
        for reach in self.reaches(permission) {
            match reach {
                Reach::State => return Scope::Everything,
                Reach::Agencies(ids) => agencies.extend(ids),
                Reach::Record(id) => {
                    records.insert(*id);
                }
            }
        }
        Scope::Only { agencies, records }
    }

    fn reaches(&self, permission: Permission) -> impl Iterator<Item = &Reach> {
        let in_limits = self.limited_to.as_ref().is_none_or(|it| it.contains(&permission));
        self.held
            .iter()
            .filter(move |it| in_limits && it.role.allows(permission))
            .map(|it| &it.reach)
    }
}

impl Scope {
    /// Whether it holds a record of `agency_id`.
    pub fn holds(&self, agency_id: AgencyId, record: Uuid) -> bool {
        match self {
            Scope::Everything => true,
            Scope::Only { agencies, records } => {
                agencies.contains(&agency_id) || records.contains(&record)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agency(n: u8) -> AgencyId {
        Uuid::from_u128(1000 + u128::from(n)).into()
    }

    fn any_reach() -> impl Strategy<Value = Reach> {
        prop_oneof![
            Just(Reach::State),
            proptest::collection::btree_set((0..4_u8).prop_map(agency), 0..3)
                .prop_map(Reach::Agencies),
            (0..4_u8).prop_map(|n| Reach::Record(Uuid::from_u128(n.into()))),
        ]
    }

    fn any_actor() -> impl Strategy<Value = Actor> {
        let held = (proptest::sample::select(Role::ALL), any_reach())
            .prop_map(|(role, reach)| Held { role, reach });
        let limit = proptest::option::of(proptest::collection::btree_set(
            proptest::sample::select(Permission::ALL),
            0..4,
        ));
        (proptest::collection::vec(held, 0..4), limit).prop_map(|(held, limited_to)| Actor {
            held,
            limited_to,
            ..Actor::platform()
        })
    }

    proptest! {
        #[test]
        fn a_list_shows_exactly_what_may_be_read_one_by_one(
            actor in any_actor(),
            permission in proptest::sample::select(Permission::ALL),
            (a, r) in (0..4_u8, 0..4_u8),
        ) {
            let record = Uuid::from_u128(r.into());
            prop_assert_eq!(
                actor.scope(permission).holds(agency(a), record),
                actor.may(permission, Place::Record(agency(a), record))
            );
        }

        #[test]
        fn a_token_never_allows_more_than_its_person(
            actor in any_actor(),
            permission in proptest::sample::select(Permission::ALL),
        ) {
            let person = Actor { limited_to: None, ..actor.clone() };
            prop_assert!(!actor.may(permission, Place::State) || person.may(permission, Place::State));
        }
    }

    #[test]
    fn the_administrator_sees_no_business_data() {
        for permission in
            [Permission::ReadInventory, Permission::ReadAnalyses, Permission::ReadContacts]
        {
            assert!(!Role::Administrator.allows(permission), "{permission}");
        }
    }

    /// The continuity team reads everything, and approves nothing on behalf of others.
    #[test]
    fn req_s0_04_the_team_reads_all_and_approves_nothing() {
        let team = Role::ContinuityTeam;
        assert!(team.allows(Permission::ReadAnalyses) && team.allows(Permission::ReadInventory));
        assert!(!team.allows(Permission::ApproveAnalyses));
    }
}
