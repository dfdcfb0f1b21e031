//! What would bring an item back sooner, with names and in plain words: each change, what it gains, and
//! what binds then, which is why it is not better.

use std::fmt;

use super::board::{Board, to_span};
use super::crewed::CrewedChange;
use super::explain::{Explanation, Relief};
use super::fixes::{CrewedHelp, CrewedLink};
use super::names::{Named, Names};
use crate::Span;
use crate::prepare::inventory::Kind;

/// So many restorations that decide then are told one after the other.
const STEPS_MAX: usize = 6;

/// A change, and what it would do.
#[derive(Debug, Clone, PartialEq)]
pub struct CrewHelp {
    /// The change.
    pub what: HelpKind,
    /// How long the restoration takes now that would take less.
    pub takes_now: Option<Span>,
    /// Whether without it the item never comes back.
    pub comes_back: bool,
    /// How much sooner the item would be back.
    pub gain: Span,
    /// When it would be back.
    pub finish: Span,
    /// Whether all times behind that are known. If not, it is the least that it can be.
    pub is_complete: bool,
    /// Whether that is in time.
    pub is_in_time: bool,
    /// What decides then when it is back, one after the other. Empty where an item rests on so much that
    /// no order was looked for.
    pub binds: Vec<ThenLink>,
    /// When it is back and what decides then, in plain words, beside the first of all changes.
    pub sentence: String,
}

/// What might be different.
#[derive(Debug, Clone, PartialEq)]
pub enum HelpKind {
    /// A crew has more people, or of equipment there are more units.
    MorePeople(Named, u32),
    /// A restoration takes so long only.
    Faster(Named, Span),
    /// A copy at a site takes over after so long.
    Copy(Named, Named, Span),
    /// Something does not need something else any more.
    WithoutNeed(Named, Named),
}

/// One restoration of those that would decide.
#[derive(Debug, Clone, PartialEq)]
pub struct ThenLink {
    /// What is restored.
    pub item: Named,
    /// When that starts, after the loss.
    pub start: Span,
    /// When it is back.
    pub finish: Span,
    /// The crew that is busy with the one before until then, if that decides.
    pub crew: Option<Named>,
}

impl ThenLink {
    /// How long the restoration itself takes.
    pub fn takes(&self) -> Span {
        self.finish.minus(self.start)
    }

    fn of(it: &CrewedLink, (board, names): (&Board, &Names)) -> Option<ThenLink> {
        let named = |node: u32| Some(names.named(board.entry(node)?.id));
        let (start, finish) = (to_span(it.start), to_span(it.end));
        Some(ThenLink { item: named(it.node)?, start, finish, crew: it.crew.and_then(named) })
    }
}

impl CrewHelp {
    /// All of them with their sentences, the best first. A copy of what somebody may not know of, or where
    /// they may not know of it, is left out: nobody could do anything about it.
    pub(super) fn all(
        helps: &[CrewedHelp],
        required: Option<Span>,
        known: (&Board, &Names),
    ) -> Vec<CrewHelp> {
        let helps = helps.iter().filter_map(|it| CrewHelp::of(it, required, known));
        told(helps.collect(), required)
    }

    /// What the analysis itself says would help, where an item rests on so much that no order is looked
    /// for.
    pub(super) fn of_reliefs(why: &Explanation) -> Vec<CrewHelp> {
        let outcome = &why.outcome;
        let Some((required, back)) = outcome.required_rto.zip(outcome.achievable_rto) else {
            return Vec::new();
        };
        let help = |it: &Relief| {
            // As slow as is enough, it is back at the very moment at which it must be.
            let finish = it.restore_needed.map_or(it.achievable_after, |_| required);
            CrewHelp {
                what: HelpKind::Faster(it.item.clone(), it.restore_needed.unwrap_or(Span::ZERO)),
                takes_now: Some(it.restore),
                comes_back: false,
                gain: back.minus(finish),
                finish,
                is_complete: why.is_complete,
                is_in_time: it.restore_needed.is_some(),
                binds: Vec::new(),
                sentence: String::new(),
            }
        };
        let mut helps: Vec<CrewHelp> =
            why.reliefs.iter().filter(|it| it.achievable_after < back).map(help).collect();
        helps.sort_by_key(|it| it.finish);
        told(helps, Some(required))
    }

    fn of(
        it: &CrewedHelp,
        required: Option<Span>,
        (board, names): (&Board, &Names),
    ) -> Option<CrewHelp> {
        let named = |node: u32| Some(names.named(board.entry(node)?.id));
        let what = match it.what {
            CrewedChange::MorePeople { crew, more } => HelpKind::MorePeople(named(crew)?, more),
            CrewedChange::Faster { node, restore } => {
                HelpKind::Faster(named(node)?, to_span(restore))
            }
            CrewedChange::Copy { node, site, restore } => {
                let is_known = |it: &Named| !it.code.is_empty();
                let (item, site) = (named(node).filter(is_known)?, named(site).filter(is_known)?);
                HelpKind::Copy(item, site, to_span(restore))
            }
            CrewedChange::WithoutNeed { from, to } => {
                HelpKind::WithoutNeed(named(from)?, named(to)?)
            }
        };
        let finish = to_span(it.end);
        let link = |it: &CrewedLink| ThenLink::of(it, (board, names));
        Some(CrewHelp {
            what,
            takes_now: it.takes_now.map(to_span),
            comes_back: it.comes_back,
            gain: to_span(it.gain),
            finish,
            is_complete: it.is_complete,
            is_in_time: required.is_none_or(|it| finish <= it),
            binds: it.binds.iter().filter_map(link).collect(),
            sentence: String::new(),
        })
    }

    /// When it is back with this change, and what decides then. `first`: when with the best of all.
    fn told(&self, required: Option<Span>, first: Option<Span>) -> String {
        let least = if self.is_complete { "" } else { "at least " };
        let against = match (first, required) {
            (Some(first), _) if first == self.finish => ", as soon as with the first".to_owned(),
            (Some(first), _) => {
                format!(", {} later than with the first", self.finish.minus(first))
            }
            (None, Some(required)) if required < self.finish => {
                format!(", {} over the {required} target", self.finish.minus(required))
            }
            // Of what is not known it cannot be said that it is in time.
            (None, Some(required)) if self.is_complete => {
                format!(", within the {required} target")
            }
            (None, _) => String::new(),
        };
        let told = format!("With {}, it is back after {least}{}{against}.", self.what, self.finish);
        match steps(&self.binds) {
            Some(steps) => format!("{told} What decides then: {steps}."),
            None => told,
        }
    }
}

impl fmt::Display for HelpKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HelpKind::MorePeople(of, n) => {
                let what = match (of.kind, n) {
                    (Kind::Equipment, 1) => "unit of",
                    (Kind::Equipment, _) => "units of",
                    (_, 1) => "person in",
                    _ => "people in",
                };
                write!(f, "{n} more {what} {}", of.name)
            }
            HelpKind::Faster(item, Span::ZERO) => write!(f, "{} restored in no time", item.name),
            HelpKind::Faster(item, restore) => write!(f, "{} restored in {restore}", item.name),
            HelpKind::Copy(item, site, within) => {
                write!(f, "a copy of {} at {} that takes over in {within}", item.name, site.name)
            }
            HelpKind::WithoutNeed(from, to) => write!(f, "{} doing without {}", from.name, to.name),
        }
    }
}

/// The same with the sentence of each.
fn told(mut helps: Vec<CrewHelp>, required: Option<Span>) -> Vec<CrewHelp> {
    let first = helps.first().map(|it| it.finish);
    for (n, it) in helps.iter_mut().enumerate() {
        it.sentence = it.told(required, first.filter(|_| 0 < n));
    }
    helps
}

/// `Core network 40 m, then Block storage 2 h when Storage crew is free`. None: nothing takes time.
fn steps(links: &[ThenLink]) -> Option<String> {
    let steps: Vec<&ThenLink> = links.iter().filter(|it| Span::ZERO < it.takes()).collect();
    let mut shown: Vec<(usize, &ThenLink)> = steps.iter().copied().enumerate().collect();
    if STEPS_MAX < shown.len() {
        shown.sort_by_key(|it| std::cmp::Reverse(it.1.takes()));
        shown.truncate(STEPS_MAX - 1);
        shown.sort_by_key(|it| it.0);
    }
    let step = |(n, it): &(usize, &ThenLink)| {
        let mut step = format!("{} {}", it.item.name, it.takes());
        if let Some(crew) = &it.crew {
            step.push_str(&format!(" when {} is free", crew.name));
        }
        let before = n.checked_sub(1).and_then(|it| steps.get(it));
        if let Some(before) = before.filter(|before| it.start < before.finish) {
            let early = before.finish.minus(it.start);
            step.push_str(&format!(", begun {early} before {} is back", before.item.name));
        }
        step
    };
    let told: Vec<String> = shown.iter().map(step).collect();
    let rest = match steps.len() - shown.len() {
        0 => String::new(),
        1 => ", and one shorter step".to_owned(),
        n => format!(", and {n} shorter steps"),
    };
    (!told.is_empty()).then(|| format!("{}{rest}", told.join(", then ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ItemId;

    fn named(name: &str) -> Named {
        let (id, kind) = (ItemId::new(), Kind::Asset);
        Named { id, kind, code: name.to_lowercase(), name: name.to_owned(), may_open: true }
    }

    fn link(name: &str, (start, finish): (i64, i64), crew: Option<&str>) -> ThenLink {
        let (start, finish) = (Span::from_minutes(start), Span::from_minutes(finish));
        ThenLink { item: named(name), start, finish, crew: crew.map(named) }
    }

    fn help(what: HelpKind, binds: Vec<ThenLink>) -> CrewHelp {
        let finish = binds.last().map_or(Span::ZERO, |it| it.finish);
        CrewHelp {
            what,
            takes_now: None,
            comes_back: false,
            gain: Span::ZERO,
            finish,
            is_complete: true,
            is_in_time: true,
            binds,
            sentence: String::new(),
        }
    }

    #[test]
    fn each_fix_says_what_decides_then_and_how_far_it_is_behind_the_first() {
        let people = HelpKind::MorePeople(named("Mains"), 1);
        let first =
            help(people, vec![link("Host", (0, 180), None), link("Desk", (180, 240), None)]);
        let after = vec![
            link("Host", (0, 180), None),
            link("Disk", (180, 240), Some("Mains")),
            link("Cache", (240, 240), None),
            link("Desk", (230, 300), None),
        ];
        let copy = HelpKind::Copy(named("Disk"), named("West"), Span::from_minutes(60));
        let helps = told(vec![first, help(copy, after)], Some(Span::from_hours(4)));
        let sentences: Vec<&str> = helps.iter().map(|it| it.sentence.as_str()).collect();
        assert_eq!(
            sentences,
            [
                "With 1 more person in Mains, it is back after 4 h, within the 4 h target. What \
                 decides then: Host 3 h, then Desk 1 h.",
                "With a copy of Disk at West that takes over in 1 h, it is back after 5 h, 1 h later \
                 than with the first. What decides then: Host 3 h, then Disk 1 h when Mains is free, \
                 then Desk 1 h 10 m, begun 10 m before Disk is back.",
            ]
        );
    }

    #[test]
    fn the_shortest_of_many_steps_are_told_together_and_what_is_not_known_is_at_least() {
        let steps = (0..8).map(|n| link(&format!("P{n}"), (100 * n, 100 * n + 10 + n), None));
        let faster = HelpKind::Faster(named("P9"), Span::ZERO);
        let mut many = help(faster, steps.collect());
        many.is_complete = false;
        let sentence = many.told(Some(Span::from_hours(40)), None);
        assert_eq!(
            sentence,
            "With P9 restored in no time, it is back after at least 11 h 57 m. What decides then: P3 \
             13 m, then P4 14 m, then P5 15 m, then P6 16 m, then P7 17 m, and 3 shorter steps."
        );
    }
}
