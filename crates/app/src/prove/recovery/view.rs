//! Which part of the board an actor looks at.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::board::Board;
use super::entry::Entry;
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, ItemId};
use crate::prepare::inventory::Kind;
use crate::{Ctx, Error, Result};

/// Which items count, by agency: what the actor may see of what they asked for.
pub(crate) struct View {
    /// For each agency, by its position among all, whether its items count.
    agencies: Vec<bool>,
    /// Single records beside those.
    records: BTreeSet<Uuid>,
    /// What kinds of things the actor may read at all, whatever figures they may see.
    kinds: BTreeSet<Kind>,
}

impl View {
    /// What the actor may see with `permission`, of `agency` and all below it if one is named.
    pub(crate) fn of(
        ctx: &Ctx,
        board: &Board,
        permission: Permission,
        agency: Option<AgencyId>,
    ) -> Result<View> {
        let scope = ctx.require_scope(permission)?;
        let top = match agency {
            Some(id) => Some(&board.agencies.get(id).ok_or(Error::NotFound("agency"))?.path),
            None => None,
        };
        let is_asked = |path: &str| top.is_none_or(|top| path.starts_with(top.as_str()));
        let may_see = |id: AgencyId| match &scope {
            Scope::Everything => true,
            Scope::Only { agencies, .. } => agencies.contains(&id),
        };
        let all = board.agencies.all();
        let agencies: Vec<bool> =
            all.iter().map(|it| is_asked(&it.path) && may_see(it.id)).collect();
        let records = match scope {
            Scope::Only { records, .. } if agency.is_none() => records,
            _ => BTreeSet::new(),
        };
        if agency.is_some() && !agencies.contains(&true) {
            return Err(Error::NotFound("agency"));
        }
        let may_read = |it: &Kind| ctx.actor.may_somewhere(it.read_permission());
        let kinds = Kind::ALL.iter().copied().filter(may_read).collect();
        Ok(View { agencies, records, kinds })
    }

    /// Whether an item of the agency at `place` counts.
    pub(crate) fn holds(&self, place: usize, entry: &Entry) -> bool {
        let is_seen = self.holds_agency(place)
            || !self.records.is_empty() && self.records.contains(&entry.id.into());
        is_seen && self.kinds.contains(&entry.kind)
    }

    /// Whether the items of the agency at `place` count.
    pub(crate) fn holds_agency(&self, place: usize) -> bool {
        self.agencies.get(place).copied().unwrap_or(false)
    }

    /// Whether an item counts. One that is not in use does not.
    pub(crate) fn holds_id(&self, board: &Board, id: ItemId) -> bool {
        let node = board.node(id);
        node.is_some_and(|it| board.entry(it).is_some_and(|e| self.holds(board.place(it), e)))
    }
}
