//! How long a joint restoration takes: `cargo bench -p engine --bench restoration`, with a number of
//! schedules after `--`.
//!
//! The state is made up, and the same on every run: see `setup/state.rs`. Times are those of the
//! processor, not of the clock on the wall.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program: it prints its table, and stops at the first surprise"
)]

#[path = "setup/clock.rs"]
mod clock;
#[path = "setup/numbers.rs"]
mod numbers;
#[path = "setup/state.rs"]
mod state;

use engine::restoration::{candidates, double_bookings, improvements, restoration};
use engine::sequence::Effort;

use crate::clock::timed;
use crate::state::{CREWS, DOWN, HOUR, NODES, state};

fn told<T>(what: &str, mut run: impl FnMut() -> T, note: impl FnOnce(&T) -> String) -> T {
    let (took, result) = timed(1, &mut run);
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
        found = Some(told(
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
    told("binding chain", || found.binding_chain(latest).unwrap(), |it| length(it.links.len()));
    told("certificate", || found.certificate(latest).unwrap(), |it| format!("{:?}", it.at_least));
    let changes = candidates(&model, &found, &[latest]);
    let note = format!("{} changes", changes.len());
    told(
        "improvements, by rules",
        || improvements(&model, &disruption, &[latest], &changes, rules),
        |_| note,
    );
    let owners = (0..NODES).map(|it| Some(it % 40)).collect::<Vec<_>>();
    told(
        "double bookings of 40 owners",
        || double_bookings(&model, &disruption, &owners, rules),
        |it| format!("{} found", it.len()),
    );
}
