//! Analysis of a large inventory: all of it, edits, blast radii, memory.

use std::fs;
use std::path::Path;
use std::time::Duration;

use engine::{Analysis, Board, Model, Need, Node, Strength, analyze, articulation, blast};

use crate::clock::timed;
use crate::layers::made_up;
use crate::numbers::Numbers;
use crate::{edits, figure, high, milliseconds};

/// How often everything is analyzed. The shortest time counts.
const TIMES: u32 = 5;

/// How often all edits are made, each time on the board as it was. Of each edit the shortest time counts,
/// so that what else the machine does is not taken for the edit.
const RUNS: u32 = 3;

/// What the words of the file say where nothing is said.
const NOTHING: u32 = u32::MAX;

/// Measures all but memory, and leaves the inventory in `file` for peers.
pub(crate) fn measure(count: u32, file: &Path) {
    let (nodes, needs) = made_up(count);
    write(file, &nodes, &needs);
    let mut copies = vec![(nodes.clone(), needs.clone()); TIMES as usize];
    let (took, without) = timed(TIMES, || full(copies.pop().unwrap()));
    figure("without_articulation_ms", milliseconds(took));
    drop(without);
    let mut copies = vec![(nodes.clone(), needs.clone()); TIMES as usize];
    let (took, (found, _)) = timed(TIMES, || {
        let found = full(copies.pop().unwrap());
        let points = articulation(&found.model).points.len();
        (found, points)
    });
    figure("full_ms", milliseconds(took));
    tell(&found);
    blasts(&found.model);
    let board = Board::new(found.model);
    let mut shortest = edited(board.clone());
    for _ in 1..RUNS {
        for (shortest, again) in shortest.iter_mut().zip(edited(board.clone())) {
            shortest.iter_mut().zip(again).for_each(|(it, again)| *it = again.min(*it));
        }
    }
    let names = ["restore_ms", "target_ms", "need_ms", "circle_ms", "turn_ms"];
    names.into_iter().zip(shortest).for_each(|(name, each)| figure(name, high(each)));
}

/// How long each edit takes, by kind. They are the same whenever they are asked for.
fn edited(mut board: Board) -> [Vec<Duration>; 5] {
    let mut numbers = Numbers(1);
    let restores = edits::restores(&mut board, &mut numbers);
    let targets = edits::targets(&mut board, &mut numbers);
    check(&board);
    let needs = edits::needs(&mut board, &mut numbers);
    check(&board);
    [restores, targets, [needs.add, needs.remove].concat(), needs.circle, needs.turn]
}

/// How much memory a process takes that has the inventory and everything about it.
pub(crate) fn memory(count: u32) {
    let found = full(made_up(count));
    let points = articulation(&found.model).points.len();
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap();
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    figure("memory_mb", kib * 1.024 / 1000.0);
    std::hint::black_box((found, points));
}

/// The answer, with what is read from it one by one.
struct Full {
    model: Model,
    analysis: Analysis,
    late: usize,
    stale: usize,
}

fn full((nodes, needs): (Vec<Node>, Vec<Need>)) -> Full {
    let model = Model::new(nodes, needs).unwrap();
    let analysis = analyze(&model);
    let all = || 0..model.len();
    let late = all().filter(|it| analysis.gap_rto(*it).is_some()).count();
    let stale = all().filter(|it| analysis.gap_rpo(*it).is_some()).count();
    Full { model, analysis, late, stale }
}

/// Sums by which the answers can be compared with those of a peer.
fn tell(found: &Full) {
    let Full { model, analysis, late, stale } = found;
    let all = || 0..model.len();
    let sum = |of: &dyn Fn(u32) -> Option<u32>| all().filter_map(of).map(f64::from).sum::<f64>();
    figure("circles", analysis.circles().count() as f64);
    figure("achievable_sum", sum(&|it| Some(analysis.achievable_rto(it))));
    figure("complete", all().filter(|it| analysis.recovery(*it).complete).count() as f64);
    figure("points_sum", sum(&|it| analysis.achievable_rpo(it).map(|it| it + 1)));
    figure("late", *late as f64);
    figure("stale", *stale as f64);
    let required = sum(&|it| analysis.required_rto(it)) + sum(&|it| analysis.shared_rto(it));
    figure("required_sum", required + sum(&|it| analysis.required_rpo(it)));
    let origins = sum(&|it| analysis.rto_required_by(it)) + sum(&|it| analysis.rpo_required_by(it));
    figure("origins_sum", origins);
    figure("articulation_points", articulation(model).points.len() as f64);
}

/// The longest time for any set of failures: single nodes, among them the lowest, and larger and
/// larger parts of all.
fn blasts(model: &Model) {
    let mut numbers = Numbers(3);
    let mut sets: Vec<Vec<u32>> = vec![vec![0]];
    for part in [1, 10, model.len() / 1000, model.len() / 100, model.len() / 10, model.len() / 2] {
        for _ in 0..20 {
            sets.push((0..part).map(|_| numbers.below(model.len())).collect());
        }
    }
    let times = sets.iter().map(|it| timed(3, || blast(model, it)).0);
    figure("blast_ms", milliseconds(times.max().unwrap()));
}

/// An edited board must say what a fresh analysis does.
fn check(board: &Board) {
    let fresh = Model::new(board.model().nodes().to_vec(), board.model().needs().to_vec());
    let fresh = fresh.unwrap();
    assert!(board.model() == &fresh && board.analysis() == &analyze(&fresh), "not what is fresh");
}

/// As words: how many there are, what is said about nodes, column by column, and then the needs.
fn write(file: &Path, nodes: &[Node], needs: &[Need]) {
    let mut words = vec![nodes.len(), needs.len()].into_iter().map(word).collect::<Vec<_>>();
    let columns: [fn(&Node) -> Option<u32>; 5] =
        [|it| it.restore, |it| it.point, |it| it.target_rto, |it| it.target_rpo, |it| it.quorum];
    for column in columns {
        words.extend(nodes.iter().map(|it| column(it).unwrap_or(NOTHING)));
    }
    words.extend(needs.iter().map(|it| it.from));
    words.extend(needs.iter().map(|it| it.to));
    words.extend(needs.iter().map(|it| match it.strength {
        Strength::Hard => NOTHING,
        Strength::Soft { max_gap } => max_gap,
    }));
    fs::write(file, words.into_iter().flat_map(u32::to_le_bytes).collect::<Vec<_>>()).unwrap();
}

fn word(count: usize) -> u32 {
    u32::try_from(count).unwrap()
}
