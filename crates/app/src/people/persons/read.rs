//! Looking at people.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::channels::open;
use super::{ChannelDocument, Person, PersonDocument, PersonKind, channel_store, store};
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, PersonId};
use crate::people::agencies;
use crate::{Ctx, Error, Page, Paging, Result};

/// Which people to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those whose name or code contains this.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Whether to list those who left too.
    pub retired: bool,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// One person. Everybody may see themselves.
pub async fn show(ctx: &Ctx, id: PersonId) -> Result<Person> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await
}

/// The person called `code`.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Person> {
    let tx = ctx.read().await?;
    let found = store::by_codes(&tx, &[code].into()).await?.into_iter().next();
    found.filter(|it| readable(ctx, it)).ok_or(Error::NotFound("person"))
}

/// The code of the person whom somebody means who writes `text`.
///
/// It is whoever has that code, or else the only one of that name. What names nobody stays as it is.
/// If several are called so, the reason names them.
pub async fn code_meant(ctx: &Ctx, text: &str) -> Result<std::result::Result<String, String>> {
    let text = text.trim();
    let tx = ctx.read().await?;
    if text.is_empty() || !store::by_codes(&tx, &[text].into()).await?.is_empty() {
        return Ok(Ok(text.to_owned()));
    }
    let mut found = store::by_name(&tx, text).await?;
    found.retain(|it| readable(ctx, it));
    match found.as_slice() {
        [] => return Ok(Ok(text.to_owned())),
        [only] => return Ok(Ok(only.code.clone())),
        _ => {}
    }
    let ids: BTreeSet<AgencyId> = found.iter().map(|it| it.agency_id).collect();
    let names = agencies::names_in(&tx, &ids).await?;
    let agency = |id| names.get(&id).map_or("", String::as_str);
    let named = found.iter().map(|it| format!("{} ({})", it.code, agency(it.agency_id)));
    let named = named.collect::<Vec<_>>().join(", ");
    Ok(Err(format!("Several are called so: {named}. Type the code of one of them.")))
}

/// One page of the people that the actor may see.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Person>> {
    let scope = ctx.require_scope(Permission::ReadAgencies)?;
    let tx = ctx.read().await?;
    store::list(&tx, &scope, query).await
}

/// At most `n_max` of the people that the actor may see, in the order of their ids: those after the
/// one called `after`. The page and the order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<PersonId>,
    n_max: u64,
) -> Result<Vec<Person>> {
    let scope = ctx.require_scope(Permission::ReadAgencies)?;
    let tx = ctx.read().await?;
    store::list_after(&tx, &scope, query, (after, n_max)).await
}

/// What people are called, by id.
pub async fn labels(ctx: &Ctx, ids: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, String>> {
    let tx = ctx.read().await?;
    let mut labels = store::names(&tx, ids).await?;
    if ids.contains(&PersonId::FIRST) {
        labels.entry(PersonId::FIRST).or_insert_with(|| "Mainstay".to_owned());
    }
    Ok(labels)
}

/// The person as a document, with how to reach them if the actor may know.
pub async fn document(ctx: &Ctx, id: PersonId) -> Result<PersonDocument> {
    let tx = ctx.read().await?;
    let person = find_readable(&tx, ctx, id).await?;
    let documents = documents_in(&tx, ctx, std::slice::from_ref(&person)).await?;
    documents.into_iter().next().ok_or(Error::NotFound("person"))
}

/// The people as documents, in the same order, with how to reach those of whom the actor may know.
pub async fn documents(ctx: &Ctx, persons: &[Person]) -> Result<Vec<PersonDocument>> {
    let tx = ctx.read().await?;
    documents_in(&tx, ctx, persons).await
}

/// The people as documents, in the same order, with how to reach those of whom the actor may know.
pub(crate) async fn documents_in(
    tx: &Tx,
    ctx: &Ctx,
    persons: &[Person],
) -> Result<Vec<PersonDocument>> {
    let agency_ids: BTreeSet<AgencyId> = persons.iter().map(|it| it.agency_id).collect();
    let codes = agencies::codes(tx, &agency_ids).await?;
    let may_know =
        |it: &&Person| ctx.actor.is(it.id) || ctx.actor.may(Permission::ReadContacts, it.agency_id);
    let known: BTreeSet<PersonId> = persons.iter().filter(may_know).map(|it| it.id).collect();
    let mut channels: BTreeMap<PersonId, Vec<ChannelDocument>> = BTreeMap::new();
    for channel in channel_store::by_persons(tx, &known).await? {
        let (it, value) = open(ctx, channel)?;
        channels.entry(it.person_id).or_default().push(ChannelDocument {
            kind: it.kind,
            value,
            priority: it.priority,
            reached: it.reached,
            verified_at: it.verified_at,
        });
    }
    let documents = persons.iter().map(|it| PersonDocument {
        code: it.code.clone(),
        agency: codes.get(&it.agency_id).cloned().unwrap_or_default(),
        name: it.name.clone(),
        title: it.title.clone(),
        kind: it.kind,
        channels: channels.remove(&it.id).unwrap_or_default(),
    });
    Ok(documents.collect())
}

/// The people with these codes, whether or not they left.
pub(crate) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Person>> {
    store::by_codes(tx, codes).await
}

/// Everybody, whether or not they left, 5,000 at a time in the order of their ids: those after the
/// one called `after`.
pub(crate) async fn all_after(tx: &Tx, after: Option<PersonId>) -> Result<Vec<Person>> {
    store::all_after(tx, after).await
}

/// The people with these ids, as far as the actor may see them.
pub(crate) async fn by_ids(tx: &Tx, ctx: &Ctx, ids: &BTreeSet<PersonId>) -> Result<Vec<Person>> {
    let found = store::by_ids(tx, ids).await?;
    Ok(found.into_iter().filter(|it| readable(ctx, it)).collect())
}

/// The ids of people, by code.
pub(crate) async fn ids_by_code(
    tx: &Tx,
    codes: &BTreeSet<&str>,
) -> Result<BTreeMap<String, PersonId>> {
    let found = store::by_codes(tx, codes).await?;
    Ok(found.into_iter().map(|it| (it.code, it.id)).collect())
}

/// The codes of people, by id.
pub(crate) async fn codes(tx: &Tx, ids: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, String>> {
    store::codes(tx, ids).await
}

/// What people are called, for callers that have checked that the actor may know.
pub(crate) async fn names_in(
    tx: &Tx,
    ids: &BTreeSet<PersonId>,
) -> Result<BTreeMap<PersonId, String>> {
    store::names(tx, ids).await
}

/// The people with these ids, whether or not they left.
pub(crate) async fn by_ids_in(tx: &Tx, ids: &BTreeSet<PersonId>) -> Result<Vec<Person>> {
    store::by_ids(tx, ids).await
}

/// The first people whose name or code contains `text`, whoever they are: for filters of what
/// their grants let see.
pub(crate) async fn named(tx: &Tx, text: &str) -> Result<BTreeSet<PersonId>> {
    let paging = Paging { number: 1, size: Paging::SIZE_MAX };
    let query = Query { text: text.to_owned(), retired: true, paging, ..Query::default() };
    let found = store::list(tx, &Scope::Everything, &query).await?;
    Ok(found.items.into_iter().map(|it| it.id).collect())
}

/// Everybody of these kinds who works in one of these agencies and has not left, by name.
pub(crate) async fn of_kinds(
    tx: &Tx,
    agencies: &BTreeSet<AgencyId>,
    kinds: &BTreeSet<PersonKind>,
) -> Result<Vec<Person>> {
    store::of_kinds(tx, agencies, kinds).await
}

/// Which of these people have left.
pub(crate) async fn left(tx: &Tx, ids: &BTreeSet<PersonId>) -> Result<BTreeSet<PersonId>> {
    let found = store::by_ids(tx, ids).await?;
    Ok(found.into_iter().filter(|it| it.retired_at.is_some()).map(|it| it.id).collect())
}

/// The person called `id`. One that the actor may not see is, to them, not there.
pub(crate) async fn find_readable(tx: &Tx, ctx: &Ctx, id: PersonId) -> Result<Person> {
    let found = store::find(tx, id).await?.filter(|it| readable(ctx, it));
    found.ok_or(Error::NotFound("person"))
}

pub(super) fn readable(ctx: &Ctx, person: &Person) -> bool {
    ctx.actor.is(person.id) || ctx.actor.may(Permission::ReadAgencies, person.agency_id)
}
