//! Known answers, agreement with a naive implementation, and properties of random models.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by stopping; clippy knows only the functions marked as tests"
)]

#[path = "../../benches/setup/numbers.rs"]
mod numbers;
#[path = "../../benches/setup/soak.rs"]
mod soak;
mod random;
mod oracle;
mod agreement;
mod properties;
mod editing;
mod structure;
mod cuts;
mod invest;
mod invest_crews;
mod worked_examples;
mod sequence;
mod restoration;
mod slack;
mod restoration_changes;
mod restoration_equipment;
mod restoration_groups;
mod restoration_plans;
mod restoration_shifts;
mod restoration_unknown;
mod chance;
mod trials;
mod examples;
