//! Which failures take a service down, how much does each matter, and what is worth buying?
//! `cargo run -p engine --example failures`

#![expect(clippy::print_stdout, reason = "an example: it prints what it finds")]

use std::error::Error;

use engine::{
    Board, Change, CutLimits, Dominators, Investment, Model, Need, Node, OnBoard, analyze,
    cut_sets, frontier,
};

const HOUR: u32 = 3600;
const NAMES: [&str; 6] = ["hotline", "lines", "line one", "line two", "power", "records"];
const HOTLINE: u32 = 0;
const LINES: u32 = 1;
const ONE: u32 = 2;
const TWO: u32 = 3;
const POWER: u32 = 4;
const RECORDS: u32 = 5;

fn names(nodes: &[u32]) -> String {
    let names = nodes.iter().filter_map(|it| NAMES.get(*it as usize).copied());
    names.collect::<Vec<_>>().join(" and ")
}

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let takes = |hours: u32| Node { restore: Some(hours * HOUR), ..Node::default() };
    let nodes = vec![
        Node { target_rto: Some(4 * HOUR), ..takes(1) },
        Node { quorum: Some(1), ..Node::default() },
        takes(6),
        takes(8),
        takes(2),
        Node { target_rto: Some(10 * HOUR), ..takes(9) },
    ];
    let needs = vec![
        Need::hard(HOTLINE, LINES),
        Need::hard(LINES, ONE),
        Need::hard(LINES, TWO),
        Need::hard(ONE, POWER),
        Need::hard(RECORDS, POWER),
    ];
    let model = Model::new(nodes, needs)?;
    let analysis = analyze(&model);

    // What takes the hotline down, if it is only the equipment that fails.
    let may_fail = |it: u32| matches!(it, ONE | TWO | POWER);
    let cuts = cut_sets(&model, &analysis, HOTLINE, may_fail, CutLimits::default());
    for it in cuts.ranked(&model, |_| 1) {
        println!("{} take {} down in all", names(&it.nodes), it.weight);
    }
    assert!(cuts.is_complete, "there are no others");
    assert_eq!(cuts.sets, [[ONE, TWO], [TWO, POWER]]);
    // All that the hotline needs, it needs by way of its lines.
    let dominators = Dominators::of(&model, HOTLINE);
    assert_eq!(dominators.immediate(POWER), Some(ONE));
    assert!(dominators.chain(POWER).eq([ONE, LINES, HOTLINE]));
    // Both sets have line two in them.
    let weighed = cuts.importance(|_| 0.01)?;
    let first = weighed.weights.first().ok_or("nothing can fail")?;
    assert_eq!((first.node, first.fussell_vesely), (TWO, 1.0));

    // The hotline comes back after 9 hours, the records after 11: what does it cost to be in time?
    let faster = |node, hours: u32| Change::Restore { node, restore: hours * HOUR };
    let investments = [
        Investment { cost: 500, changes: vec![faster(POWER, 1)] },
        Investment { cost: 900, changes: vec![faster(ONE, 1)] },
        Investment { cost: 2_000, changes: vec![faster(TWO, 3)] },
    ];
    let services = [(HOTLINE, 10), (RECORDS, 1)];
    let mut board = OnBoard::new(Board::new(model), &investments, &services)?;
    let costs = investments.each_ref().map(|it| it.cost);
    let found = frontier(&costs, |chosen| board.worth(chosen), 1_000);
    for it in &found.purchases {
        println!("for {}: {} in time, with {:?}", it.cost, it.in_time, it.investments);
    }
    assert!(found.is_exact, "nothing else would do as well for as little");
    let curve: Vec<(u64, u64)> = found.purchases.iter().map(|it| (it.cost, it.in_time)).collect();
    assert_eq!(curve, [(0, 0), (500, 1), (900, 10), (1_400, 11)]);
    Ok(())
}
