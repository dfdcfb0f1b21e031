//! Known answers, agreement with a naive implementation, and properties of random models.

mod random;
mod oracle;
mod agreement;
mod properties;
mod editing;
mod worked_examples;
