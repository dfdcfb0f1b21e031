//! The strategy itself: who proposed it, how far it is, and what may happen to it next. Nothing here
//! does I/O.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Content, Grounds};
use crate::events::Action;
use crate::ids::{ItemId, PersonId, StrategyId};
use crate::prepare::inventory::Kind;
use crate::{Error, FieldProblem, Refusal, Timestamp};

/// How something is kept going or brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strategy {
    /// Its id.
    pub id: StrategyId,
    /// What it is for: a business process or a service.
    pub item_id: ItemId,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// How far it is.
    pub state: State,
    /// Who wrote it down first.
    pub author_id: PersonId,
    /// Who changed it last.
    pub edited_by: PersonId,
    /// When it was proposed.
    pub proposed_at: Option<Timestamp>,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// When that was.
    pub approved_at: Option<Timestamp>,
    /// Why it was sent back.
    pub because: String,
    /// Whether the money for it was granted.
    pub funded: bool,
    /// What it says.
    pub content: Content,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// How far a strategy is.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = "StrategyState")]
        pub enum State {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl State {
            /// Every state, in the order in which they follow.
            pub const ALL: &[State] = &[$(State::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(State::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(State::$name => $title,)* }
            }

            /// The state called `code`.
            pub fn from_code(code: &str) -> Option<State> {
                match code { $($code => Some(State::$name),)* _ => None }
            }
        }
    };
}

states! {
    /// Somebody is writing it.
    #[default]
    Draft = "draft" "Draft",
    /// It waits for approval.
    Proposed = "proposed" "Waiting for approval",
    /// It holds, and what it says never changes again.
    Approved = "approved" "Approved",
    /// It holds no more.
    Retired = "retired" "Retired",
}

impl State {
    /// Whether what it says can be changed.
    pub const fn is_open(self) -> bool {
        matches!(self, State::Draft | State::Proposed)
    }

    /// Whether money is asked for it.
    pub const fn is_wanted(self) -> bool {
        matches!(self, State::Proposed | State::Approved)
    }
}

/// By what somebody becomes a writer of a strategy: who proposes it stands for what it says.
pub(super) const WRITING: [Action; 3] =
    [Action::StrategyAdded, Action::StrategyChanged, Action::StrategyProposed];

const OWN: Refusal = Refusal::new(
    "strategy.own",
    "Whoever wrote a strategy or proposed it cannot approve it. Ask somebody else to.",
);
const FROZEN: Refusal = Refusal::new(
    "strategy.frozen",
    "What an approved or retired strategy says never changes. Write another one.",
);
const PROPOSED: Refusal = Refusal::new("strategy.handed_in", "It has been proposed already.");
const NOT_PROPOSED: Refusal = Refusal::new(
    "strategy.not_proposed",
    "Only a strategy that waits for approval can be approved or sent back.",
);
const NOT_WANTED: Refusal = Refusal::new(
    "strategy.not_wanted",
    "Money is granted to a strategy that was proposed or approved, and to no other.",
);
const RETIRED: Refusal = Refusal::new("strategy.retired", "It is retired already.");

/// Whether there are strategies for such things.
pub(super) const fn has_strategies(kind: Kind) -> bool {
    matches!(kind, Kind::Process | Kind::Service)
}

impl Strategy {
    /// The strategy with what else it says. Whoever changes a proposed one takes it back.
    pub(super) fn saved(
        self,
        next: Strategy,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Strategy, Refusal> {
        if !self.state.is_open() {
            return Err(FROZEN);
        }
        Ok(Strategy {
            item_id: next.item_id,
            name: next.name,
            content: next.content,
            state: State::Draft,
            edited_by: by,
            proposed_at: None,
            updated_at: now,
            ..self
        })
    }

    /// The strategy as proposed, if everything is said that must be.
    pub(super) fn proposed(self, now: Timestamp) -> Result<Strategy, Error> {
        match self.state {
            State::Draft => {}
            State::Proposed => return Err(PROPOSED.into()),
            State::Approved | State::Retired => return Err(FROZEN.into()),
        }
        let missing = self.content.missing();
        if !missing.is_empty() {
            return Err(missing.into());
        }
        let because = String::new();
        let (state, proposed_at) = (State::Proposed, Some(now));
        Ok(Strategy { state, proposed_at, because, updated_at: now, ..self })
    }

    /// The strategy as sent back, for a reason.
    pub(super) fn returned(self, because: &str, now: Timestamp) -> Result<Strategy, Error> {
        if self.state != State::Proposed {
            return Err(NOT_PROPOSED.into());
        }
        let because = because.trim();
        if !(1..=1_000).contains(&because.chars().count()) || because.contains('\0') {
            let reason = "Say what is missing, in at most 1,000 characters.";
            return Err(FieldProblem::new("because", reason).into());
        }
        let (state, because) = (State::Draft, because.to_owned());
        Ok(Strategy { state, proposed_at: None, because, updated_at: now, ..self })
    }

    /// The strategy as approved upon what is known of what it is for. `writers` are all who ever
    /// wrote at it, as the audit log knows.
    pub(super) fn approved(
        self,
        by: PersonId,
        writers: &BTreeSet<PersonId>,
        grounds: &Grounds,
        now: Timestamp,
    ) -> Result<Strategy, Refusal> {
        if self.state != State::Proposed {
            return Err(NOT_PROPOSED);
        }
        if self.is_written_by(by, writers) {
            return Err(OWN);
        }
        if let Some(refusal) = grounds.refusals().into_iter().next() {
            return Err(refusal);
        }
        Ok(Strategy {
            state: State::Approved,
            approved_by: Some(by),
            approved_at: Some(now),
            because: String::new(),
            updated_at: now,
            ..self
        })
    }

    /// The strategy with the money for it granted, or not any more.
    pub(super) fn with_money(self, funded: bool, now: Timestamp) -> Result<Strategy, Refusal> {
        if !self.state.is_wanted() {
            return Err(NOT_WANTED);
        }
        Ok(Strategy { funded, updated_at: now, ..self })
    }

    /// The strategy as one that holds no more.
    pub(super) fn retired(self, now: Timestamp) -> Result<Strategy, Refusal> {
        if self.state == State::Retired {
            return Err(RETIRED);
        }
        Ok(Strategy { state: State::Retired, updated_at: now, ..self })
    }

    /// Whether someone wrote it, so that they cannot approve it.
    pub(super) fn is_written_by(&self, person_id: PersonId, writers: &BTreeSet<PersonId>) -> bool {
        [self.author_id, self.edited_by].contains(&person_id) || writers.contains(&person_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;
    use crate::prepare::strategies::{Way, WayKind};

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn draft() -> Strategy {
        let way = Way { rto: Some(Span::from_hours(8)), ..Way::new(WayKind::Fast, "Hot site") };
        let content = Content {
            options: vec![way],
            chosen: Some("Hot site".to_owned()),
            rationale: "Nothing else is fast enough.".to_owned(),
            ..Content::default()
        };
        Strategy {
            id: StrategyId::FIRST,
            item_id: ItemId::FIRST,
            code: "hot".to_owned(),
            name: "Hot site".to_owned(),
            state: State::Draft,
            author_id: PersonId::FIRST,
            edited_by: PersonId::FIRST,
            proposed_at: None,
            approved_by: None,
            approved_at: None,
            because: String::new(),
            funded: false,
            content,
            updated_at: now(),
            version: 1,
        }
    }

    fn proposed() -> Strategy {
        draft().proposed(now()).unwrap()
    }

    fn firm() -> Grounds {
        Grounds { is_analyzed: true, is_covered: true, ..Grounds::default() }
    }

    #[test]
    fn a_proposed_strategy_is_approved_by_somebody_else() {
        let (nobody, by) = (BTreeSet::new(), PersonId::new());
        let approved = proposed().approved(by, &nobody, &firm(), now()).unwrap();
        assert_eq!((approved.state, approved.approved_by), (State::Approved, Some(by)));
        assert_eq!(approved.clone().saved(draft(), by, now()), Err(FROZEN));
        assert!(approved.clone().with_money(true, now()).unwrap().funded);
        assert_eq!(approved.retired(now()).unwrap().state, State::Retired);
        assert_eq!(draft().approved(by, &nobody, &firm(), now()), Err(NOT_PROPOSED));
        assert_eq!(draft().with_money(true, now()), Err(NOT_WANTED));
    }

    #[test]
    fn whoever_wrote_it_cannot_approve_it() {
        let between = PersonId::new();
        for by in [PersonId::FIRST, between] {
            assert_eq!(proposed().approved(by, &[between].into(), &firm(), now()), Err(OWN));
        }
    }

    #[test]
    fn req_s3_11_without_an_approved_analysis_and_a_decided_risk_it_is_not_approved() {
        let (nobody, by) = (BTreeSet::new(), PersonId::new());
        let refused =
            |grounds: Grounds| proposed().approved(by, &nobody, &grounds, now()).unwrap_err().code;
        assert_eq!(refused(Grounds { is_analyzed: false, ..firm() }), "strategy.no_analysis");
        assert_eq!(refused(Grounds { is_covered: false, ..firm() }), "strategy.no_risk");
        assert_eq!(refused(Grounds::default()), "strategy.no_analysis");
    }

    #[test]
    fn what_is_missing_keeps_it_a_draft_and_a_change_takes_it_back() {
        let blank = Strategy { content: Content::default(), ..draft() };
        assert!(matches!(blank.proposed(now()), Err(Error::Invalid(_))));
        let saved = proposed().saved(draft(), PersonId::FIRST, now()).unwrap();
        assert_eq!((saved.state, saved.proposed_at), (State::Draft, None));
        assert!(matches!(proposed().returned(" ", now()), Err(Error::Invalid(_))));
        assert_eq!(proposed().returned("Too dear.", now()).unwrap().state, State::Draft);
    }
}
