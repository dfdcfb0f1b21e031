//! Records that were not written for a document. Their text is shown as it is, whatever it is.

use documents::{
    Cycle, Figure, Link, ReadinessReport, ServiceLine, ServiceSection, Standing, Timeline,
    readiness_report,
};

use crate::{sample, tools};

const MARKUP: [&str; 12] = [
    "#panic()",
    "#read(\"/etc/passwd\")",
    "*x* _y_ `z` ```rust fn```",
    "$ sum_(i=0)^n $",
    "= Heading",
    "- list\\ item",
    "@label <label> https://example.gov",
    "\"quotes\" 'single' “curly”",
    "#{while true {}}",
    "]#pagebreak()[",
    "/* comment */ // comment",
    "a -- b --- c ... ~ \\u{41}",
];

/// A report in which every field that takes a text is `name`.
fn named(name: &str) -> ReadinessReport {
    let sample = sample::report(1, 5);
    let mut report = ReadinessReport {
        title: name.to_owned(),
        state: name.to_owned(),
        agency: Some(name.to_owned()),
        marking: Some(name.to_owned()),
        generated: name.to_owned(),
        headline: name.to_owned(),
        summary: name.to_owned(),
        figures: vec![Figure {
            label: name.to_owned(),
            value: name.to_owned(),
            note: Some(name.to_owned()),
        }],
        services: vec![line(name)],
        cycles: vec![Cycle { members: vec![name.to_owned(); 3] }, Cycle { members: vec![] }],
        method: vec![name.to_owned()],
        ..sample
    };
    for it in &mut report.agencies {
        it.name = name.to_owned();
    }
    for it in &mut report.missed {
        it.held_back_by = name.to_owned();
    }
    report.sections.truncate(1);
    for it in &mut report.sections {
        it.service = name.to_owned();
        it.sentence = name.to_owned();
        for link in it.timeline.iter_mut().flat_map(|it| &mut it.links) {
            link.name = name.to_owned();
        }
        for fact in &mut it.facts {
            fact.value = name.to_owned();
        }
    }
    report
}

/// A report that lists these services and nothing else.
fn listing(names: &[&str]) -> ReadinessReport {
    let services = names.iter().map(|it| line(it)).collect();
    ReadinessReport { services, ..sample::empty() }
}

#[test]
fn markup_in_a_record_is_shown_and_never_obeyed() {
    let pdf = readiness_report(&listing(&MARKUP)).expect("a report");
    let text = tools::letters(&tools::saved("markup", &pdf));
    for name in MARKUP {
        let letters: String = name.chars().filter(|it| !it.is_whitespace()).collect();
        assert!(text.contains(&letters), "{name} in {text}");
    }
}

#[test]
fn markup_is_harmless_in_every_field() {
    let all = MARKUP.join(" ");
    let pdf = readiness_report(&named(&all)).expect("a report");
    tools::conforms(&pdf);
    let info = tools::info(&tools::saved("everywhere", &pdf));
    assert!(info.contains("#panic()"), "{info}");
}

#[test]
fn other_scripts_are_shown() {
    let names = ["Département d’État", "Υπουργείο", "Министерство", "משרד הבריאות"];
    let pdf = readiness_report(&listing(&names)).expect("a report");
    let text = tools::letters(&tools::saved("scripts", &pdf));
    for name in ["Départementd’État", "Υπουργείο", "Министерство", "הבריאות"]
    {
        assert!(text.contains(name), "{name} in {text}");
    }
    assert!(!text.contains('□'), "{text}");
}

#[test]
fn characters_without_a_font_are_marked_and_told() {
    let names = ["Fire 🚒 brigade", "消防署", "👩‍🚒", "ภาษาไทย"];
    let pdf = readiness_report(&listing(&names)).expect("a report");
    let text = tools::letters(&tools::saved("stand-in", &pdf));
    assert!(text.contains("Fire□brigade") && text.contains("□□□"), "{text}");
    assert!(
        text.contains("Somenamesusecharactersthatthisdocumenthasnofontfor.Eachisprintedas□"),
        "{text}"
    );
}

#[test]
fn control_characters_and_lone_marks_do_no_harm() {
    let names = [
        "\u{0}\u{1}\u{7f}\u{9b}",
        "\u{301}\u{308}",
        "e\u{301}\u{323}\u{489}",
        "\u{fffd}\u{fffe}\u{ffff}\u{feff}",
        "\u{e000}\u{f8ff}\u{10ffff}",
        "a\nb\r\nc\td",
        "\u{202e}desrever\u{202c}",
        "العربية שלום ١٢٣ abc",
        "नमस्ते ကမ္ဘာ",
        "ﬁ ﬃ ǆ ½ ² ™",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "",
        " ",
    ];
    readiness_report(&listing(&names)).expect("a report");
    readiness_report(&named(&names.join(" and "))).expect("a report");
    // No heading and no title may be empty, whatever the records say.
    readiness_report(&named("\u{0}")).expect("a report");
}

#[test]
fn very_long_words_stay_on_the_page() {
    let word = "Interdepartmental".repeat(12);
    let pdf = readiness_report(&named(&word)).expect("a report");
    let text = tools::letters(&tools::saved("long-word", &pdf));
    assert!(text.contains("InterdepartmentalInterdepartmental"), "{text}");
}

#[test]
fn a_text_longer_than_a_page_flows_on() {
    let text = "A sentence that goes on. ".repeat(250);
    let mut report = listing(&[&text]);
    report.sections = sample::report(1, 5).sections;
    report.sections.iter_mut().for_each(|it| it.sentence = text.clone());
    let pdf = readiness_report(&report).expect("a report");
    let text = tools::letters(&tools::saved("long-text", &pdf));
    // A page may end within a sentence.
    assert!(490 < text.matches("Asentencethatgoeson.").count(), "{text}");
}

#[test]
fn a_timeline_of_any_numbers_can_be_drawn() {
    let links = [(0, 0), (i64::MIN, i64::MAX), (500, 100), (60, 61)];
    let link = |(start_s, finish_s)| Link { name: "Part".into(), start_s, finish_s, over: true };
    let links = links.map(link).to_vec();
    let section = sample::report(1, 5).sections.remove(0);
    let drawn = [None, Some(0), Some(i64::MAX), Some(-1)].map(|target_s| ServiceSection {
        timeline: Some(Timeline { target_s, links: links.clone() }),
        ..section.clone()
    });
    let bare = Timeline { target_s: None, links: vec![] };
    let mut report = sample::empty();
    report.sections = drawn.to_vec();
    report.sections.push(ServiceSection { timeline: Some(bare), ..section.clone() });
    report.sections.push(ServiceSection { timeline: None, ..section });
    readiness_report(&report).expect("a report");
}

#[test]
fn three_thousand_services_fit_in_one_report() {
    let pdf = readiness_report(&sample::list(3_000)).expect("a report");
    let text = tools::letters(&tools::saved("three-thousand", &pdf));
    assert!(text.contains("Publicrecordsrequests,region427"));
}

fn line(name: &str) -> ServiceLine {
    ServiceLine {
        service: name.to_owned(),
        agency: name.to_owned(),
        tier: "1".to_owned(),
        target: "4 h".to_owned(),
        achievable: "3 h".to_owned(),
        standing: Standing::Met,
    }
}
