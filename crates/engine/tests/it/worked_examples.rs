//! Examples with answers worked out by hand.

use engine::{
    Finding, Model, Need, Node, Verdict, analyze, chain, findings, recovery_order, relief, timeline,
};

const HOUR: u32 = 3600;

fn takes(hours: u32) -> Node {
    Node { restore: Some(hours * HOUR), ..Node::default() }
}

#[test]
fn req_s3_01_six_hours_against_four_is_a_gap_of_two() {
    let service = Node { target_rto: Some(4 * HOUR), ..takes(6) };
    let model = Model::new(vec![service], vec![]).unwrap();
    let analysis = analyze(&model);
    assert_eq!(analysis.gap_rto(0), Some(2 * HOUR));
    assert_eq!(analysis.verdict(0), Verdict::Missed);
}

#[test]
fn the_strictest_process_decides_what_is_required_of_a_service() {
    // Two processes with 24 h and 4 h need a service; a third can do without it for a day.
    let process = |hours| Node { target_rto: Some(hours * HOUR), ..takes(0) };
    let nodes = vec![process(24), process(4), process(1), takes(3), takes(6)];
    let needs =
        vec![Need::hard(0, 3), Need::hard(1, 3), Need::soft(2, 3, 24 * HOUR), Need::hard(3, 4)];
    let model = Model::new(nodes, needs).unwrap();
    let analysis = analyze(&model);
    assert_eq!(analysis.required_rto(3), Some(4 * HOUR));
    assert_eq!(analysis.rto_required_by(3), Some(1));
    assert_eq!(analysis.required_rto(4), Some(4 * HOUR));
    assert_eq!(analysis.achievable_rto(3), 9 * HOUR);
    assert_eq!(analysis.gap_rto(3), Some(5 * HOUR));
    assert_eq!(analysis.held_by(3), 4);
}

#[test]
fn req_s3_06_circles_are_reported_until_a_need_is_removed() {
    let mut needs = vec![Need::hard(0, 1), Need::hard(1, 2), Need::hard(2, 0)];
    let nodes = vec![takes(1), takes(2), takes(3)];
    let model = Model::new(nodes.clone(), needs.clone()).unwrap();
    let analysis = analyze(&model);
    assert_eq!(analysis.circles().collect::<Vec<_>>(), [[0, 1, 2]]);
    // No order is known, so each may have to wait for all: 1 + 2 + 3.
    assert_eq!([0, 1, 2].map(|it| analysis.achievable_rto(it)), [6 * HOUR; 3]);

    needs.pop();
    let model = Model::new(nodes, needs).unwrap();
    let analysis = analyze(&model);
    assert_eq!(analysis.circles().count(), 0);
    assert_eq!([0, 1, 2].map(|it| analysis.achievable_rto(it)), [6, 5, 3].map(|it| it * HOUR));
}

#[test]
fn a_group_is_back_with_its_quorum_and_asks_nothing_of_a_single_member() {
    let group = Node { quorum: Some(2), ..Node::default() };
    let portal = Node { target_rto: Some(6 * HOUR), ..takes(1) };
    let nodes = vec![portal, group, takes(2), takes(4), takes(30)];
    let mut needs = vec![Need::hard(0, 1)];
    needs.extend((2..5).map(|it| Need::hard(1, it)));
    let model = Model::new(nodes, needs).unwrap();
    let analysis = analyze(&model);
    assert_eq!(analysis.achievable_rto(1), 4 * HOUR);
    assert_eq!(analysis.verdict(0), Verdict::Met);
    assert_eq!(analysis.required_rto(1), Some(6 * HOUR));
    // The third member takes 30 h, and nobody minds.
    assert_eq!(analysis.required_rto(4), None);
    assert_eq!(analysis.shared_rto(4), Some(6 * HOUR));
}

#[test]
fn an_unknown_time_makes_the_answer_at_least() {
    let service = Node { target_rto: Some(4 * HOUR), ..takes(2) };
    let nodes = vec![service, Node::default()];
    let model = Model::new(nodes, vec![Need::hard(0, 1)]).unwrap();
    let analysis = analyze(&model);
    assert_eq!(analysis.achievable_rto(0), 2 * HOUR);
    assert!(!analysis.recovery(0).complete);
    assert_eq!(analysis.verdict(0), Verdict::Unknown);
}

#[test]
fn data_is_as_old_as_the_oldest_that_is_used() {
    let point = |minutes: u32| Node { point: Some(minutes * 60), ..takes(1) };
    let service = Node { target_rpo: Some(15 * 60), ..takes(1) };
    let nodes = vec![service, point(5), point(60), takes(1)];
    let needs = (1..4).map(|it| Need::hard(0, it)).collect();
    let model = Model::new(nodes, needs).unwrap();
    let analysis = analyze(&model);
    assert_eq!(analysis.achievable_rpo(0), Some(60 * 60));
    assert_eq!(analysis.point_held_by(0), Some(2));
    assert_eq!(analysis.gap_rpo(0), Some(45 * 60));
    assert_eq!(analysis.required_rpo(2), Some(15 * 60));
    assert_eq!(analysis.achievable_rpo(3), None);
}

#[test]
fn names_served_by_two_machines_one_of_which_needs_names_have_an_order() {
    // 0: names, one of two; 1: server on a machine that needs names; 2: server that does not.
    let names = Node { quorum: Some(1), ..Node::default() };
    let nodes = vec![names, takes(1), takes(3)];
    let needs = vec![Need::hard(0, 1), Need::hard(0, 2), Need::hard(1, 0)];
    let model = Model::new(nodes, needs).unwrap();
    let analysis = analyze(&model);
    assert!((0..3).all(|it| !analysis.is_stuck(it)));
    assert_eq!([0, 1, 2].map(|it| analysis.achievable_rto(it)), [3, 4, 3].map(|it| it * HOUR));
    let way = chain(&model, &analysis, 1).iter().map(|it| it.node).collect::<Vec<_>>();
    assert_eq!(way, [2, 0, 1]);
}

#[test]
fn a_group_does_not_count_on_a_circle_that_it_got_out_of() {
    // Group 0 needs two of 1, 2, 3. Node 1 is in a circle with 4, and 4 also needs the group.
    let group = Node { quorum: Some(2), ..Node::default() };
    let nodes = vec![group, takes(1), takes(2), takes(50), takes(1)];
    let mut needs = (1..4).map(|it| Need::hard(0, it)).collect::<Vec<_>>();
    needs.extend([Need::hard(1, 4), Need::hard(4, 1), Need::hard(4, 0)]);
    let model = Model::new(nodes, needs).unwrap();
    let analysis = analyze(&model);
    assert_eq!([0, 1, 4].map(|it| analysis.achievable_rto(it)), [50, 52, 52].map(|it| it * HOUR));
    assert_eq!([0, 1, 4].map(|it| analysis.is_stuck(it)), [false, true, true]);
    let bars = timeline(&model, &analysis, 0);
    let slack = |node| bars.iter().find(|it| it.node == node).and_then(|it| it.slack);
    assert_eq!([1, 2, 3].map(slack), [None, Some(48 * HOUR), Some(0)]);
}

#[test]
fn a_hundred_thousand_nodes_in_one_circle_are_no_trouble() {
    let count = 100_000;
    let needs = (0..count).map(|it| Need::hard(it, (it + 1) % count)).collect();
    let model = Model::new(vec![Node { restore: Some(1), ..takes(0) }; 100_000], needs).unwrap();
    let analysis = analyze(&model);
    assert_eq!(analysis.achievable_rto(7), count);
    assert_eq!(chain(&model, &analysis, 7).len(), 100_000);
    assert_eq!(timeline(&model, &analysis, 7).len(), 100_000);
    assert_eq!(recovery_order(&model, &analysis).len(), 100_000);
    assert_eq!(relief(&model, &analysis, 7)[0].achievable_after, count - 1);
    let [Finding::Circle { example, .. }] = &findings(&model, &analysis)[..] else {
        panic!("one circle expected");
    };
    assert_eq!(example.len(), 100_000);
}
