//! What is worth buying: the engine's frontier, on a copy of the board.

use engine::{Board, Change, Frontier, Node, OnBoard};

/// How many choices are looked at, at most.
const CHOICES_MAX: u64 = 3_000;

/// Something that could be bought, as the engine sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Offer {
    /// What it costs, in cents.
    pub(crate) cost: u64,
    /// Nodes that are restored faster, or whose copy takes over, and how long that takes.
    pub(crate) faster: Vec<(u32, u32)>,
    /// Groups that get a member, and how long that takes to restore.
    pub(crate) members: Vec<(u32, u32)>,
}

/// The least that has to be spent for so many services to be in time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Curve {
    /// From buying nothing on, each step with more services in time than the one before.
    pub(crate) steps: Vec<CurveStep>,
    /// Services that are late whatever is bought: by how much, and what holds each back then.
    pub(crate) late: Vec<(u32, u32, u32)>,
    /// Whether it is proved that no step can be bettered.
    pub(crate) is_exact: bool,
}

/// One step of the curve.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CurveStep {
    /// What it costs together, in cents.
    pub(crate) cost: u64,
    /// Which offers are taken.
    pub(crate) offers: Vec<usize>,
    /// How many services are in time then.
    pub(crate) n_in_time: u64,
    /// Those that the step before did not have in time.
    pub(crate) gained: Vec<u32>,
    /// Those that only the step before had in time: what is bought changed.
    pub(crate) lost: Vec<u32>,
}

/// Finds the curve. `tell` is told how much is done, in percent, and says whether to stop: then
/// there is none.
pub(crate) fn curve(
    board: &Board,
    offers: &[Offer],
    services: &[u32],
    mut tell: impl FnMut(u8) -> bool,
) -> Option<Curve> {
    let mut board = board.clone();
    let mut investments = Vec::with_capacity(offers.len());
    for offer in offers {
        let mut changes: Vec<Change> =
            offer.faster.iter().map(|&(node, restore)| Change::Restore { node, restore }).collect();
        for &(group, restore) in &offer.members {
            let member = Node { restore: Some(restore), ..Node::default() };
            let member = board.add_node(member).ok()?;
            changes.push(Change::Member { group, member });
        }
        investments.push(engine::Investment { cost: offer.cost, changes });
    }
    let weights: Vec<(u32, u64)> = services.iter().map(|it| (*it, 1)).collect();
    let mut on_board = OnBoard::new(board, &investments, &weights).ok()?;
    let costs: Vec<u64> = offers.iter().map(|it| it.cost).collect();
    let (mut n_done, mut is_over) = (0_u64, false);
    let found = engine::frontier(
        &costs,
        |chosen| {
            n_done += 1;
            let percent = n_done.saturating_mul(100) / CHOICES_MAX;
            is_over = is_over || tell(u8::try_from(percent.min(99)).unwrap_or(99));
            if is_over { engine::Worth::default() } else { on_board.worth(chosen) }
        },
        CHOICES_MAX,
    );
    if is_over {
        return None;
    }
    let steps = steps(&mut on_board, &found, services);
    let all: Vec<usize> = (0..offers.len()).collect();
    on_board.worth(&all);
    Some(Curve { steps, late: late(on_board.board(), services), is_exact: found.is_exact })
}

/// Each purchase, with what it brings more than the one before.
fn steps(on_board: &mut OnBoard<'_>, found: &Frontier, services: &[u32]) -> Vec<CurveStep> {
    let mut steps = Vec::with_capacity(found.purchases.len());
    let mut before: Vec<u32> = Vec::new();
    for (n, purchase) in found.purchases.iter().enumerate() {
        on_board.worth(&purchase.investments);
        let analysis = on_board.board().analysis();
        let is_in_time = |it: &u32| analysis.gap_rto(*it).is_none();
        let now: Vec<u32> = services.iter().copied().filter(is_in_time).collect();
        let without = |all: &[u32], those: &[u32]| -> Vec<u32> {
            let those: std::collections::BTreeSet<&u32> = those.iter().collect();
            all.iter().filter(|it| !those.contains(it)).copied().collect()
        };
        steps.push(CurveStep {
            cost: purchase.cost,
            offers: purchase.investments.clone(),
            n_in_time: purchase.in_time,
            gained: if n == 0 { Vec::new() } else { without(&now, &before) },
            lost: without(&before, &now),
        });
        before = now;
    }
    steps
}

/// What is late on a board, by how much, and what holds it back.
fn late(board: &Board, services: &[u32]) -> Vec<(u32, u32, u32)> {
    let analysis = board.analysis();
    let late = services.iter().filter_map(|it| Some((*it, analysis.gap_rto(*it)?)));
    late.map(|(it, gap)| (it, gap, analysis.held_by(it))).collect()
}

#[cfg(test)]
mod tests {
    use engine::{Model, Need};

    use super::*;

    fn takes(restore: u32) -> Node {
        Node { restore: Some(restore), ..Node::default() }
    }

    fn wanted(target: u32) -> Node {
        Node { target_rto: Some(target), ..takes(0) }
    }

    fn found(board: &Board, offers: &[Offer], services: &[u32]) -> Curve {
        curve(board, offers, services, |_| false).unwrap()
    }

    #[test]
    fn the_cheapest_that_brings_a_service_in_time_is_a_step() {
        // Two services wanted after 4: one on a part of 9, one on parts of 9 and of 7.
        let nodes = vec![wanted(4), wanted(4), takes(9), takes(7)];
        let needs = vec![Need::hard(0, 2), Need::hard(1, 2), Need::hard(1, 3)];
        let board = Board::new(Model::new(nodes, needs).unwrap());
        let offer =
            |cost, node, within| Offer { cost, faster: vec![(node, within)], ..Offer::default() };
        let offers = [offer(500, 2, 3), offer(800, 2, 1), offer(300, 3, 2)];
        let curve = found(&board, &offers, &[0, 1]);
        let steps: Vec<_> = curve.steps.iter().map(|it| (it.cost, it.offers.clone())).collect();
        assert_eq!(steps, [(0, vec![]), (500, vec![0]), (800, vec![0, 2])]);
        assert_eq!((&curve.steps[1].gained, &curve.steps[2].gained), (&vec![0], &vec![1]));
        assert!(curve.is_exact && curve.late.is_empty());
    }

    #[test]
    fn a_member_more_lets_a_group_do_without_a_slow_one() {
        let group = Node { quorum: Some(1), ..Node::default() };
        let nodes = vec![wanted(4), group, takes(9)];
        let board =
            Board::new(Model::new(nodes, vec![Need::hard(0, 1), Need::hard(1, 2)]).unwrap());
        let offer = Offer { cost: 10, members: vec![(1, 3)], ..Offer::default() };
        let curve = found(&board, &[offer], &[0]);
        assert_eq!(curve.steps.len(), 2);
        assert_eq!(curve.steps[1].gained, [0]);
    }

    #[test]
    fn what_nothing_brings_in_time_is_named_with_what_holds_it_back() {
        let board =
            Board::new(Model::new(vec![wanted(4), takes(9)], vec![Need::hard(0, 1)]).unwrap());
        let offer = Offer { cost: 10, faster: vec![(1, 6)], ..Offer::default() };
        let curve = found(&board, &[offer], &[0]);
        assert_eq!(curve.steps.len(), 1);
        assert_eq!(curve.late, [(0, 2, 1)]);
    }

    #[test]
    fn a_circle_of_needs_is_brought_in_time_by_all_of_it() {
        // Both are added up, because nobody can say which comes first.
        let nodes = vec![wanted(5), takes(4), takes(4)];
        let needs = vec![Need::hard(0, 1), Need::hard(1, 2), Need::hard(2, 1)];
        let board = Board::new(Model::new(nodes, needs).unwrap());
        let offer = |node| Offer { cost: 10, faster: vec![(node, 2)], ..Offer::default() };
        let curve = found(&board, &[offer(1), offer(2)], &[0]);
        let costs: Vec<_> = curve.steps.iter().map(|it| (it.cost, it.n_in_time)).collect();
        assert_eq!(costs, [(0, 0), (20, 1)]);
        assert!(curve.late.is_empty());
    }

    #[test]
    fn whoever_cancels_gets_no_curve() {
        let board = Board::new(Model::new(vec![wanted(4)], vec![]).unwrap());
        assert_eq!(curve(&board, &[Offer::default()], &[0], |_| true), None);
    }
}
