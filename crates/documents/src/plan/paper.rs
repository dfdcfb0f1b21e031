//! What a plan on paper says.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::markdown::{Block, Item};
use crate::readiness::{Fact, Paper};

/// Everything that a plan on paper says. Texts are printed as they are; an empty list becomes the
/// sentence that says there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPaper {
    /// Size of the sheets.
    pub paper: Paper,
    /// "State of Franklin".
    pub state: String,
    /// The agency whose plan it is; none for the whole state.
    pub agency: Option<String>,
    /// "Computer systems and network plan".
    pub title: String,
    /// "Disaster recovery plan".
    pub plan_type: String,
    /// "COM-DR-01".
    pub code: String,
    /// "Version 7".
    pub version: String,
    /// How far the version is: "In review", "Approved".
    pub status: String,
    /// Classification marking, printed on every page of the full edition.
    pub marking: Option<String>,
    /// Its dates: "Approved", "In force from", "Review due".
    pub dates: Vec<Fact>,
    /// When the data in it were read, for people: "November 21, 2026, 4:05 pm EST".
    pub generated: String,
    /// The same for machines, in the same time zone; the date of the file.
    pub generated_at: DateTime<FixedOffset>,
    /// The sections in order.
    pub sections: Vec<PlanSection>,
    /// Who approves the version, in order.
    pub approvals: Vec<Approval>,
    /// Who holds a copy. The public edition leaves it out.
    pub distribution: Vec<Recipient>,
    /// What changed from version to version, the newest first.
    pub changes: Vec<Change>,
}

/// A section of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSection {
    /// "3" or "3.1": as many dots, so many levels below the first. Empty for one without.
    pub number: String,
    /// "What is restored, in what order".
    pub title: String,
    /// Its text.
    pub text: Vec<Block>,
    /// What is drawn from records, after the text.
    pub data: Vec<DataBlock>,
    /// Whether the public edition says no more of it than that it is withheld.
    pub is_withheld: bool,
}

/// Something drawn from records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataBlock {
    /// "Order of restoration".
    pub title: String,
    /// What it shows, in a sentence; may be empty.
    pub sentence: String,
    /// As of when: "as of November 21, 2026"; may be empty.
    pub as_of: String,
    /// What it shows.
    pub body: DataBody,
    /// Whether the public edition leaves it out.
    pub is_withheld: bool,
}

/// What a block of data shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataBody {
    /// A table. Rows that are shorter than the heads end in empty cells.
    Table {
        /// What each column is called.
        heads: Vec<String>,
        /// The rows; the first cell names its row.
        rows: Vec<Vec<String>>,
    },
    /// Words and what they say.
    Facts(Vec<Fact>),
}

/// The signature of somebody who approves a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// "Agency head".
    pub role: String,
    /// Who it is, or empty.
    pub name: String,
    /// "Approved", or empty while it is awaited.
    pub decision: String,
    /// When it was decided, or empty.
    pub date: String,
}

/// Somebody who holds a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// "Dana Whitfield".
    pub name: String,
    /// "Recovery coordinator, Commerce".
    pub role: String,
    /// "Paper, sealed envelope".
    pub copy: String,
}

/// What changed with a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// "7".
    pub version: String,
    /// "November 14, 2026".
    pub date: String,
    /// Who changed it.
    pub by: String,
    /// What changed.
    pub summary: String,
}

impl PlanPaper {
    /// How many rows, paragraphs and items it has: about how long it takes to set.
    pub(super) fn n_rows(&self) -> usize {
        let data = self.sections.iter().flat_map(|it| &it.data);
        let rows = data.map(|it| match &it.body {
            DataBody::Table { rows, .. } => 1 + rows.len(),
            DataBody::Facts(facts) => 1 + facts.len(),
        });
        self.sections.iter().map(|it| 1 + n_rows(&it.text)).sum::<usize>()
            + rows.sum::<usize>()
            + self.dates.len()
            + self.approvals.len()
            + self.distribution.len()
            + self.changes.len()
    }

    /// The level of each section, so that none is left out on the way down.
    pub(crate) fn levels(&self) -> Vec<u8> {
        let mut before = 0;
        let levels = self.sections.iter().map(|it| {
            let dots = it.number.trim_end_matches('.').matches('.').count();
            before = u8::try_from(dots + 1).unwrap_or(u8::MAX).min(before + 1).min(3);
            before
        });
        levels.collect()
    }
}

impl PlanSection {
    /// "3.1  What is restored, in what order".
    pub(crate) fn heading(&self) -> String {
        let heading = format!("{}  {}", self.number.trim(), self.title.trim());
        heading.trim().to_owned()
    }
}

fn n_rows(blocks: &[Block]) -> usize {
    let of_item = |it: &Item| 1 + n_rows(&it.blocks);
    let rows = blocks.iter().map(|it| match it {
        Block::Heading { .. } | Block::Paragraph(_) | Block::Rule => 1,
        Block::List(list) => list.items.iter().map(of_item).sum(),
        Block::Quote(blocks) => n_rows(blocks),
        Block::Code(lines) => lines.len(),
        Block::Table(table) => 1 + table.rows.len(),
    });
    rows.sum()
}
