//! From inputs to what a run finds out. Nothing here does I/O.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use engine::restoration::{Finding, Restoration, Restored, restoration_on};
use engine::sequence::Effort;

use super::chance::{self, Odds};
use super::hours::SHIFTS_END;
use super::inputs::{Inputs, NOBODY, at_work, note};
use super::later::later;
use super::note::{Note, NoteKind};
use super::outcome::{Outcome, RowPeaks, ServiceOut, WorkOut};
use super::run::{Curve, CurvePoint, RowVerdict, RunResult, Totals};
use super::shared;
use super::so_far::Fares;
use crate::Span;
use crate::prepare::inventory::Kind;
use crate::prove::recovery::{orders_alone, to_span};

/// How many moments a curve has, about.
pub(super) const POINTS: u32 = 240;

/// Who looks on while a run is computed.
pub(super) struct Lookout<'a> {
    /// Whether to stop.
    pub(super) stop: &'a (dyn Fn() -> bool + Sync),
    /// Told how many services and processes are down, and how far it is, in percent.
    pub(super) tell: &'a (dyn Fn(u64, u8) + Sync),
    /// Told how all of them fare in each order that is better than those before, the first one at
    /// once.
    pub(super) order: &'a (dyn Fn(Vec<Fares>) + Sync),
}

/// The same, for what is computed elsewhere.
#[derive(Clone)]
pub(super) struct Watcher {
    pub(super) stop: Arc<dyn Fn() -> bool + Send + Sync>,
    pub(super) tell: Arc<dyn Fn(u64, u8) + Send + Sync>,
    pub(super) order: Arc<dyn Fn(Vec<Fares>) + Send + Sync>,
}

impl Watcher {
    pub(super) fn lookout(&self) -> Lookout<'_> {
        Lookout { stop: &*self.stop, tell: &*self.tell, order: &*self.order }
    }
}

/// Computes everything. `None`: somebody stopped it.
///
/// `without`: the same without what the scenario assumes, if it assumes anything. The order that is
/// found for that is where the search begins, so that nothing assumed to be better ends worse.
pub(super) fn compute(
    inputs: &Inputs,
    without: Option<&Inputs>,
    lookout: &Lookout<'_>,
) -> Option<Outcome> {
    let n_services = n_of(inputs.disruption.watched.len());
    (lookout.tell)(n_services, 5);
    // The first rule of priority answers at once; what is found after that is better.
    let first = restored(inputs, None, 0, lookout)?;
    (lookout.order)(Fares::all(inputs, &first));
    (lookout.tell)(n_services, 10);
    let without = match without.filter(|it| inputs.has_nodes_of(it)) {
        Some(it) => {
            let first = restored(it, None, 0, lookout)?;
            Some(sought((it, first), None, lookout, &mut |_| ())?)
        }
        None => None,
    };
    (lookout.tell)(n_services, 20);
    let mut best = value(&first);
    let mut found = |it: &Restoration| {
        if value(it) < best {
            best = value(it);
            (lookout.order)(Fares::all(inputs, it));
        }
        (lookout.tell)(n_services, 30);
    };
    let first = match &without {
        Some(known) => restored(inputs, Some(known), 0, lookout)?,
        None => first,
    };
    let schedules = effort((inputs, first.nodes.len()), without.is_some());
    let restoration = sought((inputs, first), without.as_ref(), lookout, &mut found)?;
    (lookout.order)(Fares::all(inputs, &restoration));
    (lookout.tell)(n_services, 60);
    let odds = chance::odds(inputs, &restoration, lookout.stop)?;
    (lookout.tell)(n_services, 85);
    let bookings = shared::bookings(inputs, &restoration, lookout.stop)?;
    let services = services(inputs, &restoration, &odds);
    let mut result = result(inputs, &restoration, &odds, &services);
    result.notes.extend(by_rules(schedules, restoration.nodes.len()));
    result.later = without.map(|it| later(inputs, &it, &restoration)).unwrap_or_default();
    Some(Outcome { result, services, work: work(inputs, &restoration), bookings })
}

/// From how many orders on a short search comes before the long one, so that whoever looks on sees
/// sooner what can be gained.
const LONG: u32 = 100;

/// How many times shorter it is.
const SHORTER: u32 = 10;

/// The best order that is found in the time there is for so much, after the `first` one, which follows
/// one rule of priority. `found` is told what is found on the way: nothing that is better than the answer.
fn sought(
    (inputs, first): (&Inputs, Restoration),
    known: Option<&Restoration>,
    lookout: &Lookout<'_>,
    found: &mut dyn FnMut(&Restoration),
) -> Option<Restoration> {
    let schedules = effort((inputs, first.nodes.len()), known.is_some());
    found(&first);
    // Of one service alone, the answer is that of its page.
    let short = match LONG <= schedules && inputs.alone.is_none() {
        true => Some(restored(inputs, known, schedules / SHORTER, lookout)?),
        false => None,
    };
    short.iter().for_each(found);
    let best = restored(inputs, known, schedules, lookout)?;
    Some(short.filter(|it| value(it) < value(&best)).unwrap_or(best))
}

/// How good an order is: how late all is, then when all is done. The least is best.
fn value(it: &Restoration) -> (u64, u32) {
    (it.tardiness, it.makespan)
}

/// What is to be known if no order was looked for.
fn by_rules(schedules: u32, n_down: usize) -> Option<Note> {
    let kind = NoteKind::OrderByRules;
    (schedules <= 1 && 0 < n_down).then_some(Note { kind, n: 0, item_ids: Vec::new() })
}

fn restored(
    inputs: &Inputs,
    known: Option<&Restoration>,
    schedules: u32,
    lookout: &Lookout<'_>,
) -> Option<Restoration> {
    let effort = Effort { schedules, seed: inputs.seed };
    let (model, disruption) = (&inputs.model, &inputs.disruption);
    let found = match known {
        Some(it) => it.after_change(threads(), (model, disruption), effort, lookout.stop),
        None => restoration_on(threads(), model, disruption, effort, lookout.stop),
    };
    (!(lookout.stop)()).then_some(found)
}

/// How many threads compute. Answers do not depend on it.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |it| it.get().min(4))
}

/// How many orders are tried: so many that it takes a few seconds at most. Of one service alone, as many
/// as for its page, so that both say the same.
fn effort((inputs, n_down): (&Inputs, usize), is_changed: bool) -> u32 {
    let alone = inputs.alone.and_then(|_| orders_alone(n_down, is_changed));
    alone.unwrap_or_else(|| schedules_of(n_down))
}

fn schedules_of(n_down: usize) -> u32 {
    match n_down {
        0..400 => 2_000,
        400..3_000 => 500,
        3_000..10_000 => 50,
        _ => 1,
    }
}

/// When and how every service and process that is down comes back.
fn services(inputs: &Inputs, restoration: &Restoration, odds: &Odds) -> Vec<ServiceOut> {
    let causes = causes(inputs, restoration);
    let positions: BTreeMap<u32, u32> = order(inputs, restoration).collect();
    let service = |it: &Restored| {
        let entry = inputs.board.entry(it.node)?;
        if !matches!(entry.kind, Kind::Service | Kind::Process) {
            return None;
        }
        let verdict = verdict(it);
        let cause = causes.get(&it.node).and_then(|it| inputs.board.entry(*it));
        let is_done = it.end.is_some();
        Some(ServiceOut {
            item_id: entry.id,
            agency_id: entry.agency_id,
            kind: entry.kind,
            tier: entry.tier,
            cause_id: cause.map(|it| it.id),
            position: positions.get(&it.node).copied(),
            back: it.end.map(to_span),
            due: it.due.map(to_span),
            late: it.late.map(to_span),
            wait_for_needs: is_done.then(|| to_span(it.wait_for_needs)),
            wait_for_crew: is_done.then(|| to_span(it.wait_for_crew)),
            chance_ppm: match it.end {
                None => it.due.map(|_| 0),
                // It is late before anybody begins.
                Some(_) if it.due.is_some_and(|due| due < inputs.disruption.begin) => Some(0),
                // With times that nobody has stated, or crews that nobody has counted, most trials may be
                // in time and the service not.
                Some(_) if it.complete => odds.ppm.get(&it.node).copied(),
                Some(_) => None,
            },
            verdict,
            peaks: inputs.peaks.row(it.node, it.end),
            caught_up: inputs.tolerances.row(it.node, it.end),
        })
    };
    restoration.nodes.iter().filter_map(service).collect()
}

pub(super) fn verdict(it: &Restored) -> RowVerdict {
    match (it.end, it.due, it.late) {
        (None, _, _) => RowVerdict::Never,
        (_, None, _) => RowVerdict::NoTarget,
        (_, _, Some(_)) => RowVerdict::Late,
        _ if it.complete => RowVerdict::InTime,
        _ => RowVerdict::Unknown,
    }
}

/// What comes back in which order: the first is 1. What only stands for a time has no place in it.
fn order<'a>(
    inputs: &'a Inputs,
    restoration: &'a Restoration,
) -> impl Iterator<Item = (u32, u32)> + 'a {
    restoration.order.iter().copied().filter(move |it| is_thing(inputs, *it)).zip(1..)
}

/// Whether a node stands for something of the inventory.
fn is_thing(inputs: &Inputs, node: u32) -> bool {
    inputs.board.entry(node).is_some()
}

/// For each node that is down, what the scenario names that took it down: of several, the nearest.
fn causes(inputs: &Inputs, restoration: &Restoration) -> BTreeMap<u32, u32> {
    let down: BTreeSet<u32> = restoration.nodes.iter().map(|it| it.node).collect();
    let mut causes = inputs.because.clone();
    let mut open: VecDeque<u32> = causes.keys().copied().collect();
    while let Some(node) = open.pop_front() {
        let Some(cause) = causes.get(&node).copied() else { continue };
        for next in inputs.model.hard_dependents(node) {
            if down.contains(next) && !causes.contains_key(next) {
                causes.insert(*next, cause);
                open.push_back(*next);
            }
        }
    }
    causes
}

/// What is done by whom, in the order in which it starts. What takes no time and nobody is left out.
fn work(inputs: &Inputs, restoration: &Restoration) -> Vec<WorkOut> {
    let mut work = Vec::new();
    for (node, position) in order(inputs, restoration) {
        let of_model = inputs.model.node(node);
        let duration = of_model.restore.unwrap_or(0);
        let found = restoration.node(node).and_then(|it| it.start);
        let (Some(start), Some(entry)) = (found, inputs.board.entry(node)) else { continue };
        if duration == 0 {
            continue;
        }
        work.push(WorkOut {
            position,
            item_id: entry.id,
            agency_id: entry.agency_id,
            kind: entry.kind,
            crew_id: of_model.crew.and_then(|it| inputs.crew(it.index)),
            people: of_model.crew.map_or(0, |it| at_work(inputs, it, duration)),
            equipment_id: of_model.equipment.and_then(|it| inputs.crew(it.index)),
            units: of_model.equipment.map_or(0, |it| at_work(inputs, it, duration)),
            from: to_span(start),
            until: to_span(start.saturating_add(duration)),
        });
    }
    work
}

fn result(
    inputs: &Inputs,
    restoration: &Restoration,
    odds: &Odds,
    services: &[ServiceOut],
) -> RunResult {
    let mut totals = Totals::default();
    for it in services {
        totals.add_row(it.tier, it.verdict, it.back);
    }
    let mut notes = inputs.notes.clone();
    notes.extend(peak_notes(inputs, services));
    notes.extend(findings(inputs, restoration));
    let is_in_shifts = inputs.disruption.crews.iter().any(|it| !it.stretches().is_empty());
    if is_in_shifts && SHIFTS_END < restoration.makespan {
        notes.push(Note { kind: NoteKind::ShiftsEnd, n: 0, item_ids: Vec::new() });
    }
    if !odds.is_of_all {
        let kind = match odds.n_trials {
            0 => NoteKind::ChanceNotTried,
            _ => NoteKind::ChanceOfSome,
        };
        notes.push(Note { kind, n: 0, item_ids: Vec::new() });
    }
    RunResult {
        n_down: n_of(restoration.nodes.iter().filter(|it| is_thing(inputs, it.node)).count()),
        totals,
        all_back: to_span(restoration.makespan),
        all_back_at_least: to_span(restoration.makespan_bound),
        tardiness: restoration.tardiness,
        tardiness_at_least: restoration.tardiness_bound,
        n_trials: odds.n_trials,
        n_past_mtd: n_of(services.iter().filter(|it| it.caught_up.is_past()).count()),
        curve: curve(services, odds),
        notes,
        later: Vec::new(),
    }
}

/// How many services and processes are back at each moment, with the band of chance.
fn curve(services: &[ServiceOut], odds: &Odds) -> Curve {
    let mut back: Vec<Span> = services.iter().filter_map(|it| it.back).collect();
    back.sort_unstable();
    let n_down = n_of(services.len());
    if odds.band.is_empty() {
        return plain_curve(&back, n_down);
    }
    let last = back.last().copied().unwrap_or_default();
    let point = |(at, low, high): &(Span, u32, u32)| CurvePoint {
        at: *at,
        n_back: n_by(&back, *at),
        n_low: Some(u64::from(*low)),
        n_high: Some(u64::from(*high)),
    };
    let mut points: Vec<CurvePoint> = odds.band.iter().map(point).collect();
    if points.first().is_some_and(|it| Span::ZERO < it.at) {
        // Until work begins, nothing is back.
        points.insert(0, point(&(Span::ZERO, 0, 0)));
    }
    if let Some(end) = points.last().copied().filter(|it| it.at < last) {
        points.push(CurvePoint { at: last, n_back: n_by(&back, last), ..end });
    }
    Curve { n_down, points, ..Curve::default() }.timed(&back)
}

/// The curve of what is back at these moments, in order, without a band.
pub(super) fn plain_curve(back: &[Span], n_down: u64) -> Curve {
    let last = back.last().copied().unwrap_or_default();
    let step = last.secs().div_euclid(i64::from(POINTS)) + 1;
    let n = last.secs() / step + 1;
    let moments = (0..=n).map(|it| Span::from_secs(it * step));
    let point = |at| CurvePoint { at, n_back: n_by(back, at), n_low: None, n_high: None };
    Curve { n_down, points: moments.map(point).collect(), ..Curve::default() }.timed(back)
}

fn n_by(back: &[Span], at: Span) -> u64 {
    n_of(back.partition_point(|it| *it <= at))
}

/// Which services and processes peaks have to do with.
fn peak_notes(inputs: &Inputs, services: &[ServiceOut]) -> Vec<Note> {
    let nodes = |is_so: &dyn Fn(&RowPeaks) -> bool| {
        let found = services.iter().filter(|it| is_so(&it.peaks));
        found.filter_map(|it| inputs.board.node(it.item_id)).collect::<Vec<u32>>()
    };
    let tightened = nodes(&|it| it.tightened.is_some());
    let ahead = nodes(&|it| it.ahead.is_some());
    let kinds = [(NoteKind::PeaksTighten, tightened), (NoteKind::PeaksAhead, ahead)];
    kinds.into_iter().filter_map(|(kind, it)| note(&inputs.board, kind, &it)).collect()
}

/// What the engine says that somebody should look at.
fn findings(inputs: &Inputs, restoration: &Restoration) -> Vec<Note> {
    let mut of_kind: BTreeMap<NoteKind, BTreeSet<u32>> = BTreeMap::new();
    for finding in &restoration.findings {
        let (kind, node) = match *finding {
            Finding::TimeUnknown { node } => (NoteKind::TimeUnknown, node),
            Finding::CrewTooSmall { node, crew, .. } if inputs.is_equipment(crew) => {
                (NoteKind::EquipmentTooSmall, node)
            }
            Finding::CrewTooSmall { node, crew, asks, .. } => {
                match is_longer_than_shift(inputs, node, (crew, asks)) {
                    true => (NoteKind::LongerThanShift, node),
                    false => (NoteKind::CrewTooSmall, node),
                }
            }
            // People who are lost are nobody's work.
            Finding::CrewGone { crew: NOBODY, .. } => continue,
            Finding::CrewGone { node, crew } if inputs.is_equipment(crew) => {
                (NoteKind::EquipmentGone, node)
            }
            Finding::CrewGone { node, .. } => (NoteKind::CrewGone, node),
            Finding::CrewUnknown { crew } => {
                let node = inputs.crews.get(crew as usize).copied().flatten();
                let Some(node) = node else { continue };
                match inputs.is_equipment(crew) {
                    true => (NoteKind::EquipmentUnknown, node),
                    false => (NoteKind::CrewUnknown, node),
                }
            }
        };
        of_kind.entry(kind).or_default().insert(node);
    }
    let about = |(kind, nodes): (NoteKind, BTreeSet<u32>)| {
        note(&inputs.board, kind, &nodes.into_iter().collect::<Vec<_>>())
    };
    of_kind.into_iter().filter_map(about).collect()
}

/// Whether a crew has more of the people that work asks for than are there for all of it.
fn is_longer_than_shift(inputs: &Inputs, node: u32, (crew, asks): (u32, u32)) -> bool {
    let duration = inputs.model.node(node).restore.unwrap_or(0);
    let supply = inputs.disruption.crews.get(crew as usize);
    supply.is_some_and(|it| it.for_work(duration) < asks.min(it.strength()))
}

pub(super) fn n_of(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_only_rules_decide_the_order_the_run_says_so() {
        let noted = |n_down| by_rules(schedules_of(n_down), n_down).map(|it| it.kind);
        assert_eq!(noted(10_000), Some(NoteKind::OrderByRules));
        assert_eq!([noted(9_999), noted(1)], [None, None]);
        assert_eq!(by_rules(1, 0), None, "nothing is down");
    }

    #[test]
    fn a_curve_ends_when_all_is_back_that_comes_back() {
        let hours = |it| Span::from_hours(it);
        let curve = plain_curve(&[hours(1), hours(2), hours(50)], 4);
        let last = curve.points.last().unwrap();
        assert_eq!((curve.n_down, last.n_back), (4, 3));
        assert!(hours(50) <= last.at && curve.points.len() <= 300);
        assert!(curve.points.windows(2).all(|it| it[0].n_back <= it[1].n_back));
        // The points are minutes apart; what is said is not.
        assert_eq!((curve.half_back, curve.last_back), (Some(hours(2)), Some(hours(50))));
        assert_eq!(plain_curve(&[hours(1)], 4).half_back, None, "more than half never come back");
        assert_eq!(plain_curve(&[], 2).points.last().unwrap().n_back, 0);
    }
}
