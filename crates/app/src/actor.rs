//! Who is asking, and what they may do.
//!
//! One function decides ([`Actor::may`]) and one says the same to a query ([`Actor::scope`]).

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::ids::{AgencyId, PersonId};
pub use crate::permission::Permission;
pub use crate::roles::Role;

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

    /// Whether they are nothing but a client of services, who sees how those are doing and nothing else.
    pub fn is_only_client(&self) -> bool {
        !self.held.is_empty() && self.held.iter().all(|it| it.role == Role::Client)
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
