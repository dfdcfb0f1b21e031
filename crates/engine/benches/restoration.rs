//! How long a joint restoration takes: `cargo bench -p engine --bench restoration`, with a number of
//! schedules after `--`.
//!
//! A state: 50,000 nodes, of which about 2,000 are down, and 200 crews. It is made up, and the same
//! on every run. Times are those of the process, not of the clock on the wall, where Linux tells.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program: it prints its table, and stops at the first surprise"
)]

use std::time::{Duration, Instant};

use engine::restoration::{
    CrewSupply, Disruption, candidates, double_bookings, improvements, restoration, unit_for,
};
use engine::sequence::Effort;
use engine::{Crew, Model, Need, Node};

const NODES: u32 = 50_000;
const DOWN: u32 = 2_000;
const CREWS: u32 = 200;
const HOUR: u32 = 3600;

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

/// The first nodes are what goes down: in layers, each needing some of those a little before. The
/// rest stands on what is still there.
fn state() -> (Model, Disruption) {
    let mut numbers = Numbers(1);
    let (mut nodes, mut needs) = (Vec::new(), Vec::new());
    for node in 0..NODES {
        let is_down = node < DOWN;
        let served = numbers.below(3) == 0;
        let crew = Crew { index: numbers.below(CREWS), size: 1 + numbers.below(2) };
        nodes.push(Node {
            restore: Some(HOUR / 4 + 60 * numbers.below(4 * 60)),
            target_rto: served.then(|| 4 * HOUR + HOUR * numbers.below(44)),
            quorum: (numbers.below(20) == 0).then_some(1),
            crew: Some(crew),
            ..Node::default()
        });
        let (least, most) = if is_down { (0, node) } else { (DOWN, node) };
        for _ in 0..(2 + numbers.below(2)).min(most - least) {
            let near = (most - least).min(300);
            let to = most - 1 - numbers.below(near);
            needs.push(match numbers.below(6) {
                0 => Need::soft(node, to, HOUR * numbers.below(8)),
                _ => Need::hard(node, to),
            });
        }
    }
    let mut crews = Vec::new();
    for crew in 0..CREWS {
        let people = 2 + numbers.below(3);
        // A third of them have fewer people at night.
        let nights = (0..30).flat_map(|day| {
            let day = day * 24 * HOUR;
            [(day + 10 * HOUR, people - 1), (day + 22 * HOUR, people)]
        });
        crews.push(match crew % 3 {
            0 => CrewSupply::changing(people, nights.collect()).unwrap(),
            _ => CrewSupply::of(people),
        });
    }
    let model = Model::new(nodes, needs).unwrap();
    let unit = unit_for(&model);
    let lost = (0..DOWN).collect();
    let weights = (0..NODES).map(|_| 10_u32.pow(numbers.below(3))).collect();
    (model, Disruption { lost, crews, begin: HOUR, unit, weights, watched: Vec::new() })
}

/// Processor time of this process so far, where the system tells it (Linux).
fn busy() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn timed<T>(what: &str, run: impl FnOnce() -> T, note: impl FnOnce(&T) -> String) -> T {
    let (start, before) = (Instant::now(), busy());
    let result = run();
    let wall = start.elapsed();
    let took = busy().zip(before).map_or(wall, |(after, before)| after - before);
    println!("  {what:<36} {:>9.1} ms   {}", took.as_secs_f64() * 1000.0, note(&result));
    result
}

fn main() {
    let schedules = std::env::args().find_map(|it| it.parse().ok()).unwrap_or(500);
    let (model, disruption) = state();
    println!("{NODES} nodes, {DOWN} lost, {CREWS} crews, {} s a unit", disruption.unit);
    let rules = Effort { schedules: 1, seed: 1 };
    let search = Effort { schedules, seed: 1 };
    let hours = |seconds: u64| seconds / u64::from(HOUR);
    let mut found = None;
    for (what, effort) in [("first answer, by rules", rules), ("order and curve, searched", search)]
    {
        found = Some(timed(
            what,
            || restoration(&model, &disruption, effort),
            |it| {
                format!(
                    "{} down; late {} h (at least {} h), all back at {} h (at least {} h)",
                    it.nodes.len(),
                    hours(it.tardiness),
                    hours(it.tardiness_bound),
                    hours(it.makespan.into()),
                    hours(it.makespan_bound.into()),
                )
            },
        ));
    }
    let found = found.unwrap();
    let latest = found.nodes.iter().max_by_key(|it| it.late).unwrap().node;
    let length = |n: usize| format!("{n} links");
    timed("binding chain", || found.binding_chain(latest).unwrap(), |it| length(it.links.len()));
    timed("certificate", || found.certificate(latest).unwrap(), |it| format!("{:?}", it.at_least));
    let changes = candidates(&model, &found, &[latest]);
    let note = format!("{} changes", changes.len());
    timed(
        "improvements, by rules",
        || improvements(&model, &disruption, &[latest], &changes, rules),
        |_| note,
    );
    let owners = (0..NODES).map(|it| Some(it % 40)).collect::<Vec<_>>();
    timed(
        "double bookings of 40 owners",
        || double_bookings(&model, &disruption, &owners, rules),
        |it| format!("{} found", it.len()),
    );
}
