//! What investments bring with the crews there are: what is lost together is restored in an order in
//! which no crew is asked for more people than it has.
//!
//! Services come in groups. All that a group stands on is lost at once, and its crews work for it
//! alone. A group of one service tells when that can be back, as the page of a service does; a group
//! of all tells what can be back if everything is lost.
//!
//! To find the best order is hard (RCPSP), so there are two numbers. In time is what an order that
//! was found brings back in time. At most what no bound excludes can be: no order is better than the
//! chain of what a service needs, nor than the work that a crew must do for it (`bounds.rs` of
//! `restoration`). Who buys more need not make use of all of it: what an order reaches with less, it
//! reaches with more, and what cannot be with more cannot be with less. So most choices of
//! investments need no order of their own.

use std::collections::BTreeMap;

use crate::analysis::Verdict;
use crate::board::Board;
use crate::invest::excerpt::{Excerpt, Supplies};
use crate::invest::touched::Touched;
use crate::invest::{Change, Investment, InvestmentError, OnBoard, Worth};
use crate::restoration::{Back, CrewSupply, Timely};
use crate::sequence::Effort;

/// What counts as the lateness of what never comes back, in seconds.
const NEVER_LATE: u64 = 1 << 31;

/// How much to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looking {
    /// How hard for each order.
    pub effort: Effort,
    /// How much work, piece by piece, may be put into all orders together. When that is spent, only
    /// what is known already counts: still true, but there is less of it.
    pub placed_max: u64,
}

/// A service that is not in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateService {
    /// Which.
    pub service: u32,
    /// By how many seconds. `None`: it never comes back, because a crew has nobody.
    pub late: Option<u32>,
    /// The crew, or the equipment, that decides, by [`crate::Crew::index`]. `None`: it is late with
    /// people enough, too, or no crew decides.
    pub crew: Option<u32>,
    /// Whether it is proved that no order has it back in time.
    pub is_proved: bool,
}

/// Evaluates choices of investments by orders of restoration.
#[derive(Debug, Clone)]
pub struct OnCrews<'a> {
    on_board: OnBoard<'a>,
    investments: &'a [Investment],
    supplies: Supplies,
    looking: Looking,
    stop: Stop<'a>,
    /// Services for which no crew can be short of people: the board tells all about them.
    free: Vec<(u32, u64)>,
    /// Services for which no order was looked for, because there was too much to look at.
    unseen: Vec<(u32, u64)>,
    groups: Vec<Group>,
    /// The groups of which it depends on what is bought what they bring.
    open: Vec<usize>,
    /// What all other groups bring, whatever is bought.
    settled: Worth,
}

/// Whether somebody wants it to end.
#[derive(Clone, Copy)]
struct Stop<'a>(&'a (dyn Fn() -> bool + Sync));

impl std::fmt::Debug for Stop<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stop")
    }
}

/// What tells when services are back.
enum Way {
    /// An order of the work.
    Order,
    /// The board: no crew can be short of people.
    Board,
    /// Nothing: there is too much to look at.
    Unseen,
}

/// Services that are lost together.
#[derive(Debug, Clone)]
struct Group {
    services: Vec<(u32, u64)>,
    /// The investments that may change anything about them, ascending.
    relevant: Vec<usize>,
    /// Choices for which orders were looked for.
    tried: Vec<Tried>,
}

#[derive(Debug, Clone)]
struct Tried {
    bought: Vec<usize>,
    worth: Worth,
    in_time: Vec<u32>,
}

impl<'a> OnCrews<'a> {
    /// Checks the investments against the model of the board. `crews` has how many people each crew
    /// has, and how much equipment there is, by [`crate::Crew::index`]; those that are not there are
    /// taken to be large enough. `groups` are the nodes that count, with weights: each group is lost
    /// together.
    pub fn new(
        board: Board,
        crews: BTreeMap<u32, CrewSupply>,
        investments: &'a [Investment],
        groups: &[Vec<(u32, u64)>],
        looking: Looking,
    ) -> Result<Self, InvestmentError> {
        let group = |it: &Vec<(u32, u64)>| Group {
            services: it.clone(),
            relevant: Vec::new(),
            tried: Vec::new(),
        };
        Ok(Self {
            on_board: OnBoard::new(board, investments, &[])?,
            investments,
            supplies: crews,
            looking,
            stop: Stop(&|| false),
            free: Vec::new(),
            unseen: Vec::new(),
            groups: groups.iter().map(group).collect(),
            open: Vec::new(),
            settled: Worth::default(),
        })
    }

    /// The same, which also stops in the middle of a search when `stop` says so. What it tells from then
    /// on is true, but there may be less of it.
    #[must_use]
    pub fn stopping(self, stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { stop: Stop(stop), ..self }
    }

    /// Finds out what buying everything and buying nothing brings: that settles most. `tell` is told
    /// after each step how many of how many are done, and says whether to stop. Says whether it was
    /// done to its end.
    ///
    /// Before this, [`worth`](Self::worth) knows nothing.
    pub fn prepare(&mut self, mut tell: impl FnMut(usize, usize) -> bool) -> bool {
        let groups = std::mem::take(&mut self.groups);
        let (mut n_all, mut n_done) = (2 * groups.len(), 0);
        let touched = Touched::of(&mut self.on_board, self.investments);
        let mut limited = Vec::new();
        for mut group in groups {
            n_done += 1;
            if tell(n_done, n_all) {
                return false;
            }
            match self.with_all(&mut group, &touched) {
                Way::Order => limited.push(group),
                Way::Board => self.free.extend(group.services),
                Way::Unseen => self.unseen.extend(group.services),
            }
        }
        self.on_board.choose(&[]);
        n_all = n_done + limited.len();
        for mut group in limited {
            n_done += 1;
            if tell(n_done, n_all) {
                return false;
            }
            self.with_none(&mut group);
            let none = group.known(&[]);
            if none.in_time < group.known(&group.relevant).most {
                self.open.push(self.groups.len());
            } else {
                add(&mut self.settled, none);
            }
            self.groups.push(group);
        }
        true
    }

    /// What it brings to buy the investments at these positions, ascending, and nothing else.
    pub fn worth(&mut self, chosen: &[usize]) -> Worth {
        self.on_board.choose(chosen);
        let mut worth = self.settled;
        for &(node, weight) in &self.free {
            add(&mut worth, self.of_board(node, weight));
        }
        for &(node, weight) in &self.unseen {
            add(&mut worth, Worth { in_time: 0, ..self.of_board(node, weight) });
        }
        for n in 0..self.open.len() {
            let place = self.open[n];
            let bought = self.groups[place].of_those(chosen);
            let known = self.groups[place].known(&bought);
            if known.in_time < known.most && !self.groups[place].has_tried(&bought) {
                self.try_it(place, bought.clone());
            }
            add(&mut worth, self.groups[place].known(&bought));
        }
        worth
    }

    /// The services that are in time with this choice, ascending.
    pub fn in_time(&mut self, chosen: &[usize]) -> Vec<u32> {
        self.worth(chosen);
        let free = self.free.iter().filter(|it| {
            let worth = self.of_board(it.0, 1);
            0 < worth.in_time
        });
        let mut found: Vec<u32> = free.map(|it| it.0).collect();
        for group in &self.groups {
            let best = group.best(&group.of_those(chosen));
            found.extend(best.iter().flat_map(|it| &it.in_time));
        }
        found.sort_unstable();
        found
    }

    /// The services that are not in time with this choice, ascending, but for those of which not all
    /// times are known and that might be. `tell` is told after each step how many of how many are done,
    /// and says whether to stop: then there is no answer.
    pub fn late(
        &mut self,
        chosen: &[usize],
        mut tell: impl FnMut(usize, usize) -> bool,
    ) -> Option<Vec<LateService>> {
        self.worth(chosen);
        let analysis = self.on_board.board().analysis();
        let of_board = |&(service, _): &(u32, u64)| {
            let late = analysis.gap_rto(service)?;
            Some(LateService { service, late: Some(late), crew: None, is_proved: true })
        };
        let all = self.free.iter().chain(&self.unseen);
        let mut found: Vec<LateService> = all.filter_map(of_board).collect();
        let n_all = self.groups.len();
        for n in 0..n_all {
            found.extend(self.late_of(n, chosen));
            if tell(n + 1, n_all) {
                return None;
            }
        }
        self.on_board.choose(chosen);
        found.sort_unstable_by_key(|it| it.service);
        Some(found)
    }

    /// The board with what was bought last.
    pub fn board(&self) -> &Board {
        self.on_board.board()
    }

    /// How many services wait for crews that may be short of people.
    pub fn n_waiting(&self) -> usize {
        self.groups.iter().map(|it| it.services.len()).sum()
    }

    /// For how many services no order was looked for, because they stand on too much, or because all
    /// the work that may be put into orders was spent: they do not count as in time.
    pub fn n_unseen(&self) -> usize {
        self.unseen.len()
    }

    fn of_board(&self, node: u32, weight: u64) -> Worth {
        let analysis = self.on_board.board().analysis();
        let (in_time, most) = match analysis.verdict(node) {
            Verdict::Met | Verdict::NoTarget => (weight, weight),
            Verdict::Unknown => (0, weight),
            Verdict::Missed => (0, 0),
        };
        let late = u64::from(analysis.gap_rto(node).unwrap_or(0)).saturating_mul(weight);
        Worth { in_time, late, most }
    }

    /// Tries a group with everything bought, if any crew may be short of people.
    fn with_all(&mut self, group: &mut Group, touched: &Touched) -> Way {
        if self.supplies.is_empty() {
            return Way::Board;
        }
        let board = self.on_board.board();
        let Some(excerpt) = Excerpt::of(board, &self.supplies, &group.services) else {
            return Way::Unseen;
        };
        // With less bought, crews may be asked for more.
        if !excerpt.may_be_short() && !touched.relieves(&excerpt, &self.supplies) {
            return Way::Board;
        }
        if self.looking.placed_max == 0 {
            return Way::Unseen;
        }
        group.relevant = touched.by(&excerpt, &group.services);
        let (all, supplies) = (group.relevant.clone(), self.supplies_with(&group.relevant));
        group.tried.extend(self.tried(group, all, &supplies));
        Way::Order
    }

    fn with_none(&mut self, group: &mut Group) {
        if !group.relevant.is_empty() {
            let supplies = self.supplies.clone();
            group.tried.extend(self.tried(group, Vec::new(), &supplies));
        }
    }

    fn try_it(&mut self, place: usize, bought: Vec<usize>) {
        if self.looking.placed_max == 0 {
            return;
        }
        let supplies = self.supplies_with(&bought);
        let group = self.groups[place].clone_head();
        let tried = self.tried(&group, bought, &supplies);
        self.groups[place].tried.extend(tried);
    }

    /// Looks for an order, with what the board has bought.
    fn tried(&mut self, group: &Group, bought: Vec<usize>, supplies: &Supplies) -> Option<Tried> {
        let excerpt = Excerpt::of(self.on_board.board(), supplies, &group.services)?;
        let found = timely(&excerpt, &group.services, self.looking.effort, self.stop);
        self.looking.placed_max = self.looking.placed_max.saturating_sub(found.n_placed);
        let (mut worth, mut in_time) = (Worth::default(), Vec::new());
        for (back, &(service, weight)) in found.backs().iter().zip(&group.services) {
            if back.is_in_time {
                in_time.push(service);
            }
            add(&mut worth, worth_of(back, weight));
        }
        Some(Tried { bought, worth, in_time })
    }

    fn supplies_with(&self, bought: &[usize]) -> Supplies {
        let mut supplies = self.supplies.clone();
        for change in bought.iter().flat_map(|it| &self.investments[*it].changes) {
            if let Change::Crew { crew, more } = *change
                && let Some(supply) = supplies.get_mut(&crew)
            {
                *supply = supply.with_more(more);
            }
        }
        supplies
    }

    fn late_of(&mut self, n: usize, chosen: &[usize]) -> Vec<LateService> {
        let group = self.groups[n].clone_head();
        let best = self.groups[n].best(&group.of_those(chosen)).cloned();
        let Some(best) = best.filter(|it| it.in_time.len() < group.services.len()) else {
            return Vec::new();
        };
        // As it was when that was found.
        self.on_board.choose(&best.bought);
        let supplies = self.supplies_with(&best.bought);
        let excerpt = Excerpt::of(self.on_board.board(), &supplies, &group.services);
        let Some(excerpt) = excerpt else { return Vec::new() };
        let found = timely(&excerpt, &group.services, self.looking.effort, self.stop);
        let analysis = self.on_board.board().analysis();
        let late = |(back, &(service, _)): (&Back, &(u32, u64))| {
            if back.is_in_time || back.late == Some(0) {
                return None;
            }
            let crew = found.crew_that_binds(back).filter(|_| analysis.gap_rto(service).is_none());
            let crew = crew.and_then(|it| excerpt.crews.get(it as usize).copied());
            let is_proved = !back.may_be;
            Some(LateService { service, late: back.late, crew, is_proved })
        };
        found.backs().iter().zip(&group.services).filter_map(late).collect()
    }
}

impl Group {
    /// Of what is chosen, ascending, what matters to it.
    fn of_those(&self, chosen: &[usize]) -> Vec<usize> {
        let is_chosen = |it: &&usize| chosen.binary_search(it).is_ok();
        self.relevant.iter().filter(is_chosen).copied().collect()
    }

    fn has_tried(&self, bought: &[usize]) -> bool {
        self.tried.iter().any(|it| it.bought == bought)
    }

    /// What follows for this choice from all that was tried.
    fn known(&self, bought: &[usize]) -> Worth {
        let all = self.services.iter().fold(0_u64, |sum, it| sum.saturating_add(it.1));
        let mut known = Worth { in_time: 0, late: all.saturating_mul(NEVER_LATE), most: all };
        for it in &self.tried {
            if is_within(&it.bought, bought) {
                known.in_time = known.in_time.max(it.worth.in_time);
                known.late = known.late.min(it.worth.late);
            }
            if is_within(bought, &it.bought) {
                known.most = known.most.min(it.worth.most);
            }
        }
        known.most = known.most.max(known.in_time);
        known
    }

    /// The order that has most in time, of those that work with this choice.
    fn best(&self, bought: &[usize]) -> Option<&Tried> {
        let works = self.tried.iter().filter(|it| is_within(&it.bought, bought));
        works.min_by_key(|it| (std::cmp::Reverse(it.worth.in_time), it.worth.late))
    }

    /// The same without what was tried.
    fn clone_head(&self) -> Group {
        let Group { services, relevant, .. } = self;
        Group { services: services.clone(), relevant: relevant.clone(), tried: Vec::new() }
    }
}

fn timely(excerpt: &Excerpt, services: &[(u32, u64)], effort: Effort, stop: Stop<'_>) -> Timely {
    let places: Vec<u32> = services.iter().filter_map(|it| excerpt.place(it.0)).collect();
    Timely::of(&excerpt.model, &excerpt.disruption, &places, effort, stop.0)
}

fn worth_of(back: &Back, weight: u64) -> Worth {
    let of = |it: bool| if it { weight } else { 0 };
    let late = back.late.map_or(NEVER_LATE, u64::from).saturating_mul(weight);
    Worth { in_time: of(back.is_in_time), late, most: of(back.may_be) }
}

fn add(to: &mut Worth, more: Worth) {
    to.in_time = to.in_time.saturating_add(more.in_time);
    to.late = to.late.saturating_add(more.late);
    to.most = to.most.saturating_add(more.most);
}

/// Whether all of `few`, ascending, is in `many`, ascending.
fn is_within(few: &[usize], many: &[usize]) -> bool {
    let mut rest = many.iter();
    few.iter().all(|it| rest.any(|other| other == it))
}
