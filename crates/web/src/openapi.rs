//! What the description of the API says of a route.

/// One operation of the API.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Operation {
    /// What it does, in a few words.
    pub summary: &'static str,
}
