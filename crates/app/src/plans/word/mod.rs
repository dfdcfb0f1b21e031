//! Plans that agencies have as Word files: read piece by piece, each with a proposal to which section
//! of a type of plan it belongs, and made into the text of a draft. No paragraph is lost.

mod draft;
mod read;

pub use draft::{Sorted, content};
pub use read::{FILE_BYTES_MAX, PIECES_MAX, Piece, read};
