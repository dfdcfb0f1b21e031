//! Advisories into files, and out of them again. What is marked TLP:RED never leaves.

use std::collections::BTreeSet;

use chrono::SubsecRound as _;
use db::Tx;

use super::file::AdvisoryFile;
use super::read::{Query, Sight, documents_in};
use super::write::{advisory_event, save};
use super::{Advisory, State, store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{AdvisoryId, AgencyId, PartnerId};
use crate::people::agencies;
use crate::people::partners::{self, Partner, Tlp};
use crate::{Ctx, FieldProblem, Result};

/// How many are read at a time.
const BATCH: u64 = 500;

/// Every advisory that the actor may see, for files.
///
/// What is marked TLP:RED is for those who are named, and who may open the files is not known: it is
/// left out. So is what names only partners that are none any more: nobody can open that, and without
/// their names it would be for everybody.
pub(crate) async fn all_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<AdvisoryFile>> {
    Ok(taken(tx, ctx).await?.0)
}

/// How many advisories that the actor may see are left out of files.
pub async fn n_left_out(ctx: &Ctx) -> Result<usize> {
    Ok(taken(&*ctx.read().await?, ctx).await?.1)
}

/// What comes along, and how many do not.
async fn taken(tx: &Tx, ctx: &Ctx) -> Result<(Vec<AdvisoryFile>, usize)> {
    let actor = &ctx.actor;
    let sight = Sight {
        reads: actor.scope(Permission::ReadPartners),
        writes: actor.scope(Permission::WritePartners),
    };
    let (mut files, mut n_left_out, mut after) = (Vec::new(), 0, None);
    loop {
        let found = store::list_after(tx, &sight, &Query::default(), (after, BATCH)).await?;
        let Some(last) = found.last() else { return Ok((files, n_left_out)) };
        after = Some(last.id);
        let named = found.iter().flat_map(|it| it.partners.iter().copied()).collect();
        let named = partners::by_ids(tx, &named).await?;
        let reads = |it: &&Partner| actor.may(Permission::ReadPartners, it.agency_id);
        let in_use: BTreeSet<PartnerId> = named
            .iter()
            .filter(|it| it.retired_at.is_none())
            .filter(reads)
            .map(|it| it.id)
            .collect();
        for it in found {
            let kept: BTreeSet<PartnerId> = it.partners.intersection(&in_use).copied().collect();
            if it.tlp == Tlp::Red || kept.is_empty() != it.partners.is_empty() {
                n_left_out += 1;
                continue;
            }
            let it = Advisory { partners: kept, ..it };
            let documents = documents_in(tx, std::slice::from_ref(&it)).await?;
            files.extend(documents.into_iter().map(|document| AdvisoryFile::of(&it, document)));
        }
    }
}

/// Makes advisories what files say, also whether partners can open them; others stay. Nobody is told. Says
/// how many are new, and how many other than before.
pub(crate) async fn restore_all(
    tx: &Tx,
    ctx: &Ctx,
    all: &[AdvisoryFile],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    for file in all {
        let code = file.code.trim();
        let before = store::by_code(tx, code).await?;
        let next = said(tx, ctx, (before.as_ref(), file)).await;
        let next = next.map_err(|it| it.within(&format!("advisory:{code}")))?;
        let Some(before) = before else {
            store::insert(tx, &next).await?;
            let event = advisory_event(Action::AdvisoryAdded, &next).to(file);
            events::record(tx, ctx, event).await?;
            n_added += 1;
            continue;
        };
        if next == before {
            continue;
        }
        ctx.require(Permission::WritePartners, before.agency_id)?;
        let action = match (before.state, next.state) {
            (was, State::Shared) if was != State::Shared => Action::AdvisoryShared,
            (was, State::Withdrawn) if was != State::Withdrawn => Action::AdvisoryWithdrawn,
            _ => Action::AdvisoryChanged,
        };
        save(tx, ctx, action, (before, Advisory { updated_at: ctx.now, ..next })).await?;
        n_changed += 1;
    }
    Ok((n_added, n_changed))
}

/// The advisory that a file describes, which was so `before`.
async fn said(
    tx: &Tx,
    ctx: &Ctx,
    (before, file): (Option<&Advisory>, &AdvisoryFile),
) -> Result<Advisory> {
    let mut problems = file.problems();
    if before.is_some_and(|it| it.tlp == Tlp::Red) {
        let reason = "It is marked TLP:RED by now, and changed in the program only.";
        problems.push(FieldProblem::new("tlp", reason));
    }
    let agency_id = agency(tx, ctx, file, &mut problems).await?;
    let mut partners = named(tx, ctx, file, &mut problems).await?;
    let (Some(agency_id), true) = (agency_id, problems.is_empty()) else {
        return Err(problems.into());
    };
    if let Some(before) = before.filter(|_| !partners.is_empty()) {
        // Files leave out who is no partner any more.
        let there = partners::by_ids(tx, &before.partners).await?;
        partners.extend(there.iter().filter(|it| it.retired_at.is_some()).map(|it| it.id));
    }
    Ok(Advisory {
        id: before.map_or_else(AdvisoryId::new, |it| it.id),
        agency_id,
        code: file.code.trim().to_owned(),
        name: file.name.trim().to_owned(),
        tlp: file.tlp,
        source: file.source.trim().to_owned(),
        body: file.body.trim().to_owned(),
        partners,
        state: file.state,
        shared_at: file.shared_at.map(|it| it.trunc_subsecs(6)),
        updated_at: before.map_or(ctx.now, |it| it.updated_at),
        version: before.map_or(1, |it| it.version),
    })
}

async fn agency(
    tx: &Tx,
    ctx: &Ctx,
    file: &AdvisoryFile,
    problems: &mut Vec<FieldProblem>,
) -> Result<Option<AgencyId>> {
    let name = file.agency.trim();
    let found = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
    let found = found.filter(|it| ctx.actor.may(Permission::ReadAgencies, *it));
    match found {
        Some(id) if ctx.actor.may(Permission::WritePartners, id) => {}
        Some(_) => {
            problems.push(FieldProblem::new("agency", "You may not write advisories there."));
        }
        None => {
            let reason = format!("There is no agency called “{name}”.");
            problems.push(FieldProblem::new("agency", reason));
        }
    }
    Ok(found)
}

/// The partners that a file names. Whether their level still reaches the marking is asked when they open
/// it.
async fn named(
    tx: &Tx,
    ctx: &Ctx,
    file: &AdvisoryFile,
    problems: &mut Vec<FieldProblem>,
) -> Result<BTreeSet<PartnerId>> {
    let codes: BTreeSet<&str> = file.partners.iter().map(|it| it.trim()).collect();
    let mut found = partners::by_codes(tx, &codes).await?;
    found.retain(|it| ctx.actor.may(Permission::ReadPartners, it.agency_id));
    for code in codes {
        if !found.iter().any(|it| it.code == code) {
            let reason = format!("There is no partner called “{code}”.");
            problems.push(FieldProblem::new("partners", reason));
        }
    }
    Ok(found.into_iter().map(|it| it.id).collect())
}
