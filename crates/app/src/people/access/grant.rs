//! The grant itself, and who may give it. Nothing here does I/O.

use chrono::Datelike as _;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::actor::{Actor, Permission, Place, Role};
use crate::ids::{AgencyId, GrantId, PersonId};
use crate::{Error, FieldProblem, Refusal, Result, Timestamp};

const TO_ONESELF: Refusal =
    Refusal::new("grant.own", "Nobody gives a role to themselves. Ask someone else who may.");
const NOT_YOURS: Refusal = Refusal::new(
    "grant.role",
    "This role stands over yours. Ask the State CIO or an administrator to change who holds it.",
);

/// How far a grant extends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Everywhere in the state.
    State,
    /// To an agency and all below it.
    Agency(AgencyId),
    /// To one record.
    Record(Uuid),
}

/// A role that someone holds somewhere for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// Who holds the role.
    pub person_id: PersonId,
    /// Which role.
    pub role: Role,
    /// How far it extends.
    pub extent: Extent,
    /// The agency that it is about: of the record, where it extends to one only.
    pub agency_id: Option<AgencyId>,
    /// From when on it is held.
    pub starts_at: Timestamp,
    /// Until when. None means until someone ends it.
    pub ends_at: Option<Timestamp>,
    /// Who gave it.
    pub granted_by: PersonId,
    /// Why.
    pub reason: String,
    /// Whether someone ended it early.
    pub ended: bool,
}

/// A grant that someone wants to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who is to hold the role.
    pub person_id: PersonId,
    /// Which role.
    pub role: Role,
    /// How far it is to extend.
    pub extent: Extent,
    /// From when on. None means from now.
    pub starts_at: Option<Timestamp>,
    /// Until when. None means until someone ends it.
    pub ends_at: Option<Timestamp>,
    /// Why.
    pub reason: String,
}

impl Grant {
    /// Whether the role is held at `moment`.
    pub fn in_force(&self, moment: Timestamp) -> bool {
        self.starts_at <= moment && self.ends_at.is_none_or(|it| moment < it)
    }

    /// Whether it is over at `moment`, or was ended before it began.
    pub fn is_over(&self, moment: Timestamp) -> bool {
        self.ends_at.is_some_and(|it| it <= moment || it <= self.starts_at)
    }

    /// Where it reaches, as permissions are asked for.
    pub fn place(&self) -> Place {
        match (self.extent, self.agency_id) {
            (Extent::Agency(id), _) => Place::Agency(id),
            (Extent::Record(id), Some(agency_id)) => Place::Record(agency_id, id),
            (Extent::State | Extent::Record(_), _) => Place::State,
        }
    }

    /// The grant, ended at `now`.
    #[must_use]
    pub(super) fn ended(self, now: Timestamp) -> Grant {
        Grant { ends_at: Some(self.ends_at.map_or(now, |it| it.min(now))), ended: true, ..self }
    }

    /// The grant as it is once its agency is merged into `into`. None if `actor`, who merges them,
    /// could not give it there: a merger gives nobody a role that they could not be given.
    ///
    /// A grant for one record goes with it, and reaches no further than before.
    pub(super) fn handed_over(&self, actor: &Actor, into: AgencyId) -> Option<Grant> {
        let extent = match self.extent {
            Extent::Agency(_) => Extent::Agency(into),
            other => other,
        };
        let moved = Grant { extent, agency_id: Some(into), ..self.clone() };
        let is_own = self.person_id == actor.person_id;
        let may = !is_own && require_to_change(actor, &moved).is_ok();
        (may || matches!(extent, Extent::Record(_))).then_some(moved)
    }

    /// Whether both are about the same role at the same place, and some moment is in both.
    pub(super) fn overlaps(&self, other: &Grant) -> bool {
        let same = self.person_id == other.person_id && self.role == other.role;
        let before = |a: &Grant, b: &Grant| a.ends_at.is_some_and(|it| it <= b.starts_at);
        same && self.extent == other.extent && !before(self, other) && !before(other, self)
    }

    /// What the audit log keeps.
    pub(super) fn document(&self) -> Value {
        let (reach, at) = match self.extent {
            Extent::State => ("state", None),
            Extent::Agency(id) => ("agency", Some(id.uuid())),
            Extent::Record(id) => ("record", Some(id)),
        };
        json!({
            "person": self.person_id,
            "role": self.role,
            "reach": reach,
            "at": at,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "reason": self.reason,
        })
    }
}

impl Draft {
    /// The grant as `actor` gives it at `now`, if they may; `agency_id` is whose record it is.
    pub(super) fn given(
        self,
        actor: &Actor,
        agency_id: Option<AgencyId>,
        now: Timestamp,
    ) -> Result<Grant> {
        let agency_id = match self.extent {
            Extent::Agency(id) => Some(id),
            Extent::Record(_) => agency_id,
            Extent::State => None,
        };
        let starts_at = self.starts_at.unwrap_or(now);
        let mut problems = Vec::new();
        if self.reason.trim().is_empty() || 500 < self.reason.chars().count() {
            problems.push(FieldProblem::new("reason", "Say why, in at most 500 characters."));
        }
        if self.ends_at.is_some_and(|it| it <= starts_at) {
            problems.push(FieldProblem::new("ends_at", "It must end after it starts."));
        } else if self.ends_at.is_some_and(|it| it <= now) {
            problems.push(FieldProblem::new("ends_at", "This is in the past."));
        }
        let moments = [("starts_at", Some(starts_at)), ("ends_at", self.ends_at)];
        for (field, moment) in moments {
            if moment.is_some_and(|it| !(1970..=9999).contains(&it.year())) {
                problems.push(FieldProblem::new(field, "Use a moment from 1970 to 9999."));
            }
        }
        if self.reason.contains('\0') {
            problems.push(FieldProblem::new("reason", "Use plain text."));
        }
        let grant = Grant {
            id: GrantId::new(),
            person_id: self.person_id,
            role: self.role,
            extent: self.extent,
            agency_id,
            starts_at,
            ends_at: self.ends_at,
            granted_by: actor.person_id,
            reason: self.reason.trim().to_owned(),
            ended: false,
        };
        require_to_change(actor, &grant)?;
        if grant.person_id == actor.person_id {
            return Err(TO_ONESELF.into());
        }
        if problems.is_empty() { Ok(grant) } else { Err(Error::Invalid(problems)) }
    }
}

/// Refuses unless `actor` may give and end such a grant.
pub(super) fn require_to_change(actor: &Actor, grant: &Grant) -> Result<()> {
    let place = grant.place();
    if !actor.may(Permission::WriteGrants, place) {
        return Err(Error::Forbidden(Permission::WriteGrants));
    }
    let held = actor.held.iter().filter(|it| may_give(it.role, grant.role)).cloned().collect();
    let in_that_capacity = Actor { held, ..actor.clone() };
    match in_that_capacity.may(Permission::WriteGrants, place) {
        true => Ok(()),
        false => Err(NOT_YOURS.into()),
    }
}

/// Whether one who gives roles as `giver` may give `role`.
fn may_give(giver: Role, role: Role) -> bool {
    match giver {
        Role::StateCio | Role::Administrator => true,
        Role::ContinuityTeam => role != Role::StateCio,
        _ => !matches!(role, Role::StateCio | Role::ContinuityTeam | Role::Administrator),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::actor::{Held, Reach};

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn agency() -> AgencyId {
        Uuid::from_u128(7).into()
    }

    fn who(role: Role, reach: Reach) -> Actor {
        let held = vec![Held { role, reach }];
        Actor { person_id: PersonId::new(), held, ..Actor::platform() }
    }

    fn draft(role: Role, extent: Extent) -> Draft {
        Draft {
            person_id: PersonId::new(),
            role,
            extent,
            starts_at: None,
            ends_at: None,
            reason: "Named by the head of the agency.".to_owned(),
        }
    }

    fn given(actor: &Actor, draft: Draft) -> std::result::Result<Grant, String> {
        draft.given(actor, None, now()).map_err(|it| it.to_string())
    }

    #[test]
    fn req_s0_04_the_continuity_team_does_not_make_the_state_cio() {
        let team = who(Role::ContinuityTeam, Reach::State);
        assert!(given(&team, draft(Role::StateCio, Extent::State)).is_err());
        assert!(given(&team, draft(Role::AgencyHead, Extent::Agency(agency()))).is_ok());
        let cio = who(Role::StateCio, Reach::State);
        assert!(given(&cio, draft(Role::ContinuityTeam, Extent::State)).is_ok());
    }

    #[test]
    fn nobody_gives_a_role_to_themselves() {
        let admin = who(Role::Administrator, Reach::State);
        let own =
            Draft { person_id: admin.person_id, ..draft(Role::ContinuityTeam, Extent::State) };
        let error = own.given(&admin, None, now()).unwrap_err();
        assert!(matches!(error, Error::Refused(it) if it.code == "grant.own"));
    }

    #[test]
    fn a_head_of_an_agency_gives_roles_there_and_nowhere_else() {
        let head = who(Role::AgencyHead, Reach::Agencies([agency()].into()));
        assert!(given(&head, draft(Role::Coordinator, Extent::Agency(agency()))).is_ok());
        assert!(given(&head, draft(Role::Coordinator, Extent::Agency(AgencyId::new()))).is_err());
        assert!(given(&head, draft(Role::Coordinator, Extent::State)).is_err());
        assert!(given(&head, draft(Role::Administrator, Extent::Agency(agency()))).is_err());
        let at =
            |it| draft(Role::Vendor, Extent::Record(Uuid::from_u128(9))).given(&head, it, now());
        assert!(at(Some(agency())).is_ok());
        assert!(at(Some(AgencyId::new())).is_err() && at(None).is_err());
    }

    #[test]
    fn a_grant_ends_after_it_starts() {
        let admin = who(Role::Administrator, Reach::State);
        let hour = chrono::TimeDelta::hours(1);
        for (starts, ends, is_fine) in
            [(0, 1, true), (1, 1, false), (2, 1, false), (-3, -2, false), (-3, 2, true)]
        {
            let draft = Draft {
                starts_at: Some(now() + hour * starts),
                ends_at: Some(now() + hour * ends),
                ..draft(Role::Auditor, Extent::State)
            };
            assert_eq!(given(&admin, draft).is_ok(), is_fine, "{starts} {ends}");
        }
    }

    proptest! {
        #[test]
        fn what_was_ended_is_never_in_force_again(
            starts in -5..5_i32, ends in proptest::option::of(-5..9_i32), after in 0..9_i32,
        ) {
            let hour = chrono::TimeDelta::hours(1);
            let admin = who(Role::Administrator, Reach::State);
            let grant = given(&admin, draft(Role::Auditor, Extent::State)).unwrap();
            let grant = Grant {
                starts_at: now() + hour * starts, ends_at: ends.map(|it| now() + hour * it), ..grant
            };
            let ended = grant.clone().ended(now());
            prop_assert!(!ended.in_force(now() + hour * after));
            prop_assert_eq!(ended.is_over(now()), true);
            let before = now() - hour;
            prop_assert_eq!(ended.in_force(before), grant.in_force(before));
        }
    }
}
