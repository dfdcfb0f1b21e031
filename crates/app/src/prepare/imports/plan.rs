//! What would become of drafts that are about items: the same in a dry run and in a commit.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sha2::{Digest as _, Sha256};

use super::changes::changes;
use super::drafts::{Draft, named};
use super::mapping::Target;
use super::verdict::{Verdict, What};
use crate::actor::Permission;
use crate::events::Event;
use crate::ids::ItemId;
use crate::people::agencies;
use crate::prepare::inventory::{self, ItemDocument, Kind, NeedDocument, Plan, reference};
use crate::{Ctx, FieldProblem, Result};

/// For how many rows it is kept what they change, until their needs were looked at.
const CHANGES_MAX: usize = 20_000;

/// What a file was found to say so far. It keeps a few bytes for each row, and no row.
#[derive(Debug, Default)]
pub(super) struct Planner {
    /// What was said about already.
    seen: BTreeSet<u128>,
    /// What names stand for, where rows may need others by name.
    names: BTreeMap<u128, String>,
    /// The rows that are left out.
    refused: BTreeSet<u64>,
    /// What was said of rows whose needs have yet to be looked at.
    undecided: BTreeMap<u64, What>,
    /// What such rows change, of the first of them.
    changes: BTreeMap<u64, Vec<(String, String)>>,
    /// The rows that change nothing but what a record needs.
    changed_by_needs: BTreeSet<u64>,
    /// Rows that take away some of what their record needs.
    losing_needs: BTreeSet<u64>,
    /// Rows that give their record to another agency.
    moving: BTreeSet<u64>,
    /// Rows of which it is known beforehand that they cannot be put in, and why.
    foreseen: BTreeMap<u64, Verdict>,
}

impl Planner {
    /// A planner that knows of some rows that they cannot be put in.
    pub(super) fn foreseeing(verdicts: Vec<Verdict>) -> Planner {
        let foreseen = verdicts.into_iter().map(|it| (it.number, it)).collect();
        Planner { foreseen, ..Planner::default() }
    }

    /// How many rows take away some of what their record needs.
    pub(super) fn n_losing_needs(&self) -> u64 {
        self.losing_needs.len() as u64
    }

    /// How many rows give their record to another agency.
    pub(super) fn n_moved(&self) -> u64 {
        self.moving.difference(&self.refused).count() as u64
    }

    /// What would become of each draft, in their order.
    pub(super) async fn plan(
        &mut self,
        tx: &Tx,
        ctx: &Ctx,
        drafts: &[Draft],
    ) -> Result<(Vec<Verdict>, Vec<Plan>)> {
        let there = existing(tx, ctx, drafts).await?;
        let names: BTreeSet<&str> =
            drafts.iter().filter_map(|it| it.agency_if_known.as_deref()).collect();
        let mut known = agencies::ids_by_name(tx, &names).await?;
        known.retain(|_, id| ctx.actor.may(Permission::ReadAgencies, *id));
        let mut documents = Vec::with_capacity(drafts.len());
        let mut said: Vec<std::result::Result<usize, Vec<FieldProblem>>> = Vec::new();
        let mut in_batch = BTreeSet::new();
        for draft in drafts {
            let is_known = |it: &&String| known.contains_key(it.as_str());
            let agency = draft.agency_if_known.as_ref().filter(is_known);
            said.push(match document(draft, agency, &there) {
                Ok(it) if self.foreseen.contains_key(&draft.number) => {
                    // A later row about the same record was refused for this one, and stays so.
                    self.seen.insert(key(it.kind, &it.code));
                    Err(Vec::new())
                }
                Ok(it) => {
                    let key = key(it.kind, &it.code);
                    match self.seen.contains(&key) || !in_batch.insert(key) {
                        true => {
                            let reason = "An earlier row is about the same record.";
                            Err(vec![FieldProblem::new("code", reason)])
                        }
                        false => {
                            documents.push(it);
                            Ok(documents.len() - 1)
                        }
                    }
                }
                Err(problems) => Err(problems),
            });
        }
        let plans = inventory::plan_all(tx, ctx, &documents).await?;
        let verdicts = drafts.iter().zip(said).map(|(draft, said)| {
            let verdict = match said {
                Ok(at) => plans
                    .get(at)
                    .zip(documents.get(at))
                    .map_or_else(|| refusal(draft, Vec::new()), |it| verdict(draft, it, &there)),
                Err(problems) if problems.is_empty() => {
                    let foreseen = self.foreseen.remove(&draft.number);
                    foreseen.unwrap_or_else(|| refusal(draft, Vec::new()))
                }
                Err(problems) => refusal(draft, problems),
            };
            self.note(draft, &verdict);
            verdict
        });
        Ok((verdicts.collect(), plans))
    }

    fn note(&mut self, draft: &Draft, verdict: &Verdict) {
        if draft.needs.is_some() && verdict.what != What::Refuse {
            self.undecided.insert(draft.number, verdict.what);
            if !verdict.reasons.is_empty() && self.changes.len() < CHANGES_MAX {
                self.changes.insert(draft.number, verdict.reasons.clone());
            }
        }
        if let (Some(_), Some(name), Target::Item(kind)) =
            (&draft.needs, draft.typed.get("name"), draft.target)
            && verdict.what != What::Refuse
        {
            self.names.entry(key(kind, &db::fold(name))).or_insert_with(|| draft.code.clone());
        }
        if verdict.what == What::Change && verdict.reasons.iter().any(|it| it.0 == "agency") {
            self.moving.insert(draft.number);
        }
        match (verdict.what, draft.target) {
            (What::Refuse, _) => self.refused.insert(draft.number),
            (_, Target::Item(kind)) => self.seen.insert(key(kind, &draft.code)),
            (_, Target::Agency) => false,
        };
    }

    /// Says of each draft that needs something which is not there what that is, and of each that
    /// changes what its record needs how; and what was said of it before. Makes the needs what the
    /// file says if there is a place for the `events`: otherwise it only looks.
    ///
    /// A file only names what is needed. How badly, and in which way, stays as somebody said it.
    pub(super) async fn needs(
        &mut self,
        tx: &Tx,
        ctx: &Ctx,
        drafts: &[Draft],
        events: Option<&mut Vec<Event>>,
    ) -> Result<Vec<(What, Verdict)>> {
        let wanted: Vec<&Draft> = drafts
            .iter()
            .filter(|it| it.needs.is_some() && !self.refused.contains(&it.number))
            .collect();
        let present = Present::of(tx, ctx, &wanted).await?;
        let targets = self.targets(tx, ctx, &wanted).await?;
        let mut late = Vec::new();
        let mut documents: BTreeMap<ItemId, Vec<NeedDocument>> = BTreeMap::new();
        for draft in wanted {
            let Target::Item(kind) = draft.target else { continue };
            let key_of_item = (kind, draft.code.clone());
            let id = present.ids.get(&key_of_item).copied();
            let before = id.and_then(|it| present.needs.get(&it)).unwrap_or(&present.none);
            match needed(draft, &reference(kind, &draft.code), &targets, before) {
                Ok(found) => {
                    late.extend(self.compared(draft, &found, before));
                    if let Some(id) = id {
                        documents.insert(id, found.into_values().collect());
                    }
                }
                Err(problems) => {
                    // Whoever needs this one needs something that will not be there.
                    self.refused.insert(draft.number);
                    self.losing_needs.remove(&draft.number);
                    self.seen.remove(&key(kind, &draft.code));
                    let was = self.undecided.remove(&draft.number).unwrap_or(What::Refuse);
                    late.push((was, refusal(draft, problems)));
                }
            }
        }
        if let Some(events) = events
            && late.iter().all(|(_, it)| it.what != What::Refuse)
        {
            write_needs(tx, ctx, &documents, events).await?;
        }
        Ok(late)
    }

    /// The verdict on a row whose record is the same but for what it needs, unless that was said.
    fn compared(
        &mut self,
        draft: &Draft,
        wanted: &BTreeMap<String, NeedDocument>,
        before: &BTreeMap<String, NeedDocument>,
    ) -> Option<(What, Verdict)> {
        let said = self.undecided.get_mut(&draft.number)?;
        let n_more = wanted.keys().filter(|it| !before.contains_key(*it)).count();
        let n_fewer = before.keys().filter(|it| !wanted.contains_key(*it)).count();
        let loses_now = match 0 < n_fewer {
            true => self.losing_needs.insert(draft.number),
            false => {
                self.losing_needs.remove(&draft.number);
                false
            }
        };
        let differs = format!("It would need {n_more} more and {n_fewer} fewer.");
        let (now, reason) = match (*said, n_more + n_fewer) {
            (What::Same, 1..) => {
                self.changed_by_needs.insert(draft.number);
                (What::Change, differs)
            }
            (What::Change, 1..) if loses_now => (What::Change, differs),
            // What it may do without is not there after all.
            (What::Change, 0) if self.changed_by_needs.remove(&draft.number) => {
                (What::Same, "It needs what it needed.".to_owned())
            }
            _ => return None,
        };
        let was = std::mem::replace(said, now);
        let Draft { number, line, code, .. } = draft;
        let mut reasons = self.changes.remove(number).unwrap_or_default();
        reasons.push(("needs".to_owned(), reason));
        let verdict =
            Verdict { number: *number, line: *line, code: code.clone(), what: now, reasons };
        Some((was, verdict))
    }

    /// What each text of a need may name.
    async fn targets(&self, tx: &Tx, ctx: &Ctx, drafts: &[&Draft]) -> Result<Targets> {
        let texts = drafts.iter().flat_map(|it| it.needs.iter().flatten());
        let folded = texts.map(|it| db::fold(it.on.trim())).collect();
        let by_name = inventory::codes_by_name(tx, &folded).await?;
        let mut candidates: BTreeMap<&str, Vec<(Kind, String)>> = BTreeMap::new();
        for draft in drafts {
            for need in draft.needs.iter().flatten() {
                let kinds = match (named(&need.on), draft.target) {
                    ((Some(kind), code), _) => vec![(kind, code)],
                    ((None, code), Target::Item(own)) => {
                        let others = Kind::ALL.iter().copied().filter(|it| *it != own);
                        let kinds = [own].into_iter().chain(others);
                        let name = db::fold(need.on.trim());
                        let candidates = kinds.flat_map(|kind| {
                            let here = self.names.get(&key(kind, &name)).cloned();
                            let there = by_name.get(&(kind, name.clone())).cloned();
                            let codes = [code.clone()].into_iter().chain(here);
                            let codes = codes.chain(there.unwrap_or_default());
                            codes.map(move |code| (kind, code)).collect::<Vec<_>>()
                        });
                        candidates.collect()
                    }
                    ((None, _), Target::Agency) => Vec::new(),
                };
                candidates.insert(&need.on, kinds);
            }
        }
        let mut by_kind: BTreeMap<Kind, BTreeSet<&str>> = BTreeMap::new();
        for (kind, code) in candidates.values().flatten() {
            by_kind.entry(*kind).or_default().insert(code);
        }
        let mut there: BTreeMap<(Kind, String), ItemId> = BTreeMap::new();
        for (kind, codes) in by_kind {
            let found = inventory::ids_by_codes(tx, kind, &codes).await?;
            there.extend(found.into_iter().map(|(code, id)| ((kind, code), id)));
        }
        let offered = inventory::offered(tx, ctx, &there.values().copied().collect()).await?;
        let mut targets = Targets::default();
        for (text, candidates) in candidates {
            for (kind, code) in candidates {
                let id = there.get(&(kind, code.clone()));
                let is_new = self.seen.contains(&key(kind, &code));
                let on = reference(kind, &code);
                if is_new || id.is_some_and(|it| offered.contains(it)) {
                    targets.offered.insert(on.clone());
                }
                if is_new || id.is_some() {
                    targets.by_text.entry(text.to_owned()).or_default().push(on);
                }
            }
        }
        Ok(targets)
    }
}

/// What the texts of needs may name.
#[derive(Debug, Default)]
struct Targets {
    /// What is there under each text, the likeliest first, by kind and code.
    by_text: BTreeMap<String, Vec<String>>,
    /// Of what is there, what the actor may say that something needs.
    offered: BTreeSet<String>,
}

impl Targets {
    /// What a text names: of what the actor may say, or what the record needs already.
    fn named(&self, text: &str, before: &BTreeMap<String, NeedDocument>) -> Option<&String> {
        let may = |it: &&String| self.offered.contains(*it) || before.contains_key(*it);
        self.by_text.get(text)?.iter().find(may)
    }
}

/// The records that drafts are about, as far as they are there and may be seen, and what they need.
#[derive(Debug, Default)]
struct Present {
    ids: BTreeMap<(Kind, String), ItemId>,
    needs: BTreeMap<ItemId, BTreeMap<String, NeedDocument>>,
    none: BTreeMap<String, NeedDocument>,
}

impl Present {
    async fn of(tx: &Tx, ctx: &Ctx, drafts: &[&Draft]) -> Result<Present> {
        let mut present = Present::default();
        for &kind in Kind::ALL {
            let of_kind = drafts.iter().filter(|it| it.target == Target::Item(kind));
            let codes = of_kind.map(|it| it.code.as_str()).collect();
            let found = inventory::ids_by_codes(tx, kind, &codes).await?;
            let ids: Vec<ItemId> = found.into_values().collect();
            let mut labels = inventory::labels_in(tx, &ids).await?;
            labels.retain(|id, it| it.may_open(ctx, *id));
            present.ids.extend(labels.into_iter().map(|(id, it)| ((kind, it.code), id)));
        }
        let ids: Vec<ItemId> = present.ids.values().copied().collect();
        for (need, label) in inventory::needs_in(tx, &ids).await? {
            let on = reference(label.kind, &label.code);
            let (max_gap, kind) = (need.strength.max_gap(), need.kind);
            let document = NeedDocument { on: on.clone(), kind, max_gap, note: need.note };
            present.needs.entry(need.from_id).or_default().insert(on, document);
        }
        Ok(present)
    }
}

/// What the record of a draft would need, each thing once, or what of it is not there.
fn needed(
    draft: &Draft,
    own: &str,
    targets: &Targets,
    before: &BTreeMap<String, NeedDocument>,
) -> std::result::Result<BTreeMap<String, NeedDocument>, Vec<FieldProblem>> {
    let mut found: BTreeMap<String, NeedDocument> = BTreeMap::new();
    let mut problems = Vec::new();
    for need in draft.needs.iter().flatten() {
        match targets.named(&need.on, before) {
            Some(on) if on == own => {}
            Some(on) => {
                let new = || NeedDocument {
                    on: on.clone(),
                    kind: need.kind,
                    max_gap: None,
                    note: String::new(),
                };
                let document = before.get(on).cloned();
                found.entry(on.clone()).or_insert_with(|| document.unwrap_or_else(new));
            }
            None if need.is_optional => {}
            None => {
                let reason = format!("There is nothing called “{}”.", need.on);
                problems.push(FieldProblem::new("needs", reason));
            }
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

async fn write_needs(
    tx: &Tx,
    ctx: &Ctx,
    wanted: &BTreeMap<ItemId, Vec<NeedDocument>>,
    events: &mut Vec<Event>,
) -> Result<()> {
    let ids: Vec<ItemId> = wanted.keys().copied().collect();
    let items = inventory::by_ids(tx, &ids).await?;
    let items = items.into_iter().map(|it| (it.id, it)).collect();
    let problems = inventory::put_needs_noting(tx, ctx, wanted, &items, events).await?;
    let problems: Vec<FieldProblem> = problems.into_iter().map(|(_, it)| it).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// The records that drafts are about, as documents, as far as they are there and may be seen.
async fn existing(
    tx: &Tx,
    ctx: &Ctx,
    drafts: &[Draft],
) -> Result<BTreeMap<(Kind, String), ItemDocument>> {
    let mut ids = Vec::new();
    for &kind in Kind::ALL {
        let of_kind = drafts.iter().filter(|it| it.target == Target::Item(kind));
        let codes = of_kind.map(|it| it.code.as_str()).collect();
        ids.extend(inventory::ids_by_codes(tx, kind, &codes).await?.into_values());
    }
    let mut items = inventory::by_ids(tx, &ids).await?;
    items.retain(|it| inventory::reads(ctx, it));
    let documents = inventory::documents_in(tx, &items).await?;
    Ok(documents.into_iter().map(|it| ((it.kind, it.code.clone()), it)).collect())
}

/// What a draft says of its record, or why it says nothing.
fn document(
    draft: &Draft,
    agency: Option<&String>,
    there: &BTreeMap<(Kind, String), ItemDocument>,
) -> std::result::Result<ItemDocument, Vec<FieldProblem>> {
    if let Some(reason) = &draft.problem {
        return Err(vec![FieldProblem::new("row", reason.clone())]);
    }
    let Target::Item(kind) = draft.target else {
        return Err(vec![FieldProblem::new("row", "This is no item.")]);
    };
    let mut typed = draft.typed.clone();
    if let Some(agency) = agency {
        typed.insert("agency".to_owned(), agency.clone());
    }
    let document = match there.get(&(kind, draft.code.clone())) {
        Some(base) => ItemDocument::typed(base, &typed),
        None => {
            for field in ["name", "agency"] {
                typed.entry(field.to_owned()).or_default();
            }
            ItemDocument::typed(&ItemDocument::new(kind, "", &draft.code, ""), &typed)
        }
    };
    document.map_err(|problems| problems.into_iter().map(|it| quoting(draft, it)).collect())
}

/// How much of a cell is quoted.
const QUOTED_CHARS_MAX: usize = 60;

/// A problem with the cell that it is about, if that says anything.
fn quoting(draft: &Draft, problem: FieldProblem) -> FieldProblem {
    let text = draft.typed.get(problem.field.as_ref()).map_or("", String::as_str);
    if text.is_empty() {
        return problem;
    }
    // PostgreSQL keeps no zero byte in its documents.
    let mut quoted: String = text.chars().take(QUOTED_CHARS_MAX).filter(|it| *it != '\0').collect();
    if QUOTED_CHARS_MAX < text.chars().count() {
        quoted.push('…');
    }
    let number = match draft.no_numbers.contains(problem.field.as_ref()) {
        true => " A number alone will do, too: the header says what it counts.",
        false => "",
    };
    let reason = format!("“{quoted}” is not understood. {}{number}", problem.reason);
    FieldProblem::new(problem.field, reason)
}

fn verdict(
    draft: &Draft,
    (plan, document): (&Plan, &ItemDocument),
    there: &BTreeMap<(Kind, String), ItemDocument>,
) -> Verdict {
    let (what, reasons) = match plan {
        Plan::Add(_) => (What::Add, Vec::new()),
        Plan::Change { before, after } => {
            let base = there.get(&(document.kind, document.code.clone()));
            let reasons = base.map(|it| changes((it, before), (document, after)));
            (What::Change, reasons.unwrap_or_default())
        }
        Plan::Same(_) => (What::Same, Vec::new()),
        Plan::Refuse(problems) => return refusal(draft, problems.clone()),
    };
    let Draft { number, line, code, .. } = draft;
    Verdict { number: *number, line: *line, code: code.clone(), what, reasons }
}

fn refusal(draft: &Draft, problems: Vec<FieldProblem>) -> Verdict {
    let reasons = problems.into_iter().map(|it| (it.field.into_owned(), it.reason.into_owned()));
    Verdict {
        number: draft.number,
        line: draft.line,
        code: draft.code.clone(),
        what: What::Refuse,
        reasons: reasons.collect(),
    }
}

/// Tells one record from another in a few bytes.
fn key(kind: Kind, code: &str) -> u128 {
    let digest: [u8; 32] = Sha256::digest(reference(kind, code)).into();
    let (first, _) = digest.split_at(16);
    first.iter().fold(0, |key, byte| key << 8 | u128::from(*byte))
}
