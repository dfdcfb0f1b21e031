//! Looking at inspections, and at what follows from them.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::document::InspectionDocument;
use super::{Inspection, InspectionLimit, SiteReadiness, store};
use crate::ids::{InspectionId, ItemId, PersonId};
use crate::people::persons;
use crate::prepare::inventory::{self, Details, Item, Kind};
use crate::{Ctx, Error, Result, settings};

/// The last inspection of each site.
pub(crate) type InspectionsOf = BTreeMap<ItemId, Inspection>;

/// A site with its inspections.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The site.
    pub site: Item,
    /// Whether people could work there today.
    pub readiness: SiteReadiness,
    /// How old an inspection may be.
    pub limit: InspectionLimit,
    /// Its inspections, the last first.
    pub inspections: Vec<Inspection>,
}

/// A site with its inspections.
pub async fn sheet(ctx: &Ctx, site_id: ItemId) -> Result<Sheet> {
    let site = site(ctx, site_id).await?;
    let tx = ctx.read().await?;
    let inspections = store::of_site(&tx, site_id).await?;
    let limit: InspectionLimit = settings::find(&tx).await?.value;
    let readiness = SiteReadiness::of(inspections.first(), ctx.now.date_naive(), &limit);
    Ok(Sheet { site, readiness, limit, inspections })
}

/// The inspections as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Inspection]) -> Result<Vec<InspectionDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

pub(super) async fn documents_in(tx: &Tx, all: &[Inspection]) -> Result<Vec<InspectionDocument>> {
    let people: BTreeSet<PersonId> = all.iter().map(|it| it.inspector_id).collect();
    let people = persons::codes(tx, &people).await?;
    let sites: BTreeSet<ItemId> = all.iter().map(|it| it.site_id).collect();
    let sites: Vec<ItemId> = sites.into_iter().collect();
    let labels = inventory::labels_in(tx, &sites).await?;
    let document = |it: &Inspection| InspectionDocument {
        site: labels.get(&it.site_id).map(|it| it.code.clone()).unwrap_or_default(),
        inspected_on: it.inspected_on,
        inspector: people.get(&it.inspector_id).cloned(),
        found: it.found.clone(),
        note: it.note.clone(),
    };
    Ok(all.iter().map(document).collect())
}

/// The last inspection of each of these sites that has one, and how old it may be.
pub(crate) async fn last_of(
    tx: &Tx,
    sites: &BTreeSet<ItemId>,
) -> Result<(InspectionsOf, InspectionLimit)> {
    Ok((store::last_of(tx, sites).await?, settings::find(tx).await?.value))
}

/// The site called `id`. Anything else is, to whoever asks for a site, not there.
pub(super) async fn site(ctx: &Ctx, id: ItemId) -> Result<Item> {
    let site = inventory::show(ctx, id).await?;
    let is_site = matches!(site.details, Details::Site(_));
    if is_site { Ok(site) } else { Err(Error::NotFound(Kind::Site.code())) }
}

/// The inspection called `id`, and its site, if the actor may see that.
pub async fn show(ctx: &Ctx, id: InspectionId) -> Result<(Item, Inspection)> {
    const NONE: Error = Error::NotFound("inspection");
    let found = store::find(&*ctx.read().await?, id).await?.ok_or(NONE)?;
    match inventory::show(ctx, found.site_id).await {
        Ok(site) => Ok((site, found)),
        Err(Error::NotFound(_) | Error::Forbidden(_)) => Err(NONE),
        Err(error) => Err(error),
    }
}
