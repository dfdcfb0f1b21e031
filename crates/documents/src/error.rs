//! Why a document could not be made.

/// Why a document could not be made.
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
}
