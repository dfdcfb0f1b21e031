//! Joint restoration: what comes back when, with the people there are; and what binds.

use engine::restoration::{
    Change, CrewSupply, Disruption, Finding, HeldBy, Proof, Restoration, Term, TermOf, candidates,
    double_bookings, improvements, restoration,
};
use engine::sequence::Effort;
use engine::{Crew, Model, Need, Node, Verdict, analyze, blast};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

use crate::random::{NODES, changed, model, models};

pub(crate) const CREWS: usize = 2;

/// Beyond those.
pub(crate) const CREW_UNKNOWN: u32 = 2;

pub(crate) fn effort() -> Effort {
    Effort { schedules: 40, seed: 1 }
}

pub(crate) fn everything(model: &Model) -> Vec<u32> {
    (0..model.len()).collect()
}

/// Any model, whose nodes may have crews, equipment, or both; of the last crew nobody knows the size.
pub(crate) fn crewed() -> impl Strategy<Value = Model> {
    let asked = |often: f64| weighted(often, (0..=CREW_UNKNOWN, 0..4_u32));
    let both = vec((asked(0.7), asked(0.4)), NODES as usize);
    (model(), both).prop_map(|(model, both)| {
        let crew = |it: Option<(u32, u32)>| it.map(|(index, size)| Crew { index, size });
        let staffed = |(at, node): (usize, Node)| Node {
            crew: crew(both[at].0),
            equipment: crew(both[at].1),
            ..node
        };
        changed(&model, staffed, model.needs().to_vec())
    })
}

/// A crew that changes, and may have nobody in the end.
fn supply() -> impl Strategy<Value = CrewSupply> {
    (0..4_u32, vec((0..9_u32, 0..4_u32), 0..3)).prop_map(|(people, changes)| {
        let changes = changes.into_iter().scan(None, |at: &mut Option<u32>, (more, people)| {
            *at = Some(at.map_or(more, |it| it + more + 1));
            at.map(|it| (it, people))
        });
        CrewSupply::changing(people, changes.collect()).unwrap()
    })
}

pub(crate) fn disruption() -> impl Strategy<Value = Disruption> {
    let weights = vec(0..4_u32, 0..NODES as usize);
    (vec(0..NODES, 0..5), vec(supply(), CREWS), 0..5_u32, weights).prop_map(
        |(lost, crews, begin, weights)| Disruption {
            lost,
            crews,
            begin,
            weights,
            ..Disruption::default()
        },
    )
}

/// How many people of a crew, or units of equipment, work on a node takes, as planned.
pub(crate) fn people(model: &Model, disruption: &Disruption, node: u32, crew: usize) -> u32 {
    let Node { crew: people, equipment, .. } = *model.node(node);
    let asked = [people, equipment].into_iter().flatten().filter(|it| it.index as usize == crew);
    asked.map(|it| it.size).sum::<u32>().min(disruption.crews[crew].strength())
}

/// A node that asks for no more than there is in the end.
fn within(node: Node, disruption: &Disruption) -> Node {
    let mut left: Vec<u32> = disruption.crews.iter().map(CrewSupply::strength).collect();
    let mut take = |it: Crew| {
        let Some(left) = left.get_mut(it.index as usize) else { return it };
        let size = it.size.min(*left);
        *left -= size;
        Crew { size, ..it }
    };
    Node { crew: node.crew.map(&mut take), equipment: node.equipment.map(&mut take), ..node }
}

/// Whether every crew has the people that are asked of it, moment by moment.
pub(crate) fn crews_hold(model: &Model, disruption: &Disruption, found: &Restoration) -> bool {
    (0..CREWS).all(|crew| {
        (0..found.makespan).all(|at| {
            let busy = found.nodes.iter().filter(|it| {
                let restore = model.node(it.node).restore.unwrap_or(0);
                it.start.is_some_and(|start| start <= at && at < start + restore)
            });
            let asked = busy.map(|it| people(model, disruption, it.node, crew)).sum::<u32>();
            asked <= disruption.crews[crew].at(at)
        })
    })
}

proptest! {
    #![proptest_config(models(300))]

    #[test]
    fn with_people_enough_everything_is_back_when_it_is_achievable(model in crewed()) {
        let disruption = lost(&everything(&model), vec![CrewSupply::of(1_000); CREWS + 1]);
        let found = restoration(&model, &disruption, effort());
        let analysis = analyze(&model);
        let all_known = (0..NODES).all(|it| analysis.recovery(it).complete);
        for it in &found.nodes {
            prop_assert_eq!(it.end, Some(analysis.achievable_rto(it.node)));
            prop_assert_eq!(it.at_least, it.end);
            prop_assert_eq!(it.due, analysis.required_rto(it.node));
            // Work of which nobody knows how long it takes may keep its crew from other work.
            let is_known = analysis.recovery(it.node).complete;
            prop_assert!(is_known || !it.complete);
            if all_known {
                prop_assert_eq!(it.verdict, analysis.verdict(it.node));
                prop_assert_eq!(it.complete, is_known);
            }
        }
    }

    #[test]
    fn nothing_is_back_before_it_is_achievable_or_proved(
        model in crewed(),
        disruption in disruption(),
    ) {
        let everything = Disruption { lost: everything(&model), ..disruption };
        let found = restoration(&model, &everything, effort());
        let analysis = analyze(&model);
        for it in &found.nodes {
            prop_assert!(it.at_least <= it.end || it.end.is_none());
            prop_assert!(it.end.is_none_or(|end| analysis.achievable_rto(it.node) <= end));
            let proof = found.certificate(it.node).unwrap();
            prop_assert_eq!(proof.at_least, it.at_least);
            // What it says adds up to what it proves.
            let sum = proof.terms().iter().map(|it| it.seconds).sum::<i64>();
            prop_assert_eq!(sum, proof.at_least.map_or(0, i64::from), "{:?}", proof);
        }
        prop_assert!(found.makespan_bound <= found.makespan);
        prop_assert!(found.tardiness_bound <= found.tardiness);
    }

    #[test]
    fn a_plan_breaks_no_need_and_no_crew(
        (model, disruption, schedules) in (crewed(), disruption(), prop::sample::select(vec![0, 1, 40])),
    ) {
        let effort = Effort { schedules, seed: 1 };
        let found = restoration(&model, &disruption, effort);
        let down = blast(&model, &disruption.lost).down;
        prop_assert_eq!(&down, &found.nodes.iter().map(|it| it.node).collect::<Vec<_>>());
        prop_assert!(crews_hold(&model, &disruption, &found));
        for it in found.nodes.iter() {
            let Some((start, end)) = it.start.zip(it.end) else { continue };
            prop_assert!(disruption.begin <= start);
            prop_assert_eq!(start, disruption.begin + it.wait_for_needs + it.wait_for_crew);
            let back = |node: &u32| found.node(*node).is_none_or(|it| it.end.is_some_and(|it| it <= start));
            let ready = model.hard_needs(it.node).iter().filter(|it| back(it)).count();
            let own_end = start + model.node(it.node).restore.unwrap_or(0);
            // In a circle work goes on one after the other, and all is back with the last.
            prop_assert!(own_end <= end);
            prop_assert!(own_end == end || analyze(&model).is_stuck(it.node));
            prop_assert!(model.quorum(it.node) as usize <= ready || analyze(&model).is_stuck(it.node));
            prop_assert_eq!(it.late, it.due.and_then(|due| end.checked_sub(due)).filter(|it| *it > 0));
        }
        prop_assert_eq!(&found, &restoration(&model, &disruption, effort));
    }

    #[test]
    fn req_s4_24_sequence_is_a_topological_order_with_ties_by_rto(
        model in crewed(),
        disruption in disruption(),
    ) {
        let found = restoration(&model, &disruption, effort());
        let analysis = analyze(&model);
        let place = |node: u32| found.order.iter().position(|it| *it == node);
        let back = found.nodes.iter().filter(|it| it.end.is_some()).count();
        prop_assert_eq!(found.order.len(), back);
        let urgency = |node: u32| analysis.shared_rto(node).unwrap_or(u32::MAX);
        for (at, &node) in found.order.iter().enumerate() {
            let before = model.hard_needs(node).iter().filter(|it| found.node(**it).is_none() || place(**it) < Some(at) && place(**it).is_some());
            prop_assert!(model.quorum(node) as usize <= before.count() || analysis.is_stuck(node));
            let Some(&next) = found.order.get(at + 1) else { continue };
            let start = |node: u32| found.node(node).and_then(|it| it.start);
            prop_assert!(start(node) <= start(next));
            if start(node) == start(next) && urgency(next) < urgency(node) {
                // Only because it has to come after.
                let waits = model.hard_needs(next).contains(&node);
                prop_assert!(waits || analysis.is_stuck(next));
            }
        }
    }

    #[test]
    fn a_binding_chain_has_no_hole_and_no_slack(model in crewed(), disruption in disruption()) {
        let found = restoration(&model, &disruption, effort());
        for it in &found.nodes {
            let Some(chain) = found.binding_chain(it.node) else {
                prop_assert_eq!(it.end, None);
                continue;
            };
            prop_assert_eq!(chain.links.last().map(|it| it.end), it.end);
            match chain.links[0].held_by {
                HeldBy::Begin => prop_assert_eq!(chain.links[0].start, disruption.begin),
                HeldBy::Shift { crew } => {
                    let crew = &disruption.crews[crew as usize];
                    prop_assert!(crew.at(chain.links[0].start - 1) < crew.at(chain.links[0].start));
                }
                other => prop_assert!(false, "{other:?}"),
            }
            for pair in chain.links.windows(2) {
                let grace = match pair[1].held_by {
                    HeldBy::Need { grace, .. } => grace,
                    _ => 0,
                };
                prop_assert_eq!(pair[1].start, pair[0].end - grace);
                let takes = |node: u32, crew: u32| people(&model, &disruption, node, crew as usize);
                match pair[1].held_by {
                    HeldBy::Crew { crew, after } => {
                        prop_assert_eq!(after, pair[0].node);
                        prop_assert!(0 < takes(after, crew) && 0 < takes(pair[1].node, crew));
                    }
                    // What it needs is back with the last of its circle.
                    HeldBy::Need { needed, .. } => {
                        let back = found.node(needed).and_then(|it| it.end);
                        prop_assert_eq!(back, Some(pair[0].end));
                    }
                    HeldBy::Circle { after } => prop_assert_eq!(after, pair[0].node),
                    other => prop_assert!(false, "{other:?}"),
                }
            }
            for link in &chain.links {
                let slack = chain.slacks.iter().find(|it| it.node == link.node);
                prop_assert_eq!(slack.map(|it| it.slack), Some(0));
            }
        }
    }

    #[test]
    fn one_more_person_makes_no_bound_worse(
        model in crewed(),
        disruption in disruption(),
        crew in 0..CREWS,
    ) {
        let mut more = disruption.clone();
        more.crews[crew] = more.crews[crew].with_more(1);
        // Where a crew is too small, one more of them would only take part in the same work.
        let model = changed(&model, |it| within(it.1, &disruption), model.needs().to_vec());
        let (fewer, more) = (restoration(&model, &disruption, effort()), restoration(&model, &more, effort()));
        for (fewer, more) in fewer.nodes.iter().zip(&more.nodes) {
            prop_assert!(more.at_least <= fewer.at_least);
        }
        prop_assert!(more.makespan_bound <= fewer.makespan_bound);
        prop_assert!(more.tardiness_bound <= fewer.tardiness_bound);
    }

    #[test]
    fn no_change_does_harm(model in crewed(), disruption in disruption(), node in 0..NODES) {
        let now = restoration(&model, &disruption, effort());
        let nodes = [node];
        let changes = candidates(&model, &now, &nodes);
        let found = improvements(&model, &disruption, &nodes, &changes, effort());
        prop_assert_eq!(found.ranked.len(), changes.len());
        prop_assert!(found.ranked.is_sorted_by_key(|it| it.after));
        for it in &found.ranked {
            prop_assert!(it.after <= found.now);
            prop_assert!(it.gain <= it.gain_most);
        }
    }
}

/// A small model without circles, in which everybody needs only those behind them.
pub(crate) fn small() -> impl Strategy<Value = Model> {
    let asked = |often: f64| weighted(often, (0..CREW_UNKNOWN, 1..3_u32));
    let both = (asked(0.8), asked(0.3));
    let node = (0..5_u32, both, weighted(0.6, 0..9_u32), weighted(0.2, 1..3_u32));
    let need = (0..5_u32, 0..5_u32, weighted(0.2, 0..4_u32));
    (vec(node, 5), vec(need, 0..6)).prop_map(|(nodes, needs)| {
        let node = |(restore, (crew, equipment), target, quorum): (u32, (_, Option<_>), _, _)| {
            let equipment = equipment.map(|(index, size)| Crew { index, size });
            Node { quorum, equipment, ..takes(restore, crew, target) }
        };
        let needs = needs.into_iter().filter(|it| it.0 != it.1).map(|(one, other, gap)| {
            let (from, to) = (one.min(other), one.max(other));
            gap.map_or(Need::hard(from, to), |gap| Need::soft(from, to, gap))
        });
        Model::new(nodes.into_iter().map(node).collect(), needs.collect()).unwrap()
    })
}

/// Every way to place one node after the other, each as early as it can be; groups as soon as
/// enough members are placed, whichever these are. Says of each when everything is back.
struct EveryOrder<'a> {
    model: &'a Model,
    disruption: &'a Disruption,
    ends: Vec<Option<u32>>,
    free: Vec<Vec<u32>>,
    found: Vec<Vec<u32>>,
}

const LENGTH: usize = 90;

pub(crate) fn every_order(model: &Model, disruption: &Disruption) -> Vec<Vec<u32>> {
    let length = u32::try_from(LENGTH).unwrap();
    let free = disruption.crews.iter().map(|it| (0..length).map(|at| it.at(at)).collect());
    let ends = vec![None; model.len() as usize];
    let free = free.collect();
    let mut orders = EveryOrder { model, disruption, ends, free, found: Vec::new() };
    orders.go_on();
    orders.found
}

impl EveryOrder<'_> {
    fn go_on(&mut self) {
        if let Some(ends) = self.ends.iter().copied().collect::<Option<Vec<_>>>() {
            return self.found.push(ends);
        }
        for node in 0..self.model.len() {
            let Some(ready) = self.ready(node).filter(|_| self.ends[node as usize].is_none())
            else {
                continue;
            };
            let restore = self.model.node(node).restore.unwrap() as usize;
            let crews = 0..self.free.len();
            let takes: Vec<u32> =
                crews.map(|it| people(self.model, self.disruption, node, it)).collect();
            let free_at = |at: usize, end: usize| {
                let mut crews = takes.iter().zip(&self.free);
                crews.all(|(takes, free)| free[at..end].iter().all(|it| takes <= it))
            };
            let mut starts = ready as usize..LENGTH - restore;
            let start = starts.find(|it| free_at(*it, it + restore)).unwrap();
            let end = start + restore;
            for (free, takes) in self.free.iter_mut().zip(&takes) {
                free[start..end].iter_mut().for_each(|it| *it -= takes);
            }
            self.ends[node as usize] = Some(u32::try_from(end).unwrap());
            self.go_on();
            self.ends[node as usize] = None;
            for (free, takes) in self.free.iter_mut().zip(&takes) {
                free[start..end].iter_mut().for_each(|it| *it += takes);
            }
        }
    }

    /// When enough of what a node needs is back, of what is placed.
    fn ready(&self, node: u32) -> Option<u32> {
        let needs = self.model.hard_needs(node).iter();
        let mut back = needs.filter_map(|it| self.ends[*it as usize]).collect::<Vec<_>>();
        back.sort_unstable();
        let quorum = self.model.quorum(node) as usize;
        let mut ready = match quorum.checked_sub(1) {
            None => self.disruption.begin,
            Some(last) => self.disruption.begin.max(*back.get(last)?),
        };
        for (to, gap) in self.model.soft_needs(node) {
            ready = ready.max(self.ends[to as usize]?.saturating_sub(gap));
        }
        Some(ready)
    }
}

proptest! {
    #![proptest_config(models(150))]

    /// What is proved is true of every order, and nothing is promised that no order keeps.
    #[test]
    fn no_order_beats_a_certificate(model in small(), disruption in disruption()) {
        let strong = disruption.crews.iter().all(|it| 0 < it.strength());
        prop_assume!(strong);
        let disruption = Disruption { lost: everything(&model), ..disruption };
        let effort = Effort { schedules: 300, seed: 1 };
        let found = restoration(&model, &disruption, effort);
        let tardiness = |ends: &[u32]| {
            let late = ends.iter().zip(&found.nodes).map(|(end, it)| {
                let late = it.due.map_or(0, |due| end.saturating_sub(due));
                u64::from(late) * u64::from(disruption.weight(it.node))
            });
            late.sum::<u64>()
        };
        let orders = every_order(&model, &disruption);
        for ends in &orders {
            for (end, it) in ends.iter().zip(&found.nodes) {
                prop_assert!(it.at_least <= Some(*end), "{:?}", found.certificate(it.node));
            }
            prop_assert!(found.makespan_bound <= *ends.iter().max().unwrap());
            prop_assert!(found.tardiness_bound <= tardiness(ends));
        }
        let best = orders.iter().map(|it| tardiness(it)).min();
        prop_assert!(best <= Some(found.tardiness), "{:?} {best:?}", found.tardiness);
    }
}

pub(crate) fn takes(hours: u32, crew: Option<(u32, u32)>, target: Option<u32>) -> Node {
    Node {
        restore: Some(hours),
        crew: crew.map(|(index, size)| Crew { index, size }),
        target_rto: target,
        ..Node::default()
    }
}

pub(crate) fn lost(lost: &[u32], crews: Vec<CrewSupply>) -> Disruption {
    Disruption { lost: lost.to_vec(), crews, ..Disruption::default() }
}

#[test]
fn losing_nothing_leaves_nothing_to_do() {
    let model = Model::new(vec![takes(3, Some((0, 1)), Some(2))], Vec::new()).unwrap();
    let found = restoration(&model, &lost(&[], vec![CrewSupply::of(1)]), effort());
    assert!(found.nodes.is_empty() && found.order.is_empty() && found.loads.is_empty());
    assert_eq!((found.makespan, found.tardiness, found.makespan_bound), (0, 0, 0));
    assert_eq!((found.curve.watched, found.curve.points), (0, vec![(0, 0)]));
}

#[test]
fn what_a_crew_that_is_gone_must_do_never_comes_back() {
    let nodes =
        vec![takes(1, None, Some(9)), takes(2, Some((0, 1)), None), takes(1, Some((1, 3)), None)];
    let model = Model::new(nodes, vec![Need::hard(0, 1)]).unwrap();
    let crews = vec![CrewSupply::changing(1, vec![(1, 0)]).unwrap(), CrewSupply::of(2)];
    let found = restoration(&model, &lost(&[1, 2], crews), effort());
    assert_eq!(found.node(0).map(|it| (it.end, it.verdict)), Some((None, Verdict::Missed)));
    let proof = found.certificate(0).unwrap();
    assert_eq!((proof.at_least, proof.proof), (None, Proof::Nobody { node: 1, crew: 0 }));
    let too_small = Finding::CrewTooSmall { node: 2, crew: 1, asks: 3, there: 2 };
    assert_eq!(found.findings, [too_small, Finding::CrewGone { node: 1, crew: 0 }]);
    assert_eq!(found.order, [2]);
}

#[test]
fn the_curve_counts_what_is_watched() {
    let nodes = vec![
        takes(2, Some((0, 1)), Some(2)),
        takes(3, Some((0, 1)), Some(9)),
        takes(1, None, None),
    ];
    let model = Model::new(nodes, Vec::new()).unwrap();
    let watched = vec![0, 1, 2];
    let found = restoration(
        &model,
        &Disruption { watched, ..lost(&[0, 1], vec![CrewSupply::of(1)]) },
        effort(),
    );
    assert_eq!(found.curve.points, [(0, 1), (2, 2), (5, 3)]);
    assert_eq!(found.loads[0].busy, [(0, 1), (5, 0)]);
    assert_eq!((found.loads[0].work, &found.loads[0].people), (5, &vec![(0, 1)]));
}

#[test]
fn a_certificate_names_the_work_of_the_crew_that_is_too_small() {
    // Two servers of three hours each, one person; the portal needs both, and takes an hour.
    let server = takes(3, Some((0, 1)), None);
    let nodes = vec![takes(1, None, Some(4)), server, server, takes(2, None, None)];
    let needs = vec![Need::hard(0, 1), Need::hard(0, 2), Need::hard(1, 3)];
    let model = Model::new(nodes, needs).unwrap();
    let found = restoration(&model, &lost(&[1, 2, 3], vec![CrewSupply::of(1)]), effort());
    assert_eq!(found.node(0).and_then(|it| it.end), Some(7));
    let proof = found.certificate(0).unwrap();
    assert_eq!(proof.at_least, Some(7));
    let Proof::Crew { crew, nodes, from, work, by, then, .. } = proof.proof else { panic!() };
    assert_eq!((crew, nodes, from, work, by, then), (0, vec![1, 2], 0, 6, 6, 1));
    let terms = found.certificate(0).unwrap().terms();
    let term = |what, seconds| Term { what, seconds };
    assert_eq!(terms, [term(TermOf::Crew { crew: 0 }, 6), term(TermOf::Then, 1)]);
    let terms = found.certificate(1).unwrap().terms();
    assert_eq!(terms, [term(TermOf::Work { node: 3 }, 2), term(TermOf::Work { node: 1 }, 3)]);
}

#[test]
fn of_two_fixes_the_better_one_comes_first_and_says_what_binds_then() {
    let server = takes(3, Some((0, 1)), None);
    let nodes = vec![takes(1, None, Some(4)), server, server];
    let model = Model::new(nodes, vec![Need::hard(0, 1), Need::hard(0, 2)]).unwrap();
    let disruption = lost(&[1, 2], vec![CrewSupply::of(1)]);
    let changes = [Change::Faster { node: 0, restore: 0 }, Change::MorePeople { crew: 0, more: 1 }];
    let found = improvements(&model, &disruption, &[0], &changes, effort());
    assert_eq!((found.now.last, found.now.tardiness, found.last_bound), (7, 3, 7));
    let gains =
        found.ranked.iter().map(|it| (it.change, it.gain, it.gain_most)).collect::<Vec<_>>();
    assert_eq!(gains, [(changes[1], 3, 3), (changes[0], 1, 1)]);
    let binds = found.ranked[1].binds.as_ref().unwrap();
    assert_eq!(binds.links[1].held_by, HeldBy::Crew { crew: 0, after: 1 });
}

#[test]
fn owners_who_plan_alone_count_on_the_same_people() {
    let job = takes(3, Some((0, 2)), None);
    let model = Model::new(vec![job, job, job], Vec::new()).unwrap();
    let disruption = lost(&[0, 1, 2], vec![CrewSupply::of(3)]);
    let owners = [Some(7), Some(9), Some(9)];
    let found = double_bookings(&model, &disruption, &owners, effort());
    assert_eq!(found.len(), 1);
    let it = &found[0];
    assert_eq!((it.crew, it.from, it.until), (0, 0, 3));
    assert_eq!((it.owners.as_slice(), it.asked, it.there), (&[(7, 2), (9, 2)][..], 4, 3));
    let same = double_bookings(&model, &disruption, &[Some(7); 3], effort());
    assert_eq!(same, []);
}
