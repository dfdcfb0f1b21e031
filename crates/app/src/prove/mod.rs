//! Proving: whether it can be brought back in time.
