//! A joint restoration that is stopped, sought on several threads, or tried out as a project.

use engine::chance::{Chance, Policy, Precision, Simulation};
use engine::restoration::{CrewSupply, Disruption, Plan, Restoration, restoration, restoration_on};
use engine::sequence::Effort;
use engine::{Crew, Model, Need, Node};

const HOUR: u32 = 3600;

fn takes(hours: u32, target: Option<u32>) -> Node {
    let crew = Some(Crew { index: 0, size: 1 });
    Node {
        restore: Some(hours * HOUR),
        target_rto: target.map(|it| it * HOUR),
        crew,
        ..Node::default()
    }
}

/// Storage, two databases on it, a portal on the one and a circle of two on the other; one crew of
/// one.
fn state() -> (Model, Disruption) {
    let nodes = vec![
        takes(2, None),
        takes(3, None),
        takes(1, None),
        takes(1, Some(7)),
        takes(2, Some(9)),
        takes(1, Some(9)),
    ];
    let needs = [(1, 0), (2, 0), (3, 1), (4, 2), (4, 5), (5, 4)];
    let needs = needs.map(|(from, to)| Need::hard(from, to)).to_vec();
    let disruption =
        Disruption { lost: vec![0], crews: vec![CrewSupply::of(1)], ..Disruption::default() };
    (Model::new(nodes, needs).unwrap(), disruption)
}

#[test]
fn an_order_as_a_project_has_the_times_of_the_order() {
    let (model, disruption) = state();
    let found = restoration(&model, &disruption, Effort { schedules: 200, seed: 1 });
    let plan = found.plan(60).unwrap();
    assert_eq!(plan.ends.len(), found.nodes.len());
    for (node, task) in &plan.ends {
        let task = *task as usize;
        let duration = plan.project.task(u32::try_from(task).unwrap()).duration * plan.unit;
        let end = plan.starts[task] + duration;
        assert_eq!(Some(end), found.node(*node).and_then(|it| it.end), "node {node}");
    }
    assert_eq!(off_plan(&found, &plan), []);
}

/// What is back at another time than the order says if all is worked off as planned: node, when, and
/// when it should be, in units of the plan.
pub(crate) fn off_plan(found: &Restoration, plan: &Plan) -> Vec<(u32, f64, f64)> {
    let chances = vec![Chance::planned(); plan.project.len() as usize];
    let tasks: Vec<u32> = plan.ends.iter().map(|it| it.1).collect();
    let simulation = Simulation::new(&plan.project, &chances, &Policy::by_starts(&plan.starts));
    let outlook = simulation.unwrap().watching(&tasks).unwrap().run(&Precision::trials(64), 1);
    let ends = plan.ends.iter().zip(&outlook.finishes).map(|((node, _), finish)| {
        let end = f64::from(found.node(*node).unwrap().end.unwrap() / plan.unit);
        (*node, finish.mean, end)
    });
    ends.filter(|it| 1e-3 <= (it.1 - it.2).abs()).collect()
}

/// Of two crews only the second can be short: it is the one resource.
#[test]
fn a_project_says_which_crew_each_of_its_resources_is() {
    let of = |index| Node { crew: Some(Crew { index, size: 1 }), ..takes(1, None) };
    let model = Model::new(vec![of(0), of(1), of(1)], Vec::new()).unwrap();
    let crews = vec![CrewSupply::of(5), CrewSupply::of(1)];
    let disruption = Disruption { lost: vec![0, 1, 2], crews, ..Disruption::default() };
    let plan = restoration(&model, &disruption, Effort::default()).plan(60).unwrap();
    assert_eq!((plan.crews, plan.project.resources().len()), (vec![1], 1));
}

#[test]
fn the_answer_does_not_depend_on_threads_and_is_there_when_it_is_stopped() {
    let (model, disruption) = state();
    let effort = Effort { schedules: 200, seed: 7 };
    let go_on = || false;
    let one = restoration_on(1, &model, &disruption, effort, &go_on);
    assert_eq!(restoration_on(3, &model, &disruption, effort, &go_on), one);
    let stopped = restoration_on(2, &model, &disruption, effort, &|| true);
    assert_eq!(stopped.order.len(), one.order.len());
    assert!(one.tardiness <= stopped.tardiness);
}
