//! What differs between two analyses, line by line, in words.

use std::collections::BTreeSet;

use super::Content;
use super::content::ResourceNeed;
use crate::Span;

/// One line in which two analyses differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What the line is about.
    pub label: String,
    /// What the first says. Empty if nothing.
    pub before: String,
    /// What the second says.
    pub after: String,
}

/// What differs between two analyses.
pub fn compare(before: &Content, after: &Content) -> Vec<Difference> {
    let (before, after) = (lines(before), lines(after));
    let value = |lines: &[(String, String)], label: &str| {
        let found = lines.iter().find(|(it, _)| it == label);
        found.map_or_else(String::new, |(_, it)| it.clone())
    };
    let mut seen = BTreeSet::new();
    let labels = after.iter().chain(&before).map(|(label, _)| label);
    labels
        .filter(|it| seen.insert(it.as_str()))
        .map(|label| Difference {
            label: label.clone(),
            before: value(&before, label),
            after: value(&after, label),
        })
        .filter(|it| it.before != it.after)
        .collect()
}

/// Everything that an analysis says, as labels with values.
pub fn lines(it: &Content) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut say = |label: &str, value: String| {
        if !value.is_empty() {
            lines.push((label.to_owned(), value));
        }
    };
    let span = |it: Option<Span>| it.map_or_else(String::new, |it| it.to_string());
    for impact in &it.impacts {
        let label = format!("{} after {}", it.criteria.type_name(&impact.on), impact.after);
        let note = if impact.note.is_empty() { "" } else { ": " };
        let name = it.criteria.level_name(impact.level);
        say(&label, format!("{} {name}{note}{}", impact.level, impact.note));
    }
    say("Maximum tolerable downtime (MTD)", span(it.mtd()));
    say("Recovery time objective (RTO)", span(it.rto));
    say("Work recovery time (WRT)", span(it.wrt));
    say("Recovery point objective (RPO)", span(it.rpo));
    if let Some(minimum) = &it.minimum {
        let (amount, unit, percent) = (minimum.amount, &minimum.unit, minimum.percent);
        say("Minimum level", format!("{amount} {unit}, {percent}% of normal"));
    }
    for peak in &it.peak_periods {
        let other = [("MTD", peak.mtd), ("RPO", peak.rpo)];
        let other = other.iter().filter_map(|(what, it)| Some(format!(", {what} {}", (*it)?)));
        let (when, rto) = (peak.when(), peak.rto);
        let rest: String = other.collect();
        say(&format!("Peak “{}”", peak.name), format!("{when}: RTO {rto}{rest}"));
    }
    say("Peaks in words", it.peaks.clone());
    say("Workaround", it.workaround.clone());
    say("Workaround holds for", span(it.workaround_holds));
    for step in &it.cost.steps {
        let (per_hour, once) = (step.per_hour, step.once);
        say(&format!("Cost from {}", step.from), format!("{per_hour} an hour, {once} at once"));
    }
    for strategy in &it.cost.strategies {
        let back = strategy.rto.map_or_else(String::new, |it| format!(", back within {it}"));
        let (once, yearly, years) = (strategy.once, strategy.yearly, strategy.years);
        let label = format!("Strategy “{}”", strategy.name);
        say(&label, format!("{once} once for {years} years, {yearly} a year{back}"));
    }
    for resource in &it.resources {
        let label = format!("{}: {}", resource.kind.title(), resource.what);
        let needed = needed(resource);
        let normal = resource.normal;
        let rest = if needed.is_empty() { needed } else { format!("; {needed}") };
        say(&label, format!("{normal} normally{rest}"));
    }
    for (code, answer) in &it.answers {
        let label = it.criteria.question(code).map_or(code.as_str(), |it| &it.text);
        say(label, answer.clone());
    }
    say("Note", it.note.clone());
    say("Level that cannot be borne", it.criteria.unacceptable_level.to_string());
    lines
}

/// How many of a resource it takes, by time: `4 h: 2; 24 h: 5`.
pub(super) fn needed(it: &ResourceNeed) -> String {
    let parts: Vec<String> =
        it.needed.iter().map(|it| format!("{}: {}", it.after, it.quantity)).collect();
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::impact::{Impact, ImpactCriteria};

    #[test]
    fn only_what_differs_is_listed() {
        let blank = Content::blank(ImpactCriteria::default());
        let impact = |level| {
            let (on, after) = ("life".to_owned(), Span::from_hours(4));
            Impact { on, after, level, note: String::new() }
        };
        let before = Content { impacts: vec![impact(2)], peaks: "May".into(), ..blank.clone() };
        let rto = Some(Span::from_hours(3));
        let after = Content { impacts: vec![impact(4)], peaks: "May".into(), rto, ..blank };
        let shown: Vec<String> = compare(&before, &after)
            .iter()
            .map(|it| format!("{}: {} → {}", it.label, it.before, it.after))
            .collect();
        assert_eq!(
            shown,
            [
                "Life and safety after 4 h: 2 Minor → 4 Severe",
                "Maximum tolerable downtime (MTD):  → 4 h",
                "Recovery time objective (RTO):  → 3 h",
            ]
        );
        assert_eq!(compare(&after, &after), []);
    }
}
