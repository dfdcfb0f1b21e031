//! Items into the database: in an order in which most references lead to what is there already,
//! and the rest of them afterwards.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::write::Counts;
use crate::ids::ItemId;
use crate::prepare::inventory::{self, ItemDocument, Kind, Plan};
use crate::programme::ItemFile;
use crate::{Ctx, Error, FieldProblem, Result};

/// How many items are written at a time.
const BATCH: usize = 500;

/// How many problems are told at once.
const PROBLEMS_MAX: usize = 100;

/// The kinds that others name, before those others.
const ORDER: [Kind; 10] = [
    Kind::Vendor,
    Kind::Site,
    Kind::Crew,
    Kind::Equipment,
    Kind::Team,
    Kind::Asset,
    Kind::DataSet,
    Kind::Group,
    Kind::Service,
    Kind::Process,
];

/// Adds and changes items, and makes their needs what the files say.
pub(super) async fn put(
    tx: &Tx,
    ctx: &Ctx,
    files: &[ItemFile],
    counts: &mut BTreeMap<String, Counts>,
) -> Result<()> {
    let mut writer = Writer { tx, ctx, counts, ids: BTreeMap::new(), problems: Vec::new() };
    let mut late: Vec<ItemDocument> = Vec::new();
    for kind in ORDER {
        let of_kind: Vec<&ItemFile> = files.iter().filter(|it| it.document.kind == kind).collect();
        for files in of_kind.chunks(BATCH) {
            late.extend(writer.first(kind, files).await?);
        }
    }
    for documents in late.chunks(BATCH) {
        writer.put(documents).await?;
    }
    for files in files.chunks(BATCH) {
        writer.needs(files).await?;
    }
    if writer.problems.is_empty() { Ok(()) } else { Err(Error::Invalid(writer.problems)) }
}

struct Writer<'a> {
    tx: &'a Tx,
    ctx: &'a Ctx,
    counts: &'a mut BTreeMap<String, Counts>,
    ids: BTreeMap<(Kind, String), ItemId>,
    problems: Vec<FieldProblem>,
}

impl Writer<'_> {
    /// Puts in what can be put in now, and returns what has to be said again later.
    async fn first(&mut self, kind: Kind, files: &[&ItemFile]) -> Result<Vec<ItemDocument>> {
        let codes: BTreeSet<&str> = files.iter().map(|it| it.document.code.as_str()).collect();
        let known = inventory::ids_by_codes(self.tx, kind, &codes).await?;
        self.bring_back(known.values().copied().collect()).await?;
        let (mut now, mut late) = (Vec::new(), Vec::new());
        for ItemFile { document, .. } in files {
            match without_forward_references(document) {
                None => now.push(document.clone()),
                Some(_) if known.contains_key(&document.code) => late.push(document.clone()),
                Some(less) => {
                    now.push(less);
                    late.push(document.clone());
                }
            }
        }
        self.put(&now).await?;
        Ok(late)
    }

    /// What was retired and is mentioned again is in use again.
    async fn bring_back(&mut self, ids: Vec<ItemId>) -> Result<()> {
        let mut items = inventory::by_ids(self.tx, &ids).await?;
        items.retain(|it| it.retired_at.is_some());
        inventory::restore_in(self.tx, self.ctx, items).await
    }

    async fn put(&mut self, documents: &[ItemDocument]) -> Result<()> {
        let plans = inventory::plan_all(self.tx, self.ctx, documents).await?;
        for (document, plan) in documents.iter().zip(&plans) {
            let counts = self.counts.entry(document.kind.code().to_owned()).or_default();
            let key = (document.kind, document.code.clone());
            match plan {
                Plan::Add(_) => counts.n_added += 1,
                Plan::Change { .. } if !self.ids.contains_key(&key) => counts.n_changed += 1,
                Plan::Same(_) if !self.ids.contains_key(&key) => counts.n_same += 1,
                // It was added a moment ago, and counts as that.
                Plan::Change { .. } | Plan::Same(_) => {}
                Plan::Refuse(problems) => {
                    let name = inventory::reference(document.kind, &document.code);
                    self.refuse(&name, problems);
                }
            }
        }
        for item in inventory::write_all(self.tx, self.ctx, plans).await? {
            self.ids.insert((item.kind(), item.code.clone()), item.id);
        }
        Ok(())
    }

    fn refuse(&mut self, name: &str, problems: &[FieldProblem]) {
        for problem in problems {
            if self.problems.len() < PROBLEMS_MAX {
                let field = format!("{name} {}", problem.field);
                self.problems.push(FieldProblem::new(field, problem.reason.clone()));
            }
        }
    }

    async fn needs(&mut self, files: &[ItemFile]) -> Result<()> {
        let mut wanted = BTreeMap::new();
        for ItemFile { document, needs } in files {
            // An item that was refused has no id, and its problem is told already.
            if let Some(id) = self.ids.get(&(document.kind, document.code.trim().to_owned())) {
                wanted.insert(*id, needs.clone());
            }
        }
        let ids: Vec<ItemId> = wanted.keys().copied().collect();
        let items = inventory::by_ids(self.tx, &ids).await?;
        let items: BTreeMap<ItemId, _> = items.into_iter().map(|it| (it.id, it)).collect();
        for (id, problem) in inventory::put_needs(self.tx, self.ctx, &wanted, &items).await? {
            let Some(item) = items.get(&id) else { continue };
            self.refuse(&inventory::reference(item.kind(), &item.code), &[problem]);
        }
        Ok(())
    }
}

/// The document without what it says of items that come later, if it says any of that.
fn without_forward_references(document: &ItemDocument) -> Option<ItemDocument> {
    let place = |kind| ORDER.iter().position(|it| *it == kind);
    let here = place(document.kind);
    let is_later = |kind, code: &Option<String>| code.is_some() && here <= place(kind);
    let late = [
        is_later(Kind::Site, &document.site),
        is_later(Kind::Vendor, &document.vendor),
        is_later(Kind::Crew, &document.crew),
        is_later(Kind::Equipment, &document.equipment),
    ];
    let [site, vendor, crew, equipment] = late;
    late.contains(&true).then(|| {
        let keep = |is_late: bool, code: &Option<String>| code.clone().filter(|_| !is_late);
        ItemDocument {
            site: keep(site, &document.site),
            vendor: keep(vendor, &document.vendor),
            crew: keep(crew, &document.crew),
            equipment: keep(equipment, &document.equipment),
            ..document.clone()
        }
    })
}

/// Retires the items that no file mentions.
pub(super) async fn prune(
    tx: &Tx,
    ctx: &Ctx,
    files: &[ItemFile],
    counts: &mut BTreeMap<String, Counts>,
) -> Result<()> {
    let kept: BTreeSet<(Kind, &str)> = files.iter().map(ItemFile::key).collect();
    let mut after = None;
    loop {
        let mut items = inventory::all_after(tx, after).await?;
        let Some(last) = items.last() else { return Ok(()) };
        after = Some(last.id);
        items.retain(|it| !kept.contains(&(it.kind(), it.code.as_str())));
        for item in &items {
            counts.entry(item.kind().code().to_owned()).or_default().n_retired += 1;
        }
        inventory::retire_in(tx, ctx, items).await?;
    }
}
