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

impl LikelyOdds {
    /// In how many cases it is back: at most, if a crew is taken to be enough that nobody counted.
    pub fn in_cases(&self, part: f64) -> String {
        match self.unsized_crews.is_empty() || part <= 0.0 {
            true => cases(part),
            false => format!("at most {}", cases(part)),
        }
    }
}

/// What came out, the answer first.
pub(super) fn sentences(it: &LikelyOdds, required: Option<Span>) -> Vec<String> {
    let mut told = vec![in_time(it, required)];
    told.extend(promise(it, required));
    told.extend(most(it));
    told.extend(
        it.crews
            .first()
            .map(|it| format!("A wait for {} decides in {}.", it.crew.name, cases(it.binds))),
    );
    told.extend(it.unsized_crews.iter().map(|it| {
        format!("Nobody has said how much {} can do at once: it is taken to be enough.", it.name)
    }));
    told
}

fn in_time(it: &LikelyOdds, required: Option<Span>) -> String {
    let half = it.within(50).unwrap_or_default();
    let ninety = it.within(90).unwrap_or_default();
    match (it.met, required) {
        (Some(met), Some(required)) => format!(
            "It is back within its target of {required} in {}, and within {ninety} nine times of ten.",
            it.in_cases(met.value)
        ),
        _ => format!(
            "It is back within {half} half of the time, and within {ninety} nine times of ten. \
             Nobody has said how soon it must be back."
        ),
    }
}

/// What could be promised instead, where the target is not kept nine times of ten.
fn promise(it: &LikelyOdds, required: Option<Span>) -> Option<String> {
    let (required, ninety) = required.zip(it.within(90))?;
    let is_kept = it.met.is_some_and(|it| 0.9 <= it.value);
    (!is_kept && required < ninety)
        .then(|| format!("To be right nine times of ten, promise {ninety} instead of {required}."))
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
    use super::*;

    #[test]
    fn all_and_none_are_said_only_if_that_is_so() {
        let shown = [0.0, 0.001, 0.724, 0.996, 1.0].map(cases);
        let expected =
            ["no case", "1 of 100 cases", "72 of 100 cases", "99 of 100 cases", "all cases"];
        assert_eq!(shown, expected);
    }
}
