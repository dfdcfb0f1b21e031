//! Looking at grants.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use uuid::Uuid;

use super::{Extent, Grant, store};
use crate::actor::{Held, Permission, Reach, Role};
use crate::ids::{AgencyId, GrantId, PersonId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, Page, Paging, Result, Timestamp};

/// Which grants to list. The newest come first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those of people whose name contains this.
    pub text: String,
    /// Only those of this person.
    pub person_id: Option<PersonId>,
    /// Only those that are about this agency or one below it.
    pub agency_id: Option<AgencyId>,
    /// Only those of this role.
    pub role: Option<Role>,
    /// Only those in force at that moment.
    pub at: Option<Timestamp>,
    /// Which page.
    pub paging: Paging,
}

/// What a query means: agencies with those below them, and people by their names.
#[derive(Debug)]
pub(super) struct Among {
    pub(super) agencies: Option<BTreeSet<AgencyId>>,
    pub(super) people: Option<BTreeSet<PersonId>>,
}

/// One page of the grants that the actor may see.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Grant>> {
    let scope = ctx.require_scope(Permission::ReadGrants)?;
    let tx = ctx.read().await?;
    let among = among(&tx, query).await?;
    store::list(&tx, &scope, query, &among).await
}

/// At most `n_max` of the grants that the actor may see, in the order of their ids, after `after`.
/// For programs: the page of `query` does not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<GrantId>,
    n_max: u64,
) -> Result<Vec<Grant>> {
    let scope = ctx.require_scope(Permission::ReadGrants)?;
    let tx = ctx.read().await?;
    let among = among(&tx, query).await?;
    store::list_after(&tx, &scope, (query, &among), (after, n_max)).await
}

async fn among(tx: &Tx, query: &Query) -> Result<Among> {
    let agencies = match query.agency_id {
        Some(id) => Some(agencies::subtree_ids(tx, id).await?),
        None => None,
    };
    let people = match query.text.trim() {
        "" => None,
        text => Some(persons::named(tx, text).await?),
    };
    Ok(Among { agencies, people })
}

/// By which codes documents name the people and agencies of grants that the actor may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    /// The people who hold the roles or gave them.
    pub people: BTreeMap<PersonId, String>,
    /// The agencies to which they extend.
    pub agencies: BTreeMap<AgencyId, String>,
}

/// By which codes documents name the people and agencies of these grants.
pub async fn codes(ctx: &Ctx, grants: &[Grant]) -> Result<Codes> {
    let tx = ctx.read().await?;
    let people = grants.iter().flat_map(|it| [it.person_id, it.granted_by]).collect();
    let agency_ids = grants.iter().filter_map(|it| it.agency_id).collect();
    Ok(Codes {
        people: persons::codes(&tx, &people).await?,
        agencies: agencies::codes(&tx, &agency_ids).await?,
    })
}

/// One grant.
pub async fn show(ctx: &Ctx, id: GrantId) -> Result<Grant> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await
}

/// The grants of a person that the actor may see, the newest first. Everybody sees their own.
pub async fn of_person(ctx: &Ctx, person_id: PersonId) -> Result<Vec<Grant>> {
    let tx = ctx.read().await?;
    let mut grants = store::by_person(&tx, person_id).await?;
    grants.retain(|it| is_readable(ctx, it));
    Ok(grants)
}

/// What the places are called to which these grants extend, by id of the agency or record.
pub async fn places(ctx: &Ctx, grants: &[Grant]) -> Result<BTreeMap<Uuid, String>> {
    let (mut agency_ids, mut record_ids) = (BTreeSet::new(), Vec::new());
    for grant in grants {
        match grant.extent {
            Extent::State => {}
            Extent::Agency(id) => {
                agency_ids.insert(id);
            }
            Extent::Record(id) => record_ids.push(id),
        }
    }
    let tx = ctx.read().await?;
    let found = db::search::by_ids(&tx, &record_ids).await?;
    drop(tx);
    let mut places: BTreeMap<Uuid, String> =
        found.into_iter().map(|it| (it.id, it.title)).collect();
    let labels = agencies::labels(ctx, &agency_ids).await?;
    places.extend(labels.into_iter().map(|(id, name)| (id.uuid(), name)));
    Ok(places)
}

/// The roles that a person holds at `now`, with the agencies written out.
pub(crate) async fn held_by(tx: &Tx, person_id: PersonId, now: Timestamp) -> Result<Vec<Held>> {
    let grants = store::in_force(tx, person_id, now).await?;
    if grants.is_empty() {
        return once_held(tx, person_id, now).await;
    }
    let mut below: BTreeMap<AgencyId, BTreeSet<AgencyId>> = BTreeMap::new();
    let mut held = Vec::with_capacity(grants.len());
    for grant in grants {
        let reach = match grant.extent {
            Extent::State => Reach::State,
            Extent::Record(id) => Reach::Record(id),
            Extent::Agency(id) => Reach::Agencies(match below.get(&id) {
                Some(ids) => ids.clone(),
                None => {
                    let ids = agencies::subtree_ids(tx, id).await?;
                    below.insert(id, ids.clone());
                    ids
                }
            }),
        };
        held.push(Held { role: grant.role, reach });
    }
    Ok(held)
}

/// What is left to somebody who holds no role now. Who was never anything but a client of services stays
/// one, of none: what everybody may see who is signed in is of the programme, and not for them.
async fn once_held(tx: &Tx, person_id: PersonId, now: Timestamp) -> Result<Vec<Held>> {
    let mut grants = store::by_person(tx, person_id).await?;
    grants.retain(|it| it.starts_at <= now);
    if grants.is_empty() || grants.iter().any(|it| it.role != Role::Client) {
        return Ok(Vec::new());
    }
    Ok(vec![Held { role: Role::Client, reach: Reach::Agencies(BTreeSet::new()) }])
}

/// Everybody who holds a role at `now`, with how far.
pub(crate) async fn holders(
    tx: &Tx,
    role: Role,
    now: Timestamp,
) -> Result<Vec<(PersonId, Extent)>> {
    let grants = store::by_role(tx, role).await?;
    let held = grants.into_iter().filter(|it| it.in_force(now));
    Ok(held.map(|it| (it.person_id, it.extent)).collect())
}

/// Everybody who holds a role over the whole state at `now`.
pub(crate) async fn statewide(tx: &Tx, role: Role, now: Timestamp) -> Result<BTreeSet<PersonId>> {
    let grants = store::statewide(tx, role, now).await?;
    Ok(grants.into_iter().map(|it| it.person_id).collect())
}

/// The grant called `id`. One that the actor may not see is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: GrantId) -> Result<Grant> {
    let found = store::find(tx, id).await?.filter(|it| is_readable(ctx, it));
    found.ok_or(Error::NotFound("grant"))
}

fn is_readable(ctx: &Ctx, grant: &Grant) -> bool {
    let is_own = ctx.actor.is(grant.person_id);
    is_own || ctx.actor.may(Permission::ReadGrants, grant.place())
}
