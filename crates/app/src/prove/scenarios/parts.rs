//! What scenarios name, looked up in the inventory: what is in use, and what the actor may see.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::assumed;
use super::reach::Reach;
use super::scenario::{Part, Scenario};
use crate::actor::Permission;
use crate::prepare::inventory::{self, Item, Kind};
use crate::prove::investments::Improvement;
use crate::{Ctx, Result};

/// The items behind some parts, and what else the actor may name of them than what is theirs.
#[derive(Debug, Default)]
pub(super) struct Parts {
    items: BTreeMap<Part, Item>,
    reach: Reach,
}

impl Parts {
    /// Looks up every one of these.
    pub(super) async fn of(tx: &Tx, parts: impl IntoIterator<Item = &Part>) -> Result<Parts> {
        let mut codes: BTreeMap<Kind, BTreeSet<&str>> = BTreeMap::new();
        for part in parts {
            codes.entry(part.kind).or_default().insert(&part.code);
        }
        let mut found = BTreeMap::new();
        for (kind, codes) in codes {
            let ids = inventory::ids_by_codes(tx, kind, &codes).await?;
            let ids: Vec<_> = ids.into_values().collect();
            for item in inventory::by_ids(tx, &ids).await? {
                found.insert(Part { kind, code: item.code.clone() }, item);
            }
        }
        Ok(Parts { items: found, reach: Reach::default() })
    }

    /// The same for somebody who may also name what is in `reach`.
    pub(super) fn within(self, reach: &Reach) -> Parts {
        Parts { reach: reach.clone(), ..self }
    }

    /// What some scenarios name.
    pub(super) async fn of_scenarios(tx: &Tx, scenarios: &[Scenario]) -> Result<Parts> {
        let named = scenarios.iter().flat_map(|it| it.lost.iter().chain(&it.alone));
        let mut all: BTreeSet<Part> = named.cloned().collect();
        all.extend(assumed::parts_of(scenarios.iter().flat_map(|it| &it.changes)));
        Parts::of(tx, &all).await
    }

    /// The item behind a part, if there is one.
    pub(super) fn item(&self, part: &Part) -> Option<&Item> {
        self.items.get(part)
    }

    /// The item behind a part, if it is in use.
    pub(super) fn in_use(&self, part: &Part) -> Option<&Item> {
        self.item(part).filter(|it| it.retired_at.is_none())
    }

    /// Whether the actor may see a change that a scenario assumes: what it is about decides. Whoever
    /// sees that knows what it needs.
    pub(super) fn sees_change(&self, ctx: &Ctx, scenario: &Scenario, it: &Improvement) -> bool {
        assumed::part_of(it).is_some_and(|it| self.sees(ctx, scenario, &it))
    }

    /// Whether the actor may name an item: it is theirs, or what something of theirs stands on.
    pub(super) fn may_name(&self, ctx: &Ctx, item: &Item) -> bool {
        inventory::reads(ctx, item) || self.reach.holds(item)
    }

    /// Whether the actor may see a part of a scenario. What is not there at all only they see who may
    /// change the scenario.
    pub(super) fn sees(&self, ctx: &Ctx, scenario: &Scenario, part: &Part) -> bool {
        match self.item(part) {
            Some(item) => self.may_name(ctx, item),
            None => ctx.actor.may(Permission::WriteInventory, scenario.place()),
        }
    }
}
