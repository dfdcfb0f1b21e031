//! The engine and the naive implementation give the same answers.

use engine::{Model, analyze, blast, single_points};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::oracle::Oracle;
use crate::random::{NODES, model, model_without_circles, models};

fn assert_times_agree(model: &Model) {
    let (analysis, oracle) = (analyze(model), Oracle::new(model));
    let all = || 0..model.len();
    let finish = all().map(|it| u64::from(analysis.achievable_rto(it))).collect::<Vec<_>>();
    assert_eq!(finish, oracle.finish());
    let stuck = all().map(|it| analysis.is_stuck(it)).collect::<Vec<_>>();
    assert_eq!(stuck, oracle.stuck());
    let point = all().map(|it| analysis.achievable_rpo(it).map(u64::from)).collect::<Vec<_>>();
    assert_eq!(point, oracle.point());
}

proptest! {
    #![proptest_config(models(1000))]

    #[test]
    fn achievable_times_agree(model in model()) {
        assert_times_agree(&model);
    }

    #[test]
    fn completeness_agrees_where_there_is_an_order(model in model_without_circles()) {
        let analysis = analyze(&model);
        let complete =
            (0..model.len()).map(|it| analysis.recovery(it).complete).collect::<Vec<_>>();
        prop_assert_eq!(complete, Oracle::new(&model).complete());
    }

    #[test]
    fn an_answer_called_complete_is(model in model()) {
        let analysis = analyze(&model);
        for (node, complete) in (0..).zip(Oracle::new(&model).complete()) {
            prop_assert!(complete || !analysis.recovery(node).complete);
        }
    }

    #[test]
    fn required_times_agree(model in model()) {
        let (analysis, oracle) = (analyze(&model), Oracle::new(&model));
        let (rto, shared) = (oracle.required_rto(false), oracle.required_rto(true));
        let rpo = oracle.required_rpo();
        for (node, at) in (0..model.len()).zip(0_usize..) {
            let required = analysis.required_rto(node).zip(analysis.rto_required_by(node));
            prop_assert_eq!(required, rto[at]);
            prop_assert_eq!(analysis.shared_rto(node), shared[at].map(|it| it.0));
            let required = analysis.required_rpo(node).zip(analysis.rpo_required_by(node));
            prop_assert_eq!(required, rpo[at]);
        }
    }

    #[test]
    fn what_is_down_agrees(model in model(), failed in vec(0..NODES, 0..4)) {
        prop_assert_eq!(blast(&model, &failed).down, Oracle::new(&model).down(&failed));
    }

    #[test]
    fn single_points_agree(model in model()) {
        let oracle = Oracle::new(&model);
        let counts = |it: u32| model.node(it).target_rto.is_some();
        let taken = single_points(&model, &analyze(&model), counts);
        for (node, taken) in (0..).zip(taken) {
            let down = oracle.down(&[node]);
            let expected = down.iter().filter(|it| **it != node && counts(**it)).count();
            prop_assert_eq!(taken as usize, expected);
        }
    }
}
