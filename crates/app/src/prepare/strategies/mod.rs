//! Strategies: how a business process or a service is kept going or brought back, chosen among
//! several ways, with what it costs and whether that is paid for.
//!
//! Read [`Content`] first. A [`Strategy`] is that with who proposed and approved it. None is approved
//! before there is an approved impact analysis and a decided risk assessment (ISO 22301, 8.2 and 8.3).

mod content;
mod document;
mod entity;
mod grounds;
mod put;
mod read;
mod row;
mod store;
mod strategy;
mod typed;
mod write;

pub use content::{Content, Way, WayKind};
pub use document::StrategyDocument;
pub use grounds::Grounds;
pub use put::put_all;
pub use read::{
    Funding, Query, Sort, Total, by_code, count, documents, grounds, is_own, items, list,
    list_after, show, unfunded,
};
pub use strategy::{State, Strategy};
pub use typed::{WAY, typed, typed_of};
pub use write::{add, approve, change, fund, propose, retire, send_back};

pub(crate) use read::all_after;
pub(crate) use write::prune;
