//! The handover itself, and what may happen to it. Nothing here does I/O.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime, TimeZone as _};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{AgencyId, GrantId, HandoverId, PersonId};
use crate::{Refusal, Timestamp};

/// Notice that somebody leaves, moves or changes role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// In which agency.
    pub agency_id: AgencyId,
    /// Who goes.
    pub person_id: PersonId,
    /// Who follows, if that is known.
    pub successor_id: Option<PersonId>,
    /// What becomes of the one who goes.
    pub kind: Kind,
    /// From which day on.
    pub on: NaiveDate,
    /// What else is to be known.
    pub note: String,
    /// How far it is.
    pub state: State,
    /// Who said so.
    pub asked_by: PersonId,
    /// Who confirmed that the roles go so.
    pub confirmed_by: Option<PersonId>,
    /// The roles that end, as they were when it was confirmed: of those in the agency, the successor is to
    /// have them.
    pub grants: BTreeSet<GrantId>,
    /// When it took effect.
    pub done_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

/// What becomes of somebody who hands over.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "HandoverKind")]
pub enum Kind {
    /// They leave: they are noted as gone, and their account is closed.
    #[default]
    Leaves,
    /// They move to another agency.
    Moves,
    /// They stay, and do something else.
    ChangesRole,
}

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: &[Kind] = &[Kind::Leaves, Kind::Moves, Kind::ChangesRole];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Leaves => "leaves",
            Kind::Moves => "moves",
            Kind::ChangesRole => "changes_role",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Kind::Leaves => "Leaves",
            Kind::Moves => "Moves to another agency",
            Kind::ChangesRole => "Changes role",
        }
    }

    /// The kind called `code`.
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|it| it.code() == code)
    }
}

/// How far a handover is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It waits for somebody who may give the roles.
    Asked,
    /// It waits for its day.
    Confirmed,
    /// It took effect.
    Done,
    /// It was called off.
    Canceled,
}

impl State {
    /// Every state, in the order in which they follow.
    pub const ALL: &[State] = &[State::Asked, State::Confirmed, State::Done, State::Canceled];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Confirmed => "confirmed",
            State::Done => "done",
            State::Canceled => "canceled",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            State::Asked => "Waits for confirmation",
            State::Confirmed => "Confirmed",
            State::Done => "In effect",
            State::Canceled => "Canceled",
        }
    }

    /// The state called `code`.
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.iter().copied().find(|it| it.code() == code)
    }
}

const NOT_ASKED: Refusal =
    Refusal::new("handover.not_asked", "It does not wait for confirmation any more.");
const OVER: Refusal = Refusal::new(
    "handover.over",
    "It took effect or was canceled already. Announce another one to change roles again.",
);

impl Handover {
    /// Whether it is to come yet.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, State::Asked | State::Confirmed)
    }

    /// When it takes effect: when its day begins where the programme is.
    pub fn takes_effect_at(&self, zone: Tz) -> Timestamp {
        let start = zone.from_local_datetime(&self.on.and_time(NaiveTime::MIN));
        // Where clocks skip midnight, the day begins an hour later.
        let start = start.earliest().map(|it| it.to_utc());
        start.unwrap_or_else(|| self.on.and_time(NaiveTime::MIN).and_utc())
    }

    /// The handover as confirmed by somebody, with the roles that go to the successor.
    pub(super) fn confirmed(
        self,
        by: PersonId,
        grants: BTreeSet<GrantId>,
        now: Timestamp,
    ) -> Result<Handover, Refusal> {
        if self.state != State::Asked {
            return Err(NOT_ASKED);
        }
        let confirmed_by = Some(by);
        Ok(Handover { state: State::Confirmed, confirmed_by, grants, updated_at: now, ..self })
    }

    /// The handover as called off.
    pub(super) fn canceled(self, now: Timestamp) -> Result<Handover, Refusal> {
        if !self.is_open() {
            return Err(OVER);
        }
        Ok(Handover { state: State::Canceled, updated_at: now, ..self })
    }

    /// The handover as in effect.
    pub(super) fn done(self, now: Timestamp) -> Handover {
        Handover { state: State::Done, done_at: Some(now), updated_at: now, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handover() -> Handover {
        Handover {
            id: HandoverId::FIRST,
            agency_id: AgencyId::FIRST,
            person_id: PersonId::FIRST,
            successor_id: None,
            kind: Kind::Leaves,
            on: "2026-12-01".parse().unwrap(),
            note: String::new(),
            state: State::Asked,
            asked_by: PersonId::FIRST,
            confirmed_by: None,
            grants: BTreeSet::new(),
            done_at: None,
            updated_at: now(),
            version: 1,
        }
    }

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn its_day_begins_where_the_programme_is() {
        let at = handover().takes_effect_at(Tz::America__New_York);
        assert_eq!(at.to_rfc3339(), "2026-12-01T05:00:00+00:00");
    }

    #[test]
    fn what_took_effect_is_not_called_off() {
        let confirmed = handover().confirmed(PersonId::FIRST, BTreeSet::new(), now()).unwrap();
        let again = confirmed.clone().confirmed(PersonId::FIRST, BTreeSet::new(), now());
        assert_eq!(again, Err(NOT_ASKED));
        assert_eq!(confirmed.clone().canceled(now()).unwrap().state, State::Canceled);
        assert_eq!(confirmed.done(now()).canceled(now()), Err(OVER));
    }
}
