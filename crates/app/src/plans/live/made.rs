//! All blocks of a plan at once.

use std::collections::{BTreeMap, BTreeSet};

use super::written::{self, Contacts, Items, Names, People};
use super::{people, recovery, seats};
use crate::people::persons;
use crate::plans::blocks::{Block, day};
use crate::plans::plan::{Content, Plan, children};
use crate::plans::templates::{self, BlockKind};
use crate::prepare::inventory::{self, Details, Kind};
use crate::{Ctx, Error, Result};

/// What every block of a plan that says this shows today, in the order of its type.
pub async fn all(ctx: &Ctx, plan: &Plan, content: &Content) -> Result<Vec<Block>> {
    let template = content.template(&plan.plan_type).ok_or(Error::NotFound("type of plan"))?;
    let kinds: BTreeSet<BlockKind> =
        template.sections.iter().flat_map(|it| it.blocks.iter().copied()).collect();
    let people = named_people(ctx, content).await?;
    let (items, contacts) = named_items(ctx, content).await?;
    let names = Names { people, items, contacts };
    let about = recovery::About::of(ctx, plan).await?;
    let mut blocks = Vec::new();
    for kind in kinds {
        let block = match written::block(kind, content, &names) {
            Some(block) if block.rows.is_empty() => block.saying("Nothing is listed yet."),
            Some(block) => block,
            None => match kind {
                BlockKind::RecoveryOrder => recovery::order(ctx, &about).await?,
                BlockKind::Objectives => recovery::objectives(&about),
                BlockKind::Dependencies => recovery::dependencies(ctx, &about).await?,
                BlockKind::Sites => recovery::sites(ctx, &about).await?,
                BlockKind::Vendors => recovery::vendors(ctx, &about).await?,
                BlockKind::Circuits => recovery::circuits(ctx, &about).await?,
                BlockKind::Seats => seats::seats(ctx, plan).await?,
                BlockKind::Staff => seats::staff(ctx, plan).await?,
                BlockKind::Teams => people::teams(ctx, plan).await?,
                BlockKind::Contacts => people::contacts(ctx, plan, content).await?,
                BlockKind::Children => children_of(ctx, plan).await?,
                _ => continue,
            },
        };
        blocks.push(block);
    }
    Ok(blocks)
}

async fn children_of(ctx: &Ctx, plan: &Plan) -> Result<Block> {
    let mut block = Block::new(BlockKind::Children, &["Plan", "Type", "State", "Review due"]);
    let children = children(ctx, plan.id).await?;
    for it in &children {
        let name = templates::find(&it.plan_type).map_or("", |it| it.name.as_str()).to_owned();
        let due = it.review_due.map(|it| day(it.date_naive())).unwrap_or_default();
        let cells = [it.title.clone(), name, it.state().to_owned(), due];
        block.push(format!("plan:{}", it.code), cells);
    }
    let n_in_force = children.iter().filter(|it| it.standing.is_in_force()).count();
    let says = match children.len() {
        0 => "No plan belongs to this one yet.".to_owned(),
        n => format!("{n_in_force} of {n} are in force."),
    };
    Ok(block.saying(says))
}

/// What everybody whom a plan names is called.
async fn named_people(ctx: &Ctx, content: &Content) -> Result<People> {
    let codes = content.people();
    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    let found = persons::by_codes(&*ctx.read().await?, &codes).await?;
    Ok(found.into_iter().map(|it| (it.code, it.name)).collect())
}

/// What everything that a plan names is called, and how the vendors among that are reached.
async fn named_items(ctx: &Ctx, content: &Content) -> Result<(Items, Contacts)> {
    let references = content.references();
    let (mut items, mut contacts) = (BTreeMap::new(), BTreeMap::new());
    for &kind in Kind::ALL {
        let of_kind = references.iter().filter_map(|it| it.split_once(':'));
        let codes: BTreeSet<&str> =
            of_kind.filter(|it| it.0 == kind.code()).map(|it| it.1).collect();
        if codes.is_empty() {
            continue;
        }
        let ids = inventory::ids_by_codes(&*ctx.read().await?, kind, &codes).await?;
        let all: Vec<_> = ids.values().copied().collect();
        let labels = inventory::labels(ctx, &all).await?;
        if kind == Kind::Vendor {
            let vendors = inventory::by_ids(&*ctx.read().await?, &all).await?;
            for it in vendors.iter().filter(|it| inventory::reads(ctx, it)) {
                if let Details::Vendor(details) = &it.details {
                    let name = inventory::reference(kind, &it.code);
                    contacts.insert(name, details.contact.clone());
                }
            }
        }
        for (code, id) in ids {
            if let Some(label) = labels.get(&id) {
                items.insert(inventory::reference(kind, &code), label.name.clone());
            }
        }
    }
    Ok((items, contacts))
}
