//! Everything that a run is computed from: the inventory as the engine sees it, what is lost, who
//! there is, and the hash of all that. Nothing here does I/O.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::restoration::{CrewSupply, Disruption, weight_of_tier};
use engine::{Crew, Model, ModelError, Need, Node};

use super::assumed::{self, Copied};
use super::copies;
use super::hash::InputsHash;
use super::hours::{Presence, SHIFTS_END};
use super::lost::Losses;
use super::note::{Note, NoteKind};
use super::outcome::BookingOut;
use super::peaks::Peaks;
use super::run::Ran;
use super::seats::{self, Away, Group, Seated};
use super::tolerated::{Known, Tolerances};
use crate::Span;
use crate::ids::{AgencyId, ItemId};
use crate::prepare::inventory::{Hours, Kind};
use crate::prove::recovery::{Board, Entry, Marks};

/// In which units of time orders are looked for, in seconds.
const UNIT: u32 = 60;

/// How many people a crew of unknown size is taken to have once it is back, and how many units there are
/// of such equipment.
const MANY: u32 = 10_000;

/// How many things of each agency a note names.
pub(super) const NAMED_MAX: usize = 50;

/// Everything that a run is computed from.
pub(super) struct Inputs {
    pub(super) board: Arc<Board>,
    pub(super) model: Model,
    pub(super) disruption: Disruption,
    /// The one service that it is about: nothing else counts but what that rests on.
    pub(super) alone: Option<u32>,
    /// The node of each crew and each equipment, by its index. None: nobody, for people who are lost.
    pub(super) crews: Vec<Option<u32>>,
    /// What is lost, and because of what: something that the scenario names.
    pub(super) because: BTreeMap<u32, u32>,
    /// Seats that several agencies count on at once.
    pub(super) seats: Vec<BookingOut>,
    /// Which targets a peak makes tighter, and which peaks may begin before all is back.
    pub(super) peaks: Peaks,
    /// How long each can be gone at most, and how long catching up takes.
    pub(super) tolerances: Tolerances,
    pub(super) notes: Vec<Note>,
    pub(super) seed: u64,
    pub(super) hash: String,
}

impl Inputs {
    /// `presence`: when those are there who are there in business hours.
    pub(super) fn of(
        (board, known, presence): (Arc<Board>, Known, &Presence),
        ran: &Ran,
        seed: u64,
    ) -> Result<Inputs, ModelError> {
        let copies = assumed::copies(&board, ran);
        let mut taken = BTreeSet::new();
        loop {
            let with = (board.clone(), known.clone(), presence);
            let mut inputs = Inputs::taking(with, (ran, &taken), seed)?;
            let open: Vec<Copied> =
                copies.iter().filter(|it| !taken.contains(&it.node)).copied().collect();
            // What takes over makes others sooner that need it, so that their copies may be, too.
            let more = copies::sooner(&inputs, ran, &open);
            if more.is_empty() {
                let is_lost = |it: &u32| inputs.because.contains_key(it);
                let slower: Vec<u32> = open.iter().map(|it| it.node).filter(is_lost).collect();
                inputs.note_copies(ran, &slower);
                inputs.hash = InputsHash::of(&inputs, ran);
                return Ok(inputs);
            }
            taken.extend(more);
        }
    }

    /// The same where copies take over for these nodes, and for no others.
    fn taking(
        (whole, known, presence): (Arc<Board>, Known, &Presence),
        (ran, taken): (&Ran, &BTreeSet<u32>),
        seed: u64,
    ) -> Result<Inputs, ModelError> {
        let board = assumed::board_of(whole.clone(), ran, taken)?;
        let losses = Losses::of(&board, ran, taken);
        let groups: Vec<Group> =
            losses.homeless.iter().filter_map(|it| Group::of(&board, *it)).collect();
        let usable = |it: u32| match losses.because.contains_key(&it) {
            true => losses.usable(it),
            false => Some(0),
        };
        let seated = seats::seated(&board, &groups, &usable, &|it| losses.people_back(it));
        let mut nodes = board.engine.model().nodes().to_vec();
        let mut because = losses.because.clone();
        let (absent, without_seat) = absences((&board, &losses), &groups, &seated, &mut because);
        let roll = Roll::of((&whole, &board), presence, &absent);
        for (node, it) in (0..).zip(&mut nodes) {
            *it = match absent.get(&node).filter(|_| because.contains_key(&node)) {
                Some((_, after)) => lost_people(*it, *after),
                None => roll.named_by_place(*it),
            };
        }
        let alone = ran.alone_on(&board);
        let known = known.alone(&board, alone);
        let tolerances = Tolerances::of(&board, ran, &known);
        let peaks = Peaks::of(&board, ran, known.peaks);
        peaks.tighten(&mut nodes);
        let mut needs = board.engine.model().needs().to_vec();
        if let Some(root) = alone {
            leave_alone((&board, root), &mut nodes, &mut needs, &because);
        }
        let waits = losses.wait(&mut nodes, &mut needs, &|it| because.contains_key(&it));
        let model = Model::new(nodes, needs)?;
        let Roll { crews, supplies, .. } = roll;
        let lost: Vec<u32> = because.keys().copied().chain(waits.clone()).collect();
        let down = engine::blast(&model, &lost).down;
        let is_watched = |it: &u32| {
            let entry = board.entry(*it);
            entry.is_some_and(|it| matches!(it.kind, Kind::Service | Kind::Process))
        };
        let disruption = Disruption {
            lost,
            crews: supplies,
            begin: losses.begin,
            unit: UNIT,
            weights: weights(&board, alone).chain(waits.map(|_| 0)).collect(),
            watched: down.into_iter().filter(is_watched).collect(),
        };
        let mut notes = first_notes(&board, ran);
        notes.extend(note(&board, NoteKind::NoSeats, &without_seat));
        let seats = seated.bookings(&board, losses.all_back());
        Ok(Inputs {
            board,
            model,
            disruption,
            alone,
            crews,
            because,
            seats,
            peaks,
            tolerances,
            notes,
            seed,
            hash: String::new(),
        })
    }

    /// Which copies count for nothing: those that stand where the original does, and those that are
    /// no sooner than it.
    fn note_copies(&mut self, ran: &Ran, slower: &[u32]) {
        let beside = assumed::copies_beside(&self.board, ran);
        self.notes.extend(note(&self.board, NoteKind::CopiesBeside, &beside));
        self.notes.extend(note(&self.board, NoteKind::CopiesSlower, slower));
    }

    /// Whether its nodes stand for the same items. What only stands for a time may be another one: it
    /// takes nobody.
    pub(super) fn has_nodes_of(&self, other: &Inputs) -> bool {
        let ids = |it: &Inputs| it.board.entries.iter().map(|it| it.id).collect::<Vec<_>>();
        ids(self) == ids(other)
    }

    /// The item behind a crew of the engine's, which may be equipment.
    pub(super) fn crew(&self, crew: u32) -> Option<ItemId> {
        Some(self.supply(crew)?.id)
    }

    /// Whether a crew of the engine's is equipment.
    pub(super) fn is_equipment(&self, crew: u32) -> bool {
        self.supply(crew).is_some_and(|it| it.kind == Kind::Equipment)
    }

    fn supply(&self, crew: u32) -> Option<&Entry> {
        self.board.entry(self.crews.get(crew as usize).copied().flatten()?)
    }
}

/// Who is away, by node, and how long after work begins enough of them can work. None: never.
type Absences = BTreeMap<u32, (Away, Option<u32>)>;

/// Who is away, by node, and how long after work begins enough of them can work; and who has no seat.
/// Those of whom enough can work at once are not lost.
fn absences(
    (board, losses): (&Board, &Losses),
    groups: &[Group],
    seated: &Seated,
    because: &mut BTreeMap<u32, u32>,
) -> (Absences, Vec<u32>) {
    let (mut absent, mut without_seat) = (losses.equipment_away(), Vec::new());
    for group in groups.iter().chain(&named(board, &losses.people)) {
        let is_named = losses.people.contains(&group.node);
        let seats = seated.seats.get(&group.node).filter(|_| !is_named);
        let away = Away {
            seats: seats.cloned().unwrap_or_default(),
            back: losses.people_back(group.node),
        };
        if away.seated_at(u32::MAX) < group.people && !is_named {
            without_seat.push(group.node);
        }
        // A crew with some of its people, and a team with all of them, can still work.
        let enough = if group.is_crew { 1 } else { group.people };
        if enough <= away.seated_at(0) {
            because.remove(&group.node);
        }
        let after = away.can_work(enough).map(|it| losses.after_begin(it));
        absent.insert(group.node, (away, after));
    }
    (absent, without_seat)
}

/// Only what the service at `root` must be back by counts, and nothing outside of what is lost goes
/// down with it: as its page has it.
fn leave_alone(
    (board, root): (&Board, u32),
    nodes: &mut [Node],
    needs: &mut Vec<Need>,
    lost: &BTreeMap<u32, u32>,
) {
    needs.retain(|it| lost.contains_key(&it.from));
    let required = board.engine.analysis().required_rto(root);
    for (node, it) in (0..).zip(nodes) {
        let target = it.target_rto.into_iter().chain(required).min();
        it.target_rto = target.filter(|_| node == root);
    }
}

/// What each second counts that something is late. One service alone is weighed against nothing.
fn weights(board: &Board, alone: Option<u32>) -> impl Iterator<Item = u32> + '_ {
    let weight = move |it: &Entry| match alone {
        Some(_) => 1,
        None => weight_of_tier(u32::from(it.tier.unwrap_or(4))),
    };
    board.entries.iter().map(weight)
}

fn named(board: &Board, nodes: &BTreeSet<u32>) -> Vec<Group> {
    nodes.iter().filter_map(|it| Group::of(board, *it)).collect()
}

/// People and equipment that are lost can work some time after work begins, or never: then nobody can
/// restore them.
fn lost_people(node: Node, after: Option<u32>) -> Node {
    let node = Node { equipment: None, ..node };
    match after {
        Some(after) => Node { restore: Some(after), crew: None, ..node },
        None => Node { restore: Some(1), crew: Some(Crew { index: NOBODY, size: 1 }), ..node },
    }
}

/// The crew that has nobody.
pub(super) const NOBODY: u32 = 0;

/// The crews that anything is restored by, and the equipment that this takes: first [`NOBODY`], then those
/// of which it is known how many people or units they have, then the others.
struct Roll {
    /// The node of each.
    crews: Vec<Option<u32>>,
    /// Of those that are known.
    supplies: Vec<CrewSupply>,
    /// Where each stands, by node.
    places: BTreeMap<u32, u32>,
}

impl Roll {
    /// `absent`: the crews that are lost, for how many of their people there are seats, and when all
    /// are back; and when those can work that are enough. Of equipment that is lost there is nothing until
    /// then.
    ///
    /// `whole`: without what is assumed, so that all have the same place with it and without.
    fn of((whole, board): (&Board, &Board), presence: &Presence, absent: &Absences) -> Roll {
        let all = whole.engine.model().nodes().iter();
        let taken = all.flat_map(|it| [it.crew, it.equipment]).flatten();
        let used: BTreeSet<u32> = taken.map(|it| it.index).collect();
        let (mut crews, mut supplies, mut unknown) =
            (vec![None], vec![CrewSupply::of(0)], Vec::new());
        for node in used {
            let marks = board.entry(node).map(|it| &it.marks);
            let people = marks.and_then(Marks::strength);
            let away = absent.get(&node).map(|it| &it.0);
            let is_counted = people.is_some();
            match people.or(away.map(|_| MANY)) {
                Some(people) => {
                    crews.push(Some(node));
                    let supply = staffed((marks, people), away, presence);
                    supplies.push(if is_counted { supply } else { supply.uncounted() });
                }
                None => unknown.push(Some(node)),
            }
        }
        crews.extend(unknown);
        let places = (0..).zip(&crews).filter_map(|(n, node)| Some(((*node)?, n))).collect();
        Roll { crews, supplies, places }
    }

    /// The same node, with its crew and its equipment named by their places here.
    fn named_by_place(&self, node: Node) -> Node {
        let place = |it: Crew| Some(Crew { index: *self.places.get(&it.index)?, ..it });
        Node { crew: node.crew.and_then(place), equipment: node.equipment.and_then(place), ..node }
    }
}

/// How many people a crew has when, by its hours and by its shifts, or units of equipment there are.
fn staffed(
    (marks, people): (Option<&Marks>, u32),
    away: Option<&Away>,
    presence: &Presence,
) -> CrewSupply {
    match marks {
        Some(Marks::Crew { hours: Some(Hours::Business), .. }) => {
            supply(people, away, &presence.once_called(people))
        }
        Some(Marks::Crew { people: Some(_), people_off_hours: Some(off_hours), .. }) => {
            let there = presence.in_shifts(people, *off_hours);
            let supply = supply(people, away, &there);
            let is_in_shifts = 1 < there.len();
            if is_in_shifts { supply.in_shifts(*off_hours, SHIFTS_END) } else { supply }
        }
        _ => supply(people, away, &[(0, people)]),
    }
}

/// A crew of which so many are `there` from when on, and of which until all are back only some have a
/// seat. One that can never be called has nobody.
fn supply(people: u32, away: Option<&Away>, there: &[(u32, u32)]) -> CrewSupply {
    if there.iter().all(|it| it.1 == 0) {
        return CrewSupply::of(0);
    }
    let there_at = |time: u32| there.iter().rev().find(|it| it.0 <= time).map_or(0, |it| it.1);
    let at = |time: u32| match away {
        Some(away) if away.back.is_none_or(|it| time < it) => {
            away.seated_at(time).min(there_at(time))
        }
        _ => there_at(time),
    };
    let seated = away.iter().flat_map(|it| it.seats.iter().map(|it| it.0));
    let there = there.iter().map(|it| it.0);
    let times = seated.chain(there).chain(away.and_then(|it| it.back));
    let times: BTreeSet<u32> = times.filter(|it| 0 < *it).collect();
    let changes: Vec<(u32, u32)> = times.into_iter().map(|it| (it, at(it))).collect();
    CrewSupply::changing(at(0), changes).unwrap_or_else(|_| CrewSupply::of(people))
}

/// How many people or units work takes: all that there are for as long as it goes on, where it asks for
/// more.
pub(super) fn at_work(inputs: &Inputs, crew: Crew, duration: u32) -> u32 {
    let supply = inputs.disruption.crews.get(crew.index as usize);
    supply.map_or(crew.size, |it| crew.size.min(it.for_work(duration)))
}

/// What can be said before anything is computed.
fn first_notes(board: &Board, ran: &Ran) -> Vec<Note> {
    let plain = |kind| Note { kind, n: 0, item_ids: Vec::new() };
    let always_there = ran.strikes_at.is_none().then(|| plain(NoteKind::CrewsAlwaysThere));
    let mut notes: Vec<Note> = always_there.into_iter().collect();
    let n_gone = ran.lost.iter().chain(&ran.alone).filter(|it| it.id.is_none()).count()
        + ran.changes.iter().filter(|it| it.is_gone()).count();
    if 0 < n_gone {
        let n = u64::try_from(n_gone).unwrap_or(u64::MAX);
        notes.push(Note { n, ..plain(NoteKind::PartsOutOfUse) });
    }
    if !ran.areas.is_empty() {
        let lacks = |it: &Entry| match &it.marks {
            Marks::Site(site) => site.latitude.zip(site.longitude).is_none(),
            _ => false,
        };
        let sites: Vec<u32> = board.all().filter(|it| lacks(it.1)).map(|it| it.0).collect();
        notes.extend(note(board, NoteKind::SitesWithoutPosition, &sites));
    }
    notes
}

/// A note about some nodes, if there are any. It names some of each agency, so that everybody sees
/// some of their own.
pub(super) fn note(board: &Board, kind: NoteKind, nodes: &[u32]) -> Option<Note> {
    let mut n_named: BTreeMap<AgencyId, usize> = BTreeMap::new();
    let mut is_named = |it: &Entry| {
        let n = n_named.entry(it.agency_id).or_default();
        *n += 1;
        *n <= NAMED_MAX
    };
    let named = nodes.iter().filter_map(|it| board.entry(*it)).filter(|it| is_named(it));
    let item_ids = named.map(|it| it.id).collect();
    let n = u64::try_from(nodes.len()).unwrap_or(u64::MAX);
    (!nodes.is_empty()).then_some(Note { kind, n, item_ids })
}

pub(super) fn seconds(span: Span) -> u32 {
    u32::try_from(span.secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crew_comes_when_it_is_called_and_has_its_people_when_they_are_back() {
        let steps = |it: CrewSupply| it.steps().collect::<Vec<_>>();
        let called = |at| move |away: Option<&Away>| supply(4, away, &[(0, 0), (at, 4)]);
        let always = |away: Option<&Away>| supply(4, away, &[(0, 4)]);
        assert_eq!(steps(always(None)), [(0, 4)]);
        assert_eq!(steps(called(60)(None)), [(0, 0), (60, 4)]);
        let away = |n, back| Away { seats: vec![(0, n)], back };
        assert_eq!(steps(called(60)(Some(&away(1, None)))), [(0, 0), (60, 1)]);
        let back = |at| steps(called(60)(Some(&away(1, Some(at)))));
        assert_eq!(back(90), [(0, 0), (60, 1), (90, 4)]);
        assert_eq!(back(30), [(0, 0), (30, 0), (60, 4)]);
        assert_eq!(steps(always(Some(&away(0, Some(0))))), [(0, 4)]);
        let seats = vec![(0, 1), (40, 3)];
        let later = Away { seats, back: Some(50) };
        assert_eq!(steps(always(Some(&later))), [(0, 1), (40, 3), (50, 4)]);
        assert_eq!(steps(supply(4, None, &[(0, 0)])), [(0, 0)]);
    }

    #[test]
    fn of_those_who_have_a_seat_as_many_work_at_night_as_are_there_then() {
        let there = [(0, 4), (30, 1), (60, 4)];
        let seats = |n, back| Away { seats: vec![(0, n)], back };
        let steps = |away: &Away| supply(4, Some(away), &there).steps().collect::<Vec<_>>();
        assert_eq!(steps(&seats(2, None)), [(0, 2), (30, 1), (60, 2)]);
        assert_eq!(steps(&seats(2, Some(40))), [(0, 2), (30, 1), (40, 1), (60, 4)]);
        assert_eq!(steps(&seats(0, Some(70))), [(0, 0), (30, 0), (60, 0), (70, 4)]);
    }
}
