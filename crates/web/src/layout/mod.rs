//! What pages are made of: the frame around them, forms, lists, states, parts and charts.
//!
//! Every function takes plain views and gives markup. Nothing here knows a use case, and nothing
//! writes a style or a script into the page: the content security policy forbids both.

pub(crate) mod charts;
pub(crate) mod conflict;
pub(crate) mod error;
pub(crate) mod forms;
pub(crate) mod frame;
pub(crate) mod list;
pub(crate) mod lists;
pub(crate) mod parts;
pub(crate) mod records;
pub(crate) mod states;

#[cfg(test)]
mod checks;
#[cfg(test)]
mod contrast;

/// The phases of the work: the menu here, the folders in the code.
pub(crate) const MENU: [&str; 6] =
    ["People", "Prepare", "Prove", "Respond", "Communicate", "Assure"];
