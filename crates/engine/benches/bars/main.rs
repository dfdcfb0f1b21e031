//! What `cargo xtask bench engine` holds against its bars, a part at a time, one figure a line:
//! `cargo bench -p engine --bench bars -- graph 100000 FILE`, `memory 100000`, `order j120 5 1`,
//! `schedules j120 5000`, `late j60 12 0.5`, `trials 200000`,
//! `statewide 500` or `soak 100000`.
//!
//! Times are those of the processor: other work on the machine does not count.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program: it asks where the data are, prints figures, and stops at the first surprise"
)]

#[path = "../setup/clock.rs"]
mod clock;
#[path = "../setup/edits.rs"]
mod edits;
#[path = "../setup/layers.rs"]
mod layers;
#[path = "../setup/library.rs"]
mod library;
#[path = "../setup/numbers.rs"]
mod numbers;
#[path = "../setup/soak.rs"]
mod soak;
#[path = "../setup/state.rs"]
mod state;
#[path = "../setup/teams.rs"]
mod teams;

mod graph;
mod order;
mod statewide;
mod trials;

use std::path::Path;
use std::time::Duration;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["graph", count, file] => graph::measure(count.parse().unwrap(), Path::new(file)),
        ["memory", count] => graph::memory(count.parse().unwrap()),
        ["order", set, every, seconds] => {
            order::in_time(set, every.parse().unwrap(), seconds.parse().unwrap());
        }
        ["schedules", set, schedules] => order::by_schedules(set, schedules.parse().unwrap()),
        ["late", set, every, seconds] => {
            order::late(set, every.parse().unwrap(), seconds.parse().unwrap());
        }
        ["trials", trials] => trials::measure(trials.parse().unwrap()),
        ["soak", edits] => {
            figure("edits", edits.parse().unwrap());
            figure("unequal", f64::from(soak::unequal(edits.parse().unwrap())));
        }
        ["statewide", schedules] => statewide::measure(schedules.parse().unwrap()),
        // What runs all benches has nothing in particular in mind.
        [] => println!("`cargo xtask bench engine` says which part to measure."),
        other => panic!("there is no part `{}`", other.join(" ")),
    }
}

fn figure(name: &str, value: f64) {
    println!("{name} {value}");
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

/// What all but one in a hundred stay below.
fn high(mut all: Vec<Duration>) -> f64 {
    all.sort_unstable();
    milliseconds(all[all.len() * 99 / 100])
}
