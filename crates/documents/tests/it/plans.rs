//! A plan on paper: sound, accessible, archivable, and in the order that people read.

use documents::plan::{Edition, PlanPaper, PlanSection, plan_docx, plan_pdf};

use crate::{paper, tools};

fn pdf(paper: &PlanPaper) -> Vec<u8> {
    plan_pdf(paper, Edition::Full).expect("a plan")
}

#[test]
fn a_plan_says_what_it_is_before_what_to_do_and_who_signs() {
    let text = tools::text(&tools::saved("plan", &pdf(&paper::plan())));
    let parts = [
        "COM-DR-01 · Computer systems and network plan · Version 7",
        "For official use only",
        "State of Franklin · Department of Commerce",
        "Computer systems and network plan",
        "Disaster recovery plan · COM-DR-01",
        "Version 7, In review",
        "Review due",
        "May 1, 2027",
        "Contents",
        "Record of changes",
        "1  When this plan is activated",
        "The emergency response team activates",
        "First hour",
        "2. Open the bridge:",
        "☑",
        "number known",
        "Nobody restores alone.",
        "No heartbeat",
        "restore --from vault",
        "2  What is restored, in what order",
        "Order of restoration",
        "as of November 21, 2026",
        "Block storage 1",
        "2.1  Crews",
        "3  Who acts",
        "Bridge",
        "Approvals and signatures",
        "Dana Whitfield",
        "Lee Okafor",
        "Signature and date",
        "Distribution",
        "Paper, sealed envelope",
        "Record of changes",
        "New order of restoration",
    ];
    let squeezed = |it: &str| it.split_whitespace().collect::<Vec<_>>().join(" ");
    let (text, mut from) = (squeezed(&text), 0);
    for part in parts.map(squeezed) {
        let found = text.get(from..).and_then(|it| it.find(&part));
        from += found.unwrap_or_else(|| panic!("“{part}” after byte {from} of:\n{text}"));
    }
}

#[test]
fn every_page_says_which_version_it_is_and_who_may_read_it() {
    let text = tools::text(&tools::saved("plan-pages", &pdf(&paper::long_plan(6))));
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(6 < pages.len());
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains("Version 7"), "{page}");
        assert!(page.contains("For official use only"), "{page}");
        assert!(page.contains(&format!("Page {} of {}", n + 1, pages.len())), "{page}");
    }
}

#[test]
fn it_is_tagged_archivable_and_without_fault() {
    let pdf = pdf(&paper::plan());
    let saved = tools::saved("plan-sound", &pdf);
    let found = tools::check(&saved);
    assert!(found.contains("No syntax or stream encoding errors found"), "{found}");
    let info: String = tools::info(&saved).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(info.contains("Tagged: yes"), "{info}");
    assert!(info.contains("Title: Computer systems and network plan"), "{info}");
    let metadata = String::from_utf8_lossy(&pdf);
    assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"));
    assert!(metadata.contains("<pdfaid:part>2</pdfaid:part>"));
    assert!(metadata.contains("(https://plans.franklin.example/state)"), "a link that leads there");
    tools::conforms(&pdf);
}

#[test]
fn assistive_technology_finds_the_structure() {
    let structure = tools::structure(&tools::saved("plan-structure", &pdf(&paper::plan())));
    for tag in ["TOC", "Link", "H1", "H2", "H3", "L", "LI", "BlockQuote", "Table", "TH"] {
        let is_tag = |line: &str| line.split_whitespace().next() == Some(tag);
        assert!(structure.lines().any(is_tag), "{tag} in {structure}");
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let plan = paper::plan();
    assert!(pdf(&plan) == pdf(&plan));
}

#[test]
fn a_plan_of_nothing_says_that_nothing_is_there() {
    let plan = PlanPaper {
        agency: None,
        title: String::new(),
        code: " ".to_owned(),
        version: String::new(),
        status: String::new(),
        marking: None,
        dates: Vec::new(),
        sections: Vec::new(),
        approvals: Vec::new(),
        distribution: Vec::new(),
        changes: Vec::new(),
        ..paper::plan()
    };
    let text = tools::text(&tools::saved("plan-empty", &pdf(&plan)));
    for sentence in
        ["no sections yet", "Nobody is named", "holding a copy", "No change is recorded"]
    {
        assert!(text.contains(sentence), "{sentence} in {text}");
    }
}

#[test]
fn markup_in_a_plan_is_shown_and_never_obeyed() {
    let hostile = "#panic() $x$ <label> @ref #read(\"/etc/passwd\") \\u{41}";
    let mut plan = paper::plan();
    plan.title = hostile.to_owned();
    plan.sections = vec![paper::section(hostile, hostile, &format!("{hostile} `{hostile}`"))];
    plan.approvals.iter_mut().for_each(|it| it.name = hostile.to_owned());
    let letters = tools::letters(&tools::saved("plan-markup", &pdf(&plan)));
    assert!(4 < letters.matches("#panic()$x$").count(), "{letters}");
}

#[test]
fn markdown_of_any_kind_becomes_pages() {
    let deep = (0..40).map(|it| format!("{}- item\n", "  ".repeat(it))).collect::<String>();
    let wide = format!("|{}\n|{}\n|{}", "a|".repeat(30), "-|".repeat(30), "b|".repeat(30));
    let texts = [
        &deep,
        &wide,
        "| |\n|-|\n| |",
        "-\n-\n\n1.\n",
        "######  six\n# one",
        "```\n```",
        "> > > > > > > > quoted",
        "***a **b *c* d** e*** [![x](y)](https://a.example/é?q=\"1\")",
        "99999999999. big\n\n999999999. number",
        "\u{0}\u{202e}漢字 🚒",
        &"Interdepartmental".repeat(40),
    ];
    let sections = texts.iter().map(|it| paper::section("1.1.1.1", "", it));
    let plan = PlanPaper { sections: sections.collect::<Vec<PlanSection>>(), ..paper::plan() };
    let letters = tools::letters(&tools::saved("plan-any", &pdf(&plan)));
    assert!(letters.contains("quoted") && letters.contains("Eachisprintedas□"), "{letters}");
}

#[test]
fn a_plan_beyond_all_measure_is_refused() {
    let rows = vec![vec!["row".to_owned()]; 20_001];
    let heads = vec!["Head".to_owned()];
    let mut plan = paper::plan();
    plan.sections[1].data[0].body = documents::plan::DataBody::Table { heads, rows };
    let refused = [plan_pdf(&plan, Edition::Full), plan_docx(&plan, Edition::Full)];
    let told = refused.map(|it| it.expect_err("it is too long").to_string());
    assert!(told[0].starts_with("a document holds at most 20000 rows"), "{told:?}");
    assert_eq!(told[0], told[1], "the Word file is refused as the PDF is");
}

#[test]
fn a_long_address_is_copied_out_as_it_is() {
    let address = "imani.thompson@technology.franklin.example";
    let mut plan = paper::plan();
    plan.sections.push(paper::section("9", "Whom to ask", &format!("Write to {address} first.")));
    let pdf = pdf(&plan);
    let text = tools::text(&tools::saved("plan-address", &pdf));
    assert!(text.contains(address) && !text.contains('\u{200b}'), "{text}");
    assert_eq!(tools::faults(&pdf), Vec::<String>::new());
}
