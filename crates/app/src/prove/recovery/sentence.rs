//! An explanation in plain words.

use super::explain::{Explanation, Link};
use crate::Span;
use crate::prepare::inventory::Standing;

/// So many restorations are told one after the other.
const STEPS_MAX: usize = 6;

/// Why the item is back when it is, for people.
pub(super) fn sentence(it: &Explanation) -> String {
    let mut sentences = Vec::new();
    if let Some(circle) = it.circle.as_ref().filter(|it| !it.is_broken) {
        let names: Vec<&str> = circle.example.iter().map(|it| it.name.as_str()).collect();
        let names = listed(&names, circle.n_members);
        sentences.push(format!("{names} need each other, so they come back only together."));
    }
    let achievable = it.outcome.achievable_rto.unwrap_or_default();
    let steps: Vec<&Link> = it.chain.iter().filter(|it| Span::ZERO < it.takes()).collect();
    if it.outcome.achievable_rto.is_some() {
        let at_least = if it.is_complete { "" } else { "at least " };
        let told = told(&steps);
        let (verdict, left_out) = (verdict(it, achievable), not_counted(it));
        // Where there is no target, that is a sentence of its own after this one.
        let end = match it.outcome.required_rto {
            Some(_) => format!("{at_least}{achievable}{verdict}{left_out}"),
            None => format!("{at_least}{achievable}{left_out}{verdict}"),
        };
        if told.is_empty() {
            sentences.push(format!("Back after {end}."));
        } else {
            sentences.push(format!("{told}: back after {end}."));
        }
    }
    if let Some(most) = most(&steps).filter(|_| it.outcome.standing == Standing::Missed) {
        sentences.push(format!("{} adds most.", most.part.item.name));
    }
    if it.outcome.standing == Standing::Missed && !it.is_complete {
        sentences.push("So it misses its target for certain.".to_owned());
    }
    if 0 < it.n_unknown && it.outcome.achievable_rto.is_none() {
        let takes = if it.n_unknown == 1 { "takes" } else { "take" };
        sentences.push(format!("Nobody has said how long {} {takes} to restore.", unknown(it)));
    }
    sentences.join(" ")
}

/// What a bound does not count.
fn not_counted(it: &Explanation) -> String {
    match it.n_unknown {
        0 => String::new(),
        _ => format!("; not counting {}, for which no time is given", unknown(it)),
    }
}

/// What nobody has said how long it takes, by name.
fn unknown(it: &Explanation) -> String {
    let names: Vec<&str> = it.unknown.iter().take(3).map(|it| it.name.as_str()).collect();
    listed(&names, it.n_unknown)
}

/// `Core network 40 m, then Block storage 2 h`.
fn told(steps: &[&Link]) -> String {
    if steps.len() < 2 {
        return String::new();
    }
    let mut shown = steps.to_vec();
    if STEPS_MAX < shown.len() {
        shown.sort_by_key(|it| std::cmp::Reverse(it.takes()));
        shown.truncate(STEPS_MAX - 1);
        shown.sort_by_key(|it| (it.start, it.finish));
    }
    let told: Vec<String> =
        shown.iter().map(|it| format!("{} {}", it.part.item.name, it.takes())).collect();
    let rest = match steps.len() - shown.len() {
        0 => String::new(),
        1 => ", and one shorter step".to_owned(),
        n => format!(", and {n} shorter steps"),
    };
    format!("{}{rest}", told.join(", then "))
}

fn verdict(it: &Explanation, achievable: Span) -> String {
    let Some(required) = it.outcome.required_rto else {
        return ". Nobody has said how soon it must be back".to_owned();
    };
    match required < achievable {
        true if !it.is_complete => {
            let over = achievable.minus(required);
            format!(", {over} over the {required} target whatever else it takes")
        }
        true => format!(", {} over the {required} target", achievable.minus(required)),
        false if !it.is_complete => format!(", with a target of {required}"),
        false if achievable == required => format!(", just within the {required} target"),
        false => format!(", {} within the {required} target", required.minus(achievable)),
    }
}

/// The step that takes longest, if there are others.
fn most<'a>(steps: &[&'a Link]) -> Option<&'a Link> {
    let longest = steps.iter().max_by_key(|it| it.takes())?;
    (1 < steps.len()).then_some(*longest)
}

/// `A, B and 3 others`.
pub(super) fn listed(names: &[&str], n: usize) -> String {
    let rest = n.saturating_sub(names.len());
    match (names, rest) {
        ([], _) => format!("{n} things"),
        ([only], 0) => (*only).to_owned(),
        ([most @ .., last], 0) => format!("{} and {last}", most.join(", ")),
        (_, 1) => format!("{} and one other", names.join(", ")),
        (_, rest) => format!("{} and {rest} others", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_people_do() {
        assert_eq!(listed(&["A"], 1), "A");
        assert_eq!(listed(&["A", "B", "C"], 3), "A, B and C");
        assert_eq!(listed(&["A", "B"], 3), "A, B and one other");
        assert_eq!(listed(&["A", "B"], 5), "A, B and 3 others");
    }
}
