//! Tests of the program as a whole: the real binary, on real files.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod killed;
