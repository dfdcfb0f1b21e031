//! Why a time is impossible, as a sum in one sentence: what must happen one after the other.

use engine::restoration::{Term, TermOf};

use super::crewed::CrewedProof;
use super::explain::Explanation;
use super::names::Named;
use super::sentence::listed;
use crate::Span;
use crate::prepare::inventory::Kind;

/// So many summands are told.
const TERMS_MAX: usize = 6;

/// So many names are told of what a crew works on.
const NAMES_MAX: usize = 3;

/// Why the target is missed even with people enough for everything: `4 h is impossible: Core network
/// 40 m + Block storage 5 h = 5 h 40 m.`
pub(super) fn of_parts(it: &Explanation) -> Option<String> {
    let (required, achievable) = it.outcome.required_rto.zip(it.outcome.achievable_rto)?;
    let mut terms = Vec::with_capacity(it.chain.len());
    for link in &it.chain {
        let name = &link.part.item.name;
        terms.push((format!("the head start of {name}"), -link.grace.secs()));
        terms.push((name.clone(), link.takes().secs()));
    }
    told(required, &terms, achievable).map(|sum| {
        let least = if it.is_complete { "" } else { ", and more: not all times are known" };
        format!("{required} is impossible: {sum}{least}.")
    })
}

/// Why no order of the work meets the target with the crews and the equipment there are.
pub(super) fn of_crews(
    it: &CrewedProof,
    required: Span,
    named: impl Fn(u32) -> Option<Named>,
) -> Option<String> {
    let names: Vec<Named> = it.nodes.iter().filter_map(|it| named(*it)).collect();
    let names: Vec<&str> = names.iter().take(NAMES_MAX).map(|it| it.name.as_str()).collect();
    let crew = named(it.crew)?;
    let (work_of, crews) = match crew.kind {
        Kind::Equipment => ("use of", "equipment there is"),
        _ => ("work of", "crews there are"),
    };
    let crew = &crew.name;
    let term = |it: &Term, n_nodes: usize| {
        let what = match it.what {
            TermOf::Crew { .. } => format!("{work_of} {crew} on {}", listed(&names, n_nodes)),
            TermOf::Then if it.seconds < 0 => "the head start of what follows".to_owned(),
            TermOf::Then => "what can only follow".to_owned(),
            _ => "what must be back before".to_owned(),
        };
        (what, it.seconds)
    };
    let terms: Vec<_> = it.terms.iter().map(|term_of| term(term_of, it.nodes.len())).collect();
    let sum = told(required, &terms, Span::from_secs(i64::from(it.at_least)))?;
    Some(format!("{required} is impossible with the {crews}, in whatever order: {sum}."))
}

/// `A 40 m + B 2 h − C 10 m = 2 h 30 m`. None if that is within the target, or if the terms do not add
/// up to what is proved, as in a circle.
fn told(required: Span, terms: &[(String, i64)], proved: Span) -> Option<String> {
    let total: i64 = terms.iter().map(|it| it.1).sum();
    if proved <= required || total != proved.secs() {
        return None;
    }
    let mut shown: Vec<(usize, &str, i64)> = terms
        .iter()
        .enumerate()
        .filter(|it| it.1.1 != 0)
        .map(|(n, it)| (n, it.0.as_str(), it.1))
        .collect();
    let mut rest = None;
    if TERMS_MAX < shown.len() {
        shown.sort_by_key(|it| std::cmp::Reverse(it.2.abs()));
        let left_out = shown.split_off(TERMS_MAX - 1);
        let sum: i64 = left_out.iter().map(|it| it.2).sum();
        rest = Some((format!("{} shorter steps", left_out.len()), sum));
        shown.sort_unstable();
    }
    let shown = shown.into_iter().map(|it| (it.1, it.2));
    let rest = rest.iter().map(|it| (it.0.as_str(), it.1));
    let mut text = String::new();
    for (what, seconds) in shown.chain(rest) {
        let sign = match (seconds < 0, text.is_empty()) {
            (true, _) => " − ",
            (false, true) => "",
            (false, false) => " + ",
        };
        text.push_str(&format!("{sign}{what} {}", Span::from_secs(seconds.abs())));
    }
    let is_sum = 1 < terms.iter().filter(|it| it.1 != 0).count();
    Some(if is_sum { format!("{text} = {proved}") } else { text })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::ItemId;

    /// What a sum says, read back: each summand, and what they come to.
    fn read(text: &str) -> (i64, i64) {
        let (terms, total) = text.split_once(" = ").unwrap_or((text, text));
        let seconds = |it: &str| {
            let from = it.find('|').unwrap() + 1;
            it[from..].trim().parse::<Span>().unwrap().secs()
        };
        let mut sum = 0;
        for plus in terms.split(" + ") {
            let mut parts = plus.split(" − ");
            sum += parts.next().map_or(0, seconds);
            sum -= parts.map(seconds).sum::<i64>();
        }
        let total = total.rsplit('|').next().unwrap();
        (sum, total.parse::<Span>().unwrap().secs())
    }

    proptest! {
        #[test]
        fn what_is_told_adds_up_to_what_it_says(
            works in prop::collection::vec((0..100_000_i64, 0..10_000_i64), 1..6),
            required in 0..50_000_i64,
        ) {
            let mut terms = Vec::new();
            for (n, (work, grace)) in works.iter().enumerate() {
                // Nobody has a head start of more than what comes before.
                let before: i64 = terms.iter().map(|it: &(String, i64)| it.1).sum();
                terms.push((format!("head start {n} |"), -(*grace).min(before)));
                terms.push((format!("work {n} |"), *work));
            }
            let total: i64 = terms.iter().map(|it| it.1).sum();
            let (required, total) = (Span::from_secs(required), Span::from_secs(total));
            // The steps that are left out have no bar in their text: only short sums are read.
            let is_short = terms.iter().filter(|it| it.1 != 0).count() <= TERMS_MAX;
            match told(required, &terms, total) {
                Some(text) if is_short => {
                    prop_assert_eq!(read(&text), (total.secs(), total.secs()), "{}", text);
                }
                Some(text) => prop_assert!(text.contains("shorter steps"), "{}", text),
                None => prop_assert!(total <= required),
            }
            prop_assert_eq!(told(required, &terms, total.plus(Span::from_minutes(1))), None);
        }
    }

    #[test]
    fn the_shortest_of_many_steps_are_told_together() {
        let hours = |n: i64| (format!("P{n}"), n * 3600);
        let terms: Vec<_> = (1..=8).map(hours).collect();
        let text = told(Span::from_hours(4), &terms, Span::from_hours(36)).unwrap();
        let expected = "P4 4 h + P5 5 h + P6 6 h + P7 7 h + P8 8 h + 3 shorter steps 6 h = 36 h";
        assert_eq!(text, expected);
        assert_eq!(told(Span::from_hours(36), &terms, Span::from_hours(36)), None);
    }

    #[test]
    fn a_crew_is_named_with_what_it_works_on() {
        let term = |what, seconds| Term { what, seconds };
        let terms = vec![
            term(TermOf::Before, 1_800),
            term(TermOf::Crew { crew: 0 }, 6 * 3600),
            term(TermOf::Then, -600),
        ];
        let at_least = 1_800 + 6 * 3600 - 600;
        let proof = CrewedProof { crew: 9, nodes: vec![1, 2], terms, at_least };
        let named = |kind: Kind| {
            move |it: u32| {
                let name = if it == 9 { "Server crew".to_owned() } else { format!("S{it}") };
                Some(Named { kind, name, ..Named::hidden(ItemId::FIRST) })
            }
        };
        assert_eq!(
            of_crews(&proof, Span::from_hours(4), named(Kind::Crew)).unwrap(),
            "4 h is impossible with the crews there are, in whatever order: what must be back before \
             30 m + work of Server crew on S1 and S2 6 h − the head start of what follows 10 m = \
             6 h 20 m."
        );
        assert_eq!(of_crews(&proof, Span::from_hours(7), named(Kind::Crew)), None);
        let with = of_crews(&proof, Span::from_hours(4), named(Kind::Equipment)).unwrap();
        assert!(
            with.contains("with the equipment there is") && with.contains(" use of Server crew")
        );
    }
}
