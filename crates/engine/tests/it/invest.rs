//! What is worth buying: against trying every choice, and worked by hand.

use engine::{
    Board, Change, Investment, InvestmentError, Model, Need, Node, OnBoard, Purchase, Worth,
    analyze, frontier,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::random::{NODES, model_without_circles, models};

pub(crate) const PLENTY: u64 = 1 << 20;

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0..NODES, 0..4_u32).prop_map(|(node, restore)| Change::Restore { node, restore }),
        (0..NODES, 0..4_u32).prop_map(|(node, restore)| Change::TakeOver { node, restore }),
        (0..NODES, 1..3_u32).prop_map(|(group, quorum)| Change::Quorum { group, quorum }),
        // Like the needs of the models, so that no circle closes.
        (0..NODES - 1, 1..NODES).prop_map(|(group, by)| {
            Change::Member { group, member: (group + by).min(NODES - 1) }
        }),
        (0..3_u32, 1..4_u32).prop_map(|(crew, more)| Change::Crew { crew, more }),
    ]
}

/// Investments that fit the model: what is said about a group is left out if it is none.
pub(crate) fn fitting(model: &Model, investments: Vec<(u64, Vec<Change>)>) -> Vec<Investment> {
    let fits = |it: &Change| match *it {
        Change::Quorum { group, .. } | Change::Member { group, .. } => {
            model.node(group).quorum.is_some()
        }
        Change::Restore { .. } | Change::TakeOver { .. } | Change::Crew { .. } => true,
    };
    let fit = |(cost, mut changes): (u64, Vec<Change>)| {
        changes.retain(fits);
        Investment { cost, changes }
    };
    investments.into_iter().map(fit).collect()
}

/// The same model with everything bought, built anew.
pub(crate) fn bought(model: &Model, investments: &[Investment], chosen: &[usize]) -> Model {
    let (mut nodes, mut needs) = (model.nodes().to_vec(), model.needs().to_vec());
    for change in chosen.iter().flat_map(|it| &investments[*it].changes) {
        match *change {
            Change::Restore { node, restore } => {
                let node = &mut nodes[node as usize];
                node.restore = Some(node.restore.unwrap_or(restore).min(restore));
            }
            Change::TakeOver { node, restore } => {
                let node = &mut nodes[node as usize];
                node.restore = Some(node.restore.unwrap_or(restore).min(restore));
                (node.crew, node.equipment) = (None, None);
            }
            Change::Quorum { group, quorum } => {
                let node = &mut nodes[group as usize];
                node.quorum = node.quorum.map(|it| it.min(quorum));
            }
            Change::Member { group, member } => needs.push(Need::hard(group, member)),
            Change::Crew { .. } => {}
        }
    }
    Model::new(nodes, needs).unwrap()
}

pub(crate) fn subsets(count: usize) -> impl Iterator<Item = Vec<usize>> {
    (0..1_usize << count).map(move |bits| (0..count).filter(|it| bits >> it & 1 == 1).collect())
}

/// The frontier by trying everything: the cost and value of each point.
fn by_brute_force(costs: &[u64], worth: impl Fn(&[usize]) -> Worth) -> Vec<(u64, u64)> {
    let point = |it: Vec<usize>| (it.iter().map(|it| costs[*it]).sum(), worth(&it).in_time);
    let mut points = subsets(costs.len()).map(point).collect::<Vec<(u64, u64)>>();
    points.sort_by_key(|it| (it.0, std::cmp::Reverse(it.1)));
    let mut frontier = Vec::<(u64, u64)>::new();
    for point in points {
        if frontier.last().is_none_or(|it| it.1 < point.1) {
            frontier.push(point);
        }
    }
    frontier
}

fn curve(purchases: &[Purchase]) -> Vec<(u64, u64)> {
    purchases.iter().map(|it| (it.cost, it.in_time)).collect()
}

proptest! {
    #![proptest_config(models(300))]

    #[test]
    fn the_frontier_is_what_trying_everything_finds(
        costs in vec(0..6_u64, 1..8),
        goals in vec((vec(0..8_usize, 1..4), 1..4_u64), 0..6),
        evaluations_max in prop_oneof![Just(PLENTY), 1..80_u64],
    ) {
        // Each goal is reached when all that it takes is bought.
        let goals = goals.into_iter().map(|(parts, weight)| {
            (parts.into_iter().map(|it| it % costs.len()).collect::<Vec<_>>(), weight)
        });
        let goals = goals.collect::<Vec<_>>();
        let worth = |chosen: &[usize]| {
            let mut worth = Worth::default();
            for (parts, weight) in &goals {
                let missing = parts.iter().filter(|it| !chosen.contains(it)).count();
                worth.in_time += if missing == 0 { *weight } else { 0 };
                worth.late += missing as u64 * weight;
            }
            worth
        };
        let found = frontier(&costs, worth, evaluations_max);
        prop_assert!(found.evaluations <= evaluations_max);
        prop_assert!(found.is_exact || evaluations_max < PLENTY);
        let expected = by_brute_force(&costs, worth);
        if found.is_exact {
            prop_assert_eq!(curve(&found.purchases), expected);
        }
        for purchase in &found.purchases {
            prop_assert_eq!(worth(&purchase.investments).in_time, purchase.in_time);
            let cost = purchase.investments.iter().map(|it| costs[*it]).sum::<u64>();
            prop_assert_eq!(cost, purchase.cost);
        }
    }

    #[test]
    fn a_board_evaluates_choices_as_a_model_built_that_way(
        model in model_without_circles(),
        investments in vec((0..5_u64, vec(change(), 0..3)), 1..5),
        weights in vec(1..4_u64, NODES as usize),
    ) {
        let investments = fitting(&model, investments);
        let services = (0..NODES).zip(weights).collect::<Vec<_>>();
        let board = Board::new(model.clone());
        let mut on_board = OnBoard::new(board, &investments, &services).unwrap();
        for chosen in subsets(investments.len()) {
            let analysis = analyze(&bought(&model, &investments, &chosen));
            let is_in_time = |it: &&(u32, u64)| analysis.gap_rto(it.0).is_none();
            let in_time = services.iter().filter(is_in_time).map(|it| it.1).sum::<u64>();
            prop_assert_eq!(on_board.worth(&chosen).in_time, in_time);
            prop_assert_eq!(on_board.board().analysis(), &analysis);
        }
        on_board.worth(&[]);
        prop_assert_eq!(on_board.board().model(), &model);
    }
}

fn takes(restore: u32) -> Node {
    Node { restore: Some(restore), ..Node::default() }
}

/// Two services within 4; the first needs two parts of 6 each, the second one of 6.
fn three_slow_parts() -> Model {
    let service = Node { target_rto: Some(4), ..takes(1) };
    let nodes = vec![service, service, takes(6), takes(6), takes(6)];
    let needs = [(0, 2), (0, 3), (1, 4)].map(|it| Need::hard(it.0, it.1));
    Model::new(nodes, needs.to_vec()).unwrap()
}

fn faster(node: u32, cost: u64) -> Investment {
    Investment { cost, changes: vec![Change::Restore { node, restore: 3 }] }
}

#[test]
fn what_only_helps_together_is_bought_together() {
    let investments = [faster(2, 40), faster(3, 30), faster(4, 100)];
    let costs = investments.iter().map(|it| it.cost).collect::<Vec<_>>();
    let services = [(0, 1), (1, 1)];
    let board = Board::new(three_slow_parts());
    let mut on_board = OnBoard::new(board, &investments, &services).unwrap();
    let found = frontier(&costs, |it| on_board.worth(it), PLENTY);
    let expected = [
        Purchase { cost: 0, in_time: 0, investments: vec![], most: 0 },
        Purchase { cost: 70, in_time: 1, investments: vec![0, 1], most: 1 },
        Purchase { cost: 170, in_time: 2, investments: vec![0, 1, 2], most: 2 },
    ];
    assert!(found.is_exact);
    assert_eq!(found.purchases, expected);
    // A greedy search alone finds them, too, and does not call them proved.
    let greedy = frontier(&costs, |it| on_board.worth(it), 13);
    assert!(!greedy.is_exact);
    assert_eq!(greedy.purchases, expected);
}

#[test]
fn an_investment_that_does_not_fit_is_refused_by_its_number() {
    let refused = |change| {
        let investments = [faster(2, 1), Investment { cost: 1, changes: vec![change] }];
        OnBoard::new(Board::new(three_slow_parts()), &investments, &[]).unwrap_err()
    };
    let investment = 1;
    assert_eq!(
        refused(Change::Restore { node: 9, restore: 1 }),
        InvestmentError::NodeUnknown { investment, node: 9 }
    );
    assert_eq!(
        refused(Change::Member { group: 0, member: 2 }),
        InvestmentError::NotAGroup { investment, node: 0 }
    );
    assert_eq!(
        refused(Change::Quorum { group: 0, quorum: 0 }),
        InvestmentError::QuorumZero { investment }
    );
    assert_eq!(
        refused(Change::Member { group: 0, member: 0 }),
        InvestmentError::OwnMember { investment, node: 0 }
    );
}
