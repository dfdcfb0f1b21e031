//! How likely an item is back in time, with names and in plain words. Nothing here does I/O.

use engine::chance::Estimate;

use super::reckon::{ERROR, Reckoned, StepTried, Swung, Tried};
use super::sentence::sentences;
use super::spread::KnownFrom;
use crate::ids::ItemId;
use crate::prove::recovery::board::{Board, to_span};
use crate::prove::recovery::missing::TimeToGive;
use crate::prove::recovery::names::{Named, Names};
use crate::{Span, Timestamp};

/// How likely an item is back in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Likely {
    /// Which item.
    pub item: Named,
    /// As of when.
    pub computed_at: Timestamp,
    /// How soon it must be back, if anybody said so.
    pub required: Option<Span>,
    /// What can be said.
    pub answer: LikelyAnswer,
}

/// What can be said of it.
#[derive(Debug, Clone, PartialEq)]
pub enum LikelyAnswer {
    /// It was tried.
    Odds(Box<LikelyOdds>),
    /// Nobody has said how long these take, so nothing can be said.
    Missing(Vec<TimeToGive>),
    /// It never comes back: a crew that it takes has nobody.
    Never,
    /// It rests on too much: a scenario tells.
    TooMuch,
}

/// What came out of all trials.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelyOdds {
    /// When it is back if every step takes as long as planned.
    pub planned: Span,
    /// How likely it is back when it must be. None: nobody has said when that is.
    pub met: Option<Estimate>,
    /// When it is back on average.
    pub mean: Span,
    /// When it is back in 50, 80, 90 and 95 of 100 cases.
    pub times: Vec<LikelyTime>,
    /// In what part of all cases it is back by when, from the loss on.
    pub curve: Vec<(Span, f64)>,
    /// What came out, in plain words.
    pub sentences: Vec<String>,
    /// The steps that take time: those that decide most often come first.
    pub steps: Vec<LikelyStep>,
    /// The crews for whom a wait decided, most often first.
    pub crews: Vec<LikelyCrew>,
    /// The crews of which nobody has said how many people they have: taken to be large enough.
    pub unsized_crews: Vec<Named>,
    /// How many trials there were.
    pub trials: u64,
    /// By how much the chance may be wrong as was wanted, with 95 % confidence: 0.01 is one percentage
    /// point.
    pub error_wanted: f64,
    /// Whether all intervals are as narrow as was wanted.
    pub is_precise: bool,
}

/// When something is back in so many cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LikelyTime {
    /// In so many of 100 cases.
    pub of_100: u8,
    /// It is back within that.
    pub within: Span,
    /// The interval that holds the true time with 95 % confidence.
    pub low: Span,
    /// The same.
    pub high: Span,
}

/// One step of the recovery.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelyStep {
    /// What is restored.
    pub item: Named,
    /// How long that takes by plan.
    pub takes: Span,
    /// When it starts by plan.
    pub start: Span,
    /// How much later it may be done by plan, with the crews there are, and delay nothing. None: it
    /// cannot delay the item.
    pub slack: Option<Span>,
    /// From what it is known how long it takes. None: the actor may not open it.
    pub known_from: Option<KnownFrom>,
    /// How many of 100 tries fail, and are followed by another. None: none does, as far as anybody
    /// said, or the actor may not open it.
    pub fails_percent: Option<u8>,
    /// In what part of all cases it decides when the item is back: the criticality index.
    pub criticality: f64,
    /// How far the time that it takes and when the item is back go along, from -1 to 1: the cruciality
    /// index.
    pub cruciality: f64,
    /// What its short and its long time do; of the steps that matter most.
    pub swing: Option<LikelySwing>,
}

/// What a step's short and long time do to when an item is back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LikelySwing {
    /// What it takes at most in one case of ten, tries that fail included.
    pub short: Span,
    /// What it takes at least in one case of ten, tries that fail included.
    pub long: Span,
    /// When the item is back on average if it takes the short time.
    pub back_if_short: Span,
    /// When the item is back on average if it takes the long time.
    pub back_if_long: Span,
}

impl LikelySwing {
    /// How far the item's average moves.
    pub fn width(&self) -> Span {
        self.back_if_long.minus(self.back_if_short.min(self.back_if_long))
    }
}

/// A crew for whom a wait decided.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelyCrew {
    /// Which.
    pub crew: Named,
    /// In what part of all cases.
    pub binds: f64,
}

impl Reckoned {
    /// Every node that it names.
    pub(super) fn nodes(&self) -> Vec<u32> {
        match self {
            Reckoned::Tried(it) => {
                let steps = it.steps.iter().map(|it| it.node);
                let crews = it.crews.iter().map(|it| it.0);
                steps.chain(crews).chain(it.unsized_crews.iter().copied()).collect()
            }
            Reckoned::Missing(_) | Reckoned::TooMuch | Reckoned::Never => Vec::new(),
        }
    }
}

impl Likely {
    pub(super) fn of(
        (board, node): (&Board, u32),
        found: &Reckoned,
        names: &Names,
        missing: Vec<TimeToGive>,
    ) -> Likely {
        let required = board.engine.analysis().required_rto(node).map(to_span);
        let answer = match found {
            Reckoned::TooMuch => LikelyAnswer::TooMuch,
            Reckoned::Never => LikelyAnswer::Never,
            Reckoned::Missing(_) => LikelyAnswer::Missing(missing),
            Reckoned::Tried(it) => {
                LikelyAnswer::Odds(Box::new(LikelyOdds::of(it, required, (board, names))))
            }
        };
        let id = board.entry(node).map_or(ItemId::FIRST, |it| it.id);
        Likely { item: names.named(id), computed_at: board.computed_at, required, answer }
    }
}

impl LikelyOdds {
    fn of(it: &Tried, required: Option<Span>, (board, names): (&Board, &Names)) -> LikelyOdds {
        let named = |node: u32| Some(names.named(board.entry(node)?.id));
        let crew =
            |(node, binds): &(u32, f64)| Some(LikelyCrew { crew: named(*node)?, binds: *binds });
        let time = |(of_100, it): &(u8, Estimate)| {
            let [within, low, high] = [it.value, it.low, it.high].map(to_time);
            LikelyTime { of_100: *of_100, within, low, high }
        };
        let mut odds = LikelyOdds {
            planned: to_time(it.planned),
            met: it.met,
            mean: to_time(it.mean),
            times: it.times.iter().map(time).collect(),
            curve: it.curve.iter().map(|(at, part)| (to_moment(*at), *part)).collect(),
            sentences: Vec::new(),
            steps: it.steps.iter().filter_map(|it| Some(step(it, named(it.node)?))).collect(),
            crews: it.crews.iter().filter_map(crew).collect(),
            unsized_crews: it.unsized_crews.iter().filter_map(|it| named(*it)).collect(),
            trials: it.trials,
            error_wanted: ERROR,
            is_precise: it.is_precise,
        };
        odds.sentences = sentences(&odds, required);
        odds
    }

    /// When it is back in `of_100` of 100 cases: 50, 80, 90 or 95.
    pub fn within(&self, of_100: u8) -> Option<Span> {
        self.times.iter().find(|it| it.of_100 == of_100).map(|it| it.within)
    }

    /// The steps whose times matter, those that matter most first.
    pub fn tornado(&self) -> Vec<(&LikelyStep, LikelySwing)> {
        let swings = self.steps.iter().filter_map(|it| Some((it, it.swing?)));
        let mut swings: Vec<(&LikelyStep, LikelySwing)> =
            swings.filter(|it| Span::ZERO < it.1.width()).collect();
        swings.sort_by_key(|it| std::cmp::Reverse(it.1.width()));
        swings
    }
}

fn step(it: &StepTried, item: Named) -> LikelyStep {
    let swing = it.swing.map(|Swung { takes, back }| LikelySwing {
        short: to_time(takes.0),
        long: to_time(takes.1),
        back_if_short: to_time(back.0),
        back_if_long: to_time(back.1),
    });
    LikelyStep {
        takes: to_span(it.takes),
        start: to_span(it.start),
        slack: it.slack.map(to_span),
        known_from: it.known_from.filter(|_| item.may_open),
        fails_percent: it.fails_percent.filter(|_| item.may_open),
        criticality: it.criticality,
        cruciality: it.cruciality,
        swing,
        item,
    }
}

/// To the second, for what is drawn.
#[expect(clippy::cast_possible_truncation, reason = "rounded, and no longer than all of time")]
fn to_moment(seconds: f64) -> Span {
    Span::from_secs(seconds.round() as i64)
}

/// No finer than it is worth telling: that would seem to be known better than it is.
fn to_time(seconds: f64) -> Span {
    to_moment(seconds).rounded()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_finely_as_they_are_known() {
        let told = [0.4, 59.6, 598.7, 2_928.0, 3_631.0, 22_790.0].map(|it| to_time(it).to_string());
        assert_eq!(told, ["0 m", "1 m", "9 m 59 s", "49 m", "1 h 1 m", "6 h 20 m"]);
        assert_eq!(to_moment(2_928.4).to_string(), "48 m 48 s");
    }
}
