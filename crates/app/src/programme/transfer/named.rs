//! Whom an export names: everybody comes along with the agency they work in, in use or not, so that an
//! empty database takes what was exported.

use std::collections::BTreeSet;

use db::Tx;

use super::registers;
use crate::actor::Permission;
use crate::ids::AgencyId;
use crate::people::agencies::{self, Agency, AgencyDocument};
use crate::people::persons;
use crate::programme::Registers;
use crate::{Ctx, Result};

/// What comes along because something names it.
pub(super) struct Named {
    /// Agencies in use, and those that something names.
    pub(super) agencies: Vec<AgencyDocument>,
    /// Registers beside these agencies.
    pub(super) registers: Registers,
    /// Everybody who is named, by code.
    pub(super) people: BTreeSet<String>,
}

/// What comes along beside records of these `owners` that name these `people`, both by code.
///
/// Who is named brings an agency, an agency brings its contacts and what registers say of it, and those
/// name others: so it goes on until nobody new is named.
pub(super) async fn find(
    tx: &Tx,
    ctx: &Ctx,
    (owners, people): (&BTreeSet<&str>, &BTreeSet<&str>),
    (all, beside): (&Registers, (&BTreeSet<&str>, &BTreeSet<String>)),
) -> Result<Named> {
    let mut tree = agencies::all_in(tx).await?;
    tree.retain(|it| ctx.actor.may(Permission::ReadAgencies, it.id));
    let is_owner = |it: &&Agency| owners.contains(it.code.as_str());
    let mut named: BTreeSet<AgencyId> = tree.iter().filter(is_owner).map(|it| it.id).collect();
    loop {
        let kept = kept(&tree, &named);
        let in_tree: Vec<Agency> =
            tree.iter().filter(|it| kept.contains(&it.id)).cloned().collect();
        let agencies = agencies::documents_in(tx, &in_tree).await?;
        let there = agencies.iter().map(|it| it.code.as_str()).collect();
        let registers = registers::beside(all.clone(), &there, beside);
        let contacts = agencies.iter().flat_map(|it| [&it.primary_contact, &it.alternate_contact]);
        let mut codes: BTreeSet<&str> = people.clone();
        codes.extend(contacts.flatten().map(String::as_str));
        codes.extend(registers.people());
        let homes = persons::by_codes(tx, &codes).await?.into_iter().map(|it| it.agency_id);
        named.extend(homes.filter(|id| tree.iter().any(|it| it.id == *id)));
        if named.is_subset(&kept) {
            let people = codes.into_iter().map(str::to_owned).collect();
            return Ok(Named { agencies, registers, people });
        }
    }
}

/// Of a tree: what is in use, what is `named`, and whatever these are part of.
fn kept(tree: &[Agency], named: &BTreeSet<AgencyId>) -> BTreeSet<AgencyId> {
    let mut kept: BTreeSet<AgencyId> = BTreeSet::new();
    // From the leaves up, so that whoever is kept keeps those above.
    for it in tree.iter().rev() {
        if it.retired_at.is_none() || named.contains(&it.id) || kept.contains(&it.id) {
            kept.insert(it.id);
            kept.extend(it.parent_id);
        }
    }
    kept
}
