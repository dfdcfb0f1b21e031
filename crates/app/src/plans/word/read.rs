//! Reading a Word file as pieces.

use documents::docx::{
    DocxKind, DocxPart, Heading, Place, Proposal, propose, read_docx, to_markdown,
};

use crate::plans::templates::Template;
use crate::{Error, FieldProblem, Result};

/// The largest file that is taken.
pub const FILE_BYTES_MAX: usize = 32 << 20;

/// How many pieces a file may have. Whoever sorts them looks at each.
pub const PIECES_MAX: usize = 500;

/// How long all of it may be: as much as sections can hold that a person can sort.
const TEXT_MAX: usize = 1_000_000;

/// What stands under one heading, or apart from the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The heading, or where in the file it stands.
    pub heading: String,
    /// How far down the heading is: 1 for the highest, 0 for what has none.
    pub level: u8,
    /// What it says, in Markdown, its heading included.
    pub text: String,
    /// How many paragraphs, items and rows that is.
    pub n_lines: usize,
    /// The section that it seems to belong to, by key.
    pub section: Option<String>,
    /// How well the words of the heading fit the section, in percent; 0 if it only follows the
    /// heading above.
    pub score: u8,
}

/// The pieces of a Word file, each with the section of `template` that it seems to belong to.
pub fn read(file: &[u8], template: &Template) -> Result<Vec<Piece>> {
    let problem = |reason: String| Error::from(FieldProblem::new("file", reason));
    if FILE_BYTES_MAX < file.len() {
        return Err(problem("The file may have 32 MB at most.".to_owned()));
    }
    let parts = read_docx(file).map_err(|it| match it {
        documents::Error::Docx(why) => {
            problem(format!("It cannot be read as a Word document (.docx): {why}."))
        }
        other => Error::internal(other),
    })?;
    let groups = grouped(parts);
    let headings: Vec<Heading> = groups.iter().filter_map(heading).collect();
    let mut proposals = proposed(template, &headings).into_iter();
    let mut pieces = Vec::new();
    for group in &groups {
        let proposal = heading(group).and_then(|_| proposals.next());
        let section = proposal.and_then(|it| it.section).and_then(|it| template.sections.get(it));
        let text = to_markdown(&group.parts);
        if text.is_empty() {
            continue;
        }
        pieces.push(Piece {
            heading: group.title.clone(),
            level: group.level,
            text,
            n_lines: group.parts.iter().map(n_lines).sum(),
            section: section.map(|it| it.key.clone()),
            score: proposal.map_or(0, |it| it.score),
        });
    }
    let n_chars: usize = pieces.iter().map(|it| it.text.chars().count()).sum();
    if PIECES_MAX < pieces.len() || TEXT_MAX < n_chars {
        let n = pieces.len();
        return Err(problem(format!(
            "It has {n} headings and {n_chars} characters. At most {PIECES_MAX} and {TEXT_MAX} are \
             taken at once: split it into several files."
        )));
    }
    if pieces.is_empty() {
        return Err(problem("There is no text in it.".to_owned()));
    }
    Ok(pieces)
}

struct Group {
    title: String,
    level: u8,
    parts: Vec<DocxPart>,
}

/// Where each heading would go. A title such as "What it covers" is what people read; a key such as
/// "scope" is what files are used to say.
fn proposed(template: &Template, headings: &[Heading]) -> Vec<Proposal> {
    let sections = template.sections.iter();
    let titles = sections.clone().map(|it| it.title.as_str());
    let names: Vec<&str> = titles.chain(sections.map(|it| it.key.as_str())).collect();
    let of_section = |it: Proposal| {
        let section = it.section.and_then(|it| it.checked_rem(template.sections.len()));
        Proposal { section, ..it }
    };
    propose(headings, &names).into_iter().map(of_section).collect()
}

/// The parts by the heading that they stand under. What is not in the text itself comes last: nobody
/// knows to which words a note belongs.
fn grouped(parts: Vec<DocxPart>) -> Vec<Group> {
    let apart = |title: &str| Group { title: title.to_owned(), level: 0, parts: Vec::new() };
    let mut groups = vec![apart("Before the first heading")];
    let mut others: Vec<(Place, Group)> = Vec::new();
    for part in parts {
        if !matches!(part.place, Place::Body | Place::TextBox) {
            match others.iter_mut().find(|it| it.0 == part.place) {
                Some((_, group)) => group.parts.push(part),
                None => {
                    let mut group = apart(place_title(part.place));
                    let place = part.place;
                    group.parts.push(part);
                    others.push((place, group));
                }
            }
            continue;
        }
        if let (DocxKind::Heading { level, text }, Place::Body) = (&part.kind, part.place) {
            groups.push(Group { title: text.trim().to_owned(), level: *level, parts: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.parts.push(part);
        }
    }
    groups.extend(others.into_iter().map(|it| it.1));
    groups.retain(|it| !it.parts.is_empty());
    groups
}

fn heading(group: &Group) -> Option<Heading> {
    (0 < group.level).then(|| Heading { level: group.level, text: group.title.clone() })
}

fn n_lines(part: &DocxPart) -> usize {
    match &part.kind {
        DocxKind::Table(rows) => rows.len(),
        _ => 1,
    }
}

const fn place_title(place: Place) -> &'static str {
    match place {
        Place::Body => "Text",
        Place::TextBox => "Text boxes",
        Place::Header => "Tops of pages",
        Place::Footer => "Bottoms of pages",
        Place::Footnote => "Footnotes",
        Place::Endnote => "Endnotes",
        Place::Comment => "Comments",
        Place::Diagram => "Diagrams",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::templates;

    #[test]
    fn a_heading_finds_its_section_by_what_files_are_used_to_call_it() {
        let template = templates::find("drp").unwrap();
        let heading = |text: &str| Heading { level: 1, text: text.to_owned() };
        let headings = ["1. Purpose and Scope", "What it covers", "Budget"].map(heading);
        let found = proposed(template, &headings);
        let key = |it: &Proposal| it.section.map(|it| template.sections[it].key.as_str());
        let keys: Vec<Option<&str>> = found.iter().map(key).collect();
        assert_eq!(keys, [Some("scope"), Some("scope"), None]);
    }
}
