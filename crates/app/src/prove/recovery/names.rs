//! What the items in an answer are called.

use std::collections::BTreeMap;

use super::board::Board;
use crate::ids::ItemId;
use crate::prepare::inventory::{self, Kind, Label};
use crate::{Ctx, Result};

/// An item by name: enough for a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Which it is.
    pub id: ItemId,
    /// What kind of thing.
    pub kind: Kind,
    /// Its short name. Empty if the actor may not know of it.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Whether the actor may open it, and not only know what it is called.
    pub may_open: bool,
}

impl Named {
    /// Something that the actor may not know of, but that counts.
    pub(crate) fn hidden(id: ItemId) -> Named {
        let name = "Something that you may not see".to_owned();
        Named { id, kind: Kind::Asset, code: String::new(), name, may_open: false }
    }
}

/// An item with where it is and who restores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The item.
    pub item: Named,
    /// Where it is.
    pub site: Option<Named>,
    /// Who restores it, and how many of them that takes.
    pub crew: Option<(Named, u32)>,
    /// Which equipment that takes, and how many units of it.
    pub equipment: Option<(Named, u32)>,
}

/// The names of some items.
pub(crate) struct Names(BTreeMap<ItemId, Named>);

impl Names {
    /// The names of these items.
    pub(crate) async fn of(ctx: &Ctx, ids: impl IntoIterator<Item = ItemId>) -> Result<Names> {
        let mut ids: Vec<ItemId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let labels = inventory::labels(ctx, &ids).await?;
        let named = labels.into_iter().map(|(id, label)| {
            let may_open = label.may_open(ctx, id);
            let Label { kind, code, name, .. } = label;
            (id, Named { id, kind, code, name, may_open })
        });
        Ok(Names(named.collect()))
    }

    /// The item called `id`, by name. The code is empty if the actor may not know of it.
    pub(crate) fn named(&self, id: ItemId) -> Named {
        self.0.get(&id).cloned().unwrap_or_else(|| Named::hidden(id))
    }

    /// The items behind these nodes, by name.
    pub(crate) fn nodes(&self, board: &Board, nodes: &[u32]) -> Vec<Named> {
        board.ids(nodes).into_iter().map(|it| self.named(it)).collect()
    }
}
