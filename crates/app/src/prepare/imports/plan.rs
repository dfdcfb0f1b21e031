//! What would become of drafts that are about items: the same in a dry run and in a commit.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sha2::{Digest as _, Sha256};

use super::drafts::{Draft, named};
use super::mapping::Target;
use super::verdict::{Verdict, What};
use crate::ids::ItemId;
use crate::people::agencies;
use crate::prepare::inventory::{self, ItemDocument, Kind, NeedDocument, Plan, reference};
use crate::{Ctx, FieldProblem, Result};

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
    /// Rows of which it is known beforehand that they cannot be put in, and why.
    foreseen: BTreeMap<u64, Verdict>,
}

impl Planner {
    /// A planner that knows of some rows that they cannot be put in.
    pub(super) fn foreseeing(verdicts: Vec<Verdict>) -> Planner {
        let foreseen = verdicts.into_iter().map(|it| (it.number, it)).collect();
        Planner { foreseen, ..Planner::default() }
    }

    /// What would become of each draft, in their order.
    pub(super) async fn plan(
        &mut self,
        tx: &Tx,
        ctx: &Ctx,
        drafts: &[Draft],
    ) -> Result<(Vec<Verdict>, Vec<Plan>)> {
        let there = existing(tx, drafts).await?;
        let names: BTreeSet<&str> =
            drafts.iter().filter_map(|it| it.agency_if_known.as_deref()).collect();
        let known = agencies::ids_by_name(tx, &names).await?;
        let mut documents = Vec::with_capacity(drafts.len());
        let mut said: Vec<std::result::Result<usize, Vec<FieldProblem>>> = Vec::new();
        let mut in_batch = BTreeSet::new();
        for draft in drafts {
            let is_known = |it: &&String| known.contains_key(it.as_str());
            let agency = draft.agency_if_known.as_ref().filter(is_known);
            said.push(match document(draft, agency, &there) {
                Ok(_) if self.foreseen.contains_key(&draft.number) => Err(Vec::new()),
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
                    .map_or_else(|| refusal(draft, Vec::new()), |plan| verdict(draft, plan)),
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
        if draft.needs.as_ref().is_some_and(|it| !it.is_empty()) {
            self.undecided.insert(draft.number, verdict.what);
        }
        if let (Some(_), Some(name), Target::Item(kind)) =
            (&draft.needs, draft.typed.get("name"), draft.target)
            && verdict.what != What::Refuse
        {
            self.names.entry(key(kind, &db::fold(name))).or_insert_with(|| draft.code.clone());
        }
        match (verdict.what, draft.target) {
            (What::Refuse, _) => self.refused.insert(draft.number),
            (_, Target::Item(kind)) => self.seen.insert(key(kind, &draft.code)),
            (_, Target::Agency) => false,
        };
    }

    /// Says of each draft that needs something which is not there what that is, and what was said
    /// of it before; of the others, makes the needs what the file says, if `writes`.
    pub(super) async fn needs(
        &mut self,
        tx: &Tx,
        ctx: &Ctx,
        drafts: &[Draft],
        writes: bool,
    ) -> Result<Vec<(What, Verdict)>> {
        let wanted: Vec<&Draft> = drafts
            .iter()
            .filter(|it| it.needs.is_some() && !self.refused.contains(&it.number))
            .collect();
        let targets = self.targets(tx, &wanted).await?;
        let mut late = Vec::new();
        let mut documents: BTreeMap<(Kind, &str), Vec<NeedDocument>> = BTreeMap::new();
        for draft in wanted {
            let Target::Item(kind) = draft.target else { continue };
            let own = reference(kind, &draft.code);
            let mut found: Vec<NeedDocument> = Vec::new();
            let mut problems = Vec::new();
            for need in draft.needs.iter().flatten() {
                match targets.get(&need.on).cloned() {
                    Some(on) if on == own || found.iter().any(|it| it.on == on) => {}
                    Some(on) => found.push(NeedDocument {
                        on,
                        kind: need.kind,
                        max_gap: None,
                        note: String::new(),
                    }),
                    None if need.is_optional => {}
                    None => {
                        let reason = format!("There is nothing called “{}”.", need.on);
                        problems.push(FieldProblem::new("needs", reason));
                    }
                }
            }
            if problems.is_empty() {
                documents.insert((kind, &draft.code), found);
            } else {
                // Whoever needs this one needs something that will not be there.
                self.refused.insert(draft.number);
                self.seen.remove(&key(kind, &draft.code));
                let was = self.undecided.remove(&draft.number).unwrap_or(What::Refuse);
                late.push((was, refusal(draft, problems)));
            }
        }
        if writes && late.is_empty() {
            write_needs(tx, ctx, documents).await?;
        }
        Ok(late)
    }

    /// What each text of a need names, as kind and code.
    async fn targets(&self, tx: &Tx, drafts: &[&Draft]) -> Result<BTreeMap<String, String>> {
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
                            let codes = [Some(code.clone()), here, there].into_iter().flatten();
                            codes.map(move |code| (kind, code))
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
        let mut there: BTreeSet<(Kind, String)> = BTreeSet::new();
        for (kind, codes) in by_kind {
            let found = inventory::ids_by_codes(tx, kind, &codes).await?;
            there.extend(found.into_keys().map(|code| (kind, code)));
        }
        let is_there =
            |it: &&(Kind, String)| there.contains(*it) || self.seen.contains(&key(it.0, &it.1));
        let found = candidates.iter().filter_map(|(text, candidates)| {
            let (kind, code) = candidates.iter().find(is_there)?;
            Some(((*text).to_owned(), reference(*kind, code)))
        });
        Ok(found.collect())
    }
}

async fn write_needs(
    tx: &Tx,
    ctx: &Ctx,
    documents: BTreeMap<(Kind, &str), Vec<NeedDocument>>,
) -> Result<()> {
    let mut wanted = BTreeMap::new();
    for &kind in Kind::ALL {
        let of_kind = documents.keys().filter(|it| it.0 == kind).map(|it| it.1);
        for (code, id) in inventory::ids_by_codes(tx, kind, &of_kind.collect()).await? {
            if let Some(needs) = documents.get(&(kind, code.as_str())) {
                wanted.insert(id, needs.clone());
            }
        }
    }
    let ids: Vec<ItemId> = wanted.keys().copied().collect();
    let items = inventory::by_ids(tx, &ids).await?;
    let items = items.into_iter().map(|it| (it.id, it)).collect();
    let problems = inventory::put_needs(tx, ctx, &wanted, &items).await?;
    let problems: Vec<FieldProblem> = problems.into_iter().map(|(_, it)| it).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// The records that drafts are about, as documents, as far as they are there.
async fn existing(tx: &Tx, drafts: &[Draft]) -> Result<BTreeMap<(Kind, String), ItemDocument>> {
    let mut ids = Vec::new();
    for &kind in Kind::ALL {
        let of_kind = drafts.iter().filter(|it| it.target == Target::Item(kind));
        let codes = of_kind.map(|it| it.code.as_str()).collect();
        ids.extend(inventory::ids_by_codes(tx, kind, &codes).await?.into_values());
    }
    let items = inventory::by_ids(tx, &ids).await?;
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
    match there.get(&(kind, draft.code.clone())) {
        Some(base) => ItemDocument::typed(base, &typed),
        None => {
            for field in ["name", "agency"] {
                typed.entry(field.to_owned()).or_default();
            }
            ItemDocument::typed(&ItemDocument::new(kind, "", &draft.code, ""), &typed)
        }
    }
}

fn verdict(draft: &Draft, plan: &Plan) -> Verdict {
    let what = match plan {
        Plan::Add(_) => What::Add,
        Plan::Change { .. } => What::Change,
        Plan::Same(_) => What::Same,
        Plan::Refuse(problems) => return refusal(draft, problems.clone()),
    };
    let Draft { number, line, code, .. } = draft;
    Verdict { number: *number, line: *line, code: code.clone(), what, reasons: Vec::new() }
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
