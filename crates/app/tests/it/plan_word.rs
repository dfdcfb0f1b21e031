//! Plans from Word files.

use app::Error;
use app::plans::plan::{self, PlanDocument, VersionDocument};
use app::plans::print::{Print, print};
use app::plans::templates;
use app::plans::word::{Sorted, content, read};

use crate::plan_desk::plan_desk;

#[tokio::test]
async fn a_plan_printed_for_word_is_read_again_section_by_section() {
    let desk = plan_desk().await;
    let (it, draft) = desk.drafted("dr").await;
    let file = print(&desk.author, it.id, 1, Print::Docx).await.unwrap().bytes;
    let template = templates::find("drp").unwrap();
    let pieces = read(&file, template).unwrap();
    for section in &draft.content.sections {
        let text = section.text.trim();
        let piece = pieces.iter().find(|it| it.text.replace('\\', "").contains(text));
        let piece = piece.unwrap_or_else(|| panic!("{text} is lost"));
        assert_eq!(piece.section.as_ref(), Some(&section.key), "{piece:?}");
    }
    let rest = template.sections[0].key.as_str();
    let sorted: Vec<Sorted> = pieces
        .iter()
        .map(|it| Sorted { section: it.section.clone().unwrap_or_default(), text: it.text.clone() })
        .collect();
    let content = content(template, &sorted, rest).unwrap();
    let mut document = PlanDocument::new("commerce", "drp", "brought", "Brought");
    document.versions = vec![VersionDocument::draft(content.clone())];
    let brought = plan::start(&desk.author, &document).await.unwrap();
    let said = desk.newest(&brought).await.content;
    assert_eq!(said, content);
    let all: String = said.sections.iter().map(|it| it.text.as_str()).collect();
    assert!(pieces.iter().all(|it| all.contains(&it.text)));
}

#[test]
fn what_is_no_word_file_is_refused_with_the_reason() {
    let template = templates::find("drp").unwrap();
    for (file, reason) in
        [(&b"plain text"[..], "no archive"), (&[0xd0, 0xcf, 0x11, 0xe0, 0, 0][..], "before 2007")]
    {
        match read(file, template) {
            Err(Error::Invalid(problems)) => {
                assert_eq!(problems[0].field, "file");
                assert!(problems[0].reason.contains(reason), "{}", problems[0].reason);
            }
            other => panic!("{other:?}"),
        }
    }
}
