//! The recovery of one item tried thousands of times, in the numbers of the board. Nothing here does
//! I/O.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use engine::chance::{Chance, Estimate, Finish, Outlook, Policy, Precision, Simulation, Swing};
use engine::restoration::{Finding, Plan, Restoration};

use super::spread::{KnownFrom, of_history};
use crate::Span;
use crate::ids::ItemId;
use crate::prove::recovery::board::Board;
use crate::prove::recovery::crewed::{Excerpt, restored};
use crate::prove::recovery::missing::without_time;

/// By how much the chance to be in time may be wrong, with 95 % confidence: one percentage point.
pub(super) const ERROR: f64 = 0.01;

/// By how much a time may be wrong, as a part of it.
const TIME_ERROR: f64 = 0.02;

/// How many trials there are at most. For one percentage point it takes 9,604 where the chance is one
/// half, and fewer elsewhere; 400 steps are tried some 30,000 times in a second.
pub(super) const TRIALS_MAX: u64 = 16_384;

/// The same item is always tried under the same luck.
const SEED: u64 = 1;

/// Of how many steps it is tried what their short and their long times do.
const SWINGS_MAX: usize = 10;

/// How many trials that takes, each.
const SWING_TRIALS: u64 = 512;

/// In which units of time, in seconds, if there is not too much of it.
const UNIT: u32 = 60;

/// Of which parts of all trials it is told when the item is back, in percent.
const PARTS: [u8; 4] = [50, 80, 90, 95];

/// How many points the curve has after the first.
const POINTS: u32 = 60;

/// How long the items were measured to take, by day.
pub(super) type Measured = BTreeMap<ItemId, BTreeMap<NaiveDate, Span>>;

/// What can be said of how likely an item is back in time.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reckoned {
    /// It rests on too much.
    TooMuch,
    /// Some crew that it takes has nobody.
    Never,
    /// Nobody has said how long these take.
    Missing(Vec<u32>),
    /// It was tried.
    Tried(Box<Tried>),
}

/// What came out. Times are in seconds after the loss.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tried {
    /// When it is back if every step takes as long as planned.
    pub(super) planned: f64,
    /// How likely it is in time, if it must be back by some time.
    pub(super) met: Option<Estimate>,
    pub(super) mean: f64,
    /// When it is back in so many percent of the trials.
    pub(super) times: Vec<(u8, Estimate)>,
    /// In what part of the trials it is back by when.
    pub(super) curve: Vec<(f64, f64)>,
    /// The steps that take time: those that decide most often come first.
    pub(super) steps: Vec<StepTried>,
    /// In what part of the trials a wait for a crew decided, most often first.
    pub(super) crews: Vec<(u32, f64)>,
    /// The crews of which nobody has said how many people they have.
    pub(super) unsized_crews: Vec<u32>,
    pub(super) trials: u64,
    pub(super) is_precise: bool,
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StepTried {
    pub(super) node: u32,
    pub(super) takes: u32,
    pub(super) start: u32,
    /// How much later it may be back without harm, by plan. None: it delays nothing.
    pub(super) slack: Option<u32>,
    pub(super) known_from: Option<KnownFrom>,
    /// How often a try fails, if any does.
    pub(super) fails_percent: Option<u8>,
    /// In what part of the trials it was on the chain that left no slack.
    pub(super) criticality: f64,
    /// How far its time and that of the item go along.
    pub(super) cruciality: f64,
    pub(super) swing: Option<Swung>,
}

/// What a step's time does to when the item is back on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Swung {
    /// What it takes at most in one case of ten, and at least in one of ten.
    pub(super) takes: (f64, f64),
    /// When the item is back on average if it takes that.
    pub(super) back: (f64, f64),
}

/// Tries the recovery of `node` alone, as its page counts it.
pub(super) fn reckon(board: &Board, node: u32, measured: &Measured) -> Reckoned {
    let Some((part, found)) = restored(board, &[node]) else { return Reckoned::TooMuch };
    let own = part.place(node).and_then(|it| found.node(it));
    let Some((own, end)) = own.and_then(|it| Some((it.node, it.end?))) else {
        return Reckoned::Never;
    };
    let missing = missing(board, node, (&part, &found));
    if !missing.is_empty() {
        return Reckoned::Missing(missing);
    }
    let basis = Basis { board, part: &part, measured };
    let tried = basis.tried(&found, own);
    match tried {
        Some(tried) => Reckoned::Tried(Box::new(Tried { planned: f64::from(end), ..tried })),
        None => Reckoned::TooMuch,
    }
}

/// What nobody has said how long it takes, if that matters for `node`.
fn missing(board: &Board, node: u32, (part, found): (&Excerpt, &Restoration)) -> Vec<u32> {
    let mut missing: BTreeSet<u32> = without_time(&board.engine, node);
    let is_known = part.place(node).and_then(|it| found.node(it)).is_some_and(|it| it.complete);
    if !is_known {
        // Work of its crews may take nobody knows how long, too. A crew that nobody counted delays
        // nothing.
        let n_counted = part.disruption.crews.len();
        let is_counted =
            |it: u32| part.model.node(it).demands().any(|it| (it.index as usize) < n_counted);
        missing.extend(found.findings.iter().filter_map(|it| match it {
            Finding::TimeUnknown { node } if is_counted(*node) => Some(part.node(*node)),
            _ => None,
        }));
    }
    missing.into_iter().collect()
}

/// What it is tried with.
struct Basis<'a> {
    board: &'a Board,
    part: &'a Excerpt,
    measured: &'a Measured,
}

impl Basis<'_> {
    /// None: there is too much of it.
    fn tried(&self, found: &Restoration, own: u32) -> Option<Tried> {
        let plan = found.plan(UNIT)?;
        let task = plan.ends.iter().find(|it| it.0 == own)?.1;
        let known: Vec<(Chance, Option<KnownFrom>)> =
            plan.nodes.iter().map(|it| self.known(*it, plan.unit)).collect();
        let chances: Vec<Chance> = known.iter().map(|it| it.0.clone()).collect();
        let policy = Policy::by_starts(&plan.starts);
        let simulation = Simulation::new(&plan.project, &chances, &policy).ok()?;
        let simulation = simulation.watching(&[task]).ok()?.with_curve_of(1);
        let precision = Precision {
            probability: ERROR,
            percentile: TIME_ERROR,
            trials_max: TRIALS_MAX,
            ..Precision::default()
        };
        let outlook = simulation.run(&precision, SEED);
        let crucial = outlook.most_crucial(SWINGS_MAX);
        let moves = |it: &u32| influence(&outlook, *it).1.abs() > 0.0;
        let crucial: Vec<u32> = crucial.into_iter().filter(moves).collect();
        let swings = simulation.tornado(&crucial, SWING_TRIALS, SEED, 1);
        let known_from: Vec<Option<KnownFrom>> = known.into_iter().map(|it| it.1).collect();
        let finish = outlook.finishes.first()?;
        let tried = Told { plan: &plan, outlook: &outlook }.tried(finish);
        Some(Tried {
            steps: self.steps((found, own), (&plan, &outlook), (&known_from, &swings)),
            crews: self.crews(&plan, &outlook),
            unsized_crews: self.unsized_crews(found),
            ..tried
        })
    }

    /// How long the work of a task may take. What takes no work of its own takes none.
    fn known(&self, node: Option<u32>, unit: u32) -> (Chance, Option<KnownFrom>) {
        let entry = node.and_then(|it| self.board.entry(self.part.node(it)));
        match entry {
            Some(entry) => of_history(&entry.recovery, self.measured.get(&entry.id), unit),
            None => (Chance::planned(), None),
        }
    }

    /// How often a try to restore `node` fails, if any does.
    fn fails_percent(&self, node: u32) -> Option<u8> {
        self.board.entry(node)?.recovery.fails_percent.filter(|it| 0 < *it)
    }

    fn steps(
        &self,
        (found, own): (&Restoration, u32),
        (plan, outlook): (&Plan, &Outlook),
        (known_from, swings): (&[Option<KnownFrom>], &[Swing]),
    ) -> Vec<StepTried> {
        let chain = found.binding_chain(own);
        let slacks: BTreeMap<u32, u32> =
            chain.iter().flat_map(|it| &it.slacks).map(|it| (it.node, it.slack)).collect();
        let times = Told { plan, outlook };
        let tasks = (0_u32..).zip(&plan.nodes).zip(known_from);
        let mut steps: Vec<StepTried> = tasks
            .filter_map(|((task, place), known_from)| {
                let place = (*place)?;
                let node = self.part.node(place);
                let takes = self.board.engine.model().node(node).restore.filter(|it| 0 < *it)?;
                let (criticality, cruciality) = influence(outlook, task);
                let swing = swings.iter().find(|it| it.task == task);
                Some(StepTried {
                    node,
                    takes,
                    start: found.node(place)?.start?,
                    slack: slacks.get(&place).copied(),
                    known_from: *known_from,
                    fails_percent: self.fails_percent(node),
                    criticality,
                    cruciality,
                    swing: swing.map(|it| Swung {
                        takes: (times.length(it.low), times.length(it.high)),
                        back: (times.moment(it.outcome_low), times.moment(it.outcome_high)),
                    }),
                })
            })
            .collect();
        steps.sort_by(|one, other| {
            let by = other.criticality.total_cmp(&one.criticality);
            by.then(other.cruciality.total_cmp(&one.cruciality)).then(one.node.cmp(&other.node))
        });
        steps
    }

    fn crews(&self, plan: &Plan, outlook: &Outlook) -> Vec<(u32, f64)> {
        let binds = plan.crews.iter().zip(&outlook.binds).filter(|it| 0.0 < *it.1);
        let mut crews: Vec<(u32, f64)> =
            binds.map(|(crew, part)| (self.part.crew(*crew), *part)).collect();
        crews.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        crews
    }

    fn unsized_crews(&self, found: &Restoration) -> Vec<u32> {
        let crew = |it: &Finding| match it {
            Finding::CrewUnknown { crew } => Some(self.part.crew(*crew)),
            _ => None,
        };
        found.findings.iter().filter_map(crew).collect()
    }
}

/// The criticality and the cruciality of a task.
fn influence(outlook: &Outlook, task: u32) -> (f64, f64) {
    let found = outlook.influences.get(task as usize);
    found.map_or((0.0, 0.0), |it| (it.criticality, it.cruciality))
}

/// From the units of a plan to seconds.
struct Told<'a> {
    plan: &'a Plan,
    outlook: &'a Outlook,
}

impl Told<'_> {
    fn length(&self, units: f64) -> f64 {
        units * f64::from(self.plan.unit)
    }

    fn moment(&self, units: f64) -> f64 {
        f64::from(self.plan.begin) + self.length(units)
    }

    fn estimate(&self, it: Estimate) -> Estimate {
        let [value, low, high] = [it.value, it.low, it.high].map(|it| self.moment(it));
        Estimate { value, low, high }
    }

    /// All but what is told of steps and crews.
    fn tried(&self, finish: &Finish) -> Tried {
        let point = |n: u32| finish.max * f64::from(n) / f64::from(POINTS);
        let time = |part: u8| (part, self.estimate(finish.percentile(f64::from(part) / 100.0)));
        Tried {
            planned: 0.0,
            met: finish.met,
            mean: self.moment(finish.mean),
            times: PARTS.map(time).into(),
            curve: (0..=POINTS).map(point).map(|it| (self.moment(it), finish.by(it))).collect(),
            steps: Vec::new(),
            crews: Vec::new(),
            unsized_crews: Vec::new(),
            trials: self.outlook.trials,
            is_precise: self.outlook.is_precise,
        }
    }
}
