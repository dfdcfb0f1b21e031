//! When can everything be back, what decides it, and what would an edit change?
//! `cargo run -p engine --example edits`

#![expect(clippy::print_stdout, reason = "an example: it prints what it finds")]

use std::error::Error;

use engine::{Board, Model, Need, Node, Strength, blast, chain, relief};

const HOUR: u32 = 3600;
const NAMES: [&str; 6] = ["portal", "database", "storage", "names", "server east", "server west"];
const PORTAL: u32 = 0;
const DATABASE: u32 = 1;
const STORAGE: u32 = 2;
const DNS: u32 = 3;
const EAST: u32 = 4;
const WEST: u32 = 5;

fn name(node: u32) -> &'static str {
    NAMES.get(node as usize).copied().unwrap_or("?")
}

fn takes(hours: u32) -> Node {
    Node { restore: Some(hours * HOUR), ..Node::default() }
}

fn tell(board: &Board) {
    let analysis = board.analysis();
    let (back, late) = (analysis.achievable_rto(PORTAL), analysis.gap_rto(PORTAL).unwrap_or(0));
    let way = chain(board.model(), analysis, PORTAL);
    let way: Vec<&str> = way.iter().map(|it| name(it.node)).collect();
    println!("portal: back after {} h, {} h late: {}", back / HOUR, late / HOUR, way.join(", "));
}

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let nodes = vec![
        Node { target_rto: Some(4 * HOUR), ..takes(1) },
        takes(2),
        takes(3),
        // Either of the two servers is enough.
        Node { quorum: Some(1), ..Node::default() },
        takes(1),
        takes(9),
    ];
    let needs = vec![
        Need::hard(PORTAL, DATABASE),
        Need::hard(DATABASE, STORAGE),
        Need::soft(PORTAL, DNS, 2 * HOUR),
        Need::hard(DNS, EAST),
        Need::hard(DNS, WEST),
    ];
    let mut board = Board::new(Model::new(nodes, needs)?);
    tell(&board);
    assert_eq!(board.analysis().gap_rto(PORTAL), Some(2 * HOUR));

    // Not the slow server in the west, but the storage is worth the money.
    let best = relief(board.model(), board.analysis(), PORTAL).into_iter().next();
    let best = best.and_then(|it| Some((it.node, it.restore_needed?)));
    assert_eq!(best, Some((STORAGE, HOUR)));
    println!("in time with the storage back within 1 h");

    // An edit costs what it affects, and the answer is that of an analysis from scratch.
    board.set_node(STORAGE, takes(1))?;
    tell(&board);
    assert_eq!(board.analysis().gap_rto(PORTAL), None);

    // Without the storage the database is down and the portal with it; names still work.
    let lost = blast(board.model(), &[STORAGE, WEST]).down;
    println!("down: {}", lost.iter().map(|it| name(*it)).collect::<Vec<_>>().join(", "));
    assert_eq!(lost, [PORTAL, DATABASE, STORAGE, WEST]);

    // The storage comes to need the database: a circle, which is found and named.
    board.set_need(STORAGE, DATABASE, Some(Strength::Hard))?;
    tell(&board);
    let circles: Vec<&[u32]> = board.analysis().circles().collect();
    assert_eq!(circles, [[DATABASE, STORAGE]]);
    Ok(())
}
