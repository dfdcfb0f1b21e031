//! Preparing: what there is, and what it would cost to lose it.

pub mod inventory;
pub mod inspections;
pub mod impact;
pub mod risks;
pub mod strategies;
pub mod imports;
