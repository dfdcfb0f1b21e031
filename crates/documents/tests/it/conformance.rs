//! Plans and templates that others published. `MAINSTAY_DATA` names the folder that has them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use documents::docx::{DocxKind, DocxPart, Place, arrange, read_docx};
use documents::markdown::{parse, to_html, to_text};

/// The file, or none with a word about it when there is no such folder here.
#[expect(clippy::disallowed_methods, reason = "no setting of the product: where test data are")]
#[expect(clippy::print_stderr, reason = "a test that checked nothing must say so")]
fn published(name: &str) -> Option<Vec<u8>> {
    let path = std::env::var("MAINSTAY_DATA").ok().map(|it| PathBuf::from(it).join(name));
    let found = path.filter(|it| it.exists());
    if found.is_none() {
        eprintln!("not checked: {name} (MAINSTAY_DATA names no folder that has it)");
    }
    found.map(|it| std::fs::read(it).expect("a file that is there"))
}

/// Every word of a part of the archive that stands in an element `t`, by the plainest of means.
fn words_of(file: &[u8], part: &str) -> BTreeSet<String> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file)).expect("an archive");
    let mut part = zip.by_name(part).expect("a part");
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut part, &mut xml).expect("text");
    let mut words = BTreeSet::new();
    for run in xml.split("<w:t").skip(1).filter(|it| it.starts_with(['>', ' '])) {
        let text = run.split_once('>').map_or("", |(_, it)| it);
        let text = text.split_once("</w:t>").map_or("", |(it, _)| it);
        let letters = |it: &str| it.chars().all(char::is_alphabetic);
        words.extend(text.split_whitespace().filter(|it| letters(it)).map(str::to_owned));
    }
    words
}

#[test]
fn no_word_of_the_contingency_plans_of_fedramp_is_lost() {
    let names = ["SSP-Appendix-G-ISCP-Template.docx", "REV_4_SSP-A06-FedRAMP-ISCP-Template.docx"];
    for name in names {
        let Some(file) = published(&format!("plan-templates/fedramp/{name}")) else { return };
        let parts = read_docx(&file).expect("a document");
        let body = parts.iter().filter(|it| matches!(it.place, Place::Body | Place::TextBox));
        let all: Vec<String> = body.map(DocxPart::text).collect();
        let all = all.join("\n");
        let words = words_of(&file, "word/document.xml");
        assert!(words.len() > 500, "{name} has {} words", words.len());
        let lost: Vec<_> = words.iter().filter(|it| !all.contains(it.as_str())).collect();
        assert!(lost.is_empty(), "{name} lost {lost:?}");
        let n_headings =
            parts.iter().filter(|it| matches!(it.kind, DocxKind::Heading { .. })).count();
        let n_tables = parts.iter().filter(|it| matches!(it.kind, DocxKind::Table(_))).count();
        assert!(
            20 < n_headings && 5 < n_tables,
            "{name}: {n_headings} headings, {n_tables} tables"
        );
        let sections = ["Roles and responsibilities", "Recovery", "Testing and maintenance"];
        let arranged = arrange(&parts, &sections);
        let n_arranged = arranged.sections.iter().map(Vec::len).sum::<usize>();
        assert_eq!(n_arranged + arranged.other.len(), parts.len());
        assert!(arranged.sections.iter().all(|it| !it.is_empty()), "{name}");
    }
}

#[test]
fn published_plans_in_markdown_keep_their_words() {
    let names = [
        "civicactions/CP-Policy.md",
        "civicactions/IR-Policy.md",
        "fedramp-readiness-toolkit/contingency-plan.md",
        "fedramp-readiness-toolkit/incident-response-plan.md",
        "jupiterone/policies/bcdr.md.tmpl",
        "jupiterone/procedures/cp-ir-playbook.md.tmpl",
    ];
    for name in names {
        let Some(file) = published(&format!("plan-templates/{name}")) else { return };
        let markdown = String::from_utf8(file).expect("text");
        let blocks = parse(&markdown);
        let (text, html) = (to_text(&blocks), to_html(&blocks));
        let is_plain = |it: &&str| it.len() > 3 && it.chars().all(|it| it.is_ascii_alphabetic());
        // What stands in the definition of a link is said only where the link is used.
        let lines = markdown.lines().filter(|it| !it.starts_with('['));
        for word in lines.flat_map(str::split_whitespace).filter(is_plain) {
            assert!(text.contains(word) && html.contains(word), "{word} of {name}");
        }
    }
}
