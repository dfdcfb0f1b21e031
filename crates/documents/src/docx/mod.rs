//! Word documents: a plan becomes one, and what agencies have in theirs is read.
//!
//! Reading takes words and structure, not looks: headings, paragraphs, items of lists and tables,
//! wherever in the file they stand. Nothing that a person could read in Word is left out.

mod archive;
mod arrange;
mod lists;
mod markdown;
mod read;
mod scan;
mod styles;
mod write;

pub(crate) use archive::xml_parts;
pub use arrange::{Arranged, Heading, Proposal, arrange, propose};
pub use markdown::to_markdown;
pub use read::read_docx;
pub(crate) use write::write;

/// Something that stands on lines of its own in a Word document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocxPart {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub kind: DocxKind,
}

/// Where in a Word document something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The text itself.
    Body,
    /// A box that floats over the text, in a drawing or beside a picture.
    TextBox,
    /// The top of pages.
    Header,
    /// The bottom of pages.
    Footer,
    /// A footnote.
    Footnote,
    /// An endnote.
    Endnote,
    /// What somebody remarked.
    Comment,
    /// A drawing made of words.
    Diagram,
}

/// What something in a Word document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocxKind {
    /// A heading.
    Heading {
        /// 1 to 9.
        level: u8,
        /// Its words.
        text: String,
    },
    /// A paragraph. Lines that the writer broke are lines of its text.
    Paragraph(String),
    /// An item of a list.
    Item {
        /// 0 for the outermost list.
        level: u8,
        /// Whether items have numbers.
        is_numbered: bool,
        /// Its words.
        text: String,
    },
    /// A table by its rows. The paragraphs of a cell are lines of its text; tables within are rows
    /// with `|` between their cells.
    Table(Vec<Vec<String>>),
}

impl DocxPart {
    /// Its words, a line for each row.
    pub fn text(&self) -> String {
        match &self.kind {
            DocxKind::Heading { text, .. }
            | DocxKind::Paragraph(text)
            | DocxKind::Item { text, .. } => text.clone(),
            DocxKind::Table(rows) => {
                let rows: Vec<String> = rows.iter().map(|it| it.join("\t")).collect();
                rows.join("\n")
            }
        }
    }
}
