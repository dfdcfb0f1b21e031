//! Blocks about what is recovered: in what order and until when, on what it rests, and where.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::ItemId;
use crate::plans::blocks::{Block, day};
use crate::plans::plan::Plan;
use crate::plans::templates::BlockKind;
use crate::prepare::inventory::{
    self, AssetType, Details, Item, Kind, Need, SiteDetails, Strength,
};
use crate::prove::recovery;
use crate::{Ctx, Result, Span};

/// What a plan is about, as far as the actor may see it.
pub(super) struct About {
    items: Vec<Item>,
    /// Whether the actor may see everything that it is about.
    is_whole: bool,
    /// What the items need, one step down, by name.
    needs: Vec<(Need, inventory::Label)>,
}

impl About {
    pub(super) async fn of(ctx: &Ctx, plan: &Plan) -> Result<About> {
        let ids: Vec<ItemId> = plan.items.iter().copied().collect();
        let tx = ctx.read().await?;
        let mut items = inventory::by_ids(&tx, &ids).await?;
        let n_all = items.len();
        items.retain(|it| inventory::reads(ctx, it));
        let is_whole = items.len() == n_all;
        items.sort_by(|a, b| (a.kind(), &a.code).cmp(&(b.kind(), &b.code)));
        let needs = inventory::needs_in(&tx, &ids).await?;
        Ok(About { items, is_whole, needs })
    }

    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    fn ids(&self) -> Vec<ItemId> {
        self.items.iter().map(|it| it.id).collect()
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |it| it.kind() == kind)
    }

    /// That more is needed than the actor may see, and so more may belong into a block than is in it.
    fn unseen(&self, ctx: &Ctx, what: &str) -> String {
        let own: BTreeSet<ItemId> = self.items.iter().map(|it| it.id).collect();
        let needs = self.needs.iter().filter(|it| own.contains(&it.0.from_id));
        let unseen: BTreeSet<ItemId> =
            needs.filter(|it| !it.1.may_open(ctx, it.0.to_id)).map(|it| it.0.to_id).collect();
        match unseen.len() {
            0 => String::new(),
            1 => format!(" {what} of one thing that it needs of others is not shown here."),
            n => format!(" {what} of {n} things that it needs of others is not shown here."),
        }
    }

    /// What the items need, one step down, as far as the actor may see it.
    async fn needed(&self, ctx: &Ctx) -> Result<Vec<Item>> {
        let ids: BTreeSet<ItemId> = self.needs.iter().map(|it| it.0.to_id).collect();
        let ids: Vec<ItemId> = ids.into_iter().collect();
        let mut items = inventory::by_ids(&*ctx.read().await?, &ids).await?;
        items.retain(|it| inventory::reads(ctx, it));
        Ok(items)
    }
}

/// The order of recovery, by what needs what, what is due first, and the crews and the equipment there
/// are (S3-26, S4-24).
pub(super) async fn order(ctx: &Ctx, about: &About) -> Result<Block> {
    let columns = ["Order", "What", "Crew", "Starts", "Back"];
    let mut block = Block::new(BlockKind::RecoveryOrder, &columns);
    if about.items.is_empty() {
        return Ok(block.saying("Say first what the plan is about."));
    }
    let Some(rows) = recovery::in_order(ctx, &about.ids()).await? else {
        let says = "This rests on more than a plan can list. A scenario shows the order.";
        return Ok(block.saying(says));
    };
    for (n, row) in (1u32..).zip(&rows) {
        let item = &row.part.item;
        // Where it asks for more people than there are, those that there are work on it.
        let crew = row.part.crew.as_ref().map(|(crew, asked)| match (row.people, row.is_short) {
            (1, false) => crew.name.clone(),
            (n, false) => format!("{} ({n} people)", crew.name),
            (n, true) => format!("{} ({n} of the {asked} people that it asks for)", crew.name),
        });
        let equipment = row.part.equipment.as_ref().map(|(of, asked)| match row.lacks_units {
            false => format!("{} ({})", of.name, row.units),
            true => format!("{} ({} of the {asked} that it asks for)", of.name, row.units),
        });
        let taken: Vec<String> = [crew, equipment].into_iter().flatten().collect();
        let cells = [
            n.to_string(),
            item.name.clone(),
            taken.join(", "),
            row.start.to_string(),
            row.finish.to_string(),
        ];
        let of = match item.code.as_str() {
            "" => String::new(),
            code => inventory::reference(item.kind, code),
        };
        block.push(of, cells);
    }
    let last = rows.iter().map(|it| it.finish).max();
    let waits = rows.iter().filter(|it| it.ready < it.start).count();
    let says = match last {
        None => "Nobody has said how long any of it takes.".to_owned(),
        Some(last) if waits == 0 => format!("All of it is back after {last}."),
        Some(last) => {
            let of = match rows.iter().any(|it| it.part.equipment.is_some()) {
                true => "people or equipment",
                false => "people",
            };
            format!("All of it is back after {last}. {waits} of {} wait for {of}.", rows.len())
        }
    };
    Ok(block.saying(says))
}

/// What must be back by when, and whether it can be.
pub(super) fn objectives(about: &About) -> Block {
    let columns = ["What", "Must be back in", "Can be back in", "Data at most", "In time"];
    let mut block = Block::new(BlockKind::Objectives, &columns);
    let span = |it: Option<Span>| it.map(|it| it.to_string()).unwrap_or_default();
    let mut n_late = 0;
    for it in about.items.iter().filter(|it| matches!(it.kind(), Kind::Service | Kind::Process)) {
        let out = &it.outcome;
        n_late += usize::from(out.gap.is_some());
        let least = if out.is_complete { "" } else { "at least " };
        let can = out.achievable_rto.map(|it| format!("{least}{it}")).unwrap_or_default();
        let cells = [
            it.name.clone(),
            span(out.required_rto),
            can,
            span(out.required_rpo),
            out.standing.title().to_owned(),
        ];
        block.push(inventory::reference(it.kind(), &it.code), cells);
    }
    let says = match (block.rows.len(), n_late) {
        (0, _) => "The plan is about no service and no process yet.".to_owned(),
        (_, 0) => "As far as is known, everything can be back in time.".to_owned(),
        (n, late) => format!("{late} of {n} cannot be back in time."),
    };
    block.saying(says)
}

/// What the items need, one step down.
pub(super) async fn dependencies(ctx: &Ctx, about: &About) -> Result<Block> {
    let columns = ["What", "Needs", "How much"];
    let mut block = Block::new(BlockKind::Dependencies, &columns);
    let names: BTreeMap<ItemId, &str> =
        about.items.iter().map(|it| (it.id, it.name.as_str())).collect();
    for (need, label) in &about.needs {
        let Some(name) = names.get(&need.from_id) else { continue };
        let strength = match need.strength {
            Strength::Hard => "at once".to_owned(),
            Strength::Soft { max_gap } => format!("does without for {max_gap}"),
        };
        // What it needs is named, also where it is somebody else's; only its page stays shut.
        let of = match label.may_open(ctx, need.to_id) {
            true => inventory::reference(label.kind, &label.code),
            false => String::new(),
        };
        block.push(of, [(*name).to_owned(), label.name.clone(), strength]);
    }
    Ok(match block.rows.is_empty() {
        true => block.saying("Nothing is known of what it needs."),
        false => block,
    })
}

/// Where it is, and where it could go.
pub(super) async fn sites(ctx: &Ctx, about: &About) -> Result<Block> {
    let columns = ["Site", "For", "Stands by", "Address", "Seats", "Threats"];
    let mut block = Block::new(BlockKind::Sites, &columns);
    let needed = about.needed(ctx).await?;
    let at = about.items.iter().chain(&needed).filter_map(|it| it.site_id);
    let ids: BTreeSet<ItemId> = about.of_kind(Kind::Site).map(|it| it.id).chain(at).collect();
    let ids: Vec<ItemId> = ids.into_iter().collect();
    let sites = inventory::by_ids(&*ctx.read().await?, &ids).await?;
    let mut places: Vec<&SiteDetails> = Vec::new();
    for site in &sites {
        let Details::Site(it) = &site.details else { continue };
        places.push(it);
        if !inventory::reads(ctx, site) {
            // Somebody else's: that it is there is no secret, and nothing more.
            let of = inventory::reference(Kind::Site, &site.code);
            block.push(of, named_only::<6>(&site.name));
            continue;
        }
        let cells = [
            site.name.clone(),
            it.site_role.map_or("", |it| it.title()).to_owned(),
            it.readiness.map_or("", |it| it.title()).to_owned(),
            it.address.clone(),
            it.seats.map(|it| it.to_string()).unwrap_or_default(),
            it.hazards.join(", "),
        ];
        block.push(inventory::reference(Kind::Site, &site.code), cells);
    }
    let unseen = about.unseen(ctx, "The site");
    let says = match places.as_slice() {
        [] if unseen.is_empty() => "Nobody has said where it is.".to_owned(),
        [] => String::new(),
        [_] if unseen.is_empty() => "All of it is at one site.".to_owned(),
        [_] => "What is shown of it is at one site.".to_owned(),
        all => format!("It is spread over {} sites.", all.len()),
    };
    Ok(block.saying(format!("{says}{unseen}").trim()))
}

/// Who supplies it.
pub(super) async fn vendors(ctx: &Ctx, about: &About) -> Result<Block> {
    let columns = ["Vendor", "How much depends on it", "How to reach it", "Agreement ends"];
    let mut block = Block::new(BlockKind::Vendors, &columns);
    let needed = about.needed(ctx).await?;
    let all = || about.items.iter().chain(&needed);
    let own = all().filter(|it| it.kind() == Kind::Vendor).map(|it| it.id);
    let ids: BTreeSet<ItemId> = all().filter_map(|it| it.vendor_id).chain(own).collect();
    let ids: Vec<ItemId> = ids.into_iter().collect();
    for vendor in inventory::by_ids(&*ctx.read().await?, &ids).await? {
        let Details::Vendor(it) = &vendor.details else { continue };
        if !inventory::reads(ctx, &vendor) {
            let of = inventory::reference(Kind::Vendor, &vendor.code);
            block.push(of, named_only::<4>(&vendor.name));
            continue;
        }
        let cells = [
            vendor.name.clone(),
            it.vendor_tier.map_or("", |it| it.title()).to_owned(),
            it.contact.clone(),
            it.agreement_ends.map(day).unwrap_or_default(),
        ];
        block.push(inventory::reference(Kind::Vendor, &vendor.code), cells);
    }
    let unseen = about.unseen(ctx, "The vendor");
    Ok(match block.rows.is_empty() {
        true if unseen.is_empty() => block.saying("It rests on nobody outside."),
        _ => block.saying(unseen.trim()),
    })
}

/// By which circuits it is reached. A circuit without another beside it is named (S3-27).
pub(super) async fn circuits(ctx: &Ctx, about: &About) -> Result<Block> {
    let columns = ["Circuit", "Needed by", "Another way"];
    let mut block = Block::new(BlockKind::Circuits, &columns);
    let needed = about.needed(ctx).await?;
    let is_circuit = |it: &&Item| match &it.details {
        Details::Asset(it) => it.asset_type == Some(AssetType::Circuit),
        _ => false,
    };
    let names: BTreeMap<ItemId, &str> =
        about.items.iter().map(|it| (it.id, it.name.as_str())).collect();
    let circuits: BTreeMap<ItemId, &Item> =
        about.items.iter().chain(&needed).filter(is_circuit).map(|it| (it.id, it)).collect();
    let mut n_alone = 0;
    for (id, circuit) in &circuits {
        let users: Vec<&Need> = self_needs(about, *id).collect();
        let by: BTreeSet<&str> =
            users.iter().filter_map(|it| names.get(&it.from_id).copied()).collect();
        // Another circuit under the same dependent, or a group that needs several.
        let others: BTreeSet<&str> = users
            .iter()
            .flat_map(|user| about.needs.iter().filter(move |it| it.0.from_id == user.from_id))
            .filter(|it| it.0.to_id != *id)
            .filter_map(|it| circuits.get(&it.0.to_id).map(|it| it.name.as_str()))
            .collect();
        n_alone += usize::from(others.is_empty());
        let another = match others.is_empty() {
            true => "None".to_owned(),
            false => join(&others),
        };
        let of = inventory::reference(Kind::Asset, &circuit.code);
        block.push(of, [circuit.name.clone(), join(&by), another]);
    }
    let unseen = about.unseen(ctx, "What kind");
    let says = match (circuits.len(), n_alone) {
        (0, _) if !unseen.is_empty() => String::new(),
        (0, _) => "No circuit is known that it needs.".to_owned(),
        (_, 0) => "Beside every circuit there is another way.".to_owned(),
        (n, alone) => format!("Beside {alone} of {n} circuits there is no other way."),
    };
    Ok(block.saying(format!("{says}{unseen}").trim()))
}

/// A row that says what something is called, and no more.
fn named_only<const N: usize>(name: &str) -> [String; N] {
    let mut cells = [const { String::new() }; N];
    if let Some(first) = cells.first_mut() {
        name.clone_into(first);
    }
    cells
}

/// The needs that lead to an item.
fn self_needs(about: &About, id: ItemId) -> impl Iterator<Item = &Need> {
    about.needs.iter().map(|it| &it.0).filter(move |it| it.to_id == id)
}

fn join(all: &BTreeSet<&str>) -> String {
    all.iter().copied().collect::<Vec<_>>().join(", ")
}
