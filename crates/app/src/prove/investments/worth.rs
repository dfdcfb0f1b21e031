//! What is worth buying: the engine's frontier, on a copy of the board, with the crews there are.

use std::collections::{BTreeMap, BTreeSet};

use engine::restoration::CrewSupply;
use engine::sequence::Effort;
use engine::{Board, Change, Frontier, Looking, Node, OnCrews};

use super::uncounted::uncounted;

/// How many choices are looked at, at most.
const CHOICES_MAX: u64 = 3_000;

/// How hard an order is looked for, for each choice that needs one: as on the page of a service. And
/// how much is put into all orders together: some seconds.
const LOOKING: Looking =
    Looking { effort: Effort { schedules: 300, seed: 1 }, placed_max: 30_000_000 };

/// Something that could be bought, as the engine sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Offer {
    /// What it costs, in cents.
    pub(crate) cost: u64,
    /// Nodes that are restored faster, and how long that takes.
    pub(crate) faster: Vec<(u32, u32)>,
    /// Nodes whose copies take over, and how long that takes.
    pub(crate) copies: Vec<(u32, u32)>,
    /// Groups that get a member, and how long that takes to restore.
    pub(crate) members: Vec<(u32, u32)>,
    /// Crews that get more people, and how many.
    pub(crate) people: Vec<(u32, u32)>,
}

impl Offer {
    /// Whether it makes nothing better.
    pub(crate) fn is_idle(&self) -> bool {
        let Offer { cost: _, faster, copies, members, people } = self;
        faster.is_empty() && copies.is_empty() && members.is_empty() && people.is_empty()
    }
}

/// What is weighed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weighed<'a> {
    pub(crate) board: &'a Board,
    /// How many people each crew has, by its node. Those that are not there are large enough.
    pub(crate) crews: &'a BTreeMap<u32, u32>,
    pub(crate) offers: &'a [Offer],
    pub(crate) services: &'a [u32],
    /// Whether everything is lost at once, so that services share crews.
    pub(crate) together: bool,
}

/// The least that has to be spent for so many services to be in time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Curve {
    /// From buying nothing on, each step with more services in time than the one before.
    pub(crate) steps: Vec<CurveStep>,
    /// Services that are late whatever is bought.
    pub(crate) late: Vec<CurveLate>,
    /// Whether it is proved that no step can be bettered.
    pub(crate) is_exact: bool,
    /// How many might be in time at most, if all is bought: the others are proved late.
    pub(crate) n_most: u64,
    /// How many services wait for crews that may be short of people.
    pub(crate) n_crewed: u64,
    /// How many more do for which no order was looked for, because there was too much to look at:
    /// they do not count as in time.
    pub(crate) n_unseen: u64,
    /// The crews and the equipment that services rest on and nobody has counted: these are taken to be
    /// large enough, and what is in time may not be.
    pub(crate) uncounted: Vec<u32>,
    /// How many services rest on these.
    pub(crate) n_uncounted: u64,
}

/// One step of the curve.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CurveStep {
    /// What it costs together, in cents.
    pub(crate) cost: u64,
    /// Which offers are taken: a set by itself, which need not hold that of the step before.
    pub(crate) offers: Vec<usize>,
    /// How much more it costs than the step before, in cents.
    pub(crate) cost_more: u64,
    /// Offers that are taken and were not in the step before.
    pub(crate) added: Vec<usize>,
    /// Offers of the step before that are not taken any more.
    pub(crate) dropped: Vec<usize>,
    /// How many services are in time then.
    pub(crate) n_in_time: u64,
    /// How many might be at most, with just that.
    pub(crate) n_most: u64,
    /// Those that the step before did not have in time.
    pub(crate) gained: Vec<u32>,
    /// Those that only the step before had in time: what is bought changed.
    pub(crate) lost: Vec<u32>,
}

/// A service that is late if everything is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CurveLate {
    pub(crate) service: u32,
    /// By how many seconds. None: it never comes back.
    pub(crate) gap: Option<u32>,
    /// What holds it back: something that it stands on, itself, or a crew.
    pub(crate) held_by: u32,
    /// Whether it is proved that no order of the work has it in time.
    pub(crate) is_proved: bool,
}

/// Finds the curve. `tell` is told how much is done, in percent. If `stop` says so, there is none.
pub(crate) fn curve(
    weighed: &Weighed<'_>,
    stop: &(dyn Fn() -> bool + Sync),
    mut tell: impl FnMut(u8),
) -> Option<Curve> {
    let mut board = weighed.board.clone();
    let offers = weighed.offers;
    let investments = offers.iter().map(|it| investment(&mut board, it));
    let investments = investments.collect::<Option<Vec<_>>>()?;
    let weights = weighed.services.iter().map(|it| (*it, 1));
    let groups: Vec<Vec<(u32, u64)>> = match weighed.together {
        true => vec![weights.collect()],
        false => weights.map(|it| vec![it]).collect(),
    };
    let crews = weighed.crews.iter().map(|(node, people)| (*node, CrewSupply::of(*people)));
    let on_crews = OnCrews::new(board, crews.collect(), &investments, &groups, LOOKING).ok()?;
    let mut on_crews = on_crews.stopping(stop);
    let percent = |of: u64, n: u64, n_all: u64| {
        let part = n.saturating_mul(of) / n_all.max(1);
        u8::try_from(part.min(of)).unwrap_or(99)
    };
    // To find out what needs an order at all is taken for half of the work, and to tell who is late
    // for a fifth.
    let prepared = on_crews.prepare(|n, n_all| {
        tell(percent(50, n as u64, n_all as u64));
        stop()
    });
    if !prepared {
        return None;
    }
    let costs: Vec<u64> = offers.iter().map(|it| it.cost).collect();
    let mut n_done = 0_u64;
    let found = engine::frontier(
        &costs,
        |chosen| {
            n_done += 1;
            tell(50 + percent(30, n_done, CHOICES_MAX));
            if stop() { engine::Worth::default() } else { on_crews.worth(chosen) }
        },
        CHOICES_MAX,
    );
    if stop() {
        return None;
    }
    let n_services = weighed.services.len() as u64;
    let steps = steps(&mut on_crews, &found);
    let all: Vec<usize> = (0..offers.len()).collect();
    let late = late(&mut on_crews, &all, |n, n_all| {
        tell(80 + percent(19, n as u64, n_all as u64));
        stop()
    })?;
    let (uncounted, n_uncounted) = uncounted(weighed);
    Some(Curve {
        steps,
        late,
        is_exact: found.is_exact,
        n_most: found.most.unwrap_or(n_services),
        n_crewed: on_crews.n_waiting() as u64,
        n_unseen: on_crews.n_unseen() as u64,
        uncounted,
        n_uncounted,
    })
}

/// What an offer changes, with new members put on the board.
fn investment(board: &mut Board, offer: &Offer) -> Option<engine::Investment> {
    let mut changes: Vec<Change> =
        offer.faster.iter().map(|&(node, restore)| Change::Restore { node, restore }).collect();
    // A copy that takes longer than restoring the original changes nothing.
    let own = |node: u32| board.model().nodes().get(node as usize).and_then(|it| it.restore);
    let is_sooner = |it: &&(u32, u32)| own(it.0).is_none_or(|own| it.1 <= own);
    let copies = offer.copies.iter().filter(is_sooner);
    changes.extend(copies.map(|&(node, restore)| Change::TakeOver { node, restore }));
    for &(group, restore) in &offer.members {
        let member = Node { restore: Some(restore), ..Node::default() };
        let member = board.add_node(member).ok()?;
        changes.push(Change::Member { group, member });
    }
    changes.extend(offer.people.iter().map(|&(crew, more)| Change::Crew { crew, more }));
    Some(engine::Investment { cost: offer.cost, changes })
}

/// Each purchase, with what it brings more than the one before.
fn steps(on_crews: &mut OnCrews<'_>, found: &Frontier) -> Vec<CurveStep> {
    let mut steps: Vec<CurveStep> = Vec::with_capacity(found.purchases.len());
    let mut before: BTreeSet<u32> = BTreeSet::new();
    for purchase in &found.purchases {
        let now: BTreeSet<u32> = on_crews.in_time(&purchase.investments).into_iter().collect();
        let n_in_time = now.len() as u64;
        // What was found out after a step was, may let it bring as much as the next.
        if steps.last().is_some_and(|it| n_in_time <= it.n_in_time) {
            continue;
        }
        let is_first = steps.is_empty();
        let (taken, cost_before) =
            steps.last().map_or((&[] as &[usize], 0), |it| (it.offers.as_slice(), it.cost));
        let bought = &purchase.investments;
        let without = |these: &[usize], those: &[usize]| {
            these.iter().copied().filter(|it| !those.contains(it)).collect::<Vec<usize>>()
        };
        let (added, dropped) = (without(bought, taken), without(taken, bought));
        steps.push(CurveStep {
            cost: purchase.cost,
            offers: bought.clone(),
            cost_more: purchase.cost.saturating_sub(cost_before),
            added,
            dropped,
            n_in_time,
            n_most: purchase.most.max(n_in_time),
            gained: now.difference(&before).copied().filter(|_| !is_first).collect(),
            lost: before.difference(&now).copied().collect(),
        });
        before = now;
    }
    steps
}

/// What is late if everything is bought, by how much, and what holds it back.
fn late(
    on_crews: &mut OnCrews<'_>,
    all: &[usize],
    tell: impl FnMut(usize, usize) -> bool,
) -> Option<Vec<CurveLate>> {
    let late = on_crews.late(all, tell)?;
    let analysis = on_crews.board().analysis();
    let told = |it: &engine::LateService| CurveLate {
        service: it.service,
        gap: it.late,
        held_by: it.crew.unwrap_or_else(|| analysis.held_by(it.service)),
        is_proved: it.is_proved,
    };
    Some(late.iter().map(told).collect())
}

#[cfg(test)]
mod tests {
    use engine::{Crew, Model, Need};

    use super::*;

    fn takes(restore: u32) -> Node {
        Node { restore: Some(restore), ..Node::default() }
    }

    fn wanted(target: u32) -> Node {
        Node { target_rto: Some(target), ..takes(0) }
    }

    fn board(nodes: Vec<Node>, needs: &[(u32, u32)]) -> Board {
        let needs = needs.iter().map(|it| Need::hard(it.0, it.1)).collect();
        Board::new(Model::new(nodes, needs).unwrap())
    }

    fn found(board: &Board, offers: &[Offer], services: &[u32]) -> Curve {
        let crews = BTreeMap::new();
        let weighed = Weighed { board, crews: &crews, offers, services, together: false };
        curve(&weighed, &|| false, |_| ()).unwrap()
    }

    #[test]
    fn the_cheapest_that_brings_a_service_in_time_is_a_step() {
        // Two services wanted after 4: one on a part of 9, one on parts of 9 and of 7.
        let nodes = vec![wanted(4), wanted(4), takes(9), takes(7)];
        let board = board(nodes, &[(0, 2), (1, 2), (1, 3)]);
        let offer =
            |cost, node, within| Offer { cost, faster: vec![(node, within)], ..Offer::default() };
        let offers = [offer(500, 2, 3), offer(800, 2, 1), offer(300, 3, 2)];
        let curve = found(&board, &offers, &[0, 1]);
        let steps: Vec<_> = curve.steps.iter().map(|it| (it.cost, it.offers.clone())).collect();
        assert_eq!(steps, [(0, vec![]), (500, vec![0]), (800, vec![0, 2])]);
        assert_eq!((&curve.steps[1].gained, &curve.steps[2].gained), (&vec![0], &vec![1]));
        let against: Vec<_> = curve.steps.iter().map(|it| (it.cost_more, &it.added)).collect();
        assert_eq!(against, [(0, &vec![]), (500, &vec![0]), (300, &vec![2])]);
        assert!(curve.is_exact && curve.late.is_empty());
        assert_eq!((curve.n_most, curve.n_crewed), (2, 0));
    }

    #[test]
    fn a_step_that_buys_something_else_says_what_it_drops() {
        // One part of 9 for the one service; a part of 9 below both that only the dear offer helps.
        let nodes = vec![wanted(4), wanted(4), takes(9), takes(9)];
        let board = board(nodes, &[(0, 2), (1, 3)]);
        let cheap = Offer { cost: 500, faster: vec![(2, 3)], ..Offer::default() };
        let both = Offer { cost: 800, faster: vec![(2, 3), (3, 3)], ..Offer::default() };
        let curve = found(&board, &[cheap, both], &[0, 1]);
        let [_, first, last] = &*curve.steps else { panic!("{:?}", curve.steps) };
        assert_eq!((&first.added, &first.dropped, first.cost_more), (&vec![0], &vec![], 500));
        assert_eq!((&last.added, &last.dropped, last.cost_more), (&vec![1], &vec![0], 300));
    }

    #[test]
    fn a_member_more_lets_a_group_do_without_a_slow_one() {
        let group = Node { quorum: Some(1), ..Node::default() };
        let board = board(vec![wanted(4), group, takes(9)], &[(0, 1), (1, 2)]);
        let offer = Offer { cost: 10, members: vec![(1, 3)], ..Offer::default() };
        let curve = found(&board, &[offer], &[0]);
        assert_eq!(curve.steps.len(), 2);
        assert_eq!(curve.steps[1].gained, [0]);
    }

    #[test]
    fn what_nothing_brings_in_time_is_named_with_what_holds_it_back() {
        let board = board(vec![wanted(4), takes(9)], &[(0, 1)]);
        let offer = Offer { cost: 10, faster: vec![(1, 6)], ..Offer::default() };
        let curve = found(&board, &[offer], &[0]);
        assert_eq!(curve.steps.len(), 1);
        let late = CurveLate { service: 0, gap: Some(2), held_by: 1, is_proved: true };
        assert_eq!(curve.late, [late]);
    }

    #[test]
    fn a_circle_of_needs_is_brought_in_time_by_all_of_it() {
        // Both are added up, because nobody can say which comes first.
        let nodes = vec![wanted(5), takes(4), takes(4)];
        let board = board(nodes, &[(0, 1), (1, 2), (2, 1)]);
        let offer = |node| Offer { cost: 10, faster: vec![(node, 2)], ..Offer::default() };
        let curve = found(&board, &[offer(1), offer(2)], &[0]);
        let costs: Vec<_> = curve.steps.iter().map(|it| (it.cost, it.n_in_time)).collect();
        assert_eq!(costs, [(0, 0), (20, 1)]);
        assert!(curve.late.is_empty());
    }

    /// Two services wanted after 4, each on two parts of 3 that one crew restores, which is node 6.
    #[test]
    fn more_people_in_a_crew_bring_in_time_what_waits_for_them() {
        let part = Node { crew: Some(Crew { index: 6, size: 1 }), ..takes(3) };
        let nodes = vec![wanted(4), wanted(4), part, part, part, part, takes(0)];
        let board = board(nodes, &[(0, 2), (0, 3), (1, 4), (1, 5)]);
        let more = |cost, more| Offer { cost, people: vec![(6, more)], ..Offer::default() };
        let offers = [more(50, 1), more(90, 2)];
        let crews = [(6, 1)].into();
        let curve = |crews, offers, together| {
            let weighed = Weighed { board: &board, crews, offers, services: &[0, 1], together };
            curve(&weighed, &|| false, |_| ()).unwrap()
        };
        let alone = curve(&crews, &offers, false);
        let steps =
            |it: &Curve| it.steps.iter().map(|it| (it.cost, it.n_in_time)).collect::<Vec<_>>();
        assert_eq!(steps(&alone), [(0, 0), (50, 2)]);
        assert!(alone.is_exact && alone.n_crewed == 2);
        // If both are lost at once, four parts have to be worked on at once.
        assert_eq!(steps(&curve(&crews, &offers, true)), [(0, 0), (50, 1), (140, 2)]);
        // Who buys nothing reads who is late, and because of whom.
        let late = curve(&crews, &[], false).late;
        assert_eq!(late[0], CurveLate { service: 0, gap: Some(2), held_by: 6, is_proved: true });
        assert_eq!(steps(&curve(&BTreeMap::new(), &offers, true)), [(0, 2)], "large enough");
    }

    #[test]
    fn a_copy_takes_over_by_itself_unless_the_original_is_sooner() {
        // A service wanted after 4, on two parts of 3 that one crew restores, which is node 3.
        let part = Node { crew: Some(Crew { index: 3, size: 1 }), ..takes(3) };
        let board = board(vec![wanted(4), part, part, takes(0)], &[(0, 1), (0, 2)]);
        let crews = [(3, 1)].into();
        let in_time = |within| {
            let offers = [Offer { cost: 10, copies: vec![(1, within)], ..Offer::default() }];
            let weighed = Weighed {
                board: &board,
                crews: &crews,
                offers: &offers,
                services: &[0],
                together: false,
            };
            curve(&weighed, &|| false, |_| ()).unwrap().steps.last().map(|it| it.n_in_time)
        };
        assert_eq!([3, 4].map(in_time), [Some(1), Some(0)]);
    }

    #[test]
    fn whoever_cancels_gets_no_curve() {
        let alone = board(vec![wanted(4)], &[]);
        let (crews, offers) = (BTreeMap::new(), [Offer::default()]);
        let weighed = Weighed {
            board: &alone,
            crews: &crews,
            offers: &offers,
            services: &[0],
            together: false,
        };
        assert_eq!(curve(&weighed, &|| true, |_| ()), None);
        // However late: everything is done but to tell who is late.
        let is_over = std::sync::atomic::AtomicBool::new(false);
        let stop = || is_over.load(std::sync::atomic::Ordering::Relaxed);
        let late = |percent: u8| is_over.store(80 <= percent, std::sync::atomic::Ordering::Relaxed);
        let part = Node { crew: Some(Crew { index: 3, size: 1 }), ..takes(3) };
        let board = board(vec![wanted(4), part, part, takes(0)], &[(0, 1), (0, 2)]);
        let crews = [(3, 1)].into();
        let weighed = Weighed { board: &board, crews: &crews, offers: &[], ..weighed };
        assert_eq!(curve(&weighed, &stop, late), None);
    }
}
