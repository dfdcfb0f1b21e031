//! Looking at who is asked for in a roll call, and at who is left to do what must go on.

use std::collections::{BTreeMap, BTreeSet};

use super::read::find_readable;
use super::{Called, Status, store};
use crate::ids::{DisruptionId, PersonId, RollCallId};
use crate::people::persons;
use crate::prove::seats::{self, Function};
use crate::respond::disruptions;
use crate::{Ctx, Page, Paging, Result};

/// Whom of a roll call to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleQuery {
    /// Only those whose name holds this.
    pub text: String,
    /// Only those of whom this is known.
    pub status: Option<Status>,
    /// Only visitors, or only staff.
    pub is_visitor: Option<bool>,
    /// What decides the order.
    pub sort: PeopleSort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of people in a roll call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PeopleSort {
    /// What they are called.
    #[default]
    Name,
    /// What is known of them.
    Status,
    /// When somebody last said so.
    Marked,
}

impl PeopleSort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<PeopleSort> {
        Some(match word {
            "name" => PeopleSort::Name,
            "status" => PeopleSort::Status,
            "marked" => PeopleSort::Marked,
            _ => return None,
        })
    }
}

/// A function with how many of its people were found safe.
#[derive(Debug, Clone, PartialEq)]
pub struct Staffing {
    /// The function.
    pub function: Function,
    /// How many of those who can do it are safe.
    pub n_safe: u32,
    /// Of how many nobody knows.
    pub n_unknown: u32,
}

impl Staffing {
    /// By how many people it is short, if only those count who were found safe.
    pub fn short(&self) -> u32 {
        self.function.people_min.unwrap_or(0).saturating_sub(self.n_safe)
    }
}

/// One page of who is asked for in a roll call, if the actor may see it.
pub async fn people(ctx: &Ctx, id: RollCallId, query: &PeopleQuery) -> Result<Page<Called>> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await?;
    store::people(&tx, id, query).await
}

/// The functions of the agency of a disruption that say how many people they take, with how many of
/// these were found safe (S3-29). None without a roll call, or for who may not see functions.
pub async fn staffing(ctx: &Ctx, id: DisruptionId) -> Result<Vec<Staffing>> {
    let tx = ctx.read().await?;
    let disruption = disruptions::find_readable(&tx, ctx, id).await?;
    if !ctx.actor.may(seats::READ, disruption.agency_id) {
        return Ok(Vec::new());
    }
    let calls: BTreeSet<RollCallId> =
        store::of_disruption(&tx, id).await?.iter().map(|it| it.id).collect();
    if calls.is_empty() {
        return Ok(Vec::new());
    }
    // The latest word counts.
    let known: BTreeMap<PersonId, Status> =
        store::statuses(&tx, &calls).await?.into_iter().collect();
    drop(tx);
    let functions = seats::functions_of(ctx, disruption.agency_id, Paging::SIZE_MAX).await?;
    let codes: BTreeSet<&str> =
        functions.iter().flat_map(|it| &it.people).map(String::as_str).collect();
    let ids = persons::ids_by_code(&*ctx.read().await?, &codes).await?;
    let n = |it: &Function, status: Status| {
        let people = it.people.iter().filter_map(|code| ids.get(code));
        let known = people.map(|id| known.get(id).copied().unwrap_or_default());
        u32::try_from(known.filter(|it| *it == status).count()).unwrap_or(u32::MAX)
    };
    let told = functions.into_iter().filter(|it| it.people_min.is_some());
    Ok(told
        .map(|it| Staffing {
            n_safe: n(&it, Status::Safe),
            n_unknown: n(&it, Status::Unknown),
            function: it,
        })
        .collect())
}
