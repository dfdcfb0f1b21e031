//! Work that takes people and equipment at once: what holds it, what is proved, what helps.

use engine::restoration::{
    Change, CrewSupply, Finding, HeldBy, Proof, Term, TermOf, candidates, double_bookings,
    improvements, restoration,
};
use engine::sequence::Effort;
use engine::{
    Board, Change as Bought, Crew, Investment, Looking, Model, Need, Node, OnCrews, Verdict,
};

use crate::restoration::{effort, lost, takes};
use crate::restoration_plans::off_plan;

/// The index of the people of all, and of the generators.
const PEOPLE: u32 = 0;
const GENERATORS: u32 = 1;

/// Work by one of the people with one of the generators.
fn powered(hours: u32, target: Option<u32>) -> Node {
    let equipment = Some(Crew { index: GENERATORS, size: 1 });
    Node { equipment, ..takes(hours, Some((PEOPLE, 1)), target) }
}

fn alone(nodes: Vec<Node>) -> Model {
    Model::new(nodes, Vec::new()).unwrap()
}

/// A portal of one hour on two rooms of three hours each, wanted after five.
fn portal() -> Model {
    let nodes = vec![takes(1, None, Some(5)), powered(3, None), powered(3, None)];
    Model::new(nodes, vec![Need::hard(0, 1), Need::hard(0, 2)]).unwrap()
}

fn supplies(people: u32, generators: u32) -> Vec<CrewSupply> {
    vec![CrewSupply::of(people), CrewSupply::of(generators)]
}

#[test]
fn two_who_share_a_generator_wait_for_each_other_though_there_are_people_enough() {
    let disruption = lost(&[1, 2], supplies(2, 1));
    let found = restoration(&portal(), &disruption, effort());
    let second = found.node(2).unwrap();
    assert_eq!((second.wait_for_needs, second.wait_for_crew, second.end), (0, 3, Some(6)));
    assert_eq!(found.node(0).map(|it| (it.end, it.late)), Some((Some(7), Some(2))));
    let links = found.binding_chain(0).unwrap().links;
    assert_eq!(links[1].held_by, HeldBy::Crew { crew: GENERATORS, after: 1 });
    // No order is better, because of the generator.
    assert_eq!(found.tardiness, found.tardiness_bound);
    let proof = found.certificate(0).unwrap();
    assert_eq!(proof.at_least, Some(7));
    let Proof::Crew { crew, nodes, work, .. } = &proof.proof else { panic!("{proof:?}") };
    assert_eq!((*crew, nodes.as_slice(), *work), (GENERATORS, &[1, 2][..], 6));
    let busy = found.loads.iter().map(|it| (it.crew, it.busy.as_slice(), it.work));
    let one_at_a_time = [(0, 1), (6, 0)].as_slice();
    let expected = [(PEOPLE, one_at_a_time, 6), (GENERATORS, one_at_a_time, 6)];
    assert_eq!(busy.collect::<Vec<_>>(), expected);
}

#[test]
fn one_more_generator_helps_where_one_more_person_does_not() {
    let (model, disruption) = (portal(), lost(&[1, 2], supplies(2, 1)));
    let now = restoration(&model, &disruption, effort());
    let more = |crew| Change::MorePeople { crew, more: 1 };
    let changes = candidates(&model, &now, &[0]);
    assert!(changes.contains(&more(GENERATORS)) && !changes.contains(&more(PEOPLE)));
    let changes = [more(PEOPLE), more(GENERATORS)];
    let found = improvements(&model, &disruption, &[0], &changes, effort());
    let gains = found.ranked.iter().map(|it| (it.change, it.gain, it.gain_most));
    assert_eq!(gains.collect::<Vec<_>>(), [(more(GENERATORS), 3, 3), (more(PEOPLE), 0, 0)]);
}

#[test]
fn of_both_the_one_is_named_of_which_there_was_not_enough() {
    // When the generator is free again somebody else goes home, too: of two people, one was free.
    let other = Node { crew: None, ..powered(2, Some(2)) };
    let nodes = vec![takes(2, Some((PEOPLE, 1)), Some(2)), other, powered(1, Some(9))];
    let found = restoration(&alone(nodes), &lost(&[0, 1, 2], supplies(2, 1)), effort());
    assert_eq!(found.node(2).and_then(|it| it.start), Some(2));
    let links = found.binding_chain(2).unwrap().links;
    assert_eq!(links[1].held_by, HeldBy::Crew { crew: GENERATORS, after: 1 });
}

#[test]
fn work_starts_when_people_and_equipment_are_there_together() {
    // Two hours: people until four and again from six on, the generator from three on.
    let people = CrewSupply::changing(1, vec![(4, 0), (6, 1)]).unwrap();
    let generator = CrewSupply::changing(0, vec![(3, 1)]).unwrap();
    let model = alone(vec![powered(2, Some(9))]);
    let found = restoration(&model, &lost(&[0], vec![people, generator]), effort());
    assert_eq!(found.node(0).map(|it| (it.start, it.end)), Some((Some(6), Some(8))));
    let links = found.binding_chain(0).unwrap().links;
    assert_eq!(links[0].held_by, HeldBy::Shift { crew: PEOPLE });
    let term = |what, seconds| Term { what, seconds };
    let expected = [term(TermOf::Shift { node: 0 }, 6), term(TermOf::Work { node: 0 }, 2)];
    assert_eq!(found.certificate(0).unwrap().terms(), expected);
}

#[test]
fn what_there_is_nothing_to_do_it_with_never_comes_back() {
    let model = portal();
    let disruption = lost(&[1, 2], supplies(2, 0));
    let found = restoration(&model, &disruption, effort());
    assert_eq!(found.node(0).map(|it| (it.end, it.verdict)), Some((None, Verdict::Missed)));
    let gone = |node| Finding::CrewGone { node, crew: GENERATORS };
    assert_eq!(found.findings, [gone(1), gone(2)]);
    let proof = found.certificate(0).unwrap().proof;
    assert_eq!(proof, Proof::Nobody { node: 1, crew: GENERATORS });
    let more = Change::MorePeople { crew: GENERATORS, more: 1 };
    assert!(candidates(&model, &found, &[0]).contains(&more));
    let helped = improvements(&model, &disruption, &[0], &[more], effort());
    assert_eq!((helped.ranked[0].n_back, helped.ranked[0].after.last), (1, 7));
}

#[test]
fn work_that_asks_for_more_units_than_there_are_takes_all_of_them_and_says_so() {
    let large = Node { equipment: Some(Crew { index: GENERATORS, size: 2 }), ..powered(4, None) };
    let model = alone(vec![large, large]);
    let generators = CrewSupply::changing(2, vec![(5, 1)]).unwrap();
    let before = lost(&[0, 1], vec![CrewSupply::of(2), generators.clone()]);
    let found = restoration(&model, &before, effort());
    let short = |node| Finding::CrewTooSmall { node, crew: GENERATORS, asks: 2, there: 1 };
    let short = [short(0), short(1)];
    assert_eq!((found.findings.as_slice(), found.makespan), (&short[..], 4));
    // With one more, both may go on with one each, and so at once.
    let after = lost(&[0, 1], vec![CrewSupply::of(2), generators.with_more(1)]);
    let found = found.after_change(1, (&model, &after), effort(), &|| false);
    assert_eq!((found.findings.as_slice(), found.makespan), (&short[..], 4));
}

#[test]
fn who_is_named_twice_is_asked_for_both_together() {
    let twice = |size| {
        let crew = Some(Crew { index: PEOPLE, size });
        Node { equipment: crew, ..takes(2, Some((PEOPLE, 1)), None) }
    };
    let model = alone(vec![twice(1), twice(2)]);
    let found = restoration(&model, &lost(&[0, 1], supplies(4, 0)), effort());
    assert_eq!((found.makespan, found.findings.len()), (4, 0));
    assert_eq!(found.loads[0].work, 2 * 2 + 2 * 3);
}

#[test]
fn owners_who_plan_alone_count_on_the_same_generator() {
    let model = alone(vec![powered(3, None), powered(3, None)]);
    let disruption = lost(&[0, 1], supplies(2, 1));
    let found = double_bookings(&model, &disruption, &[Some(7), Some(9)], effort());
    let [it] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((it.crew, it.from, it.until, it.asked, it.there), (GENERATORS, 0, 3, 2, 1));
}

#[test]
fn a_plan_for_chance_takes_both() {
    let (model, disruption) = (portal(), lost(&[1, 2], supplies(1, 1)));
    let found = restoration(&model, &disruption, effort());
    let plan = found.plan(1).unwrap();
    let uses = (0..plan.project.len()).map(|it| plan.project.task(it).uses.len()).max();
    assert_eq!(uses, Some(2));
    assert_eq!(off_plan(&found, &plan), []);
}

#[test]
fn a_generator_is_bought_where_generators_are_short() {
    let model = portal();
    let buy = |crew| Investment { cost: 1, changes: vec![Bought::Crew { crew, more: 1 }] };
    let investments = [buy(PEOPLE), buy(GENERATORS)];
    let crews = [(PEOPLE, CrewSupply::of(2)), (GENERATORS, CrewSupply::of(1))];
    let looking = Looking { effort: Effort { schedules: 60, seed: 1 }, placed_max: u64::MAX };
    let groups = [vec![(0, 1)]];
    let mut on_crews =
        OnCrews::new(Board::new(model), crews.into(), &investments, &groups, looking).unwrap();
    assert!(on_crews.prepare(|_, _| false));
    let in_time = [&[][..], &[0], &[1]].map(|it| on_crews.worth(it).in_time);
    assert_eq!(in_time, [0, 0, 1]);
    let late = on_crews.late(&[0], |_, _| false).unwrap();
    assert_eq!((late[0].late, late[0].crew), (Some(2), Some(GENERATORS)));
}
