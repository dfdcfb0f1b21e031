//! Why a document could not be made or read.

use crate::redaction::Offender;

/// Why a document could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The report has more rows than a document can hold.
    #[error("a document holds at most {limit} rows, and this one would have {rows}")]
    TooLong {
        /// Rows asked for.
        rows: usize,
        /// Rows a document can hold.
        limit: usize,
    },
    /// The moment it was generated has no place in a calendar of the years 0 to 9999.
    #[error("the date of the document is out of range")]
    Date,
    /// The data cannot be written as JSON.
    #[error("the data of the document could not be prepared")]
    Data(#[from] serde_json::Error),
    /// The template refused the data.
    #[error("the document could not be set: {0}")]
    Template(String),
    /// The pages could not be written as a PDF that follows the standards.
    #[error("the document could not be written as PDF: {0}")]
    Export(String),
    /// The public edition would say what it must not.
    #[error("the public edition is not made, because it would say {}", listed(.0))]
    Leak(Vec<Offender>),
    /// A value is too short to be found without finding everything.
    #[error("“{0}” is too short to be kept out of the public edition")]
    Secret(String),
    /// What came out cannot be read back, so nobody knows what it says.
    #[error("the public edition could not be checked: {0}")]
    Unread(String),
    /// A file cannot be read as a Word document.
    #[error("the file cannot be read as a Word document: {0}")]
    Docx(String),
}

fn listed(offenders: &[Offender]) -> String {
    let listed: Vec<String> = offenders.iter().map(Offender::to_string).collect();
    listed.join("; ")
}
