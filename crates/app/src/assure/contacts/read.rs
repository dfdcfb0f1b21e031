//! Looking at whom to call in a major incident, and at who was not confirmed in time.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::list::{Contact, Further, Line};
use super::{ContactList, ContactsDocument, FurtherDocument, ListStanding, Standing, Which, store};
use crate::actor::{Permission, Role, Scope};
use crate::ids::{AgencyId, PersonId};
use crate::people::agencies::{self, Agency};
use crate::people::persons::Person;
use crate::people::{managers, persons};
use crate::plans::checks::Limits;
use crate::{Ctx, Error, Page, Paging, Result, Timestamp, settings};

/// Which agencies to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in their name, or in that of a contact.
    pub text: String,
    /// Only these. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those whose contacts stand so.
    pub standing: Option<ListStanding>,
    /// Whether only those whose relationship manager the actor is.
    pub mine: bool,
    /// Whether only those that lack a primary or an alternate contact who is known to be reachable.
    pub uncallable: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What the agency is called.
    #[default]
    Agency,
    /// How its contacts stand.
    Standing,
    /// When they were last confirmed.
    Confirmed,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "agency" => Some(Sort::Agency),
            "standing" => Some(Sort::Standing),
            "confirmed" => Some(Sort::Confirmed),
            _ => None,
        }
    }
}

/// One page of the agencies that are to name contacts, or do, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Line>> {
    ctx.require_scope(Permission::ReadAgencies)?;
    let mine = if query.mine { Some(managers::mine(ctx).await?) } else { None };
    let lacking: Option<BTreeSet<AgencyId>> = match query.uncallable {
        true => Some(agencies::contact_gaps(ctx).await?.iter().map(|it| it.agency.id).collect()),
        false => None,
    };
    let mut all = agencies::all(ctx).await?;
    all.retain(|it| {
        query.agencies.as_ref().is_none_or(|ids| ids.contains(&it.id))
            && lacking.as_ref().is_none_or(|ids| ids.contains(&it.id))
            && mine.as_ref().is_none_or(|ids| ids.contains(&it.id))
    });
    let mut found = lines_in(&*ctx.read().await?, ctx, all).await?;
    let text = db::fold(query.text.trim());
    found.retain(|it| {
        let names = it.contacts.iter().filter_map(|it| Some(&it.who.as_ref()?.2));
        let mut said = names.chain([&it.agency.name, &it.agency.code]);
        query.standing.is_none_or(|of| it.standing() == of)
            && (text.is_empty() || said.any(|it| db::fold(it).contains(&text)))
    });
    found.sort_by_cached_key(|it| (db::fold(&it.agency.name), it.agency.id));
    match query.sort {
        Sort::Agency => {}
        Sort::Standing => found.sort_by_key(Line::standing),
        Sort::Confirmed => found.sort_by_key(Line::confirmed_at),
    }
    if query.descending {
        found.reverse();
    }
    let n_items = found.len() as u64;
    Ok(query.paging.of(query.paging.part(found), n_items))
}

/// The contacts of one agency.
pub async fn show(ctx: &Ctx, id: AgencyId) -> Result<Line> {
    let agency = agencies::show(ctx, id).await?;
    line_in(&*ctx.read().await?, ctx, agency).await
}

/// The agencies whose contacts the actor is to confirm and has not: those whose relationship manager
/// they are, and their own, if they keep its programme.
pub async fn to_confirm(ctx: &Ctx) -> Result<Vec<Line>> {
    if ctx.actor.limited_to.is_some() || !ctx.actor.may_somewhere(Permission::ReadAgencies) {
        return Ok(Vec::new());
    }
    let mut ids = managers::mine(ctx).await?;
    let keeps = ctx.actor.held.iter().any(|it| it.role == Role::Coordinator);
    if keeps && ctx.actor.may(Permission::WriteAgencies, ctx.actor.agency_id) {
        ids.insert(ctx.actor.agency_id);
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = agencies::all(ctx).await?;
    all.retain(|it| ids.contains(&it.id));
    let mut found = lines_in(&*ctx.read().await?, ctx, all).await?;
    found.retain(|it| it.standing() != ListStanding::Confirmed);
    Ok(found)
}

/// The agencies that name a person as a contact, and as which.
pub(crate) async fn naming(tx: &Tx, person_id: PersonId) -> Result<Vec<(Agency, Which)>> {
    let lists = store::all(tx, &Scope::Everything).await?;
    let mut found = Vec::new();
    for agency in agencies::all_in(tx).await?.into_iter().filter(|it| it.retired_at.is_none()) {
        let list = lists.get(&agency.id);
        let further = list.map(|it| it.further.as_slice()).unwrap_or_default();
        let which = match Some(person_id) {
            it if it == agency.primary_contact_id => Which::Primary,
            it if it == agency.alternate_contact_id => Which::Alternate,
            _ if further.iter().any(|it| it.person_id == person_id) => Which::Further,
            _ => continue,
        };
        found.push((agency, which));
    }
    Ok(found)
}

/// What is kept of the contacts of an agency.
pub(super) async fn stored(tx: &Tx, id: AgencyId, now: Timestamp) -> Result<ContactList> {
    let blank = || ContactList {
        agency_id: id,
        further: Vec::new(),
        told_at: None,
        updated_at: now,
        version: 0,
    };
    Ok(store::find(tx, id).await?.unwrap_or_else(blank))
}

pub(super) async fn line_in(tx: &Tx, ctx: &Ctx, agency: Agency) -> Result<Line> {
    let mut found = lines_of(tx, ctx, vec![agency]).await?;
    found.pop().ok_or(Error::NotFound("agency"))
}

/// The same, without agencies that need not name anybody and do not.
pub(super) async fn lines_in(tx: &Tx, ctx: &Ctx, all: Vec<Agency>) -> Result<Vec<Line>> {
    let mut found = lines_of(tx, ctx, all).await?;
    found.retain(|it| !it.contacts.is_empty());
    Ok(found)
}

async fn lines_of(tx: &Tx, ctx: &Ctx, all: Vec<Agency>) -> Result<Vec<Line>> {
    let days = settings::find::<Limits>(tx).await?.value.contact_days;
    let mut lists: BTreeMap<AgencyId, ContactList> = match all.as_slice() {
        [one] => store::find(tx, one.id).await?.map(|it| (it.agency_id, it)).into_iter().collect(),
        _ => store::all(tx, &Scope::Everything).await?,
    };
    let managers = managers::all_current(tx, ctx).await?;
    let mut ids: BTreeSet<PersonId> = all
        .iter()
        .flat_map(|it| [it.primary_contact_id, it.alternate_contact_id])
        .flatten()
        .collect();
    ids.extend(lists.values().flat_map(|it| &it.further).map(|it| it.person_id));
    let confirmed = persons::verified_at(tx, &ids).await?;
    let people = persons::by_ids_in(tx, &ids).await?;
    let people: BTreeMap<PersonId, Person> = people.into_iter().map(|it| (it.id, it)).collect();
    let names = persons::names_in(tx, &managers.values().flatten().copied().collect()).await?;
    let contact = |(which, id, duty): (Which, Option<PersonId>, String)| {
        let who = id.and_then(|id| people.get(&id));
        let confirmed_at = who.and_then(|it| confirmed.get(&it.id).copied());
        let of = |it: &Person| Standing::of(confirmed_at, it.retired_at.is_some(), days, ctx.now);
        Contact {
            which,
            duty,
            who: who.map(|it| (it.id, it.code.clone(), it.name.clone())),
            confirmed_at,
            standing: who.map_or(Standing::Missing, of),
        }
    };
    let line = |agency: Agency| {
        let list = lists.remove(&agency.id).unwrap_or(ContactList {
            agency_id: agency.id,
            further: Vec::new(),
            told_at: None,
            updated_at: ctx.now,
            version: 0,
        });
        let contacts = named(&agency, &list.further).into_iter().map(contact).collect();
        let of = managers.get(&agency.id).into_iter().flatten();
        let managers = of.filter_map(|it| names.get(it).cloned()).collect();
        Line { agency, contacts, list, managers }
    };
    Ok(all.into_iter().map(line).collect())
}

/// Whom an agency names. Partners outside the state's government need name nobody.
fn named(agency: &Agency, further: &[Further]) -> Vec<(Which, Option<PersonId>, String)> {
    let must = !agency.kind.is_partner();
    let first = [
        (Which::Primary, agency.primary_contact_id),
        (Which::Alternate, agency.alternate_contact_id),
    ];
    let first = first.into_iter().filter(|it| must || it.1.is_some());
    let first = first.map(|(which, id)| (which, id, String::new()));
    let further = further.iter().map(|it| (Which::Further, Some(it.person_id), it.duty.clone()));
    first.chain(further).collect()
}

pub(super) async fn document_in(
    tx: &Tx,
    agency: &Agency,
    list: &ContactList,
) -> Result<ContactsDocument> {
    let codes = persons::codes(tx, &list.further.iter().map(|it| it.person_id).collect()).await?;
    let further = list.further.iter().filter_map(|it| {
        let person = codes.get(&it.person_id)?.clone();
        Some(FurtherDocument { person, duty: it.duty.clone() })
    });
    Ok(ContactsDocument { agency: agency.code.clone(), further: further.collect() })
}

/// The lists of agencies that name anybody beside the first two, as far as the actor may see them.
pub(crate) async fn all_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<ContactsDocument>> {
    let lists = store::all(tx, &ctx.actor.scope(Permission::ReadAgencies)).await?;
    let mut documents = Vec::new();
    for agency in agencies::all_in(tx).await? {
        let list = lists.get(&agency.id).filter(|it| !it.further.is_empty());
        if let Some(list) = list {
            documents.push(document_in(tx, &agency, list).await?);
        }
    }
    Ok(documents)
}
