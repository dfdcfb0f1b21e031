//! What is worth buying with the crews there are: against every order of small models, and worked by
//! hand.

use std::collections::BTreeMap;

use engine::restoration::{CrewSupply, Disruption};
use engine::sequence::Effort;
use engine::{
    Board, Change, Crew, Investment, Looking, Model, Need, Node, OnCrews, Purchase, analyze,
    frontier,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::invest::{PLENTY, bought, fitting, subsets};
use crate::random::{changed, models};
use crate::restoration::{CREWS, every_order, small, takes};

const NODES: u32 = 5;

fn looking() -> Looking {
    Looking { effort: Effort { schedules: 60, seed: 1 }, placed_max: u64::MAX }
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        2 => (0..NODES, 0..4_u32).prop_map(|(node, restore)| Change::Restore { node, restore }),
        1 => (0..NODES, 0..4_u32).prop_map(|(node, restore)| Change::TakeOver { node, restore }),
        1 => (0..NODES, 1..3_u32).prop_map(|(group, quorum)| Change::Quorum { group, quorum }),
        // Like the needs of the models, so that no circle closes.
        1 => (0..NODES - 1, 1..NODES).prop_map(|(group, by)| {
            Change::Member { group, member: (group + by).min(NODES - 1) }
        }),
        3 => (0..2_u32, 1..3_u32).prop_map(|(crew, more)| Change::Crew { crew, more }),
    ]
}

fn supplies(people: &[u32]) -> BTreeMap<u32, CrewSupply> {
    (0..).zip(people.iter().map(|it| CrewSupply::of(*it))).collect()
}

/// The nodes that are due. Each has a bit of its own, so that a sum of weights says which they are.
fn weights(model: &Model) -> Vec<(u32, u64)> {
    let analysis = analyze(model);
    let is_due = |it: &u32| analysis.required_rto(*it).is_some();
    (0..NODES).filter(is_due).map(|it| (it, 1 << it)).collect()
}

fn each_alone(services: &[(u32, u64)]) -> Vec<Vec<(u32, u64)>> {
    services.iter().map(|it| vec![*it]).collect()
}

/// A small model in which every group has enough members, so that all times are known.
fn whole() -> impl Strategy<Value = Model> {
    small().prop_map(|model| {
        let enough = |it: usize| u32::try_from(model.hard_needs(index(it)).len()).ok();
        let node = |(at, it): (usize, Node)| Node {
            quorum: it.quorum.filter(|quorum| Some(*quorum) <= enough(at)),
            ..it
        };
        changed(&model, node, model.needs().to_vec())
    })
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap()
}

/// What of the services each order of the work has in time, with this bought.
fn possible(
    (model, services): (&Model, &[(u32, u64)]),
    people: &[u32],
    (investments, chosen): (&[Investment], &[usize]),
) -> Vec<u64> {
    let model = bought(model, investments, chosen);
    let mut people = people.to_vec();
    for change in chosen.iter().flat_map(|it| &investments[*it].changes) {
        if let Change::Crew { crew, more } = *change {
            people[crew as usize] += more;
        }
    }
    let disruption = Disruption {
        lost: (0..NODES).collect(),
        crews: people.into_iter().map(CrewSupply::of).collect(),
        ..Disruption::default()
    };
    let analysis = analyze(&model);
    let in_time = |ends: &Vec<u32>| {
        let is_in_time =
            |it: &u32| analysis.required_rto(*it).is_none_or(|due| ends[*it as usize] <= due);
        services.iter().map(|it| it.0).filter(is_in_time).map(|it| 1 << it).sum()
    };
    every_order(&model, &disruption).iter().map(in_time).collect()
}

proptest! {
    #![proptest_config(models(120))]

    #[test]
    fn what_is_promised_an_order_keeps_and_what_is_ruled_out_no_order_does(
        model in whole(),
        people in vec(1..4_u32, CREWS),
        investments in vec((0..5_u64, vec(change(), 0..3)), 1..4),
    ) {
        let investments = fitting(&model, investments);
        let services = weights(&model);
        let alone = each_alone(&services);
        let board = Board::new(model.clone());
        let mut each = OnCrews::new(board.clone(), supplies(&people), &investments, &alone, looking())
            .unwrap();
        let mut all = OnCrews::new(board, supplies(&people), &investments, std::slice::from_ref(&services), looking())
            .unwrap();
        prop_assert!(each.prepare(|_, _| false) && all.prepare(|_, _| false));
        for chosen in subsets(investments.len()) {
            let orders = possible((&model, &services), &people, (&investments, &chosen));
            // Alone, each may have an order of its own.
            let ever = orders.iter().fold(0, |sum, it| sum | it);
            let worth = each.worth(&chosen);
            prop_assert_eq!(worth.in_time & !ever, 0, "{:?}", chosen);
            prop_assert_eq!(ever & !worth.most, 0, "{:?}", chosen);
            let named: u64 = each.in_time(&chosen).into_iter().map(|it| 1_u64 << it).sum();
            prop_assert_eq!(named, worth.in_time);
            let late = each.late(&chosen, |_, _| false).unwrap();
            prop_assert!(late.iter().all(|it| worth.in_time >> it.service & 1 == 0));
            prop_assert!(late.iter().all(|it| !it.is_proved || ever >> it.service & 1 == 0));
            // Together, one order has to do for all.
            let worth = all.worth(&chosen);
            let best = orders.iter().copied().max().unwrap_or(0);
            prop_assert!(worth.in_time <= best && best <= worth.most, "{:?}", chosen);
            let named: u64 = all.in_time(&chosen).into_iter().map(|it| 1_u64 << it).sum();
            prop_assert_eq!(named, worth.in_time);
        }
    }

    #[test]
    fn a_curve_is_proved_only_where_trying_everything_finds_no_better(
        model in whole(),
        people in vec(1..3_u32, CREWS),
        investments in vec((1..5_u64, vec(change(), 1..3)), 1..4),
    ) {
        let investments = fitting(&model, investments);
        let costs: Vec<u64> = investments.iter().map(|it| it.cost).collect();
        let services: Vec<_> = weights(&model).iter().map(|it| (it.0, 1)).collect();
        let alone = each_alone(&services);
        let board = Board::new(model.clone());
        let mut on_crews =
            OnCrews::new(board, supplies(&people), &investments, &alone, looking()).unwrap();
        prop_assert!(on_crews.prepare(|_, _| false));
        let found = frontier(&costs, |it| on_crews.worth(it), PLENTY);
        for chosen in subsets(investments.len()) {
            let orders = possible((&model, &services), &people, (&investments, &chosen));
            let ever = orders.iter().fold(0, |sum, it| sum | it);
            let cost = chosen.iter().map(|it| costs[*it]).sum::<u64>();
            let best = found.purchases.iter().rev().find(|it| it.cost <= cost).unwrap();
            let n_in_time = u64::from(ever.count_ones());
            prop_assert!(!found.is_exact || n_in_time <= best.in_time, "{:?}", chosen);
            prop_assert!(Some(n_in_time) <= found.most);
        }
    }

    #[test]
    fn more_people_never_lower_what_is_possible_at_most(
        model in whole(),
        people in vec(1..3_u32, CREWS),
        investments in vec((0..5_u64, vec(change(), 0..3)), 1..4),
        crew in 0..CREWS,
    ) {
        let investments = fitting(&model, investments);
        let costs: Vec<u64> = investments.iter().map(|it| it.cost).collect();
        let services = weights(&model);
        let alone = each_alone(&services);
        let with = |people: &[u32]| {
            let board = Board::new(model.clone());
            let mut it =
                OnCrews::new(board, supplies(people), &investments, &alone, looking()).unwrap();
            assert!(it.prepare(|_, _| false));
            it
        };
        let mut more = people.clone();
        more[crew] += 1;
        let (mut fewer, mut more) = (with(&people), with(&more));
        for chosen in subsets(investments.len()) {
            let lost = fewer.worth(&chosen).most & !more.worth(&chosen).most;
            prop_assert_eq!(lost, 0, "{:?}", chosen);
        }
        let fewer = frontier(&costs, |it| fewer.worth(it), PLENTY);
        let more = frontier(&costs, |it| more.worth(it), PLENTY);
        prop_assert!(fewer.most <= more.most);
    }
}

const HOUR: u32 = 3600;

/// Two services within four hours; each stands on two servers of three hours, which one crew of one
/// restores: one after the other, seven hours.
fn two_portals() -> (Model, Vec<Investment>) {
    let crew = Some(Crew { index: 0, size: 1 });
    let server = Node { restore: Some(3 * HOUR), crew, ..Node::default() };
    let portal = Node { restore: Some(HOUR), target_rto: Some(4 * HOUR), ..Node::default() };
    let needs = [(0, 2), (0, 3), (1, 4), (1, 5)].map(|it| Need::hard(it.0, it.1));
    let nodes = vec![portal, portal, server, server, server, server];
    let faster = |node| Change::Restore { node, restore: 90 * 60 };
    let investments = vec![
        Investment { cost: 50, changes: vec![Change::Crew { crew: 0, more: 1 }] },
        Investment { cost: 30, changes: vec![faster(2), faster(3)] },
        Investment { cost: 200, changes: vec![faster(4), faster(5)] },
    ];
    (Model::new(nodes, needs.to_vec()).unwrap(), investments)
}

fn curve(groups: &[Vec<(u32, u64)>], looking: Looking) -> (Vec<Purchase>, bool) {
    let (model, investments) = two_portals();
    let costs: Vec<u64> = investments.iter().map(|it| it.cost).collect();
    let crews = supplies(&[1]);
    let mut on_crews =
        OnCrews::new(Board::new(model), crews, &investments, groups, looking).unwrap();
    assert!(on_crews.prepare(|_, _| false));
    assert_eq!(on_crews.n_waiting(), 2);
    let found = frontier(&costs, |it| on_crews.worth(it), PLENTY);
    (found.purchases, found.is_exact)
}

#[test]
fn one_more_in_a_crew_is_bought_where_it_does_most_for_its_money() {
    let alone = [vec![(0, 1)], vec![(1, 1)]];
    let (purchases, is_exact) = curve(&alone, looking());
    let steps: Vec<_> = purchases.iter().map(|it| (it.cost, it.in_time, it.most)).collect();
    // With people enough both would be in time without any of it.
    assert_eq!(steps, [(0, 0, 0), (30, 1, 1), (50, 2, 2)]);
    assert_eq!(purchases[2].investments, [0]);
    assert!(is_exact);
}

#[test]
fn what_is_lost_together_shares_its_crew() {
    // Twelve hours of work, and three to do it in: two people do half of that, and twice as fast all.
    let together = [vec![(0, 1), (1, 1)]];
    let (purchases, is_exact) = curve(&together, looking());
    let steps: Vec<_> = purchases.iter().map(|it| (it.cost, it.in_time)).collect();
    assert_eq!(steps, [(0, 0), (30, 1), (280, 2)]);
    // That no other order has both in time for less is not proved: each alone it would be.
    assert!(!is_exact && purchases[1].most == 1);
}

#[test]
fn when_no_more_orders_may_be_looked_for_what_is_known_still_counts() {
    let alone = [vec![(0, 1)], vec![(1, 1)]];
    // All is spent after the first look, at the first portal with everything bought.
    let (model, investments) = two_portals();
    let looking = Looking { placed_max: 1, ..looking() };
    let mut on_crews =
        OnCrews::new(Board::new(model), supplies(&[1]), &investments, &alone, looking).unwrap();
    assert!(on_crews.prepare(|_, _| false));
    assert_eq!((on_crews.n_waiting(), on_crews.n_unseen()), (1, 1));
    let found = frontier(&[50, 30, 200], |it| on_crews.worth(it), PLENTY);
    let steps: Vec<_> = found.purchases.iter().map(|it| (it.cost, it.in_time)).collect();
    // What matters to it is the crew and its own servers. Of the other nothing is promised.
    assert_eq!(steps, [(0, 0), (80, 1)]);
    assert_eq!((found.is_exact, found.most), (false, Some(2)));
    assert_eq!(on_crews.in_time(&[0, 1, 2]), [0]);
}

#[test]
fn who_is_late_because_of_a_crew_is_told_so() {
    let (model, investments) = two_portals();
    let alone = [vec![(0, 1)], vec![(1, 1)]];
    let board = Board::new(model);
    let mut on_crews =
        OnCrews::new(board, supplies(&[1]), &investments, &alone, looking()).unwrap();
    assert!(on_crews.prepare(|_, _| false));
    let late = on_crews.late(&[1], |_, _| false).unwrap();
    let late: Vec<_> = late.into_iter().map(|it| (it.service, it.crew)).collect();
    assert_eq!(late, [(1, Some(0))]);
    let late = on_crews.late(&[], |_, _| false).unwrap();
    assert_eq!((late[0].late, late[0].is_proved), (Some(3 * HOUR), true));
    // Without anybody, nothing is ever back.
    let mut nobody =
        OnCrews::new(Board::new(two_portals().0), supplies(&[0]), &investments, &alone, looking())
            .unwrap();
    assert!(nobody.prepare(|_, _| false));
    assert_eq!(nobody.late(&[], |_, _| false).unwrap()[0].late, None);
    assert_eq!(nobody.worth(&[0, 1]).in_time, 1);
}

#[test]
fn whoever_stops_it_is_obeyed() {
    let (model, investments) = two_portals();
    let alone = [vec![(0, 1)], vec![(1, 1)]];
    let board = Board::new(model);
    let mut on_crews =
        OnCrews::new(board, supplies(&[1]), &investments, &alone, looking()).unwrap();
    let mut told = Vec::new();
    let is_done = on_crews.prepare(|n, of| {
        told.push((n, of));
        n == 3
    });
    assert!(!is_done);
    assert_eq!(told, [(1, 4), (2, 4), (3, 4)]);
}

/// Each of two services alone is in time, both together are not, whatever the order: so it is looked
/// for, and whoever stops that need not wait for its end.
#[test]
fn a_search_in_a_group_asks_whether_to_stop() {
    let part = takes(3, Some((0, 1)), Some(5));
    let model = Model::new(vec![part, part], Vec::new()).unwrap();
    let n_asked = std::sync::atomic::AtomicU32::new(0);
    let stop = || 0 < n_asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let together = [vec![(0, 1), (1, 1)]];
    let crews = [(0, CrewSupply::of(1))].into();
    let on_crews = OnCrews::new(Board::new(model), crews, &[], &together, looking()).unwrap();
    let mut on_crews = on_crews.stopping(&stop);
    assert!(on_crews.prepare(|_, _| false));
    assert!(0 < n_asked.load(std::sync::atomic::Ordering::Relaxed));
    let mut told = Vec::new();
    let late = on_crews.late(&[], |n, of| {
        told.push((n, of));
        true
    });
    assert_eq!((late, told), (None, vec![(1, 1)]));
}

/// Two parts of three hours that one person restores, for a service that is due after four.
#[test]
fn what_takes_over_asks_the_crew_for_nothing() {
    let part = takes(3, Some((0, 1)), None);
    let nodes = vec![takes(0, None, Some(4)), part, part];
    let model = Model::new(nodes, vec![Need::hard(0, 1), Need::hard(0, 2)]).unwrap();
    let copy = |node| Change::TakeOver { node, restore: 3 };
    let investments = [
        Investment { cost: 9, changes: vec![copy(1), copy(2)] },
        Investment { cost: 5, changes: vec![Change::Crew { crew: 0, more: 1 }] },
    ];
    let groups = [vec![(0, 1)]];
    let crews = supplies(&[1]);
    let mut on_crews =
        OnCrews::new(Board::new(model), crews, &investments, &groups, looking()).unwrap();
    assert!(on_crews.prepare(|_, _| false));
    // With all of it bought nobody is asked; with less, the crew is, and one more in it helps.
    let in_time = [&[][..], &[0], &[1], &[0, 1]].map(|it| on_crews.worth(it).in_time);
    assert_eq!(in_time, [0, 1, 1, 1]);
}
