//! Where the rows of blocks lead: the records that they are about.

use std::collections::{BTreeMap, BTreeSet};

use crate::actor::Permission;
use crate::ids::{ItemId, PersonId, PlanId};
use crate::people::persons;
use crate::plans::blocks::Block;
use crate::plans::plan;
use crate::prepare::inventory::{self, Kind};
use crate::{Ctx, Result};

/// What a row of a block is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Something in the inventory.
    Item(Kind, ItemId),
    /// Somebody.
    Person(PersonId),
    /// Another plan.
    Plan(PlanId),
}

/// What the rows of blocks are about, by how they name it. What the actor may not open is left out.
pub async fn targets(ctx: &Ctx, blocks: &[Block]) -> Result<BTreeMap<String, Target>> {
    let mut codes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let rows = blocks.iter().flat_map(|it| &it.rows);
    for (kind, code) in rows.filter_map(|it| it.of.split_once(':')) {
        codes.entry(kind).or_default().insert(code);
    }
    let mut found = BTreeMap::new();
    for &kind in Kind::ALL {
        let Some(codes) = codes.get(kind.code()) else { continue };
        let ids = inventory::ids_by_codes(&*ctx.read().await?, kind, codes).await?;
        let all: Vec<ItemId> = ids.values().copied().collect();
        let labels = inventory::labels(ctx, &all).await?;
        let may = |it: &ItemId| labels.get(it).is_some_and(|label| label.may_open(ctx, *it));
        let open = ids.into_iter().filter(|it| may(&it.1));
        found.extend(
            open.map(|(code, id)| (inventory::reference(kind, &code), Target::Item(kind, id))),
        );
    }
    if let Some(codes) = codes.get("person") {
        let people = persons::by_codes(&*ctx.read().await?, codes).await?;
        let may = |it: &persons::Person| ctx.actor.may(Permission::ReadAgencies, it.agency_id);
        let open = people.into_iter().filter(may);
        found.extend(open.map(|it| (format!("person:{}", it.code), Target::Person(it.id))));
    }
    if let Some(codes) = codes.get("plan") {
        let plans = plan::by_codes(ctx, codes).await?;
        found
            .extend(plans.into_iter().map(|it| (format!("plan:{}", it.code), Target::Plan(it.id))));
    }
    Ok(found)
}
