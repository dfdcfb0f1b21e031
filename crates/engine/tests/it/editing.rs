//! A board that is edited knows what a fresh analysis would say.

use engine::{Board, Model, Node, Strength, analyze};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

use crate::random::{NODES, model, models, node, pair, strength};

#[derive(Debug, Clone)]
enum Edit {
    Node(u32, Node),
    Restore(u32, u32),
    Target(u32, u32),
    Need(u32, u32, Option<Strength>),
    Add(Node),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (0..NODES, node()).prop_map(|(which, node)| Edit::Node(which, node)),
        (0..NODES, 0..9_u32).prop_map(|(which, restore)| Edit::Restore(which, restore)),
        (0..NODES, 0..9_u32).prop_map(|(which, target)| Edit::Target(which, target)),
        (pair(), weighted(0.6, strength()))
            .prop_map(|((from, to), strength)| Edit::Need(from, to, strength)),
        node().prop_map(Edit::Add),
    ]
}

fn apply(board: &mut Board, edit: &Edit) {
    match *edit {
        Edit::Node(which, node) => board.set_node(which, node).unwrap(),
        Edit::Restore(which, restore) => {
            let node = Node { restore: Some(restore), ..*board.model().node(which) };
            board.set_node(which, node).unwrap();
        }
        Edit::Target(which, target) => {
            let node = Node { target_rto: Some(target), ..*board.model().node(which) };
            board.set_node(which, node).unwrap();
        }
        Edit::Need(from, to, strength) => board.set_need(from, to, strength).unwrap(),
        Edit::Add(node) => {
            let added = board.add_node(node).unwrap();
            assert_eq!(added + 1, board.model().len());
        }
    }
}

proptest! {
    #![proptest_config(models(400))]

    #[test]
    fn an_edited_board_equals_a_fresh_analysis(model in model(), edits in vec(edit(), 1..12)) {
        let mut board = Board::new(model);
        for edit in edits {
            apply(&mut board, &edit);
            prop_assert_eq!(board.analysis(), &analyze(board.model()));
        }
    }
}

/// How many nodes the larger models have.
const MANY: u32 = 40;

/// Needs come and go and turn around among more nodes than have circles most of the time.
fn need_edits() -> impl Strategy<Value = Vec<Edit>> {
    let pair = (0..MANY, 1..MANY).prop_map(|(from, by)| (from, (from + by) % MANY));
    let need = (pair, weighted(0.55, strength()));
    vec(need.prop_map(|((from, to), strength)| Edit::Need(from, to, strength)), 100..200)
}

/// Edits are more often of what is there: a random pair is mostly no need yet.
fn aimed(board: &Board, edit: Edit) -> Edit {
    match edit {
        Edit::Need(from, to, None) => {
            let needs = board.model().needs();
            let place = (from * MANY + to) as usize;
            let need = needs.get(place % needs.len().max(1));
            need.map_or(edit, |it| Edit::Need(it.from, it.to, None))
        }
        edit => edit,
    }
}

proptest! {
    #![proptest_config(models(40))]

    #[test]
    fn a_board_follows_needs_that_turn_around_and_circles_that_open_and_close(
        nodes in vec(node(), MANY as usize),
        edits in need_edits(),
    ) {
        let mut board = Board::new(Model::new(nodes, Vec::new()).unwrap());
        for edit in edits {
            let edit = aimed(&board, edit);
            apply(&mut board, &edit);
            let fresh = Model::new(board.model().nodes().to_vec(), board.model().needs().to_vec());
            let fresh = fresh.unwrap();
            prop_assert_eq!(board.model(), &fresh);
            prop_assert_eq!(board.analysis(), &analyze(&fresh));
        }
    }
}

#[test]
fn a_refused_edit_changes_nothing() {
    let model = Model::new(vec![Node::default(); 2], vec![]).unwrap();
    let mut board = Board::new(model.clone());
    board.set_node(0, Node { quorum: Some(0), ..Node::default() }).unwrap_err();
    board.add_node(Node { quorum: Some(0), ..Node::default() }).unwrap_err();
    board.set_need(0, 9, Some(Strength::Hard)).unwrap_err();
    board.set_need(1, 1, Some(Strength::Hard)).unwrap_err();
    assert_eq!(board.model(), &model);
}

/// Of all kinds, on boards of 8 to 128 nodes and more: the same as `cargo xtask bench engine` does.
#[test]
fn after_each_of_a_hundred_thousand_edits_a_board_equals_a_fresh_analysis() {
    assert_eq!(crate::soak::unequal(100_000), 0);
}
