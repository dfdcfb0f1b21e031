//! How long things take on large models: `cargo bench -p engine`, or with sizes after `--`.
//!
//! Models are made up, and the same on every run: layers of services over few shared foundations,
//! about seven needs for every three nodes, groups, soft needs, and a few circles.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program: it prints its table, and stops at the first surprise"
)]

use std::time::Duration;

use engine::{
    Board, CutLimits, Model, Need, Node, Strength, analyze, articulation, blast, chain, cut_sets,
    findings, recovery_order, relief, single_points, timeline,
};
use rustix::time::{ClockId, clock_gettime};

const LAYERS: u32 = 9;

/// A small generator of numbers that look random (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(limit)).unwrap_or(0)
    }
}

/// Node 0 is the lowest foundation; the last layer are services that people use.
fn made_up(count: u32) -> (Vec<Node>, Vec<Need>) {
    let mut numbers = Numbers(u64::from(count));
    // Every layer is a third larger than the one below.
    let weights = (0..LAYERS).map(|it| 4_u64.pow(it) * 3_u64.pow(LAYERS - 1 - it));
    let weights = weights.collect::<Vec<_>>();
    let total = weights.iter().sum::<u64>();
    let mut starts = vec![0];
    let mut sum = 0;
    for weight in weights {
        sum += weight;
        starts.push(u32::try_from(u64::from(count) * sum / total).unwrap_or(count));
    }
    let (mut nodes, mut needs) = (Vec::new(), Vec::new());
    for layer in 0..LAYERS as usize {
        for node in starts[layer]..starts[layer + 1] {
            let group = layer > 0 && numbers.below(20) == 0;
            let served = layer + 2 > LAYERS as usize;
            nodes.push(Node {
                restore: (numbers.below(50) > 0).then(|| numbers.below(8 * 3600)),
                point: (numbers.below(4) == 0).then(|| numbers.below(24 * 3600)),
                target_rto: served.then(|| 3600 + numbers.below(48 * 3600)),
                target_rpo: served.then(|| 300 + numbers.below(24 * 3600)),
                quorum: group.then_some(1),
                crew: None,
            });
            for _ in 0..if layer > 0 { 2 + numbers.below(2) } else { 0 } {
                let below = if numbers.below(3) == 0 { 0 } else { starts[layer - 1] };
                let to = below + numbers.below(starts[layer] - below);
                needs.push(match numbers.below(6) {
                    0 => Need::soft(node, to, numbers.below(8 * 3600)),
                    _ => Need::hard(node, to),
                });
            }
        }
    }
    for _ in 0..32 {
        let Need { from, to, .. } = needs[numbers.below(count) as usize];
        needs.push(Need::hard(to, from));
    }
    (nodes, needs)
}

/// Processor time of this thread so far: other work on the machine does not count.
fn busy() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// The shortest processor time of several, because it is the one least disturbed by other work.
fn timed<T>(times: u32, mut what: impl FnMut() -> T) -> (Duration, T) {
    let mut shortest = Duration::MAX;
    let mut left = times;
    loop {
        let before = busy();
        let result = std::hint::black_box(what());
        shortest = shortest.min(busy().saturating_sub(before));
        left -= 1;
        if left == 0 {
            return (shortest, result);
        }
    }
}

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
        let mut all = asked.iter().map(|it| timed(1, || run(*it)).0).collect::<Vec<_>>();
        all.sort_unstable();
        let high = all[990].as_secs_f64() * 1000.0;
        row(what, all[500], &format!("median; 99 %: {high:.3} ms"));
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
    each("edit a restore time", &mut |_| {
        let node = numbers.below(count);
        let restore = Some(numbers.below(8 * 3600));
        board.set_node(node, Node { restore, ..*board.model().node(node) }).unwrap();
    });
    each("edit a target", &mut |it| {
        let target_rto = Some(numbers.below(8 * 3600));
        board.set_node(it, Node { target_rto, ..*board.model().node(it) }).unwrap();
    });
    let lowest = Node { restore: Some(9 * 3600), ..*board.model().node(0) };
    let (took, ()) = timed(1, || board.set_node(0, lowest).unwrap());
    row("edit the restore time of the lowest node", took, "");
    edit_needs(&mut board, &mut numbers);
    println!();
}

/// Needs that come and go, each edit alone: what most edits take, and nearly all.
fn edit_needs(board: &mut Board, numbers: &mut Numbers) {
    let count = board.model().len();
    let mut added = Vec::new();
    let mut remove = Vec::new();
    let mut turned = Vec::new();
    let mut circled = Vec::new();
    for _ in 0..1000 {
        // Anybody comes to need what stands no higher, and a while later no longer does.
        let from = numbers.below(count - 1) + 1;
        let to = numbers.below(from);
        let before = board.model().strength(from, to);
        let need = |strength| move |it: &mut Board| it.set_need(from, to, strength).unwrap();
        added.push(timed(1, || need(Some(Strength::Hard))(board)).0);
        remove.push(timed(1, || need(before)(board)).0);
        // What is there already is dropped, and comes back.
        let [one, other] = [from, to].map(|it| board.model().hard_needs(it).first().copied());
        if let Some(needed) = one {
            remove.push(timed(1, || board.set_need(from, needed, None).unwrap()).0);
            added.push(timed(1, || board.set_need(from, needed, Some(Strength::Hard)).unwrap()).0);
            // A need of who is needed opens a circle, and closes it again.
            let circle = |it: &mut Board, strength| it.set_need(needed, from, strength).unwrap();
            circled.push(timed(1, || circle(board, Some(Strength::Hard))).0);
            circled.push(timed(1, || circle(board, None)).0);
        }
        // Something low comes to need what stands higher, mostly without a circle.
        if other.is_some() || from != to {
            let turn = |it: &mut Board, strength| it.set_need(to, from, strength).unwrap();
            turned.push(timed(1, || turn(board, Some(Strength::Hard))).0);
            turned.push(timed(1, || turn(board, None)).0);
        }
    }
    let tell = |what: &str, mut all: Vec<Duration>| {
        all.sort_unstable();
        let high = all[all.len() * 99 / 100].as_secs_f64() * 1000.0;
        let most = all[all.len() - 1].as_secs_f64() * 1000.0;
        row(what, all[all.len() / 2], &format!("median; 99 %: {high:.3} ms, most: {most:.3} ms"));
    };
    tell("add a need", added);
    tell("remove a need", remove);
    tell("close and open a circle of two", circled);
    tell("add and remove a need against the order", turned);
}

fn main() {
    let given = std::env::args().filter_map(|it| it.parse().ok()).collect::<Vec<u32>>();
    let sizes = if given.is_empty() { vec![10_000, 100_000, 150_000, 1_000_000] } else { given };
    sizes.into_iter().for_each(measure);
}
