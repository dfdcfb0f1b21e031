//! The item itself: one record of the inventory. Nothing here does I/O.

use std::fmt;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Details, Kind};
use crate::ids::{AgencyId, ItemId, PersonId};
use crate::{Refusal, Span, Timestamp};

/// One record of the inventory.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Whose it is.
    pub agency_id: AgencyId,
    /// Its short name: unique among items of its kind, and never changed.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it is, in a sentence or two.
    pub description: String,
    /// Who answers for it: the business owner of a service.
    pub owner_id: Option<PersonId>,
    /// Who looks after it: the technical owner of a service, the custodian of a data set.
    pub custodian_id: Option<PersonId>,
    /// Where it is.
    pub site_id: Option<ItemId>,
    /// Who supplies it.
    pub vendor_id: Option<ItemId>,
    /// Who restores it.
    pub crew_id: Option<ItemId>,
    /// How many of them that takes.
    pub crew_size: Option<u32>,
    /// Which equipment its restoration takes for as long as it goes on.
    pub equipment_id: Option<ItemId>,
    /// How many units of it.
    pub equipment_size: Option<u32>,
    /// How soon it must be back, by importance: 1 is first, 4 last.
    pub tier: Option<u8>,
    /// What is promised and wanted of its recovery.
    pub recovery: Recovery,
    /// What only its kind has.
    pub details: Details,
    /// What recovery analysis found out.
    pub outcome: Outcome,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was retired, if it was.
    pub retired_at: Option<Timestamp>,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

/// An item as a list shows it: reading fifty items whole takes three times as long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: ItemId,
    /// Whose it is.
    pub agency_id: AgencyId,
    /// What it is called.
    pub name: String,
    /// Who answers for it.
    pub owner_id: Option<PersonId>,
    /// Where it is.
    pub site_id: Option<ItemId>,
    /// How soon it must be back, by importance: 1 is first, 4 last.
    pub tier: Option<u8>,
    /// Whether it can be back in time.
    pub standing: Standing,
    /// How soon it must be back.
    pub required_rto: Option<Span>,
    /// How soon it can be back.
    pub achievable_rto: Option<Span>,
    /// Whether all times behind that are known. If not, it is the least that it can be.
    pub is_complete: bool,
    /// How much later that is than required.
    pub gap: Option<Span>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What is promised and wanted of an item's recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovery {
    /// How long its own restoration takes, once all that it needs is back (promised).
    pub restore: Option<Span>,
    /// How many of 100 tries to restore it fail, and are followed by another: as somebody said, and
    /// 95 at most.
    pub fails_percent: Option<u8>,
    /// How much work may be lost at most (recovery point, promised).
    pub point: Option<Span>,
    /// Recovery time objective (RTO), wanted.
    pub target_rto: Option<Span>,
    /// Recovery point objective (RPO), wanted.
    pub target_rpo: Option<Span>,
    /// What stands behind the promise.
    pub proof: Option<Proof>,
}

/// What stands behind a promised recovery time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Where it comes from.
    pub source: ProofSource,
    /// When it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// How long it took then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Span>,
}

/// A recovery that was seen to take longer than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overrun {
    /// How long it took.
    pub measured: Span,
    /// When it was.
    pub on: Option<NaiveDate>,
    /// How long it may take: as promised, or as wanted if nothing is promised.
    pub limit: Span,
    /// Whether that is promised.
    pub is_promised: bool,
}

impl fmt::Display for Overrun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "measured {}", self.measured)?;
        if let Some(on) = self.on {
            write!(f, " on {on}")?;
        }
        let word = if self.is_promised { "promised" } else { "wanted" };
        write!(f, ", {word} {}", self.limit)
    }
}

impl Recovery {
    /// Whether its last recovery that was seen took longer than it may.
    pub fn overrun(&self) -> Option<Overrun> {
        self.proof?.overrun(self.restore, self.target_rto)
    }
}

/// How often a try to restore something fails, for people: `1 try in 10 fails`.
pub fn failing_tries(percent: u8) -> String {
    match percent {
        0 => "no try fails".to_owned(),
        it if 100 % it == 0 => format!("1 try in {} fails", 100 / it),
        it => format!("{it} of 100 tries fail"),
    }
}

impl Proof {
    /// Whether it is of a recovery that was seen, and took longer than promised; or than wanted,
    /// where nothing is promised.
    pub fn overrun(&self, promised: Option<Span>, wanted: Option<Span>) -> Option<Overrun> {
        let measured = self.measured.filter(|_| self.source.is_measured())?;
        let (limit, is_promised) = (promised.or(wanted)?, promised.is_some());
        (limit < measured).then_some(Overrun { measured, on: self.on, limit, is_promised })
    }
}

/// Where a proof comes from, the strongest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ProofSource {
    /// It was restored after a real loss.
    Event,
    /// It was restored in a test.
    Test,
    /// Its vendor says so.
    Vendor,
    /// Somebody guessed.
    Estimate,
}

impl ProofSource {
    /// Every source, with its name for programs and for people.
    pub const CHOICES: &[(&str, &str)] = &[
        ("event", "Real event"),
        ("test", "Test"),
        ("vendor", "Vendor statement"),
        ("estimate", "Estimate"),
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            ProofSource::Event => "event",
            ProofSource::Test => "test",
            ProofSource::Vendor => "vendor",
            ProofSource::Estimate => "estimate",
        }
    }

    /// The source called `code`.
    pub fn from_code(code: &str) -> Option<ProofSource> {
        use ProofSource::{Estimate, Event, Test, Vendor};
        [Event, Test, Vendor, Estimate].into_iter().find(|it| it.code() == code)
    }

    /// Whether it was seen to work, not only said.
    pub const fn is_measured(self) -> bool {
        matches!(self, ProofSource::Event | ProofSource::Test)
    }
}

/// What recovery analysis found out about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Whether it can be back in time.
    pub standing: Standing,
    /// How soon it must be back: the least of its own target and of what needs it.
    pub required_rto: Option<Span>,
    /// How much work may be lost at most, likewise.
    pub required_rpo: Option<Span>,
    /// How soon it can be back, with all that it needs.
    pub achievable_rto: Option<Span>,
    /// Whether all times behind that are known. If not, it is the least that it can be.
    pub is_complete: bool,
    /// How much work may really be lost.
    pub achievable_rpo: Option<Span>,
    /// How much later that is than required.
    pub gap: Option<Span>,
    /// What holds it back most.
    pub held_by: Option<ItemId>,
    /// For how many items with a target it is a single point of failure.
    pub single_point_for: Option<u32>,
}

/// Whether an item can be back in time.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It cannot.
    Missed,
    /// It can, with less than a tenth of the time to spare.
    AtRisk,
    /// Nobody has said how long some of what it needs takes.
    #[default]
    Unknown,
    /// It can.
    Met,
    /// Nobody has said how soon it must be.
    NoTarget,
}

impl Standing {
    /// Every standing, the worst first.
    pub const ALL: &[Standing] =
        &[Standing::Missed, Standing::AtRisk, Standing::Unknown, Standing::Met, Standing::NoTarget];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Missed => "missed",
            Standing::AtRisk => "at_risk",
            Standing::Unknown => "unknown",
            Standing::Met => "met",
            Standing::NoTarget => "no_target",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Standing::Missed => "Misses its target",
            Standing::AtRisk => "Barely in time",
            Standing::Unknown => "Cannot be said",
            Standing::Met => "In time",
            Standing::NoTarget => "No target",
        }
    }

    /// The standing called `code`.
    pub fn from_code(code: &str) -> Option<Standing> {
        Standing::ALL.iter().copied().find(|it| it.code() == code)
    }

    /// The standing of something that must be back within `required` and can be within `achievable`.
    pub fn of(required: Option<Span>, achievable: Option<Span>, is_complete: bool) -> Standing {
        let Some(required) = required else { return Standing::NoTarget };
        match achievable {
            Some(achievable) if required < achievable => Standing::Missed,
            Some(_) | None if !is_complete => Standing::Unknown,
            None => Standing::Unknown,
            Some(achievable) if required.secs() * 9 < achievable.secs() * 10 => Standing::AtRisk,
            Some(_) => Standing::Met,
        }
    }
}

const RETIRED: Refusal =
    Refusal::new("item.retired", "A retired item cannot be changed. Bring it back first.");
const NOT_RETIRED: Refusal = Refusal::new("item.not_retired", "It is not retired.");

impl Item {
    /// What kind of thing it is.
    pub fn kind(&self) -> Kind {
        self.details.kind()
    }

    /// Refuses if it is retired.
    pub fn in_use(&self) -> Result<(), Refusal> {
        if self.retired_at.is_some() { Err(RETIRED) } else { Ok(()) }
    }

    /// The item as taken out of use, unless it already is.
    pub fn retired(self, now: Timestamp) -> Result<Item, Refusal> {
        self.in_use()?;
        Ok(Item { retired_at: Some(now), updated_at: now, ..self })
    }

    /// The item as brought back into use, unless it is in use.
    pub fn restored(self, now: Timestamp) -> Result<Item, Refusal> {
        if self.retired_at.is_none() {
            return Err(NOT_RETIRED);
        }
        Ok(Item { retired_at: None, updated_at: now, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_compares_what_is_possible_with_what_is_required() {
        let hours = |it| Some(Span::from_hours(it));
        let of = |required, achievable| Standing::of(required, achievable, true);
        assert_eq!(of(hours(4), hours(6)), Standing::Missed);
        assert_eq!(of(hours(10), hours(10)), Standing::AtRisk);
        assert_eq!(of(hours(10), hours(9)), Standing::Met);
        assert_eq!(of(None, hours(9)), Standing::NoTarget);
        assert_eq!(of(hours(4), None), Standing::Unknown);
    }

    #[test]
    fn a_measured_recovery_is_held_against_what_is_promised_then_against_what_is_wanted() {
        let hours = |it| Some(Span::from_hours(it));
        let on = NaiveDate::from_ymd_opt(2026, 3, 2);
        let proof = |source| Some(Proof { source, on, measured: hours(6) });
        let promised = Recovery {
            restore: hours(4),
            target_rto: hours(9),
            proof: proof(ProofSource::Test),
            ..Recovery::default()
        };
        let words = |it: Recovery| it.overrun().map(|it| it.to_string());
        assert_eq!(words(promised).unwrap(), "measured 6 h on 2026-03-02, promised 4 h");
        let wanted = Recovery { restore: None, target_rto: hours(5), ..promised };
        assert_eq!(words(wanted).unwrap(), "measured 6 h on 2026-03-02, wanted 5 h");
        assert_eq!(words(Recovery { restore: hours(6), ..promised }), None);
        assert_eq!(words(Recovery { proof: proof(ProofSource::Estimate), ..promised }), None);
        assert_eq!(words(Recovery { restore: None, target_rto: None, ..promised }), None);
    }

    #[test]
    fn how_often_a_try_fails_is_said_as_people_say_it() {
        let said = [0, 1, 10, 15, 50, 95].map(failing_tries);
        let expected = [
            "no try fails",
            "1 try in 100 fails",
            "1 try in 10 fails",
            "15 of 100 tries fail",
            "1 try in 2 fails",
            "95 of 100 tries fail",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn what_is_known_so_far_may_already_be_too_long() {
        let hours = |it| Some(Span::from_hours(it));
        assert_eq!(Standing::of(hours(4), hours(6), false), Standing::Missed);
        assert_eq!(Standing::of(hours(4), hours(1), false), Standing::Unknown);
    }
}
