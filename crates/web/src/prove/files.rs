//! Tables and reports as files, by the names that lists from here on use.

pub(crate) use crate::people::file::{Format as Form, download, kept as file};
