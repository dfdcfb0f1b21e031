//! What a person reads, on paper or with a screen reader.

use documents::readiness_report;

use crate::{sample, tools};

fn in_order(text: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let found = text.get(from..).and_then(|it| it.find(part));
        from += found.unwrap_or_else(|| panic!("“{part}” after byte {from} of:\n{text}"));
    }
}

#[test]
fn the_report_answers_before_it_lists() {
    let pdf = readiness_report(&sample::one_agency()).expect("a report");
    let text = tools::text(&tools::saved("order", &pdf));
    let parts = [
        "State of Franklin · Department of Commerce",
        "For official use only",
        "Readiness report",
        "3 of 24 services cannot recover in time",
        "Computed from what each service depends on",
        "88%",
        "Services that would miss their target or barely meet it",
        "Trooper dispatch",
        "What holds the worst of them back",
        "must be back within 4 h and can be back within 9 h 20 m",
        "Target 4 h",
        "Mainframe LPAR 3",
        "Single points of failure",
        "Eastern Data Center",
        "Cycles",
        "Identity provider → Directory replica → Certificate authority",
        "Impact analyses that are due or stale",
        "All services",
        "Practice services are left out.",
        "How the figures are computed",
        "Appendix: what is not known",
    ];
    in_order(&text, &parts);
}

#[test]
fn every_page_says_whose_it_is_and_how_many_there_are() {
    let pdf = readiness_report(&sample::list(180)).expect("a report");
    let text = tools::text(&tools::saved("pages", &pdf));
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(4 < pages.len());
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains("State of Franklin"), "{page}");
        assert!(page.contains("For official use only"), "{page}");
        assert!(page.contains("Generated November 21, 2026, 4:05 pm EST"), "{page}");
        assert!(page.contains(&format!("Page {} of {}", n + 1, pages.len())), "{page}");
    }
}

#[test]
fn a_long_report_lists_its_contents_and_a_short_one_does_not() {
    let long = readiness_report(&sample::list(180)).expect("a report");
    let short = readiness_report(&sample::empty()).expect("a report");
    assert!(tools::text(&tools::saved("long", &long)).contains("Contents"));
    assert!(!tools::text(&tools::saved("short", &short)).contains("Contents"));
}

#[test]
fn a_table_repeats_its_header_on_every_page() {
    let pdf = readiness_report(&sample::list(180)).expect("a report");
    let text = tools::text(&tools::saved("header", &pdf));
    assert!(3 < text.matches("Standing").count(), "{text}");
}

#[test]
fn a_state_is_a_glyph_and_a_word_and_not_a_color_alone() {
    let pdf = readiness_report(&sample::one_agency()).expect("a report");
    let text = tools::letters(&tools::saved("states", &pdf));
    for state in ["✓Meetstarget", "◐Atrisk", "✕Missestarget", "○Notknown", "○Notarget"] {
        assert!(text.contains(state), "{state} in {text}");
    }
}

#[test]
fn an_empty_report_says_that_nothing_is_there() {
    let pdf = readiness_report(&sample::empty()).expect("a report");
    let text = tools::text(&tools::saved("empty", &pdf));
    for sentence in [
        "No services are recorded",
        "Every service with a target",
        "No two things need each other",
        "Every impact analysis is approved",
        "Nothing that the figures need is missing",
    ] {
        assert!(text.contains(sentence), "{sentence} in {text}");
    }
}

#[test]
fn assistive_technology_finds_headings_header_cells_and_the_picture_in_words() {
    let pdf = readiness_report(&sample::one_agency()).expect("a report");
    let structure = tools::structure(&tools::saved("structure", &pdf));
    for tag in ["H1", "H2", "Table", "TH", "TD", "Figure"] {
        let begins = |line: &str| line.trim_start().starts_with(tag);
        assert!(structure.lines().any(begins), "{tag} in {structure}");
    }
    let alt = "/Alt(Recovery timeline. Target 4 h. Recovered at 9 h 20 m.";
    assert!(String::from_utf8_lossy(&pdf).contains(alt));
}
