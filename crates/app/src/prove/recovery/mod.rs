//! Recovery analysis: when everything can be back, what decides that, and what would help.
//!
//! The whole inventory is kept in memory as a `Board`, because each answer may depend on all of
//! it. `current` brings it up to date with the audit log: usually a change of one node or one
//! need. What it finds out is written to the items, so that lists can be sorted and filtered by it.
//!
//! **Never here:** how times are computed. That is the `engine`.

mod assuming;
mod binding;
mod board;
mod catching_up;
mod change;
mod crewed;
mod current;
mod elsewhere;
mod entry;
mod essential;
mod explain;
mod findings;
mod fixes;
mod help;
mod impossible;
mod in_order;
mod lasting;
mod likely;
mod load;
mod members;
mod memo;
mod missing;
mod names;
mod sentence;
mod stopped;
mod together;
mod trace;
mod trial;
mod tries;
mod view;
mod what_if;
mod with_crews;

pub use binding::binding;
pub use catching_up::{CatchingUp, catching_up};
pub use crewed::ByCrews;
pub use current::refresh;
pub use elsewhere::COPY_WITHIN;
pub use explain::{Circle, Explanation, Link, Relief, Row, explain, explain_item};
pub use findings::{Finding, FindingKind, Findings, findings};
pub use help::{CrewHelp, HelpKind, ThenLink};
pub use in_order::in_order;
pub use likely::{
    KnownFrom, LIKELY_TRIALS_MAX, Likely, LikelyAnswer, LikelyCrew, LikelyOdds, LikelyStep,
    LikelySwing, LikelyTime, REPEATS_MAX, cases, likely,
};
pub use members::{Members, members};
pub use missing::TimeToGive;
pub use names::{Named, Part};
pub use stopped::stopped_by;
pub use together::{TOGETHER_MAX, Together, together};
pub use what_if::{Edit, Effect, WhatIf, what_if};
pub use with_crews::{CrewRow, WithCrews};

pub(crate) use board::{Board, to_span};
pub(crate) use crewed::{CrewedChange, NODES_MAX, known_by_crews, orders_alone};
pub(crate) use current::current;
pub(crate) use elsewhere::is_same_place;
pub(crate) use entry::{Entry, Manning, Marks};
pub(crate) use essential::essential;
pub(crate) use in_order::in_order_on;
pub(crate) use likely::spread;
pub(crate) use memo::Answer;
pub(crate) use missing::{times_to_give, without_time};
pub(crate) use names::Names;
pub(crate) use trial::{Case, LateByCrews, NODES_SEARCHED_MAX, Trial, Tried};
pub(crate) use tries::{Came, SoFar};
pub(crate) use view::View;
