//! The programs in `examples/` run to their end: each checks what it says.

#[path = "../../examples/crews.rs"]
mod crews;
#[path = "../../examples/edits.rs"]
mod edits;
#[path = "../../examples/failures.rs"]
mod failures;
#[path = "../../examples/odds.rs"]
mod odds;

#[test]
fn every_example_runs_to_its_end() {
    for example in [crews::main, edits::main, failures::main, odds::main] {
        example().unwrap();
    }
}
