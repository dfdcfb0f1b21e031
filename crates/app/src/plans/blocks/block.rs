//! What a block shows: a table, and what it comes to.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plans::templates::BlockKind;

/// What a block of a plan shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Which block.
    pub kind: BlockKind,
    /// What the table comes to, in a sentence, or what belongs there while it is empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub says: String,
    /// What the columns are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The rows, with a cell for each column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<BlockRow>,
}

/// One row of a block.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockRow {
    /// Its cells.
    pub cells: Vec<String>,
    /// What it is about, as `asset:storage` or `person:jane`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub of: String,
}

impl Block {
    /// A block with these columns and no rows yet.
    pub fn new(kind: BlockKind, columns: &[&str]) -> Block {
        let columns = columns.iter().map(|it| (*it).to_owned()).collect();
        Block { kind, says: String::new(), columns, rows: Vec::new() }
    }

    /// The same, saying this.
    #[must_use]
    pub fn saying(self, says: impl Into<String>) -> Block {
        Block { says: says.into(), ..self }
    }

    /// Adds a row.
    pub fn push<const N: usize>(&mut self, of: impl Into<String>, cells: [String; N]) {
        self.rows.push(BlockRow { cells: cells.into(), of: of.into() });
    }
}

/// A day as plans say it: `14 Mar 2027`, in blocks and in findings.
pub(crate) fn day(on: NaiveDate) -> String {
    on.format("%-d %b %Y").to_string()
}
