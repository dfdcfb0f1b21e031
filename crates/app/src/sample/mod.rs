//! The State of Franklin: a state that does not exist, for trying things out.
//!
//! Everything in it is made up from a seed, the same each time: agencies, people, services, what
//! stands behind them, and why some of them would be late. `special` lists those.

mod analyses;
mod assurance;
mod crews;
mod disruptions;
mod draft;
mod equipment;
mod follow;
mod inspections;
mod governance;
mod guidance;
mod investments;
mod load;
mod names;
mod nights;
mod offices;
mod partners;
mod peaks;
mod people;
mod plans;
mod platform;
mod processes;
mod random;
mod risks;
mod scenarios;
mod services;
mod settle;
mod sign_ins;
mod sites;
mod special;
mod stages;
mod strategies;
mod submissions;
mod systems;
mod units;
mod vendors;
mod waivers;

use chrono::NaiveDate;

pub use load::{Loaded, load};
pub use nights::pass_nights;
pub use sign_ins::{SignIn, sign_ins};
pub use submissions::hand_in;

use crate::prepare::impact::AnalysisDocument;
use crate::programme::Programme;

/// How large a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// Enough for tests: a few agencies.
    Small,
    /// 31 agencies with 431 services.
    #[default]
    Demo,
    /// 500 agencies with 50,000 services.
    Statewide,
}

impl Size {
    /// Every size, with its name for programs.
    pub const CHOICES: &[(&str, Size)] =
        &[("small", Size::Small), ("demo", Size::Demo), ("statewide", Size::Statewide)];

    /// The size called `code`.
    pub fn from_code(code: &str) -> Option<Size> {
        Size::CHOICES.iter().find(|it| it.0 == code).map(|it| it.1)
    }
}

/// The State of Franklin as it is on the day `today`.
pub fn franklin(seed: u64, size: Size, today: NaiveDate) -> Programme {
    written(seed, size, today).take_programme().sorted()
}

/// The impact analyses of that state, which are written after all that they are about.
pub fn analyses(seed: u64, size: Size, today: NaiveDate) -> Vec<AnalysisDocument> {
    let mut draft = written(seed, size, today);
    let programme = draft.take_programme();
    analyses::of(&draft, &programme.items).collect()
}

fn written(seed: u64, size: Size, today: NaiveDate) -> draft::Draft {
    let mut draft = draft::Draft::new(seed, size, today);
    people::write(&mut draft);
    sites::write(&mut draft);
    vendors::write(&mut draft);
    crews::crews(&mut draft);
    crews::equipment(&mut draft);
    crews::teams(&mut draft);
    platform::write(&mut draft);
    services::write(&mut draft);
    equipment::of_offices(&mut draft);
    equipment::data_sets(&mut draft);
    settle::write(&mut draft);
    processes::write(&mut draft);
    services::complete(&mut draft);
    risks::write(&mut draft);
    draft.investments = investments::write(&draft);
    scenarios::write(&mut draft);
    draft
}
