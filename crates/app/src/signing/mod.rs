//! What leaves the platform as files is signed: whoever has them sees without a server that nothing
//! was added, left out or changed since.
//!
//! `key` is the installation's. `manifest` lists files with their hashes, and is what is signed.

mod entity;
pub mod key;
pub mod manifest;
mod store;
