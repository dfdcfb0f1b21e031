//! The Markdown that plans are written in, read once into a small tree that everything else reads:
//! pages, PDF, DOCX, search, redaction.
//!
//! It is what GitHub reads (GFM: tables, tasks, bare links) without what could carry something in:
//! HTML is text, a picture is its description, and a link leads to the web, an address of mail or a
//! telephone, or is only its words.

mod html;
mod parse;
mod text;

pub(crate) use html::task_mark;
pub use html::to_html;
pub use parse::parse;
pub use text::{inline_text, to_text};
pub(crate) use text::{inline_words, to_words};

/// A piece of text that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading. The title of a section is above it, so levels start at 3; none is left out on
    /// the way down.
    Heading {
        /// 3 to 6.
        level: u8,
        /// Its words, never empty.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list, with numbers or without.
    List(List),
    /// What somebody else said.
    Quote(Vec<Block>),
    /// Lines that are shown as they are.
    Code(Vec<String>),
    /// A table.
    Table(Table),
    /// A line across.
    Rule,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The number of its first item; none when items have no numbers.
    pub start: Option<u32>,
    /// Its items in order.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Whether a task is done; none when it is no task.
    pub done: Option<bool>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// The inlines of one cell.
pub type Cell = Vec<Inline>;

/// A table. Every row has as many cells as the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// To which side each column is set.
    pub sides: Vec<Side>,
    /// What each column is called.
    pub head: Vec<Cell>,
    /// Its rows in order.
    pub rows: Vec<Vec<Cell>>,
}

/// To which side a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// To where lines begin.
    #[default]
    Start,
    /// To the middle.
    Center,
    /// To where lines end, as numbers are.
    End,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Words that are shown as they are.
    Code(String),
    /// Words of weight.
    Strong(Vec<Inline>),
    /// Stressed words.
    Emphasis(Vec<Inline>),
    /// Words that lead somewhere.
    Link {
        /// An address that begins with `https:`, `http:`, `mailto:` or `tel:`, in ASCII.
        target: String,
        /// The words.
        text: Vec<Inline>,
    },
    /// A new line begins.
    Break,
}
