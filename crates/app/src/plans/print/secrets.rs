//! What the public edition of a plan must not say: who is named in it or works for its agency, how
//! they are reached, where its sites are, and the addresses of machines.

use std::collections::BTreeSet;

use documents::redaction::{Redactions, Secret};

use super::found::values_in;
use crate::actor::Actor;
use crate::ids::{ItemId, PersonId};
use crate::people::agencies;
use crate::people::persons::{self, ChannelKind, Person};
use crate::plans::live::Opened;
use crate::prepare::inventory::{self, Details, Kind};
use crate::{Ctx, Error, Paging, Refusal, Result};

/// Everything that is known of what the plan shows and must not be public.
pub(super) async fn of(ctx: &Ctx, it: &Opened) -> Result<Redactions> {
    // What must not be said is the same whoever asks. It goes nowhere but into this comparison.
    let all = Ctx::new(ctx.platform.clone(), Actor::platform(), ctx.now);
    let mut secrets = of_people(&all, it).await?;
    secrets.extend(of_sites(&all, it).await?);
    for text in texts(it) {
        secrets.extend(values_in(text));
    }
    Redactions::new(secrets).map_err(|error| match error {
        documents::Error::Secret(_) => {
            let reason = error.to_string();
            Refusal { code: "plan.public_short", reason: reason.into() }.into()
        }
        other => Error::internal(other),
    })
}

async fn of_people(ctx: &Ctx, it: &Opened) -> Result<Vec<Secret>> {
    let mut people = named(ctx, it).await?;
    let mut number = 1;
    loop {
        let paging = Paging { number, size: Paging::SIZE_MAX };
        let agencies = Some([it.plan.agency_id].into());
        let query = persons::Query { agencies, retired: true, paging, ..persons::Query::default() };
        let page = persons::list(ctx, &query).await?;
        let is_last = page.is_last();
        people.extend(page.items);
        if is_last {
            break;
        }
        number += 1;
    }
    people.retain(|it| it.id != PersonId::FIRST);
    people.sort_by_key(|it| it.id);
    people.dedup_by_key(|it| it.id);
    let mut secrets: Vec<Secret> = people.iter().map(|it| Secret::Name(it.name.clone())).collect();
    for it in persons::documents(ctx, &people).await? {
        secrets.extend(it.channels.into_iter().map(|it| match it.kind {
            ChannelKind::Email => Secret::Email(it.value),
            ChannelKind::Sms | ChannelKind::Voice | ChannelKind::Pager => Secret::Phone(it.value),
            ChannelKind::Address => Secret::Address(it.value),
            ChannelKind::Radio => Secret::Words(it.value),
        }));
    }
    Ok(secrets)
}

/// Everybody whom the plan names, wherever they work.
async fn named(ctx: &Ctx, it: &Opened) -> Result<Vec<Person>> {
    let agency = agencies::show(ctx, it.plan.agency_id).await?;
    let of_versions = it
        .versions
        .iter()
        .flat_map(|it| [Some(it.author_id), it.reviewed_by, it.approved_by].into_iter().flatten());
    let contacts = [agency.primary_contact_id, agency.alternate_contact_id, it.plan.owner_id];
    let ids: BTreeSet<PersonId> = of_versions.chain(contacts.into_iter().flatten()).collect();
    let mut codes = it.version.content.people();
    let rows = it.blocks.iter().flat_map(|it| &it.rows);
    codes.extend(rows.filter_map(|it| it.of.strip_prefix("person:")).map(str::to_owned));
    let tx = ctx.read().await?;
    codes.extend(persons::codes(&tx, &ids).await?.into_values());
    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    persons::by_codes(&tx, &codes).await
}

/// Where the sites are that the plan shows.
async fn of_sites(ctx: &Ctx, it: &Opened) -> Result<Vec<Secret>> {
    let references = it.version.content.references();
    let rows = it.blocks.iter().flat_map(|it| &it.rows).map(|it| it.of.as_str());
    let all = rows.chain(references.iter().map(String::as_str));
    let codes: BTreeSet<&str> = all.filter_map(|it| it.strip_prefix("site:")).collect();
    let tx = ctx.read().await?;
    let ids = inventory::ids_by_codes(&tx, Kind::Site, &codes).await?;
    let ids: Vec<ItemId> = ids.into_values().chain(it.plan.items.iter().copied()).collect();
    let sites = inventory::by_ids(&tx, &ids).await?;
    let address = |it: inventory::Item| match it.details {
        Details::Site(site) => Some(site.address).filter(|it| !it.trim().is_empty()),
        _ => None,
    };
    Ok(sites.into_iter().filter_map(address).map(Secret::Address).collect())
}

/// Every text that the plan shows.
fn texts(it: &Opened) -> impl Iterator<Item = &str> {
    let sections = it.version.content.sections.iter();
    let written = sections.flat_map(|it| [it.text.as_str(), it.not_applicable.as_str()]);
    let blocks = it.blocks.iter();
    let shown = blocks.flat_map(|it| {
        let cells = it.rows.iter().flat_map(|it| &it.cells);
        cells.map(String::as_str).chain([it.says.as_str()])
    });
    let summaries = it.versions.iter().map(|it| it.summary.as_str());
    written.chain(shown).chain(summaries).chain([it.plan.title.as_str()])
}
