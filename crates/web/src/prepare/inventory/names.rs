//! What the records are called that some items mention, for links.

use std::collections::{BTreeMap, BTreeSet};

use app::Ctx;
use app::actor::Permission;
use app::ids::{AgencyId, ItemId, PersonId};
use app::people::{agencies, persons};
use app::prepare::inventory::{self, Item, Kind, Label, Line};
use maud::{Markup, html};

use super::item_path;
use crate::error::Answer;

/// Names of agencies, people and items, looked up once for a whole page.
#[derive(Debug, Default)]
pub(crate) struct Names {
    agencies: BTreeMap<AgencyId, String>,
    persons: BTreeMap<PersonId, String>,
    items: BTreeMap<ItemId, Label>,
    /// Those of the items that whoever asks may open.
    open: BTreeSet<ItemId>,
    /// Whether whoever asks may look at agencies and people.
    knows_agencies: bool,
}

impl Names {
    /// The names of everything that `items` mention.
    pub(crate) async fn of<'a>(
        ctx: &Ctx,
        items: impl IntoIterator<Item = &'a Item> + Clone,
    ) -> Answer<Names> {
        let agency_ids: BTreeSet<AgencyId> =
            items.clone().into_iter().map(|it| it.agency_id).collect();
        let people = items.clone().into_iter().flat_map(|it| [it.owner_id, it.custodian_id]);
        let people: BTreeSet<PersonId> = people.flatten().collect();
        let others = items.into_iter().flat_map(|it| {
            [it.site_id, it.vendor_id, it.crew_id, it.equipment_id, it.outcome.held_by]
        });
        Names::look_up(ctx, &agency_ids, &people, others.flatten().collect()).await
    }

    /// The names that the lines of a list of `kind` show.
    pub(crate) async fn of_lines(ctx: &Ctx, kind: Kind, lines: &[Line]) -> Answer<Names> {
        let agency_ids: BTreeSet<AgencyId> = lines.iter().map(|it| it.agency_id).collect();
        let shows_owner = !kind.is_restored();
        let people = lines.iter().filter(|_| shows_owner).filter_map(|it| it.owner_id).collect();
        let sites = lines.iter().filter_map(|it| it.site_id).collect();
        Names::look_up(ctx, &agency_ids, &people, sites).await
    }

    async fn look_up(
        ctx: &Ctx,
        agency_ids: &BTreeSet<AgencyId>,
        people: &BTreeSet<PersonId>,
        others: BTreeSet<ItemId>,
    ) -> Answer<Names> {
        let others: Vec<ItemId> = others.into_iter().collect();
        let (agencies, persons, items) = tokio::try_join!(
            agencies::labels(ctx, agency_ids),
            persons::labels(ctx, people),
            inventory::labels(ctx, &others),
        )?;
        let open = items.iter().filter(|(id, it)| it.may_open(ctx, **id)).map(|(id, _)| *id);
        let knows_agencies = ctx.actor.may_somewhere(Permission::ReadAgencies);
        Ok(Names { open: open.collect(), knows_agencies, agencies, persons, items })
    }

    /// What an agency is called.
    pub(crate) fn agency(&self, id: AgencyId) -> &str {
        self.agencies.get(&id).map_or("", String::as_str)
    }

    /// What a person is called.
    pub(crate) fn person(&self, id: Option<PersonId>) -> Option<&str> {
        self.persons.get(&id?).map(String::as_str)
    }

    /// What an item is called.
    pub(crate) fn item(&self, id: Option<ItemId>) -> Option<&str> {
        self.items.get(&id?).map(|it| it.name.as_str())
    }

    /// The short name of an item that whoever asks may open.
    pub(crate) fn code(&self, id: Option<ItemId>) -> Option<&str> {
        let id = id.filter(|it| self.open.contains(it))?;
        self.items.get(&id).map(|it| it.code.as_str())
    }

    /// What an item is called, as a link if whoever asks may open it.
    pub(crate) fn link(&self, id: Option<ItemId>) -> Markup {
        let found = id.and_then(|id| Some((id, self.items.get(&id)?)));
        html! {
            @if let Some((id, it)) = found {
                @if self.open.contains(&id) { a href=(item_path(it.kind, id)) { (it.name) } }
                @else { (it.name) }
            }
        }
    }

    /// A link to a person.
    pub(crate) fn person_link(&self, id: Option<PersonId>) -> Markup {
        html! {
            @if let Some((id, name)) = id.zip(self.person(id)) {
                @if self.knows_agencies { a href={ "/people/" (id) } { (name) } } @else { (name) }
            }
        }
    }

    /// A link to an agency.
    pub(crate) fn agency_link(&self, id: AgencyId) -> Markup {
        html! {
            @if self.knows_agencies { a href={ "/agencies/" (id) } { (self.agency(id)) } }
            @else { (self.agency(id)) }
        }
    }
}

/// What an item is called, as a link if whoever asks may open it.
pub(crate) fn item_link(ctx: &Ctx, item: &Item) -> Markup {
    html! {
        @if inventory::reads(ctx, item) { a href=(item_path(item.kind(), item.id)) { (item.name) } }
        @else { (item.name) }
    }
}
