//! The rules of an impact analysis: what follows from what it says, what cannot be, and what is
//! missing. Nothing here does I/O.

use std::collections::BTreeSet;

use super::criteria::LEVEL_MAX;
use super::{Content, ImpactCriteria};
use crate::{FieldProblem, Span};

/// Something odd that an analysis says, to be looked at but not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// A stable name for programs, such as `falls`.
    pub code: &'static str,
    /// One sentence for people.
    pub text: String,
}

impl Content {
    /// Nothing yet, to be judged by `criteria`.
    pub fn blank(criteria: ImpactCriteria) -> Content {
        Content { criteria, ..Content::default() }
    }

    /// The same judged by other `criteria`. What these do not ask for is left out.
    #[must_use]
    pub fn under(self, criteria: ImpactCriteria) -> Content {
        let mut next = Content { criteria, ..self };
        let criteria = &next.criteria;
        next.impacts.retain(|it| {
            criteria.types.iter().any(|kind| kind.code == it.on)
                && criteria.time_points.contains(&it.after)
        });
        next.answers.retain(|code, _| criteria.question(code).is_some());
        next
    }

    /// The same in its one order, without answers that say nothing.
    #[must_use]
    pub fn in_order(self) -> Content {
        let mut next = self;
        let place = |code: &str| next.criteria.types.iter().position(|it| it.code == code);
        next.impacts.sort_by_key(|it| (place(&it.on), it.after));
        next.answers.retain(|_, it| !it.trim().is_empty());
        for it in &mut next.resources {
            it.needed.sort_by_key(|it| it.after);
        }
        next
    }

    /// How bad one kind of impact is after `after`, if somebody has said.
    pub fn level(&self, on: &str, after: Span) -> Option<u8> {
        self.impacts.iter().find(|it| it.on == on && it.after == after).map(|it| it.level)
    }

    /// The maximum tolerable downtime that follows from the impacts: the earliest time at which any
    /// of them cannot be borne.
    pub fn mtd_proposed(&self) -> Option<Span> {
        let unbearable = self.criteria.unacceptable_level;
        self.impacts.iter().filter(|it| unbearable <= it.level).map(|it| it.after).min()
    }

    /// The maximum tolerable downtime: as set, or as it follows from the impacts.
    pub fn mtd(&self) -> Option<Span> {
        self.mtd.or_else(|| self.mtd_proposed())
    }

    /// How critical it is, from 0 to 100: the worst level at each point in time, added up. What is
    /// bad stays bad, so what hurts early weighs more.
    pub fn score(&self) -> u32 {
        let mut worst = 0;
        let mut sum = 0;
        for point in &self.criteria.time_points {
            let at = self.impacts.iter().filter(|it| it.after == *point).map(|it| it.level);
            worst = at.max().unwrap_or(0).max(worst);
            sum += u32::from(worst);
        }
        let n_points = u32::try_from(self.criteria.time_points.len().max(1)).unwrap_or(u32::MAX);
        let most = u32::from(LEVEL_MAX).saturating_mul(n_points);
        (sum * 100 + most / 2) / most
    }

    /// What is said but cannot be, field by field. An analysis like that is not saved.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = self.time_problems();
        let mut check = |holds: bool, field: String, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let mut seen = BTreeSet::new();
        for it in &self.impacts {
            let field = || format!("impact-{}-{}", it.on, it.after.secs());
            let known = self.criteria.types.iter().any(|kind| kind.code == it.on)
                && self.criteria.time_points.contains(&it.after);
            check(known, field(), "The criteria do not ask for this impact.");
            check((1..=LEVEL_MAX).contains(&it.level), field(), "Use a level from 1 to 5.");
            check(seen.insert((&it.on, it.after)), field(), "This impact stands here twice.");
            check(is_text(&it.note, 1_000), field(), "Use at most 1,000 characters.");
        }
        if let Some(it) = &self.minimum {
            check(is_line(&it.unit), "minimum-unit".into(), "Say of what, in one line.");
            check((1..=100).contains(&it.percent), "minimum-percent".into(), PERCENT);
        }
        for (code, answer) in &self.answers {
            let known = self.criteria.question(code).is_some();
            check(known, format!("answer-{code}"), "The criteria do not ask this question.");
            check(is_text(answer, 5_000), format!("answer-{code}"), TOO_LONG);
        }
        for (index, it) in self.resources.iter().enumerate() {
            check(is_line(&it.what), format!("resource-{index}-what"), "Say what, in one line.");
            let rising = it.needed.is_sorted_by(|a, b| a.after < b.after);
            check(rising, format!("resource-{index}-needed"), "Each time may stand here once.");
        }
        check(self.resources.len() <= 50, "resources".into(), "Use at most 50 resources.");
        for (field, text) in
            [("peaks", &self.peaks), ("workaround", &self.workaround), ("note", &self.note)]
        {
            check(is_text(text, 5_000), field.into(), TOO_LONG);
        }
        problems.extend(self.cost.problems());
        problems.extend(self.peak_problems());
        problems
    }

    /// The rule that all hangs on: back in time to catch up before it cannot be borne.
    fn time_problems(&self) -> Vec<FieldProblem> {
        let (Some(mtd), Some(rto)) = (self.mtd(), self.rto) else { return Vec::new() };
        let wrt = self.wrt.unwrap_or_default();
        if rto.plus(wrt) <= mtd {
            return Vec::new();
        }
        let limit = match self.mtd {
            Some(_) => format!("It can be gone for {mtd} at most (MTD)"),
            None => format!("An impact cannot be borne after {mtd} (MTD)"),
        };
        let reason = if mtd < wrt {
            format!("{limit}, and catching up alone takes {wrt} (WRT).")
        } else if wrt == Span::ZERO {
            format!("{limit}, so it must be back within {mtd}, not {rto} (RTO).")
        } else {
            let most = mtd.minus(wrt);
            format!(
                "{limit}, and catching up takes {wrt} (WRT), so it must be back within {most}, not {rto} (RTO)."
            )
        };
        vec![FieldProblem::new("rto", reason)]
    }

    /// What is not said but must be, field by field. An analysis like that is not complete.
    pub fn missing(&self) -> Vec<FieldProblem> {
        let mut missing = Vec::new();
        let mut check = |is_said: bool, field: String, what: String| {
            if !is_said {
                missing.push(FieldProblem::new(field, what));
            }
        };
        for kind in &self.criteria.types {
            let point = self.criteria.time_points.first().map_or(0, |it| it.secs());
            let is_said = self.impacts.iter().any(|it| it.on == kind.code);
            let what = format!("Say how bad it gets: {}.", kind.name.to_lowercase());
            check(is_said, format!("impact-{}-{point}", kind.code), what);
        }
        let mtd = "Say how long it can be gone at most (MTD): no impact reaches the level that \
                   cannot be borne.";
        check(self.mtd().is_some(), "mtd".into(), mtd.into());
        check(self.rto.is_some(), "rto".into(), "Say how soon it must be back (RTO).".into());
        check(self.rpo.is_some(), "rpo".into(), "Say how much work may be lost (RPO).".into());
        let level = "Say how much must be delivered at least (minimum level).";
        check(self.minimum.is_some(), "minimum-amount".into(), level.into());
        for it in self.criteria.questions.iter().filter(|it| it.mandatory) {
            let answer = self.answers.get(&it.code);
            let is_said = answer.is_some_and(|it| !it.trim().is_empty());
            check(is_said, format!("answer-{}", it.code), format!("Answer: {}", it.text));
        }
        missing
    }

    /// What is odd about it.
    pub fn remarks(&self) -> Vec<Remark> {
        let mut remarks = self.falls();
        let mut remark = |code, text| remarks.push(Remark { code, text });
        if let (Some(set), Some(proposed)) = (self.mtd, self.mtd_proposed())
            && proposed < set
        {
            remark(
                "mtd_late",
                format!(
                    "An impact cannot be borne after {proposed} already, but it may be gone for {set} (MTD)."
                ),
            );
        }
        if let (Some(holds), Some(rto)) = (self.workaround_holds, self.rto)
            && holds < rto
        {
            remark(
                "workaround_short",
                format!(
                    "People can manage without it for {holds}, but it is back only after {rto} (RTO)."
                ),
            );
        }
        for it in &self.cost.strategies {
            if let (Some(with), Some(rto)) = (it.rto, self.rto)
                && rto < with
            {
                remark(
                    "strategy_late",
                    format!(
                        "“{}” brings it back after {with}, later than the {rto} that are needed (RTO).",
                        it.name
                    ),
                );
            }
        }
        remarks
    }

    /// Where an impact is said to get better with time.
    fn falls(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for kind in &self.criteria.types {
            let said = self.criteria.time_points.iter();
            let said = said.filter_map(|at| Some((*at, self.level(&kind.code, *at)?)));
            let said: Vec<(Span, u8)> = said.collect();
            for pair in said.windows(2) {
                if let [(before, high), (after, low)] = pair
                    && low < high
                {
                    let name = &kind.name;
                    let text =
                        format!("{name} falls from {high} after {before} to {low} after {after}.");
                    remarks.push(Remark { code: "falls", text });
                }
            }
        }
        remarks
    }
}

const PERCENT: &str =
    "Use 1 to 100%: the least that must be delivered is not more than what is normal.";

const TOO_LONG: &str = "Use at most 5,000 characters.";

fn is_text(text: &str, n_max: usize) -> bool {
    text.chars().count() <= n_max && !text.contains('\0')
}

pub(super) fn is_line(text: &str) -> bool {
    (1..=200).contains(&text.trim().chars().count()) && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::impact::{Impact, MinimumLevel, Strategy};

    fn hours(hours: i64) -> Option<Span> {
        Some(Span::from_hours(hours))
    }

    fn impact(on: &str, hours: i64, level: u8) -> Impact {
        let note = String::new();
        Impact { on: on.to_owned(), after: Span::from_hours(hours), level, note }
    }

    fn judged(impacts: &[Impact]) -> Content {
        let blank = Content::blank(ImpactCriteria::default());
        Content { impacts: impacts.to_vec(), ..blank }
    }

    /// Levels 1, 2, 3, 4 after 1, 4, 8, 24 hours.
    fn rising() -> Content {
        judged(&[
            impact("legal", 1, 1),
            impact("legal", 4, 2),
            impact("legal", 8, 3),
            impact("legal", 24, 4),
        ])
    }

    fn whole() -> Content {
        let kinds = ImpactCriteria::default().types;
        let impacts: Vec<_> = kinds.iter().map(|it| impact(&it.code, 24, 4)).collect();
        let questions = ImpactCriteria::default().questions;
        let unit = "payments a day".to_owned();
        Content {
            rto: hours(18),
            wrt: hours(6),
            rpo: hours(1),
            minimum: Some(MinimumLevel { amount: 1_200, unit, percent: 60 }),
            answers: questions.into_iter().map(|it| (it.code, "Yes.".to_owned())).collect(),
            ..judged(&impacts)
        }
    }

    fn fields(problems: &[FieldProblem]) -> Vec<&str> {
        problems.iter().map(|it| it.field.as_ref()).collect()
    }

    /// Impacts that grow with time: the first time at which one cannot be borne is proposed.
    #[test]
    fn req_s4_20_the_tolerable_downtime_is_the_first_time_above_the_threshold() {
        assert_eq!(rising().mtd_proposed(), hours(24));
        let mut two = rising();
        two.impacts.push(impact("life", 8, 5));
        assert_eq!(two.mtd_proposed(), hours(8));
        assert_eq!(judged(&[impact("life", 720, 3)]).mtd_proposed(), None);
        let strict = ImpactCriteria { unacceptable_level: 2, ..ImpactCriteria::default() };
        assert_eq!(rising().under(strict).mtd_proposed(), hours(4));
    }

    #[test]
    fn what_is_set_goes_before_what_is_proposed() {
        assert_eq!(Content { mtd: hours(8), ..rising() }.mtd(), hours(8));
        assert_eq!(rising().mtd(), hours(24));
    }

    /// With 24 h to bear and 6 h to catch up, it must be back within 18 h.
    #[test]
    fn req_s4_21_a_recovery_time_beyond_the_tolerable_downtime_is_refused() {
        let with = |rto, wrt| Content { rto: hours(rto), wrt: hours(wrt), ..rising() }.problems();
        assert_eq!(with(18, 6), []);
        let problems = with(19, 6);
        assert_eq!(fields(&problems), ["rto"]);
        assert_eq!(
            problems[0].reason,
            "An impact cannot be borne after 24 h (MTD), and catching up takes 6 h (WRT), so it \
             must be back within 18 h, not 19 h (RTO)."
        );
        assert_eq!(
            with(25, 0)[0].reason,
            "An impact cannot be borne after 24 h (MTD), so it must be back within 24 h, not 25 h \
             (RTO)."
        );
        let set = Content { mtd: hours(4), rto: hours(0), wrt: hours(5), ..rising() };
        assert_eq!(
            set.problems()[0].reason,
            "It can be gone for 4 h at most (MTD), and catching up alone takes 5 h (WRT)."
        );
    }

    #[test]
    fn a_whole_analysis_has_no_problem_and_lacks_nothing() {
        assert_eq!(
            (whole().problems(), whole().missing(), whole().remarks()),
            (vec![], vec![], vec![])
        );
    }

    /// Without the level of service that it must keep, a process is not analyzed.
    #[test]
    fn req_s3_07_without_a_required_level_it_is_incomplete() {
        let missing = Content { minimum: None, ..whole() }.missing();
        assert_eq!(fields(&missing), ["minimum-amount"]);
    }

    #[test]
    fn req_s0_25_an_unanswered_mandatory_question_is_missing() {
        let mut content = whole();
        content.answers.remove("law");
        content.answers.remove("knowledge"); // Not mandatory.
        content.answers.insert("users".to_owned(), "  ".to_owned());
        assert_eq!(fields(&content.missing()), ["answer-users", "answer-law"]);
    }

    #[test]
    fn everything_that_must_be_said_is_asked_for() {
        let blank = Content::blank(ImpactCriteria::default()).missing();
        assert_eq!(blank.len(), 7 + 4 + 3);
        assert_eq!(blank[0].field, "impact-life-3600");
    }

    #[test]
    fn impacts_are_those_that_the_criteria_ask_for() {
        let content = judged(&[impact("mood", 4, 1), impact("life", 5, 1), impact("life", 4, 6)]);
        let expected = ["impact-mood-14400", "impact-life-18000", "impact-life-14400"];
        assert_eq!(fields(&content.problems()), expected);
        let twice = judged(&[impact("life", 4, 1), impact("life", 4, 2)]);
        assert_eq!(fields(&twice.problems()), ["impact-life-14400"]);
    }

    #[test]
    fn an_impact_that_gets_better_is_remarked_on_but_not_refused() {
        let content = judged(&[impact("life", 4, 3), impact("life", 24, 2)]);
        assert_eq!(content.problems(), []);
        let texts: Vec<_> = content.remarks().into_iter().map(|it| it.text).collect();
        assert_eq!(texts, ["Life and safety falls from 3 after 4 h to 2 after 24 h."]);
    }

    #[test]
    fn times_that_do_not_fit_each_other_are_remarked_on() {
        let mut content = Content { mtd: hours(72), workaround_holds: hours(4), ..whole() };
        let strategy = Strategy {
            name: "Tapes".to_owned(),
            once: Default::default(),
            yearly: Default::default(),
            years: 1,
            rto: hours(48),
        };
        content.cost.strategies.push(strategy);
        let codes: Vec<_> = content.remarks().iter().map(|it| it.code).collect();
        assert_eq!(codes, ["mtd_late", "workaround_short", "strategy_late"]);
    }

    #[test]
    fn what_hurts_early_is_more_critical() {
        assert_eq!(rising().score(), 63); // 1, 2, 3, then 4 for good: 22 of 35.
        assert_eq!(judged(&[impact("life", 1, 5)]).score(), 100);
        assert_eq!(judged(&[impact("life", 720, 5)]).score(), 14);
        assert_eq!(judged(&[]).score(), 0);
    }

    #[test]
    fn other_criteria_drop_what_they_do_not_ask_for() {
        let criteria = ImpactCriteria {
            types: ImpactCriteria::default().types.into_iter().skip(1).collect(),
            questions: Vec::new(),
            ..ImpactCriteria::default()
        };
        let next = whole().under(criteria);
        assert_eq!((next.impacts.len(), next.answers.len(), next.problems()), (6, 0, vec![]));
    }
}
