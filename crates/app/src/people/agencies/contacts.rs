//! The exception report: agencies whom nobody could call.

use std::collections::BTreeSet;

use db::Tx;

use super::{Agency, store};
use crate::actor::Permission;
use crate::ids::{AgencyId, PersonId};
use crate::people::persons;
use crate::{Ctx, Result};

/// Whether a contact of an agency could be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactStanding {
    /// They are named, and something that reaches them is known to work.
    Verified,
    /// They are named, but nothing that reaches them is known to work.
    Unverified,
    /// They are named, but have left.
    Left,
    /// Nobody is named, or the same person twice.
    Missing,
}

/// An agency that lacks a contact who could be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactGap {
    /// The agency.
    pub agency: Agency,
    /// Whether the one to call could be.
    pub primary: ContactStanding,
    /// Whether the one to call if nobody answers could be.
    pub alternate: ContactStanding,
}

/// The agencies, as far as the actor may see them, that lack a verified primary or alternate
/// contact, in the order of the tree. Partners outside the state's government need name nobody.
pub async fn contact_gaps(ctx: &Ctx) -> Result<Vec<ContactGap>> {
    ctx.require_scope(Permission::ReadAgencies)?;
    let tx = ctx.read().await?;
    let mut agencies = store::below(&tx, "/").await?;
    agencies.retain(|it| ctx.actor.may(Permission::ReadAgencies, it.id));
    gaps_of(&tx, agencies).await
}

/// What `agency`, which the actor may see, lacks of that.
pub async fn contact_gap(ctx: &Ctx, agency: &Agency) -> Result<Option<ContactGap>> {
    Ok(gaps_of(&*ctx.read().await?, vec![agency.clone()]).await?.pop())
}

/// Whether an agency names a primary and an alternate contact who are known to be reachable.
/// Partners outside the state's government need name nobody.
pub(crate) async fn is_reachable(tx: &Tx, id: AgencyId) -> Result<bool> {
    let agencies = store::find(tx, id).await?.into_iter().collect();
    Ok(gaps_of(tx, agencies).await?.is_empty())
}

async fn gaps_of(tx: &Tx, mut agencies: Vec<Agency>) -> Result<Vec<ContactGap>> {
    agencies.retain(|it| it.retired_at.is_none() && !it.kind.is_partner());
    let named = agencies.iter().flat_map(|it| [it.primary_contact_id, it.alternate_contact_id]);
    let named: BTreeSet<PersonId> = named.flatten().collect();
    let verified = persons::has_verified(tx, &named).await?;
    let left = persons::left(tx, &named).await?;
    let standing = |contact: Option<PersonId>| match contact {
        None => ContactStanding::Missing,
        Some(id) if left.contains(&id) => ContactStanding::Left,
        Some(id) if verified.contains(&id) => ContactStanding::Verified,
        Some(_) => ContactStanding::Unverified,
    };
    let gaps = agencies.into_iter().map(|agency| {
        let (primary, alternate) = (agency.primary_contact_id, agency.alternate_contact_id);
        let other = alternate.filter(|it| Some(*it) != primary);
        ContactGap { primary: standing(primary), alternate: standing(other), agency }
    });
    Ok(gaps.filter(ContactGap::is_one).collect())
}

impl ContactGap {
    fn is_one(&self) -> bool {
        [self.primary, self.alternate].iter().any(|it| *it != ContactStanding::Verified)
    }
}

impl ContactStanding {
    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            ContactStanding::Verified => "Verified",
            ContactStanding::Unverified => "Not verified",
            ContactStanding::Left => "Has left",
            ContactStanding::Missing => "Nobody named",
        }
    }
}
