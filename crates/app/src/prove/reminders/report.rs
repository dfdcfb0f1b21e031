//! What the monthly report says: the figures of the page Readiness. Nothing here does I/O.

use chrono::NaiveDate;

use crate::mail::Letter;
use crate::prove::readiness::{AgencyFigures, Late, Readiness};

/// How many late services are named.
pub(super) const WORST: u32 = 5;

/// How many agencies are named.
const AGENCIES: usize = 10;

/// How ready everything is that a person may see. None if nothing is counted.
pub(super) fn letter(found: &Readiness, on: NaiveDate) -> Option<Letter> {
    let it = &found.total;
    if it.n_services == 0 {
        return None;
    }
    let of_all = |n: u64, what: &str| format!("{what}: {n} of {}", it.n_services);
    let mut with_crews = of_all(it.n_late_with_crews, "Late only with the crews there are");
    if let Some(so_far) = it.trying() {
        with_crews = format!("{with_crews} so far ({so_far})");
    }
    let figures = vec![
        of_all(it.n_in_time(), "Back in time"),
        of_all(it.n_missed, "Too late"),
        with_crews,
        of_all(it.n_at_least, "In time so far, and times are missing"),
        of_all(it.n_unknown, "Cannot be said"),
        of_all(it.n_no_target, "Without target"),
        of_all(it.n_analyzed, "Analyzed"),
        of_all(it.n_proven, "Proven"),
        format!("Contacts that work: {} of {}", it.n_verified, it.n_contacts),
    ];
    let mut letter = Letter::about(format!("Readiness on {}", on.format("%B %-d, %Y")))
        .text(format!("{}.", found.title()))
        .list(figures);
    let is_late = |it: &&Late| it.required < it.achievable;
    let late: Vec<String> = found.worst.items.iter().filter(is_late).map(late_line).collect();
    if !late.is_empty() {
        letter = letter.text("The furthest from their targets:").list(late);
    }
    let missed = |it: &&AgencyFigures| 0 < it.figures.n_missed;
    let mut agencies: Vec<&AgencyFigures> = found.agencies.iter().filter(missed).collect();
    agencies.sort_by_key(|it| std::cmp::Reverse(it.figures.n_missed));
    if 1 < found.agencies.len() && !agencies.is_empty() {
        let lines = agencies.iter().take(AGENCIES).map(|it| agency_line(it));
        letter = letter.text("Agencies with services too late:").list(lines.collect());
    }
    let letter = letter
        .link("Open Readiness", "/")
        .link("The report, as PDF", "/readiness.pdf")
        .link("The figures, as CSV", "/readiness.csv");
    Some(letter)
}

fn late_line(it: &Late) -> String {
    let (name, agency) = (&it.service.name, &it.agency);
    let least = if it.is_complete { "" } else { "at least " };
    format!("{name} ({agency}): wanted {}, possible {least}{}", it.required, it.achievable)
}

fn agency_line(it: &AgencyFigures) -> String {
    format!("{}: {} of {}", it.name, it.figures.n_missed, it.figures.n_services)
}
