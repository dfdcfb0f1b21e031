//! Crews of which more are there by day than at night: work is not broken off when a shift ends.

use engine::Model;
use engine::restoration::{CrewSupply, Disruption, Finding, restoration};
use engine::sequence::Effort;
use proptest::prelude::*;

use crate::random::models;
use crate::restoration::{crewed, crews_hold, disruption, effort, lost, takes};

const DAYS: u32 = 3;

/// So many at night, which comes first, and by day, for some days; then all of them.
fn shifts((night, day): (u32, u32), (off, people): (u32, u32)) -> CrewSupply {
    let until = DAYS * (night + day);
    let of_day = |n: u32| {
        let from = n * (night + day);
        [(from + night, people), (from + night + day, off)]
    };
    let changes = (0..DAYS).flat_map(of_day).filter(|it| it.0 < until);
    let changes = changes.chain([(until, people)]).collect();
    CrewSupply::changing(off, changes).unwrap().in_shifts(off, until)
}

proptest! {
    #![proptest_config(models(200))]

    /// All work fits into a day. What is longer would be planned with more people if there were more at
    /// night, and so less could be done beside it.
    #[test]
    fn more_people_at_night_make_no_bound_worse(
        model in crewed(),
        disruption in disruption(),
        hours in (1..9_u32, 7..12_u32),
        people in 1..5_u32,
        (off, more) in (0..5_u32, 0..5_u32),
    ) {
        let with = |off: u32| {
            let crews = vec![shifts(hours, (off.min(people), people)), CrewSupply::of(2)];
            Disruption { crews, ..disruption.clone() }
        };
        let (fewer, more) = (with(off), with(off + more));
        let (found, better) =
            (restoration(&model, &fewer, effort()), restoration(&model, &more, effort()));
        for (fewer, more) in found.nodes.iter().zip(&better.nodes) {
            prop_assert!(more.at_least <= fewer.at_least);
        }
        prop_assert!(better.makespan_bound <= found.makespan_bound);
        prop_assert!(better.tardiness_bound <= found.tardiness_bound);
        prop_assert!(crews_hold(&model, &fewer, &found) && crews_hold(&model, &more, &better));
    }
}

/// At night one of four is there. Work for four waits for the morning, and for the next one if it does
/// not end with the day.
#[test]
fn work_waits_for_a_shift_that_is_long_enough() {
    let crews = vec![shifts((15, 9), (1, 4))];
    let back = |works: &[u32]| {
        let nodes = works.iter().map(|it| takes(*it, Some((0, 4)), None)).collect();
        let model = Model::new(nodes, Vec::new()).unwrap();
        let all: Vec<u32> = (0..model.len()).collect();
        restoration(&model, &lost(&all, crews.clone()), Effort::default()).makespan
    };
    assert_eq!(back(&[9]), 24);
    assert_eq!(back(&[5, 4]), 24);
    assert_eq!(back(&[5, 5]), 24 + 15 + 5);
}

#[test]
fn what_is_longer_than_any_shift_is_done_by_those_who_are_there_for_all_of_it() {
    let model = Model::new(vec![takes(10, Some((0, 4)), None)], Vec::new()).unwrap();
    let found = restoration(&model, &lost(&[0], vec![shifts((15, 9), (1, 4))]), effort());
    assert_eq!((found.makespan, found.makespan_bound), (10, 10));
    let too_small = Finding::CrewTooSmall { node: 0, crew: 0, asks: 4, there: 1 };
    assert_eq!(found.findings, [too_small]);
    assert_eq!(found.loads[0].busy, [(0, 1), (10, 0)]);
    // One more helps nobody who asks for no more, and makes nothing worse.
    let more = lost(&[0], vec![shifts((15, 9), (1, 4)).with_more(1)]);
    let after = found.after_change(1, (&model, &more), effort(), &|| false);
    assert_eq!((after.makespan, after.findings.len()), (10, 1));
}
