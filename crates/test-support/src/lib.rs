//! Ready-made data for tests.
