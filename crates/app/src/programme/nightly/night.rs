//! What was found in a plan in one night, and what is different from the night before. Nothing here
//! does I/O.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::{AgencyId, PlanId};
use crate::plans::checks::{Finding, Severity};

/// What was found in a plan in one night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanNight {
    /// In which plan.
    pub plan_id: PlanId,
    /// Whose it was.
    pub agency_id: AgencyId,
    /// Its code.
    pub code: String,
    /// What it was called.
    pub title: String,
    /// Which night: when the check was due.
    pub checked_for: Timestamp,
    /// All that was found, the worst first.
    pub found: Vec<Noted>,
    /// What of it was not found the night before.
    pub new: Vec<Noted>,
    /// What was found the night before, and is not any more.
    pub gone: Vec<Noted>,
}

/// A finding as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Noted {
    /// How bad it is: `error`, `warning` or `note`.
    pub severity: String,
    /// Which rule found it, such as `PLN-014`.
    pub code: String,
    /// Where.
    pub place: String,
    /// What is the matter.
    pub sentence: String,
    /// The last day of its waiver, if it was waived: then it did not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived_until: Option<NaiveDate>,
}

impl From<&Finding> for Noted {
    fn from(it: &Finding) -> Self {
        Noted {
            severity: it.severity.code().to_owned(),
            code: it.code.to_owned(),
            place: it.place.clone(),
            sentence: it.sentence.clone(),
            waived_until: it.waived.as_ref().map(|it| it.until),
        }
    }
}

impl PlanNight {
    /// The same, after the night before: with what is new and what is gone. After no night nothing is.
    #[must_use]
    pub(super) fn after(self, before: Option<&PlanNight>) -> PlanNight {
        let Some(before) = before else { return self };
        // What was waived meanwhile is not gone, and what is not waived any more is new.
        let open: Vec<Noted> = before.open().cloned().collect();
        let (mut new, gone) = differences(&open, &self.found);
        new.retain(|it| it.waived_until.is_none());
        PlanNight { new, gone, ..self }
    }

    /// How many findings count, of a severity.
    pub fn n_of(&self, severity: Severity) -> usize {
        self.open().filter(|it| it.severity == severity.code()).count()
    }

    /// What of it counts: what is waived does not.
    pub fn open(&self) -> impl Iterator<Item = &Noted> {
        self.found.iter().filter(|it| it.waived_until.is_none())
    }

    /// How many findings count, of each rule.
    pub fn by_rule(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for it in self.open() {
            *counts.entry(it.code.as_str()).or_default() += 1;
        }
        counts
    }

    /// The errors that are new.
    pub fn new_errors(&self) -> impl Iterator<Item = &Noted> {
        self.new.iter().filter(|it| it.severity == Severity::Error.code())
    }
}

/// What only the second night found, and what only the first.
///
/// A finding is the same if its rule and its place are, or else its rule and its sentence: rows move
/// when one is put before them, and sentences count days.
fn differences(before: &[Noted], now: &[Noted]) -> (Vec<Noted>, Vec<Noted>) {
    let mut gone: Vec<Noted> = before.to_vec();
    let mut new: Vec<Noted> = Vec::new();
    let same: [fn(&Noted, &Noted) -> bool; 2] = [
        |a, b| a.code == b.code && a.sentence == b.sentence,
        |a, b| a.code == b.code && a.place == b.place,
    ];
    let mut left: Vec<Noted> = now.to_vec();
    for is_same in same {
        new.clear();
        for it in left {
            match gone.iter().position(|old| is_same(old, &it)) {
                Some(at) => drop(gone.remove(at)),
                None => new.push(it),
            }
        }
        left = new.clone();
    }
    (new, gone)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn noted(code: &str, place: &str, sentence: &str) -> Noted {
        Noted {
            severity: "error".to_owned(),
            code: code.to_owned(),
            place: place.to_owned(),
            sentence: sentence.to_owned(),
            waived_until: None,
        }
    }

    #[test]
    fn what_is_waived_does_not_count_and_is_new_again_when_that_ends() {
        let night = |found: Vec<Noted>| PlanNight {
            plan_id: PlanId::FIRST,
            agency_id: AgencyId::FIRST,
            code: "it".to_owned(),
            title: "It".to_owned(),
            checked_for: "2026-11-21T08:30:00Z".parse().unwrap(),
            found,
            new: Vec::new(),
            gone: Vec::new(),
        };
        let open = noted("1", "owner", "Nobody.");
        let waived = Noted { waived_until: "2026-11-21".parse().ok(), ..open.clone() };
        let first = night(vec![open.clone()]);
        let second = night(vec![waived]).after(Some(&first));
        assert_eq!((second.n_of(Severity::Error), second.new.len(), second.gone.len()), (0, 0, 0));
        assert!(second.by_rule().is_empty());
        let third = night(vec![open.clone()]).after(Some(&second));
        assert_eq!((third.n_of(Severity::Error), third.new.clone()), (1, vec![open]));
    }

    #[test]
    fn a_row_that_moved_and_a_day_more_are_nothing_new() {
        let before = [noted("1", "steps.0.by", "“A” has nobody."), noted("2", "owner", "9 days.")];
        let now = [noted("1", "steps.1.by", "“A” has nobody."), noted("2", "owner", "10 days.")];
        assert_eq!(differences(&before, &now), (vec![], vec![]));
        let more = noted("1", "steps.0.by", "“B” has nobody.");
        let all: Vec<Noted> = now.iter().cloned().chain([more.clone()]).collect();
        assert_eq!(differences(&before, &all), (vec![more.clone()], vec![]));
        assert_eq!(differences(&all, &before), (vec![], vec![more]));
    }

    proptest! {
        #[test]
        fn what_is_new_and_gone_adds_up(
            a in prop::collection::vec(("[12]", "[ab]", "[xy]"), 0..8),
            b in prop::collection::vec(("[12]", "[ab]", "[xy]"), 0..8),
        ) {
            let of = |all: &[(String, String, String)]| -> Vec<Noted> {
                all.iter().map(|(a, b, c)| noted(a, b, c)).collect()
            };
            let (a, b) = (of(&a), of(&b));
            let (new, gone) = differences(&a, &b);
            prop_assert_eq!(a.len() + new.len(), b.len() + gone.len());
            prop_assert_eq!(differences(&a, &a), (vec![], vec![]));
        }
    }
}
