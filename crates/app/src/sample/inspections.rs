//! What was found at the alternate sites of the State of Franklin: one is fine, one was not looked at
//! for a year, one lacks something, and one nobody ever saw.

use std::collections::BTreeMap;

use super::draft::Draft;
use crate::prepare::inspections::{Check, InspectionDocument, Verdict};

/// All of them.
pub(super) fn of(draft: &Draft) -> Vec<InspectionDocument> {
    let mut all = Vec::new();
    for (n, (agency, site)) in draft.alternates.iter().enumerate() {
        let (days, missing): (i64, &[Check]) = match n % 5 {
            0 => (33, &[]),
            1 => (410, &[]),
            2 => (58, &[Check::Telephones, Check::Supplies]),
            3 => continue,
            _ => (96, &[]),
        };
        // The year before, somebody looked as well.
        all.push(inspection(draft, site, agency, days + 360, &[Check::Documents]));
        all.push(inspection(draft, site, agency, days, missing));
    }
    all
}

fn inspection(
    draft: &Draft,
    site: &str,
    agency: &str,
    days: i64,
    missing: &[Check],
) -> InspectionDocument {
    let verdict = |it: &Check| match it {
        it if missing.contains(it) => Verdict::Missing,
        _ => Verdict::Fine,
    };
    let found: BTreeMap<Check, Verdict> = Check::ALL.iter().map(|it| (*it, verdict(it))).collect();
    let note = match missing {
        [] => String::new(),
        _ => "What is missing was ordered on the same day.".to_owned(),
    };
    InspectionDocument {
        site: site.to_owned(),
        inspected_on: draft.days_ago(days),
        inspector: draft.person(agency, 1),
        found,
        note,
    }
}
