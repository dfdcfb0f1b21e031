//! How long things take on large models: `cargo bench -p engine`, or with sizes after `--`.
//!
//! Models are made up, and the same on every run: see `setup/layers.rs`.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program: it prints its table, and stops at the first surprise"
)]

#[path = "setup/clock.rs"]
mod clock;
#[path = "setup/edits.rs"]
mod edits;
#[path = "setup/layers.rs"]
mod layers;
#[path = "setup/numbers.rs"]
mod numbers;

use std::time::Duration;

use engine::{
    Board, CutLimits, Model, Node, analyze, articulation, blast, chain, cut_sets, findings,
    recovery_order, relief, single_points, timeline,
};

use crate::clock::timed;
use crate::layers::made_up;
use crate::numbers::Numbers;

fn row(what: &str, took: Duration, note: &str) {
    println!("  {what:<44} {:>10.3} ms   {note}", took.as_secs_f64() * 1000.0);
}

fn measure(count: u32) {
    let (nodes, needs) = made_up(count);
    println!("{} nodes, {} needs", nodes.len(), needs.len());
    let build = || Model::new(nodes.clone(), needs.clone()).unwrap();
    let (took, model) = timed(5, build);
    row("build the model", took, "");
    let (took, analysis) = timed(9, || analyze(&model));
    row("analyze all of it", took, &format!("{} circles", analysis.circles().count()));
    let (took, found) = timed(5, || articulation(&model));
    row("articulation points and bridges", took, &format!("{} points", found.points.len()));
    let (took, found) = timed(5, || findings(&model, &analysis));
    row("findings", took, &format!("{} found", found.len()));
    let (took, _) = timed(5, || recovery_order(&model, &analysis));
    row("recovery order", took, "");
    let counts = |it: u32| model.node(it).target_rto.is_some();
    let (took, taken) = timed(1, || single_points(&model, &analysis, counts));
    let worst = taken.iter().max().copied().unwrap_or(0);
    row("single points of failure", took, &format!("worst takes {worst} down"));
    let (took, down) = timed(5, || blast(&model, &[0]));
    row("blast radius of the lowest node", took, &format!("{} down", down.down.len()));

    let asked = (0..1000).map(|it| count - 1 - it * (count / 4000)).collect::<Vec<_>>();
    let each = |what: &str, run: &mut dyn FnMut(u32)| {
        tell(what, asked.iter().map(|it| timed(1, || run(*it)).0).collect());
    };
    each("binding chain of one service", &mut |it| drop(chain(&model, &analysis, it)));
    each("timeline of one service", &mut |it| drop(timeline(&model, &analysis, it)));
    each("relief of one service", &mut |it| drop(relief(&model, &analysis, it)));
    let (mut complete, mut orders) = (0, [0; 5]);
    each("cut sets of one service, up to four", &mut |it| {
        let found = cut_sets(&model, &analysis, it, |_| true, CutLimits::default());
        complete += u32::from(found.is_complete);
        orders[found.order_complete as usize] += 1;
    });
    println!("    {complete} of them all there are; exact up to 0, 1, 2, 3, 4: {orders:?}");
    let mut board = Board::new(model.clone());
    let mut numbers = Numbers(1);
    tell("edit a restore time", edits::restores(&mut board, &mut numbers));
    tell("edit a target", edits::targets(&mut board, &mut numbers));
    let lowest = Node { restore: Some(9 * 3600), ..*board.model().node(0) };
    let (took, ()) = timed(1, || board.set_node(0, lowest).unwrap());
    row("edit the restore time of the lowest node", took, "");
    let found = edits::needs(&mut board, &mut numbers);
    tell("add a need", found.add);
    tell("remove a need", found.remove);
    tell("close and open a circle of two", found.circle);
    tell("add and remove a need against the order", found.turn);
    println!();
}

/// What most of them take, and nearly all.
fn tell(what: &str, mut all: Vec<Duration>) {
    all.sort_unstable();
    let high = all[all.len() * 99 / 100].as_secs_f64() * 1000.0;
    let most = all[all.len() - 1].as_secs_f64() * 1000.0;
    row(what, all[all.len() / 2], &format!("median; 99 %: {high:.3} ms, most: {most:.3} ms"));
}

fn main() {
    let given = std::env::args().filter_map(|it| it.parse().ok()).collect::<Vec<u32>>();
    let sizes = if given.is_empty() { vec![10_000, 100_000, 150_000, 1_000_000] } else { given };
    sizes.into_iter().for_each(measure);
}
