//! The product over HTTP.

mod assets;
mod layout;
