//! The documents as a reader, an auditor and a screen reader get them.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper that fails fails its test"
)]

mod conformance;
mod docx;
mod file;
mod hostile;
mod markdown;
mod paper;
mod plans;
mod reading;
mod redaction;
mod sample;
mod tools;

use proptest::prelude::ProptestConfig;

/// So many cases, and no file of those that failed.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
