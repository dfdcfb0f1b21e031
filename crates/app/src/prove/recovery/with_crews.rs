//! The recovery of an item by the crews and the equipment there are, with names and in plain words.

use super::board::{Board, to_span};
use super::crewed::{Crewed, CrewedRow};
use super::explain::{Explanation, part};
use super::help::CrewHelp;
use super::impossible::of_crews;
use super::names::{Named, Names, Part};
use super::sentence::listed;
use crate::Span;
use crate::prepare::inventory::Kind;

/// So many waits are told one by one.
const WAITS_MAX: usize = 3;

/// How an item comes back with the crews and the equipment there are, if these are there for it alone.
#[derive(Debug, Clone, PartialEq)]
pub struct WithCrews {
    /// When it is back. None: never, because a crew that it takes has nobody.
    pub finish: Option<Span>,
    /// Before when no order of the work brings it back, if that is proved.
    pub at_least: Option<Span>,
    /// Whether all that it waits for is known: how long work takes, and how many there are to do it. If
    /// not, it is back then at the earliest.
    pub is_complete: bool,
    /// The crews of which nobody has said how many they have, if that is why.
    pub uncounted: Vec<Named>,
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
    /// How many units of its equipment it takes: all that there are, where it asks for more.
    pub units: u32,
    /// Whether it asks for more units than there are.
    pub lacks_units: bool,
    /// Which crew or equipment it waits for, if it does.
    pub waits_for: Option<Named>,
    /// Whether it is one of those that decide.
    pub binds: bool,
    /// What its crew was busy with, or what took its equipment, until then, if that decides.
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
        let name = |it: u32| Some(names.named(board.entry(it)?.id));
        let impossible = it.proof.as_ref().zip(required);
        let mut with_crews = WithCrews {
            impossible: impossible.and_then(|it| of_crews(it.0, it.1, name)),
            finish,
            at_least: it.at_least.map(to_span),
            is_complete: it.is_known && why.is_complete,
            uncounted: it
                .uncounted
                .iter()
                .filter_map(|it| Some(names.named(board.entry(*it)?.id)))
                .collect(),
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
            let never =
                "It never comes back: a crew or equipment that its restoration takes is gone.";
            return never.to_owned();
        };
        let least = if self.is_complete { "" } else { "at least " };
        let takes_equipment = self.rows.iter().any(|it| it.part.equipment.is_some());
        let (these, own) = match takes_equipment {
            true => ("crews and the equipment", "people and equipment"),
            false => ("crews", "people"),
        };
        let mut told = format!("With the {these} there are, it is back after {least}{finish}");
        let alone = why.outcome.achievable_rto.unwrap_or(finish);
        match alone < finish {
            true => {
                let more = finish.minus(alone);
                told.push_str(&format!(", {more} later than if each part had {own} of its own."));
            }
            false if self.rows.iter().any(|it| it.ready < it.start) => {
                told.push_str(&format!(": the waits for {own} do not delay it."));
            }
            false => told.push_str(&format!(", as if each part had {own} of its own.")),
        }
        told.push_str(&self.waits());
        if alone < finish && self.at_least == Some(finish) {
            told.push_str(" No other order of the work is faster.");
        }
        if !self.uncounted.is_empty() {
            let names = self.uncounted.iter().take(3).map(|it| it.name.as_str());
            let names = listed(&names.collect::<Vec<_>>(), self.uncounted.len());
            told.push_str(&format!(" Nobody has said how many there are of {names}."));
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
            1 => told.push_str(" One more waits after that."),
            n => told.push_str(&format!(" {n} more wait after that.")),
        }
        told
    }
}

impl CrewRow {
    /// That it waits for its crew or for equipment, how long, and what that does until then, if that
    /// decides.
    fn wait(&self) -> Option<String> {
        let after = &self.after.as_ref()?.name;
        let (name, wait) = (&self.part.item.name, self.start.minus(self.ready));
        let of = self.waits_for.as_ref();
        let crew = of.map_or("its crew", |it| it.name.as_str());
        let until = match of.map(|it| it.kind) {
            Some(Kind::Equipment) => format!("which {after} takes until then"),
            _ => format!("who work on {after} until then"),
        };
        Some(format!("{name} waits {wait} for {crew}, {until}."))
    }

    /// That it asks for more people than its crew has, or for more equipment than there is, if it does,
    /// in a sentence.
    pub fn short(&self) -> Option<String> {
        let name = &self.part.item.name;
        if let Some((equipment, asked)) = self.part.equipment.as_ref().filter(|_| self.lacks_units)
        {
            let (of, has) = (&equipment.name, self.units);
            return Some(format!(
                "{name} asks for {asked} of {of}, and there are {has}: it is planned with these."
            ));
        }
        let (crew, asked) = self.part.crew.as_ref().filter(|_| self.is_short)?;
        let has = self.people;
        let crew = &crew.name;
        Some(format!(
            "{name} asks for {asked} people of {crew}, which has {has}: it is planned with these."
        ))
    }

    pub(super) fn of(it: &CrewedRow, board: &Board, names: &Names) -> Option<CrewRow> {
        let named = |it: Option<u32>| Some(names.named(board.entry(it?)?.id));
        Some(CrewRow {
            part: part(board, names, it.node)?,
            ready: to_span(it.ready),
            start: to_span(it.start),
            finish: to_span(it.end),
            people: it.people,
            is_short: it.is_short,
            units: it.units,
            lacks_units: it.lacks_units,
            waits_for: named(it.waits_for),
            binds: it.binds,
            after: named(it.after),
        })
    }
}
