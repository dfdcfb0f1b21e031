//! How likely something is in time, in plain words. Nothing here does I/O.

use super::told::LikelyOdds;
use crate::Span;

/// `72 of 100 cases`: all only if it was never otherwise, and none only if it never was.
pub fn cases(part: f64) -> String {
    match (part * 100.0).round() {
        _ if part <= 0.0 => "no case".to_owned(),
        _ if 1.0 <= part => "all cases".to_owned(),
        n => format!("{} of 100 cases", n.clamp(1.0, 99.0)),
    }
}

/// From what part of all cases on a time can be promised.
const KEPT: f64 = 0.9;

impl LikelyOdds {
    /// Whether it is back in time often enough to promise that, if it must be back by some time.
    pub fn is_kept(&self) -> Option<bool> {
        Some(KEPT <= self.met?.value)
    }

    /// Whether somebody has said of all its crews how many people they have. Otherwise they are taken to
    /// be enough, and it may take longer.
    pub fn is_counted(&self) -> bool {
        self.unsized_crews.is_empty()
    }
}

/// What follows from what came out, the most useful first. How likely it is in time stands above.
pub(super) fn sentences(it: &LikelyOdds, required: Option<Span>) -> Vec<String> {
    let mut told = vec![promise(it, required)];
    told.extend(most(it));
    told.extend(
        it.crews
            .first()
            .map(|it| format!("A wait for {} decides in {}.", it.crew.name, cases(it.binds))),
    );
    told.extend(it.unsized_crews.iter().map(|it| {
        format!(
            "Nobody has said how much {} can do at once: it is taken to be enough, so it may take \
             longer.",
            it.name
        )
    }));
    told
}

/// What can be promised.
fn promise(it: &LikelyOdds, required: Option<Span>) -> String {
    let half = it.within(50).unwrap_or_default();
    let ninety = it.within(90).unwrap_or_default();
    let (Some(required), Some(is_kept)) = (required, it.is_kept()) else {
        return format!(
            "It is back within {half} half of the time. Nobody has said how soon it must be back."
        );
    };
    match (is_kept, it.is_counted()) {
        (true, true) => format!(
            "Its target of {required} can be promised: it is back within {ninety} nine times of ten."
        ),
        (true, false) => format!(
            "If its crews are enough, it is back within {ninety} nine times of ten. Count them before \
             its target of {required} is promised."
        ),
        (false, is_counted) if required < ninety => format!(
            "It is back within {half} half of the time. To be right nine times of ten, promise {}{ninety} \
             instead of {required}.",
            if is_counted { "" } else { "at least " }
        ),
        (false, _) => format!(
            "It is back within {half} half of the time, and within {ninety} about nine times of ten."
        ),
    }
}

fn most(it: &LikelyOdds) -> Option<String> {
    let (step, swing) = it.tornado().into_iter().next()?;
    Some(format!(
        "What matters most: {}. If that takes {} or {}, all is back on average after {} or {}; it \
         decides in {}.",
        step.item.name,
        swing.short,
        swing.long,
        swing.back_if_short,
        swing.back_if_long,
        cases(step.criticality)
    ))
}

#[cfg(test)]
mod tests {
    use engine::chance::Estimate;

    use super::*;
    use crate::ids::ItemId;
    use crate::prove::recovery::{LikelyTime, Named};

    #[test]
    fn all_and_none_are_said_only_if_that_is_so() {
        let shown = [0.0, 0.001, 0.724, 0.996, 1.0].map(cases);
        let expected =
            ["no case", "1 of 100 cases", "72 of 100 cases", "99 of 100 cases", "all cases"];
        assert_eq!(shown, expected);
    }

    /// Back within 3 h half of the time, and within 6 h nine times of ten.
    fn odds(met: Option<f64>, unsized_crews: Vec<Named>) -> LikelyOdds {
        let time = |of_100, hours| {
            let within = Span::from_hours(hours);
            LikelyTime { of_100, within, low: within, high: within }
        };
        LikelyOdds {
            planned: Span::from_hours(3),
            met: met.map(|value| Estimate { value, low: value, high: value }),
            mean: Span::from_hours(4),
            times: vec![time(50, 3), time(90, 6)],
            curve: Vec::new(),
            sentences: Vec::new(),
            steps: Vec::new(),
            crews: Vec::new(),
            unsized_crews,
            trials: 2_048,
            error_wanted: 0.01,
            is_precise: true,
        }
    }

    #[test]
    fn the_first_sentence_says_what_can_be_promised_and_not_how_likely_it_is() {
        let first = |met, crews, required: Option<i64>| {
            let told = sentences(&odds(met, crews), required.map(Span::from_hours));
            told.into_iter().next().unwrap_or_default()
        };
        let nobody = Vec::new;
        assert_eq!(
            first(Some(0.95), nobody(), Some(8)),
            "Its target of 8 h can be promised: it is back within 6 h nine times of ten."
        );
        assert_eq!(
            first(Some(0.7), nobody(), Some(4)),
            "It is back within 3 h half of the time. To be right nine times of ten, promise 6 h instead \
             of 4 h."
        );
        // Rounded, the target is the time in which it is back nine times of ten.
        assert_eq!(
            first(Some(0.899), nobody(), Some(6)),
            "It is back within 3 h half of the time, and within 6 h about nine times of ten."
        );
        assert_eq!(
            first(None, nobody(), None),
            "It is back within 3 h half of the time. Nobody has said how soon it must be back."
        );
    }

    #[test]
    fn with_a_crew_that_nobody_counted_times_are_the_least() {
        let crew = || vec![Named { name: "Mains crew".to_owned(), ..Named::hidden(ItemId::FIRST) }];
        let told = sentences(&odds(Some(0.7), crew()), Some(Span::from_hours(4)));
        let [promise, crews] = told.as_slice() else { panic!("{told:?}") };
        assert!(promise.ends_with("promise at least 6 h instead of 4 h."), "{promise}");
        assert_eq!(
            crews,
            "Nobody has said how much Mains crew can do at once: it is taken to be enough, so it may take \
             longer."
        );
        let told = sentences(&odds(Some(0.95), crew()), Some(Span::from_hours(8)));
        assert_eq!(
            told[0],
            "If its crews are enough, it is back within 6 h nine times of ten. Count them before its \
             target of 8 h is promised."
        );
    }
}
