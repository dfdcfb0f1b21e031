//! A Word document becomes its parts.

use std::collections::BTreeSet;

use super::archive::{Package, open, wrong};
use super::scan::{Node, attribute, scan};
use super::styles::{ListKinds, Styles};
use super::{DocxKind, DocxPart, Place};
use crate::error::Error;

/// Paragraphs and tables that a document may have.
const PARTS_MAX: usize = 200_000;

/// What holds old versions of what is there: deleted, moved away, or formatted otherwise.
const PAST: [&str; 6] =
    ["del", "moveFrom", "pPrChange", "rPrChange", "tblPrChange", "sectPrChange"];

/// Everything that `file` says, the body first.
///
/// That is every paragraph, also in tables, text boxes, at the top and bottom of pages, in notes and
/// comments. Empty ones are left out, and what was deleted while changes were tracked.
///
/// Refused with the reason: what is no Word document, is too large or unpacks to too much, and
/// broken XML.
pub fn read_docx(file: &[u8]) -> Result<Vec<DocxPart>, Error> {
    let Package { texts, styles, numbering } = open(file)?;
    let styles = Styles::read(&styles)?;
    let lists = ListKinds::read(&numbering)?;
    let mut parts = Vec::new();
    for (place, name, xml) in texts {
        let mut reading = Reading::new(&styles, &lists, place, parts);
        scan(&xml, &name, &mut |node| reading.node(node))?;
        parts = reading.parts;
    }
    Ok(parts)
}

/// A paragraph that has begun.
#[derive(Default)]
struct Draft {
    text: String,
    style: Option<String>,
    /// Its own level in the outline, from 0; 9 is none.
    outline: Option<u8>,
    list: Option<String>,
    list_level: Option<u8>,
}

/// What paragraphs stand in.
enum Frame {
    Flow(Place),
    /// A table by its rows of cells of lines.
    Table(Vec<Vec<Vec<String>>>),
}

/// Two versions of the same for two kinds of readers. The second is left out where it says no more.
struct Alternate {
    n_parts: usize,
    n_text: usize,
    fallback: Option<(usize, usize)>,
}

struct Reading<'a> {
    styles: &'a Styles,
    lists: &'a ListKinds,
    parts: Vec<DocxPart>,
    frames: Vec<Frame>,
    drafts: Vec<Draft>,
    alternates: Vec<Alternate>,
    /// The names of the elements around.
    way: Vec<String>,
    /// How deep the way was where the past began.
    past: Option<usize>,
}

impl<'a> Reading<'a> {
    fn new(
        styles: &'a Styles,
        lists: &'a ListKinds,
        place: Place,
        parts: Vec<DocxPart>,
    ) -> Reading<'a> {
        Reading {
            styles,
            lists,
            parts,
            frames: vec![Frame::Flow(place)],
            drafts: Vec::new(),
            alternates: Vec::new(),
            way: Vec::new(),
            past: None,
        }
    }

    fn node(&mut self, node: Node<'_>) -> Result<(), Error> {
        match node {
            Node::Open(name, element) => {
                if self.past.is_none() && PAST.contains(&name) {
                    self.past = Some(self.way.len());
                }
                if self.past.is_none() {
                    let value = |it: &str| attribute(element, it);
                    self.begin(name, &value);
                }
                self.way.push(name.to_owned());
            }
            Node::Close(name) => {
                self.way.pop();
                match self.past {
                    Some(depth) if depth == self.way.len() => self.past = None,
                    Some(_) => {}
                    None => self.end(name)?,
                }
            }
            Node::Text(text) => {
                if self.past.is_none() && self.way.last().is_some_and(|it| it == "t") {
                    self.say(text);
                }
            }
        }
        Ok(())
    }

    fn is_in(&self, name: &str) -> bool {
        self.way.last().is_some_and(|it| it == name)
    }

    fn begin(&mut self, name: &str, value: &dyn Fn(&str) -> Option<String>) {
        match name {
            "p" => self.drafts.push(Draft::default()),
            "txbxContent" => self.frames.push(Frame::Flow(Place::TextBox)),
            "tbl" => self.frames.push(Frame::Table(Vec::new())),
            "tr" => {
                if let Some(Frame::Table(rows)) = self.frames.last_mut() {
                    rows.push(Vec::new());
                }
            }
            "tc" => {
                if let Some(Frame::Table(rows)) = self.frames.last_mut()
                    && let Some(row) = rows.last_mut()
                {
                    row.push(Vec::new());
                }
            }
            "AlternateContent" => {
                let (n_parts, n_text) = self.reached();
                self.alternates.push(Alternate { n_parts, n_text, fallback: None });
            }
            "Fallback" => {
                let reached = self.reached();
                if let Some(it) = self.alternates.last_mut() {
                    it.fallback = Some(reached);
                }
            }
            // Words bent along a line, such as those across a page: they are an attribute.
            "textpath" => {
                if let Some(text) = value("string").filter(|it| !it.trim().is_empty()) {
                    let kind = DocxKind::Paragraph(text);
                    self.parts.push(DocxPart { place: Place::TextBox, kind });
                }
            }
            "tab" | "ptab" if self.is_in("r") => self.say("\t"),
            "br" | "cr" if self.is_in("r") || self.is_in("p") => self.say("\n"),
            "noBreakHyphen" => self.say("-"),
            "sym" => self.say("•"),
            _ => self.property(name, value),
        }
    }

    /// What the paragraph says of itself.
    fn property(&mut self, name: &str, value: &dyn Fn(&str) -> Option<String>) {
        let is_own = self.is_in("pPr") || self.is_in("numPr");
        let Some(draft) = self.drafts.last_mut().filter(|_| is_own) else { return };
        match name {
            "pStyle" => draft.style = value("val"),
            "outlineLvl" => draft.outline = value("val").and_then(|it| it.parse().ok()),
            "numId" => draft.list = value("val"),
            "ilvl" => draft.list_level = value("val").and_then(|it| it.parse().ok()),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Error> {
        match name {
            "p" => {
                if let Some(draft) = self.drafts.pop() {
                    self.finished(&draft);
                }
            }
            "txbxContent" => {
                self.frames.pop();
            }
            "tbl" => {
                if let Some(Frame::Table(rows)) = self.frames.pop() {
                    self.tabled(rows);
                }
            }
            "AlternateContent" => self.alternated(),
            _ => {}
        }
        if PARTS_MAX < self.parts.len() {
            return Err(wrong(format!("it has more than {PARTS_MAX} paragraphs")));
        }
        Ok(())
    }

    fn say(&mut self, text: &str) {
        match self.drafts.last_mut() {
            Some(draft) => draft.text.push_str(text),
            // Words outside of every paragraph are broken, and said all the same.
            None => self.finished(&Draft { text: text.to_owned(), ..Draft::default() }),
        }
    }

    fn finished(&mut self, draft: &Draft) {
        let text = draft.text.trim();
        if text.is_empty() {
            return;
        }
        let place = match self.frames.last_mut() {
            Some(Frame::Table(rows)) => match rows.last_mut().and_then(|it| it.last_mut()) {
                Some(cell) => return cell.push(text.to_owned()),
                None => self.place(),
            },
            Some(Frame::Flow(place)) => *place,
            None => Place::Body,
        };
        let kind = self.kind(draft, text.to_owned());
        self.parts.push(DocxPart { place, kind });
    }

    fn kind(&self, draft: &Draft, text: String) -> DocxKind {
        let style = draft.style.as_deref().unwrap_or_default();
        let own = draft.outline.map(|it| (it < 9).then_some(it + 1));
        if let Some(level) = own.unwrap_or_else(|| self.styles.heading(style)) {
            return DocxKind::Heading { level, text };
        }
        let of_style = self.styles.list(style);
        let list = draft.list.clone().or_else(|| of_style.as_ref().map(|(it, _)| it.clone()));
        // The list called 0 is none.
        let Some(list) = list.filter(|it| it != "0") else {
            return DocxKind::Paragraph(text);
        };
        let level = draft.list_level.or(of_style.and_then(|(_, it)| it)).unwrap_or(0);
        DocxKind::Item { level, is_numbered: self.lists.is_numbered(&list, level), text }
    }

    fn tabled(&mut self, rows: Vec<Vec<Vec<String>>>) {
        let rows: Vec<Vec<String>> = rows
            .into_iter()
            .map(|row| row.into_iter().map(|lines| lines.join("\n")).collect())
            .collect();
        if rows.iter().flatten().all(|it| it.is_empty()) {
            return;
        }
        if let Some(Frame::Table(outer)) = self.frames.last_mut()
            && let Some(cell) = outer.last_mut().and_then(|it| it.last_mut())
        {
            return cell.extend(rows.iter().map(|it| it.join(" | ")));
        }
        let place = self.place();
        self.parts.push(DocxPart { place, kind: DocxKind::Table(rows) });
    }

    /// Where the innermost flow is.
    fn place(&self) -> Place {
        let flow = self.frames.iter().rev().find_map(|it| match it {
            Frame::Flow(place) => Some(*place),
            Frame::Table(_) => None,
        });
        flow.unwrap_or(Place::Body)
    }

    /// How many parts there are, and how long the paragraph is that has begun.
    fn reached(&self) -> (usize, usize) {
        (self.parts.len(), self.drafts.last().map_or(0, |it| it.text.len()))
    }

    /// Leaves out of the second version what the first says, too.
    fn alternated(&mut self) {
        let Some(Alternate { n_parts, n_text, fallback: Some((parts_from, text_from)) }) =
            self.alternates.pop()
        else {
            return;
        };
        let second = self.parts.split_off(parts_from.min(self.parts.len()));
        let first: BTreeSet<String> = self.parts.iter().skip(n_parts).map(DocxPart::text).collect();
        self.parts.extend(second.into_iter().filter(|it| !first.contains(&it.text())));
        if let Some(draft) = self.drafts.last_mut()
            && let (Some(first), Some(second)) =
                (draft.text.get(n_text..text_from), draft.text.get(text_from..))
            && first.contains(second)
        {
            draft.text.truncate(text_from);
        }
    }
}
