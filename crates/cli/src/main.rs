//! Mainstay: the program.

fn main() {}
