//! The recovery of an item by the crews there are, with names and in plain words.

use super::board::{Board, to_span};
use super::crewed::{Crewed, CrewedRow};
use super::explain::{Explanation, part};
use super::help::CrewHelp;
use super::impossible::of_crews;
use super::names::{Named, Names, Part};
use crate::Span;

/// So many waits are told one by one.
const WAITS_MAX: usize = 3;

/// How an item comes back with the crews there are, if they work for it alone.
#[derive(Debug, Clone, PartialEq)]
pub struct WithCrews {
    /// When it is back. None: never, because a crew that it takes has nobody.
    pub finish: Option<Span>,
    /// Before when no order of the work brings it back, if that is proved.
    pub at_least: Option<Span>,
    /// How much of it lies beyond what is required.
    pub gap: Option<Span>,
    /// The same in plain words.
    pub sentence: String,
    /// Why what is required is impossible with these crews, as a sum in one sentence.
    pub impossible: Option<String>,
    /// Every restoration, by start.
    pub rows: Vec<CrewRow>,
    /// What would help, the best first.
    pub helps: Vec<CrewHelp>,
}

/// One restoration.
#[derive(Debug, Clone, PartialEq)]
pub struct CrewRow {
    /// What is restored.
    pub part: Part,
    /// When all that it needs is back.
    pub ready: Span,
    /// When its crew begins, after the loss.
    pub start: Span,
    /// When it is back.
    pub finish: Span,
    /// How many people work on it: all that its crew has, where it asks for more. 0: nobody has said.
    pub people: u32,
    /// Whether it asks for more people than its crew has.
    pub is_short: bool,
    /// Whether it is one of those that decide.
    pub binds: bool,
    /// What its crew was busy with until then, if that decides.
    pub after: Option<Named>,
}

impl WithCrews {
    /// `why`: what holds if everybody has people enough.
    pub(super) fn of(
        it: &Crewed,
        why: &Explanation,
        (board, names): (&Board, &Names),
    ) -> WithCrews {
        let required = why.outcome.required_rto;
        let finish = it.end.map(to_span);
        let rows = it.rows.iter().filter_map(|it| CrewRow::of(it, board, names)).collect();
        let name = |it: u32| Some(names.named(board.entry(it)?.id).name);
        let impossible = it.proof.as_ref().zip(required);
        let mut with_crews = WithCrews {
            impossible: impossible.and_then(|it| of_crews(it.0, it.1, name)),
            finish,
            at_least: it.at_least.map(to_span),
            gap: required.zip(finish).filter(|it| it.0 < it.1).map(|it| it.1.minus(it.0)),
            sentence: String::new(),
            rows,
            helps: CrewHelp::all(&it.helps, required, (board, names)),
        };
        with_crews.sentence = with_crews.told(why);
        with_crews
    }

    /// Why it takes longer, for people.
    fn told(&self, why: &Explanation) -> String {
        let Some(finish) = self.finish else {
            return "It never comes back: a crew that its restoration takes has nobody.".to_owned();
        };
        let least = if why.is_complete { "" } else { "at least " };
        let mut told = format!("With the crews there are, it is back after {least}{finish}");
        let alone = why.outcome.achievable_rto.unwrap_or(finish);
        match alone < finish {
            true => {
                let more = finish.minus(alone);
                told.push_str(&format!(", {more} later than if each part had people of its own."));
            }
            false if self.rows.iter().any(|it| it.ready < it.start) => {
                told.push_str(": the waits for people do not delay it.");
            }
            false => told.push_str(", as if each part had people of its own."),
        }
        told.push_str(&self.waits());
        if alone < finish && self.at_least == Some(finish) {
            told.push_str(" No other order of the work is faster.");
        }
        if let Some(short) = self.rows.iter().find_map(CrewRow::short) {
            told.push(' ');
            told.push_str(&short);
        }
        told
    }

    /// Who waits for people of those that decide, in order, with how long and for whom.
    fn waits(&self) -> String {
        let waiting = self.rows.iter().filter(|it| it.binds && it.ready < it.start);
        let waits: Vec<String> = waiting.filter_map(CrewRow::wait).collect();
        let mut told = String::new();
        for wait in waits.iter().take(WAITS_MAX) {
            told.push(' ');
            told.push_str(wait);
        }
        match waits.len().saturating_sub(WAITS_MAX) {
            0 => {}
            1 => told.push_str(" One more waits for people after that."),
            n => told.push_str(&format!(" {n} more wait for people after that.")),
        }
        told
    }
}

impl CrewRow {
    /// That it waits for its crew, how long, and what they do until then, if that decides.
    fn wait(&self) -> Option<String> {
        let after = self.after.as_ref()?;
        let crew = self.part.crew.as_ref();
        let crew = crew.map_or("its crew", |it| it.0.name.as_str());
        let (name, wait) = (&self.part.item.name, self.start.minus(self.ready));
        Some(format!("{name} waits {wait} for {crew}, who work on {} until then.", after.name))
    }

    /// That it asks for more people than its crew has, if it does, in a sentence.
    pub fn short(&self) -> Option<String> {
        let (crew, asked) = self.part.crew.as_ref().filter(|_| self.is_short)?;
        let (name, has) = (&self.part.item.name, self.people);
        let crew = &crew.name;
        Some(format!(
            "{name} asks for {asked} people of {crew}, which has {has}: it is planned with these."
        ))
    }

    pub(super) fn of(it: &CrewedRow, board: &Board, names: &Names) -> Option<CrewRow> {
        let after = it.after.and_then(|it| Some(names.named(board.entry(it)?.id)));
        Some(CrewRow {
            part: part(board, names, it.node)?,
            ready: to_span(it.ready),
            start: to_span(it.start),
            finish: to_span(it.end),
            people: it.people,
            is_short: it.is_short,
            binds: it.binds,
            after,
        })
    }
}
