//! How long a plan of forty pages takes: `cargo bench -p documents --bench plan`.
//!
//! The first one is what a server that was just started pays; each time nothing is remembered of the
//! one before. The public edition is read back and checked.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring program: it prints its table, and stops at the first surprise"
)]

#[path = "../tests/it/paper.rs"]
mod paper;

use std::time::Instant;

use documents::plan::{Edition, plan_docx, plan_pdf};
use documents::redaction::{Redactions, Secret};

fn main() {
    let plan = paper::long_plan(34);
    let phone = |it: u32| Secret::Phone(format!("(919) 555-{it:04}"));
    let name = |it: u32| Secret::Name(format!("Person{it} Family{it}"));
    let secrets = (0..250).flat_map(|it| [phone(it), name(it)]).collect();
    let redactions = Redactions::new(secrets).expect("a list");
    for round in 1..=5 {
        let start = Instant::now();
        let pdf = plan_pdf(&plan, Edition::Full).expect("a plan");
        let full = start.elapsed();
        let pages = String::from_utf8_lossy(&pdf).matches("/Type/Page/").count()
            + String::from_utf8_lossy(&pdf).matches("/Type /Page\n").count();
        let start = Instant::now();
        plan_pdf(&plan, Edition::Public(&redactions)).expect("a plan");
        let public = start.elapsed();
        let start = Instant::now();
        plan_docx(&plan, Edition::Full).expect("a plan");
        let docx = start.elapsed();
        println!("{round}: {pages} pages, full {full:?}, public {public:?}, DOCX {docx:?}");
    }
}
