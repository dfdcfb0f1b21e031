//! Word documents: what is written is read again, and what others wrote is read whole.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use documents::docx::{DocxKind, DocxPart, Place, read_docx};
use documents::plan::{Edition, PlanPaper, plan_docx};
use documents::redaction::{Redactions, Secret};
use documents::{Error, markdown};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::paper;

const TYPES: &str = "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
    <Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
    <Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>\
    <Override PartName=\"/word/footnotes.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml\"/></Types>";

/// An archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_level(Some(1));
    for (name, bytes) in parts {
        zip.start_file(*name, options).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A document with this body.
fn document(body: &str) -> Vec<u8> {
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ])
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn texts(file: &[u8]) -> Vec<(Place, String)> {
    let parts = read_docx(file).expect("a document");
    parts.iter().map(|it| (it.place, it.text())).collect()
}

fn refusal(file: &[u8]) -> String {
    match read_docx(file) {
        Err(Error::Docx(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_plan_written_for_word_is_read_again_whole() {
    let plan = paper::plan();
    let file = plan_docx(&plan, Edition::Full).expect("a document");
    let parts = read_docx(&file).expect("a document");
    let all: String = parts.iter().map(|it| it.text() + "\n").collect();
    for section in &plan.sections {
        let text = markdown::to_text(&section.text);
        let words = text.split_whitespace().filter(|it| it.chars().any(char::is_alphanumeric));
        for word in words.filter(|it| !it.ends_with('.') && !it.contains("//")) {
            assert!(all.contains(word), "{word} in {all}");
        }
    }
    for words in ["Dana Whitfield", "Block storage 4", "Bridge: room 4", "New order", "Review due"]
    {
        assert!(all.contains(words), "{words} in {all}");
    }
    let has = |kind: DocxKind| parts.iter().any(|it| it.place == Place::Body && it.kind == kind);
    assert!(has(DocxKind::Heading { level: 1, text: "1  When this plan is activated".into() }));
    assert!(has(DocxKind::Heading { level: 2, text: "2.1  Crews".into() }));
    assert!(has(DocxKind::Heading { level: 2, text: "First hour".into() }));
    let item = |level, is_numbered, text: &str| {
        has(DocxKind::Item { level, is_numbered, text: text.into() })
    };
    assert!(item(0, true, "Page the crew.") && item(1, false, "☑ number known"), "{parts:?}");
    let rows = [["Sign", "Where", "Minutes"], ["No heartbeat", "Eastern", "10"]];
    let is_table = |it: &DocxPart| matches!(&it.kind, DocxKind::Table(it) if it[..2] == rows);
    assert!(parts.iter().any(is_table), "{parts:?}");
    let top = "COM-DR-01 · Computer systems and network plan · Version 7 · For official use only";
    assert!(parts.iter().any(|it| it.place == Place::Header && it.text() == top), "{parts:?}");
}

#[test]
fn the_same_plan_gives_the_same_document() {
    let plan = paper::plan();
    let write = || plan_docx(&plan, Edition::Full).expect("a document");
    assert!(write() == write());
}

#[test]
fn the_public_document_is_checked_as_the_pdf_is() {
    let secret = |it: &str| Redactions::new(vec![Secret::Words(it.to_owned())]).expect("a list");
    let plan = paper::plan();
    let file = plan_docx(&plan, Edition::Public(&secret("Eastern"))).expect("a document");
    let all: String = texts(&file).into_iter().map(|(_, it)| it + "\n").collect();
    assert!(!all.contains("Eastern") && all.contains("[redacted]"), "{all}");
    assert!(!all.contains("sealed envelope") && !all.contains("room 4"), "{all}");
    // What the product itself says cannot be taken out.
    let refused = plan_docx(&plan, Edition::Public(&secret("Record of changes")));
    assert!(matches!(refused, Err(Error::Leak(_))), "{refused:?}");
}

#[test]
fn paragraphs_in_unusual_places_are_read() {
    let boxed = format!(
        "<w:p><w:r><w:t>around </w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing>\
         <wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox><w:txbxContent>{}{}</w:txbxContent></v:textbox></w:pict>\
         </mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>the box</w:t></w:r></w:p>",
        p("in the box"),
        p("in the box"),
        p("for old readers"),
    );
    let nested = format!(
        "<w:tbl><w:tr><w:tc>{}{}</w:tc><w:tc><w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>\
         </w:tbl></w:tc></w:tr></w:tbl>",
        p("one"),
        p("two"),
        p("inner"),
        p("cell"),
    );
    let control = format!("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", p("chosen"));
    let tracked = "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old\
        </w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText><w:tab/><w:t>A&amp;B&#33;\
        </w:t><w:br/></w:r><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>";
    let art =
        "<w:p><w:r><w:pict><v:shape><v:textpath string=\"DRAFT\"/></v:shape></w:pict></w:r></w:p>";
    let body =
        format!("<w:document><w:body>{boxed}{nested}{control}{tracked}{art}</w:body></w:document>");
    let (header, notes) = (
        format!("<w:hdr>{}</w:hdr>", p("top")),
        format!("<w:footnotes><w:footnote>{}</w:footnote></w:footnotes>", p("note")),
    );
    let file = archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/header1.xml", header.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("word/document.xml", body.as_bytes()),
    ]);
    let expected = [
        (Place::TextBox, "in the box"),
        (Place::TextBox, "for old readers"),
        (Place::Body, "around the box"),
        (Place::Body, "one\ntwo\tinner | cell"),
        (Place::Body, "chosen"),
        (Place::Body, "new\tA&B!\nlink"),
        (Place::TextBox, "DRAFT"),
        (Place::Header, "top"),
        (Place::Footnote, "note"),
    ];
    assert_eq!(texts(&file), expected.map(|(place, it)| (place, it.to_owned())));
}

#[test]
fn headings_are_known_by_style_base_or_outline() {
    let styles = "<w:styles><w:style w:styleId=\"H\"><w:name w:val=\"Heading 2\"/></w:style>\
        <w:style w:styleId=\"Own\"><w:name w:val=\"Agency title\"/><w:basedOn w:val=\"H\"/></w:style>\
        <w:style w:styleId=\"Out\"><w:name w:val=\"x\"/><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr>\
        </w:style><w:style w:styleId=\"Round\"><w:basedOn w:val=\"Round\"/></w:style></w:styles>";
    let styled = |style: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>t</w:t></w:r></w:p>")
    };
    let own = "<w:p><w:pPr><w:outlineLvl w:val=\"3\"/></w:pPr><w:r><w:t>t</w:t></w:r></w:p>";
    let body: String = ["H", "Own", "Out", "Round", "None"].map(styled).concat() + own;
    let body = format!("<w:document>{body}</w:document>");
    let file = archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/document.xml", body.as_bytes()),
    ]);
    let level = |it: DocxPart| match it.kind {
        DocxKind::Heading { level, .. } => level,
        _ => 0,
    };
    let levels: Vec<u8> = read_docx(&file).expect("a document").into_iter().map(level).collect();
    assert_eq!(levels, [2, 2, 1, 0, 0, 4]);
}

#[test]
fn what_is_no_document_is_refused_with_the_reason() {
    assert!(refusal(b"").contains("no archive"));
    assert!(refusal(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1]).contains("before 2007"));
    assert!(refusal(&archive(&[("a.txt", b"a")])).contains("does not say what its parts are"));
    assert!(refusal(&archive(&[("[Content_Types].xml", b"<Types/>")])).contains("no text"));
    assert!(refusal(&document("<w:p>")).contains("word/document.xml is broken"));
    assert!(refusal(&document("</w:body>")).contains("broken"));
    assert!(refusal(&document("<w:p><w:t>&bomb;</w:t></w:p>")).contains("&bomb;"));
    let declared = b"<!DOCTYPE x [<!ENTITY a 'b'>]><w:document/>";
    let file =
        archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", declared)]);
    assert!(refusal(&file).contains("document type"));
    assert!(refusal(&document(&"<w:p>".repeat(300))).contains("too deep"));
    let cut = &paper_file()[..2_000];
    assert!(refusal(cut).contains("no archive"));
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused() {
    let spaces = vec![b' '; 65 << 20];
    let file =
        archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", &spaces)]);
    assert!(file.len() < 1 << 20, "it is small until it is unpacked");
    assert!(refusal(&file).contains("unpack to more than 64 MB"));
}

static FILE: LazyLock<Vec<u8>> = LazyLock::new(paper_file);

fn paper_file() -> Vec<u8> {
    plan_docx(&paper::plan(), Edition::Full).expect("a document")
}

proptest! {
    #![proptest_config(crate::cases(100))]

    #[test]
    fn no_paragraph_is_lost(
        paragraphs in prop::collection::vec("[a-zA-Z&<>\"'é漢#*|_-]{1,12}( [a-z0-9.]{1,9}){0,3}", 1..8),
        shape in prop::collection::vec(0_u8..5, 8),
    ) {
        let escaped: Vec<String> = paragraphs
            .iter()
            .map(|it| it.replace('&', "&amp;").replace('<', "&lt;"))
            .collect();
        let placed = escaped.iter().zip(shape).map(|(text, shape)| match shape {
            0 => format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p(text)),
            1 => format!("<w:p><w:r><w:txbxContent>{}</w:txbxContent></w:r></w:p>", p(text)),
            2 => format!("<w:sdt>{}</w:sdt>", p(text)),
            3 => p(&text.replace(' ', "</w:t></w:r><w:r><w:t xml:space=\"preserve\"> ")),
            _ => p(text),
        });
        let file = document(&placed.collect::<String>());
        let found: Vec<String> = texts(&file).into_iter().map(|(_, it)| it).collect();
        prop_assert_eq!(found, paragraphs);
    }

    #[test]
    fn words_come_back_from_word(words in "[ -~é漢]{1,30}", title in "\\PC{1,20}") {
        let plan = PlanPaper { title: title.clone(), ..paper::plan() };
        let mut plan = plan;
        plan.changes[0].summary.clone_from(&words);
        let file = plan_docx(&plan, Edition::Full).expect("a document");
        let all: Vec<String> = texts(&file).into_iter().map(|(_, it)| it).collect();
        let is_there = |it: &str| all.iter().any(|text| text.contains(it.trim()));
        prop_assert!(is_there(&words), "{words:?} in {all:?}");
        prop_assert!(is_there(&title), "{title:?} in {all:?}");
    }

    #[test]
    fn no_bytes_break_the_reader(
        at in 0_usize..20_000, byte in any::<u8>(), cut in 0_usize..20_000,
    ) {
        let mut file = FILE.clone();
        let n = file.len();
        file[at % n] = byte;
        file.truncate(n - cut % n);
        // It is read, or refused with a reason.
        if let Err(error) = read_docx(&file) {
            prop_assert!(error.to_string().starts_with("the file cannot be read as"), "{error}");
        }
    }
}
