//! Between codes, as people and documents write them, and ids, as the database keeps them.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::details::seats_in;
use super::document::ItemDocument;
use super::{Details, Item, Kind, store};
use crate::ids::{AgencyId, ItemId, PersonId};
use crate::people::{agencies, persons};
use crate::{FieldProblem, Result};

/// Which other item a document names.
type CodeOf = fn(&ItemDocument) -> Option<&str>;

/// The ids behind the codes of some documents.
#[derive(Debug, Default)]
pub(super) struct Ids {
    agencies: BTreeMap<String, AgencyId>,
    persons: BTreeMap<String, PersonId>,
    items: BTreeMap<(Kind, String), ItemId>,
}

impl Ids {
    /// Looks up every code that `documents` mention.
    pub(super) async fn of(tx: &Tx, documents: &[ItemDocument]) -> Result<Ids> {
        let agency_names: BTreeSet<&str> = documents.iter().map(|it| it.agency.as_str()).collect();
        let people: BTreeSet<&str> = documents
            .iter()
            .flat_map(|it| [it.owner.as_deref(), it.custodian.as_deref()])
            .flatten()
            .chain(documents.iter().flat_map(members))
            .collect();
        let mut items = BTreeMap::new();
        let of_kind: [(Kind, CodeOf); 4] = [
            (Kind::Site, |it| it.site.as_deref()),
            (Kind::Vendor, |it| it.vendor.as_deref()),
            (Kind::Crew, |it| it.crew.as_deref()),
            (Kind::Equipment, |it| it.equipment.as_deref()),
        ];
        for (kind, code_of) in of_kind {
            let mut codes: BTreeSet<&str> = documents.iter().filter_map(code_of).collect();
            if kind == Kind::Site {
                codes.extend(documents.iter().flat_map(seat_sites));
            }
            let found = store::ids_by_codes(tx, kind, &codes).await?;
            items.extend(found.into_iter().map(|(code, id)| ((kind, code), id)));
        }
        Ok(Ids {
            agencies: agencies::ids_by_name(tx, &agency_names).await?,
            persons: persons::ids_by_code(tx, &people).await?,
            items,
        })
    }

    /// The agency called `name`, by code or by any of its names.
    pub(super) fn agency(&self, name: &str) -> std::result::Result<AgencyId, FieldProblem> {
        let found = self.agencies.get(name).copied();
        found.ok_or_else(|| FieldProblem::new("agency", no_agency(name)))
    }

    /// The person called `code`.
    pub(super) fn person(
        &self,
        field: &'static str,
        code: Option<&str>,
    ) -> std::result::Result<Option<PersonId>, FieldProblem> {
        let Some(code) = code else { return Ok(None) };
        let found = self.persons.get(code).copied();
        let problem = || FieldProblem::new(field, format!("There is no person called “{code}”."));
        found.map(Some).ok_or_else(problem)
    }

    /// The item of `kind` called `code`.
    pub(super) fn item(
        &self,
        (field, kind): (&'static str, Kind),
        code: Option<&str>,
    ) -> std::result::Result<Option<ItemId>, FieldProblem> {
        let Some(code) = code else { return Ok(None) };
        let found = self.items.get(&(kind, code.to_owned())).copied();
        let problem = || {
            let what = kind.title().to_lowercase();
            FieldProblem::new(field, format!("There is no {what} called “{code}”."))
        };
        found.map(Some).ok_or_else(problem)
    }
}

/// That no agency has this name, as far as whoever wrote it may know.
pub(super) fn no_agency(name: &str) -> String {
    format!("There is no agency called “{name}”.")
}

/// The codes of persons that the document of a team or of a process mentions.
fn members(document: &ItemDocument) -> Vec<&str> {
    let lists: &[&str] = match document.kind {
        Kind::Team => &["members", "alternates"],
        Kind::Process => &["people"],
        _ => &[],
    };
    let lists = lists.iter().filter_map(|it| document.details.get(*it));
    lists.filter_map(|it| it.as_array()).flatten().filter_map(|it| it.as_str()).collect()
}

/// The codes of the sites at which the document of a process counts on seats.
fn seat_sites(document: &ItemDocument) -> Vec<&str> {
    let lines = match document.kind {
        Kind::Process => document.details.get("seats_at").and_then(|it| it.as_array()),
        _ => None,
    };
    let lines = lines.into_iter().flatten().filter_map(|it| it.as_str());
    lines.filter_map(|it| Some(seats_in(it)?.0)).collect()
}

/// What the details name that the platform does not know: members of a team, and people and sites
/// of a process.
pub(super) fn strangers(ids: &Ids, details: &Details) -> Vec<FieldProblem> {
    let lists = match details {
        Details::Team(it) => vec![("members", &it.members), ("alternates", &it.alternates)],
        Details::Process(it) => vec![("people", &it.people)],
        _ => Vec::new(),
    };
    let sites = match details {
        Details::Process(it) => it.seats_at.as_slice(),
        _ => &[],
    };
    let sites = sites.iter().filter_map(|it| Some(seats_in(it)?.0));
    let sites = sites.filter_map(|it| ids.item(("seats_at", Kind::Site), Some(it)).err());
    let codes = lists.into_iter().flat_map(|(field, list)| list.iter().map(move |it| (field, it)));
    codes.filter_map(|(field, code)| ids.person(field, Some(code)).err()).chain(sites).collect()
}

/// The codes behind the ids of some items.
#[derive(Debug, Default)]
pub(super) struct Codes {
    agencies: BTreeMap<AgencyId, String>,
    persons: BTreeMap<PersonId, String>,
    items: BTreeMap<ItemId, String>,
}

impl Codes {
    /// Looks up every id that `items` mention.
    pub(super) async fn of(tx: &Tx, items: &[&Item]) -> Result<Codes> {
        let agency_ids: BTreeSet<AgencyId> = items.iter().map(|it| it.agency_id).collect();
        let people: BTreeSet<PersonId> =
            items.iter().flat_map(|it| [it.owner_id, it.custodian_id]).flatten().collect();
        let others =
            items.iter().flat_map(|it| [it.site_id, it.vendor_id, it.crew_id, it.equipment_id]);
        let others: BTreeSet<ItemId> = others.flatten().collect();
        let others: Vec<ItemId> = others.into_iter().collect();
        let labels = store::labels(tx, &others).await?;
        Ok(Codes {
            agencies: agencies::codes(tx, &agency_ids).await?,
            persons: persons::codes(tx, &people).await?,
            items: labels.into_iter().map(|(id, it)| (id, it.code)).collect(),
        })
    }

    /// The item as a document.
    pub(super) fn document(&self, item: &Item) -> ItemDocument {
        let person = |id: Option<PersonId>| id.and_then(|it| self.persons.get(&it).cloned());
        let other = |id: Option<ItemId>| id.and_then(|it| self.items.get(&it).cloned());
        ItemDocument {
            kind: item.kind(),
            code: item.code.clone(),
            agency: self.agencies.get(&item.agency_id).cloned().unwrap_or_default(),
            name: item.name.clone(),
            description: item.description.clone(),
            owner: person(item.owner_id),
            custodian: person(item.custodian_id),
            site: other(item.site_id),
            vendor: other(item.vendor_id),
            crew: other(item.crew_id),
            crew_size: item.crew_size,
            equipment: other(item.equipment_id),
            equipment_size: item.equipment_size,
            tier: item.tier,
            target_rto: item.recovery.target_rto,
            target_rpo: item.recovery.target_rpo,
            restore: item.recovery.restore,
            fails_percent: item.recovery.fails_percent,
            point: item.recovery.point,
            proof: item.recovery.proof,
            details: item.details.to_map(),
        }
    }
}
