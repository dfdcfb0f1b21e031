//! The first administrator of a new installation.

use db::Tx;

use super::{Secret, accounts, links, store};
use crate::actor::{Actor, Role};
use crate::ids::PersonId;
use crate::people::access::{self, Draft, Extent};
use crate::people::agencies::{self, AgencyDocument, AgencyKind};
use crate::people::persons::{self, PersonDocument, PersonKind};
use crate::{Ctx, Error, Platform, Result, Timestamp};

/// What a new installation is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstRun {
    /// What the state is called, if it is not there yet.
    pub state: String,
    /// What the first administrator signs in with.
    pub email: String,
}

/// Makes the first administrator, and the link with which they choose a password. Does nothing
/// once anybody can sign in. A link that ran out is replaced by another.
pub async fn first_administrator(
    platform: &Platform,
    first: &FirstRun,
    now: Timestamp,
) -> Result<Option<Secret>> {
    let ctx = Ctx::new(platform.clone(), Actor::platform(), now);
    let tx = ctx.write().await?;
    if 0 < store::n_with_password(&tx).await? {
        return Ok(None);
    }
    let account = match store::by_email(&tx, &first.email).await? {
        Some(account) => account,
        None => {
            let person_id = administrator(&tx, &ctx, &first.state).await?;
            accounts::open(&tx, &ctx, person_id, &first.email).await?
        }
    };
    let secret = links::make(&tx, &ctx, &account).await?;
    tx.commit().await?;
    Ok(Some(secret))
}

async fn administrator(tx: &Tx, ctx: &Ctx, state: &str) -> Result<PersonId> {
    let agency = match agencies::top(tx).await? {
        Some(agency) => agency.code,
        None => {
            let document = state_document(state);
            agencies::put_all(tx, ctx, std::slice::from_ref(&document)).await?;
            document.code
        }
    };
    let code = free_code(tx).await?;
    let document = PersonDocument {
        code: code.clone(),
        agency,
        name: "Administrator".to_owned(),
        title: String::new(),
        kind: PersonKind::Employee,
        channels: Vec::new(),
    };
    persons::put_all(tx, ctx, &[document]).await?;
    let ids = persons::ids_by_code(tx, &[code.as_str()].into()).await?;
    let person_id = *ids.get(&code).ok_or(Error::NotFound("person"))?;
    let draft = Draft {
        person_id,
        role: Role::Administrator,
        extent: Extent::State,
        starts_at: None,
        ends_at: None,
        reason: "The first administrator of a new installation.".to_owned(),
    };
    access::give_first(tx, ctx, draft).await?;
    Ok(person_id)
}

async fn free_code(tx: &Tx) -> Result<String> {
    let codes = ["administrator", "administrator-2", "administrator-3", "administrator-4"];
    let taken = persons::ids_by_code(tx, &codes.into()).await?;
    let free = codes.into_iter().find(|it| !taken.contains_key(*it));
    Ok(free.map_or_else(|| format!("administrator-{}", PersonId::new()), str::to_owned))
}

fn state_document(name: &str) -> AgencyDocument {
    let folded = db::fold(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    let mut code = words.collect::<Vec<_>>().join("-");
    code.truncate(60);
    AgencyDocument {
        code: if code.is_empty() { "state".to_owned() } else { code },
        parent: None,
        name: name.to_owned(),
        aliases: Vec::new(),
        kind: AgencyKind::State,
        county_fips: None,
        mission: String::new(),
        headcount: None,
        primary_contact: None,
        alternate_contact: None,
        calendar: None,
    }
}
