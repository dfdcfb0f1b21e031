//! What is counted, agency by agency.

use std::sync::Arc;

use chrono::{Months, NaiveDate};

use super::crews::is_to_try;
use crate::Timestamp;
use crate::ids::AgencyId;
use crate::prepare::inventory::{Kind, ProofSource, Standing};
use crate::prove::recovery::{Board, Entry, Named, SoFar, View};

/// How long a proof holds.
const PROOF_HOLDS: Months = Months::new(24);

/// Which services are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Those that are mission essential.
    Essential,
    /// All, because nobody has said which are essential.
    All,
}

impl Basis {
    /// Essential services, if there is one anywhere in the state: so the figures of agencies add
    /// up to those of the state.
    pub(super) fn of(board: &Board) -> Basis {
        match board.entries.iter().any(Entry::is_essential) {
            true => Basis::Essential,
            false => Basis::All,
        }
    }

    /// Whether a service counts.
    pub(super) fn counts(self, entry: &Entry) -> bool {
        entry.kind == Kind::Service && (self == Basis::All || entry.is_essential())
    }

    /// What is counted, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Basis::Essential => "essential services",
            Basis::All => "services",
        }
    }
}

/// How many services stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// All that are counted.
    pub n_services: u64,
    /// Those that can be back in time.
    pub n_met: u64,
    /// Those that can, with little time to spare.
    pub n_at_risk: u64,
    /// Those that cannot.
    pub n_missed: u64,
    /// Those that are in time as far as times are known, and of which some are not: when they are back
    /// is known as a least.
    pub n_at_least: u64,
    /// Those of which nothing is known.
    pub n_unknown: u64,
    /// Those that nobody has said how soon they must be back.
    pub n_no_target: u64,
    /// Those that are not late if each part has people of its own, and are with the crews there are.
    pub n_late_with_crews: u64,
    /// Those of which that is not found out yet.
    pub n_not_tried: u64,
    /// Those of which it cannot be, because they rest on too much.
    pub n_too_large: u64,
    /// Those whose impact was analyzed, or that of a process that requires them.
    pub n_analyzed: u64,
    /// Those whose own recovery was seen to work in the last two years.
    pub n_proven: u64,
    /// People whom agencies have named to be called.
    pub n_contacts: u64,
    /// Those of them with a channel that is known to work.
    pub n_verified: u64,
}

/// The figures of one agency, without those below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyFigures {
    /// Which agency.
    pub id: AgencyId,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The codes from the state down to it.
    pub path: String,
    /// What was counted.
    pub figures: Figures,
}

/// What holds services back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What adds most to their recovery.
    pub item: Named,
    /// How many services miss their target because of it.
    pub n_services: u64,
}

impl Figures {
    /// How many can be back in time, barely or not.
    pub fn n_in_time(&self) -> u64 {
        self.n_met + self.n_at_risk
    }

    /// How many are to be tried with the crews there are: who is late anyhow is not, and whoever has no
    /// target.
    pub fn n_to_try(&self) -> u64 {
        self.n_services - self.n_missed - self.n_no_target
    }

    /// How far that is, as long as it goes on.
    pub fn trying(&self) -> Option<String> {
        let n_tried = self.n_to_try().saturating_sub(self.n_not_tried);
        let n_all = self.n_to_try();
        (0 < self.n_not_tried).then(|| format!("crews are being looked at: {n_tried} of {n_all}"))
    }

    /// These and others together.
    #[must_use]
    pub fn plus(self, other: &Figures) -> Figures {
        Figures {
            n_services: self.n_services + other.n_services,
            n_met: self.n_met + other.n_met,
            n_at_risk: self.n_at_risk + other.n_at_risk,
            n_missed: self.n_missed + other.n_missed,
            n_at_least: self.n_at_least + other.n_at_least,
            n_unknown: self.n_unknown + other.n_unknown,
            n_no_target: self.n_no_target + other.n_no_target,
            n_late_with_crews: self.n_late_with_crews + other.n_late_with_crews,
            n_not_tried: self.n_not_tried + other.n_not_tried,
            n_too_large: self.n_too_large + other.n_too_large,
            n_analyzed: self.n_analyzed + other.n_analyzed,
            n_proven: self.n_proven + other.n_proven,
            n_contacts: self.n_contacts + other.n_contacts,
            n_verified: self.n_verified + other.n_verified,
        }
    }

    fn count(&mut self, board: &Board, node: u32, entry: &Entry, known: &Known) {
        self.n_services += 1;
        let standing = match board.standing(node) {
            Standing::Met => &mut self.n_met,
            Standing::AtRisk => &mut self.n_at_risk,
            Standing::Missed => &mut self.n_missed,
            Standing::Unknown if is_bounded(board, node) => &mut self.n_at_least,
            Standing::Unknown => &mut self.n_unknown,
            Standing::NoTarget => &mut self.n_no_target,
        };
        *standing += 1;
        if is_to_try(board, node) {
            let so_far = &known.with_crews;
            self.n_late_with_crews += u64::from(so_far.late.contains_key(&node));
            self.n_too_large += u64::from(so_far.too_large.contains(&node));
            self.n_not_tried += u64::from(so_far.before <= node);
        }
        self.n_analyzed += u64::from(known.is_analyzed(node));
        self.n_proven += u64::from(is_proven(entry, known.proven_since));
    }
}

/// What is known besides how services stand.
pub(super) struct Known {
    /// For each node, whether its impact was analyzed, or that of a process that requires it.
    analyzed: Vec<bool>,
    /// Since when a proof must be to hold.
    pub(super) proven_since: NaiveDate,
    /// What is late with the crews there are.
    pub(super) with_crews: Arc<SoFar>,
}

impl Known {
    pub(super) fn on(board: &Board, now: Timestamp) -> Known {
        let (analyzed, proven_since) = (analyzed(board), proven_since(now));
        Known { analyzed, proven_since, with_crews: board.with_crews() }
    }

    pub(super) fn is_analyzed(&self, node: u32) -> bool {
        self.analyzed.get(node as usize).copied().unwrap_or(false)
    }
}

/// Whether anything is known of when a node is back, be it as a least.
pub(super) fn is_bounded(board: &Board, node: u32) -> bool {
    0 < board.engine.analysis().recovery(node).finish
}

/// The figures of each agency that counts, in the order of the tree.
pub(super) fn by_agency(board: &Board, view: &View, now: Timestamp) -> Vec<AgencyFigures> {
    let (basis, known) = (Basis::of(board), Known::on(board, now));
    let all = board.agencies.all();
    let mut figures = vec![Figures::default(); all.len()];
    for (place, it) in figures.iter_mut().enumerate().filter(|it| view.holds_agency(it.0)) {
        if let Some(agency) = all.get(place) {
            it.n_contacts = agency.n_contacts.into();
            it.n_verified = agency.n_verified.into();
        }
    }
    for (node, entry) in board.all().filter(|it| basis.counts(it.1)) {
        let place = board.place(node);
        if let Some(figures) = figures.get_mut(place).filter(|_| view.holds(place, entry)) {
            figures.count(board, node, entry, &known);
        }
    }
    let counted = all
        .iter()
        .zip(figures)
        .enumerate()
        .filter(|(place, (_, figures))| view.holds_agency(*place) || 0 < figures.n_services);
    let mut found: Vec<AgencyFigures> = counted
        .map(|(_, (agency, figures))| AgencyFigures {
            id: agency.id,
            code: agency.code.clone(),
            name: agency.name.clone(),
            path: agency.path.clone(),
            figures,
        })
        .collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// For each node, whether its impact was analyzed, or that of a process that requires it. It starts
/// from the analyses: they are fewer than what they might be about.
fn analyzed(board: &Board) -> Vec<bool> {
    let mut analyzed = vec![false; board.entries.len()];
    let mut mark = |node: u32| {
        if let Some(it) = analyzed.get_mut(node as usize) {
            *it = true;
        }
    };
    for node in board.wanted.keys().filter_map(|it| board.node(*it)) {
        mark(node);
        if board.entry(node).is_some_and(|it| it.kind == Kind::Process) {
            board.engine.model().hard_needs(node).iter().copied().for_each(&mut mark);
        }
    }
    analyzed
}

/// Since when a proof must be to hold.
fn proven_since(now: Timestamp) -> NaiveDate {
    let today = now.date_naive();
    today.checked_sub_months(PROOF_HOLDS).unwrap_or(today)
}

/// Whether the recovery of an item was seen to work since then.
pub(super) fn is_proven(entry: &Entry, since: NaiveDate) -> bool {
    let proof = entry.recovery.proof.filter(|it| ProofSource::is_measured(it.source));
    proof.and_then(|it| it.on).is_some_and(|it| since <= it)
}
