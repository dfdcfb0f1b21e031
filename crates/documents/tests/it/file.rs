//! The file itself: sound, accessible, archivable, the same every time.

use documents::{Error, Paper, ReadinessReport, readiness_report};

use crate::{sample, tools};

#[test]
fn it_is_a_pdf() {
    let pdf = readiness_report(&sample::one_agency()).expect("a report");
    assert!(pdf.starts_with(b"%PDF-1.7"));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let report = sample::one_agency();
    let first = readiness_report(&report).expect("a report");
    // In between another one, so that nothing of it is left over in the second.
    readiness_report(&sample::empty()).expect("a report");
    assert!(first == readiness_report(&report).expect("a report"));
}

#[test]
fn it_is_tagged_and_says_what_it_is() {
    let pdf = readiness_report(&sample::one_agency()).expect("a report");
    let info = tools::info(&tools::saved("tagged", &pdf));
    for line in ["Tagged: yes", "Title: Readiness report", "Creator: Mainstay", "(letter)"] {
        let squeezed: String = info.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(squeezed.contains(line), "{line} in {info}");
    }
    assert!(info.contains("2026"), "{info}");
}

#[test]
fn its_date_is_in_the_time_zone_that_its_pages_name() {
    let pdf = readiness_report(&sample::one_agency()).expect("a report");
    assert!(sample::one_agency().generated.contains("4:05 pm EST"));
    assert!(String::from_utf8_lossy(&pdf).contains("D:20261121160500-05'00"));
}

#[test]
fn it_claims_both_standards_and_meets_them() {
    let pdf = readiness_report(&sample::report(3, 30)).expect("a report");
    let metadata = String::from_utf8_lossy(&pdf);
    assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"));
    assert!(metadata.contains("<pdfaid:part>2</pdfaid:part>"));
    assert!(metadata.contains("<pdfaid:conformance>A</pdfaid:conformance>"));
    tools::conforms(&pdf);
}

#[test]
fn what_says_nothing_of_its_language_would_be_found() {
    let pdf = readiness_report(&sample::one_agency()).expect("a report");
    let at = pdf.windows(6).position(|it| it == b"/Lang(").expect("it says its language");
    let without = [&pdf[..at], b"/Lamp(", &pdf[at + 6..]].concat();
    let found = tools::faults(&without);
    assert!(found.iter().any(|it| it.to_lowercase().contains("lang")), "{found:?}");
}

#[test]
fn qpdf_finds_no_fault() {
    let pdf = readiness_report(&sample::report(3, 30)).expect("a report");
    let found = tools::check(&tools::saved("sound", &pdf));
    assert!(found.contains("No syntax or stream encoding errors found"), "{found}");
}

#[test]
fn every_font_is_embedded() {
    let pdf = readiness_report(&sample::one_agency()).expect("a report");
    let fonts = tools::fonts(&tools::saved("fonts", &pdf));
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!rows.is_empty());
    for row in rows {
        // Columns from the right: object, generation, mapped to Unicode, subset, embedded.
        let embedded = row.split_whitespace().rev().nth(4);
        assert_eq!(embedded, Some("yes"), "{fonts}");
    }
}

#[test]
fn paper_is_what_was_asked_for() {
    let report = ReadinessReport { paper: Paper::A4, ..sample::empty() };
    let pdf = readiness_report(&report).expect("a report");
    let info = tools::info(&tools::saved("a4", &pdf));
    assert!(info.contains("(A4)"), "{info}");
}

#[test]
fn a_report_beyond_all_measure_is_refused() {
    let mut report = sample::empty();
    report.services = vec![sample::report(1, 1).services.remove(0); 5_001];
    let refused = readiness_report(&report);
    assert!(matches!(refused, Err(Error::TooLong { rows: 5_001, limit: 5_000 })), "{refused:?}");
}

#[test]
fn a_date_that_no_calendar_has_is_refused() {
    let report = ReadinessReport {
        generated_at: chrono::DateTime::<chrono::Utc>::MAX_UTC.fixed_offset(),
        ..sample::empty()
    };
    assert!(matches!(readiness_report(&report), Err(Error::Date)));
}
