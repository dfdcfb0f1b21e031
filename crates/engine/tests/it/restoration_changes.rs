//! Restoration after something changed: the order before it is where the search begins.

use engine::Model;
use engine::restoration::{CrewSupply, Disruption, Restoration, restoration};
use engine::sequence::Effort;
use proptest::prelude::*;

use crate::restoration::{CREWS, crewed, crews_hold, disruption, lost, takes};

proptest! {
    /// People and equipment enough that nobody works with fewer than they ask for; then one more makes no
    /// order impossible.
    #[test]
    fn what_is_sought_after_a_change_is_never_worse_than_the_order_before_it(
        model in crewed(),
        disruption in disruption(),
        crew in 0..CREWS,
    ) {
        let supply = |it: usize| CrewSupply::of(6 + u32::from(it == crew));
        let before = Disruption { crews: vec![CrewSupply::of(6); CREWS], ..disruption };
        let sought = restoration(&model, &before, Effort { schedules: 400, seed: 1 });
        let after = Disruption { crews: (0..CREWS).map(supply).collect(), ..before };
        // So little effort rarely finds an order as good by itself.
        let little = Effort { schedules: 1, seed: 1 };
        let found = sought.after_change(1, (&model, &after), little, &|| false);
        let value = |it: &Restoration| (it.tardiness, it.makespan);
        prop_assert!(value(&found) <= value(&sought), "{:?} {:?}", value(&found), value(&sought));
        prop_assert!(crews_hold(&model, &after, &found));
        let more = Effort { schedules: 40, seed: 1 };
        let found = found.after_change(2, (&model, &after), more, &|| false);
        prop_assert!(value(&found) <= value(&sought));
    }

    /// Where a crew was too small for its work, one more of them would take part in it, and less could
    /// be done at once.
    #[test]
    fn one_more_person_makes_no_order_worse(
        model in crewed(),
        disruption in disruption(),
        crew in 0..CREWS,
    ) {
        prop_assume!(disruption.crews.iter().all(|it| 0 < it.strength()));
        let little = Effort { schedules: 1, seed: 1 };
        let sought = restoration(&model, &disruption, little);
        let mut after = disruption.clone();
        after.crews[crew] = after.crews[crew].with_more(1);
        let found = sought.after_change(1, (&model, &after), little, &|| false);
        let value = |it: &Restoration| (it.tardiness, it.makespan);
        prop_assert!(value(&found) <= value(&sought), "{:?} {:?}", value(&found), value(&sought));
    }
}

/// Two works for two people each. Of a crew that has one person in the end each is planned with one.
#[test]
fn one_more_person_in_a_crew_that_shrinks_does_not_double_the_time() {
    let work = takes(4, Some((0, 2)), None);
    let model = Model::new(vec![work, work], vec![]).unwrap();
    let supply = CrewSupply::changing(2, vec![(5, 1)]).unwrap();
    let before = lost(&[0, 1], vec![supply.clone()]);
    let sought = restoration(&model, &before, Effort::default());
    assert_eq!(sought.makespan, 4);
    let after = lost(&[0, 1], vec![supply.with_more(1)]);
    let found = sought.after_change(1, (&model, &after), Effort::default(), &|| false);
    assert_eq!(found.makespan, 4);
    // They still work with fewer people than are asked for, and the answer says so.
    assert_eq!(found.findings, sought.findings);
}

/// One person restores all of these. By no rule of priority the order is as good as can be, so a
/// search of its own that follows nothing but rules makes an improvement look like harm.
#[test]
fn an_improvement_that_changes_nothing_that_matters_leaves_the_order_as_it_was() {
    let works = [(5, 9, 3), (3, 10, 1), (4, 8, 2), (6, 20, 3), (2, 7, 2), (7, 19, 1), (3, 12, 3)];
    let nodes = |last: u32| {
        let works = works.iter().map(|it| takes(it.0, Some((0, 1)), Some(it.1)));
        Model::new(works.chain([takes(last, Some((1, 1)), None)]).collect(), vec![]).unwrap()
    };
    let weights = works.iter().map(|it| it.2).chain([1]).collect();
    let all: Vec<u32> = (0..8).collect();
    let crews = vec![CrewSupply::of(1), CrewSupply::of(1)];
    let disruption = Disruption { weights, ..lost(&all, crews) };
    let sought = restoration(&nodes(5), &disruption, Effort { schedules: 5_000, seed: 1 });
    let little = Effort { schedules: 1, seed: 1 };
    let alone = restoration(&nodes(4), &disruption, little);
    assert!(sought.tardiness < alone.tardiness, "{} {}", sought.tardiness, alone.tardiness);
    let found = sought.after_change(1, (&nodes(4), &disruption), little, &|| false);
    assert_eq!(found.tardiness, sought.tardiness);
    for node in 0..7 {
        assert_eq!(found.node(node).unwrap().end, sought.node(node).unwrap().end);
    }
}
