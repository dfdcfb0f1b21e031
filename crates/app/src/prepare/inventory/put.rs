//! Putting documents into the inventory: one from a form, or very many from a file.
//!
//! Read, decide, write: [`plan_all`] says what would become of each document, and [`write_all`]
//! does it. An import shows the plan first.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike as _;
use db::Tx;

use super::codes::{Codes, Ids, no_agency, strangers};
use super::document::ItemDocument;
use super::item::Recovery;
use super::read::reads;
use super::{Item, Kind, Outcome, store};
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::ids::ItemId;
use crate::{Ctx, Error, FieldProblem, Result};

/// What would become of a document.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "most plans are of the large kinds")]
pub enum Plan {
    /// There is nothing like it yet: it would be added.
    Add(Item),
    /// It would change what is there.
    Change {
        /// As it is.
        before: Item,
        /// As it would be.
        after: Item,
    },
    /// It says what is there already.
    Same(Item),
    /// It cannot be put in, for these reasons.
    Refuse(Vec<FieldProblem>),
}

/// What would become of each document. Each is found again by its kind and code.
pub async fn plan_all(tx: &Tx, ctx: &Ctx, documents: &[ItemDocument]) -> Result<Vec<Plan>> {
    let ids = Ids::of(tx, documents).await?;
    let mut existing: BTreeMap<(Kind, String), Item> = BTreeMap::new();
    for &kind in Kind::ALL {
        let of_kind = documents.iter().filter(|it| it.kind == kind);
        let codes: BTreeSet<&str> = of_kind.map(|it| it.code.trim()).collect();
        let found = store::by_codes(tx, kind, &codes).await?;
        existing.extend(found.into_iter().map(|(code, item)| ((kind, code), item)));
    }
    let mut seen = BTreeSet::new();
    let plans = documents.iter().map(|document| {
        let key = (document.kind, document.code.trim().to_owned());
        if !seen.insert(key.clone()) {
            return Plan::Refuse(vec![FieldProblem::new("code", "This code stands here twice.")]);
        }
        plan(ctx, &ids, document, existing.get(&key))
    });
    Ok(plans.collect())
}

fn plan(ctx: &Ctx, ids: &Ids, document: &ItemDocument, existing: Option<&Item>) -> Plan {
    let item = match to_item(ctx, ids, document, existing) {
        Ok(item) => item,
        Err(problems) => return Plan::Refuse(problems),
    };
    let permission = document.kind.write_permission();
    let may =
        |item: &Item| ctx.actor.may(permission, Place::Record(item.agency_id, item.id.into()));
    if existing.is_some_and(|it| !reads(ctx, it)) {
        return Plan::Refuse(vec![FieldProblem::code_taken()]);
    }
    if !may(&item) || !existing.is_none_or(may) {
        // What somebody may not see is not there.
        let reason = match ctx.actor.may(Permission::ReadAgencies, item.agency_id) {
            true => "You may not write for this agency.".to_owned(),
            false => no_agency(document.agency.trim()),
        };
        return Plan::Refuse(vec![FieldProblem::new("agency", reason)]);
    }
    let Some(existing) = existing else { return Plan::Add(item) };
    if let Err(refusal) = existing.in_use() {
        return Plan::Refuse(vec![FieldProblem::new("code", refusal.reason)]);
    }
    if (Item { updated_at: existing.updated_at, ..item.clone() }) == *existing {
        return Plan::Same(existing.clone());
    }
    Plan::Change { before: existing.clone(), after: item }
}

/// The item that a document describes, or every reason why it does not describe one.
fn to_item(
    ctx: &Ctx,
    ids: &Ids,
    document: &ItemDocument,
    existing: Option<&Item>,
) -> std::result::Result<Item, Vec<FieldProblem>> {
    let mut problems = check_texts(document);
    let mut note = |it: FieldProblem| problems.push(it);
    let agency_id = ids.agency(document.agency.trim()).map_err(&mut note);
    let owner_id = ids.person("owner", document.owner.as_deref()).map_err(&mut note);
    let custodian_id = ids.person("custodian", document.custodian.as_deref()).map_err(&mut note);
    let mut item = |field, kind, code: &Option<String>| {
        ids.item((field, kind), code.as_deref()).map_err(&mut note)
    };
    let site_id = item("site", Kind::Site, &document.site);
    let vendor_id = item("vendor", Kind::Vendor, &document.vendor);
    let crew_id = item("crew", Kind::Crew, &document.crew);
    let equipment_id = item("equipment", Kind::Equipment, &document.equipment);
    let details = document.parsed_details().map_err(|it| problems.extend(it));
    if let Ok(details) = &details {
        problems.extend(strangers(ids, details));
    }
    let (Ok(agency_id), Ok(owner_id), Ok(custodian_id)) = (agency_id, owner_id, custodian_id)
    else {
        return Err(problems);
    };
    let (Ok(site_id), Ok(vendor_id)) = (site_id, vendor_id) else { return Err(problems) };
    let (Ok(crew_id), Ok(equipment_id)) = (crew_id, equipment_id) else { return Err(problems) };
    let Ok(details) = details else { return Err(problems) };
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Item {
        id: existing.map_or_else(ItemId::new, |it| it.id),
        agency_id,
        code: document.code.trim().to_owned(),
        name: document.name.trim().to_owned(),
        description: document.description.trim().to_owned(),
        owner_id,
        custodian_id,
        site_id,
        vendor_id,
        crew_id,
        crew_size: document.crew_size,
        equipment_id,
        equipment_size: document.equipment_size,
        tier: document.tier,
        recovery: Recovery {
            restore: document.restore,
            fails_percent: document.fails_percent,
            point: document.point,
            target_rto: document.target_rto,
            target_rpo: document.target_rpo,
            proof: document.proof,
        },
        details,
        outcome: existing.map_or_else(Outcome::default, |it| it.outcome),
        updated_at: ctx.now,
        retired_at: None,
        version: existing.map_or(1, |it| it.version),
    })
}

/// Writes what was planned, and the events. What was refused is left out.
pub async fn write_all(tx: &Tx, ctx: &Ctx, plans: Vec<Plan>) -> Result<Vec<Item>> {
    let mut events = Vec::new();
    let items = write_noting(tx, plans, &mut events).await?;
    events::record_all(tx, ctx, events).await?;
    Ok(items)
}

/// Writes what was planned, and adds to the events that the caller records in the end.
pub(crate) async fn write_noting(
    tx: &Tx,
    plans: Vec<Plan>,
    events: &mut Vec<Event>,
) -> Result<Vec<Item>> {
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    let (mut index, mut items) = (Vec::new(), Vec::new());
    for plan in plans {
        match plan {
            Plan::Add(item) => added.push(item),
            Plan::Change { before, after } => {
                let after = store::update(tx, after).await?;
                db::search::remove(tx, after.id.into()).await?;
                changed.push((before, after));
            }
            Plan::Same(item) => items.push(item),
            Plan::Refuse(_) => {}
        }
    }
    store::insert_all(tx, &added).await?;
    // Once for all of them: what they mention is much the same.
    let mentioned = changed.iter().flat_map(|(before, after)| [before, after]).chain(&added);
    let codes = Codes::of(tx, &mentioned.collect::<Vec<_>>()).await?;
    for (before, after) in changed {
        index.push(entry(&after));
        let event = event(Action::ItemChanged, &after);
        events.push(event.from(&codes.document(&before)).to(&codes.document(&after)));
        items.push(after);
    }
    for item in added {
        index.push(entry(&item));
        events.push(event(Action::ItemAdded, &item).to(&codes.document(&item)));
        items.push(item);
    }
    db::search::add(tx, &index).await?;
    Ok(items)
}

/// Puts one document in, or says what is wrong with it.
pub(super) async fn put(tx: &Tx, ctx: &Ctx, plan: Plan) -> Result<Item> {
    if let Plan::Refuse(problems) = plan {
        return Err(Error::Invalid(problems));
    }
    let items = write_all(tx, ctx, vec![plan]).await?;
    items.into_iter().next().ok_or_else(|| Error::internal("nothing was written"))
}

pub(super) fn event(action: Action, item: &Item) -> Event {
    Event::new(action, Subject::new(item.kind().code(), item.id)).in_agency(item.agency_id)
}

/// What the search index keeps of an item.
pub(super) fn entry(item: &Item) -> db::search::Entry {
    db::search::Entry {
        found: db::search::Found {
            id: item.id.into(),
            kind: item.kind().code().to_owned(),
            agency_id: Some(item.agency_id.into()),
            title: item.name.clone(),
        },
        text: format!("{} {}", item.code, item.description),
    }
}

/// What is wrong with the texts of a document, whatever the database holds.
pub(crate) fn check_texts(document: &ItemDocument) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut check = |holds: bool, field: &'static str, reason: &'static str| {
        if !holds {
            problems.push(FieldProblem::new(field, reason));
        }
    };
    let code = document.code.trim();
    let in_code =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    check(
        !code.is_empty() && code.chars().all(in_code),
        "code",
        "Use lower-case letters, digits and hyphens.",
    );
    check(code.len() <= 100, "code", "Use at most 100 characters.");
    let name = document.name.trim();
    check(!name.is_empty(), "name", "Give it a name.");
    check(name.chars().count() <= 300, "name", "Use at most 300 characters.");
    check(!name.contains(char::is_control), "name", "Use one line of plain text.");
    check(
        document.description.chars().count() <= 20_000,
        "description",
        "Use at most 20,000 characters.",
    );
    check(!document.description.contains('\0'), "description", "Use plain text.");
    let years = 1900..=2999;
    check(
        document.proof.and_then(|it| it.on).is_none_or(|it| years.contains(&it.year())),
        "proof_on",
        "Use a day of the years 1900 to 2999.",
    );
    check(document.tier.is_none_or(|it| (1..=4).contains(&it)), "tier", "Use a tier from 1 to 4.");
    let is_number = |it: Option<u32>| it.is_none_or(|it| (1..=10_000).contains(&it));
    let number = "Use a whole number from 1 to 10,000.";
    check(is_number(document.crew_size), "crew_size", number);
    check(is_number(document.equipment_size), "equipment_size", number);
    let percent = "Use a whole number from 0 to 95.";
    check(document.fails_percent.is_none_or(|it| it <= 95), "fails_percent", percent);
    problems
}
