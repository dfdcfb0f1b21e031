//! What is there already: how far the inventory, analyses, risks, strategies and plans of an agency
//! and of all below it are.

use std::collections::BTreeSet;

use crate::actor::Actor;
use crate::assure::projects;
use crate::ids::{AgencyId, ItemId};
use crate::people::agencies;
use crate::people::policies;
use crate::plans::plan;
use crate::prepare::inventory::Kind;
use crate::prepare::{impact, risks, strategies};
use crate::prove::recovery;
use crate::{Ctx, Paging, Result};

/// So many records are looked at at a time.
const BATCH: u64 = 500;

/// What data says of a programme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// A policy in force that binds the agency, by name.
    pub policy: Option<String>,
    /// Whether it names a contact and an alternate who can be reached.
    pub has_contacts: bool,
    /// A project with milestones that is under way there, by name.
    pub project: Option<String>,
    /// How many of its services are essential.
    pub n_essential: u64,
    /// How many of them have an impact analysis in force.
    pub n_analyzed: u64,
    /// How many of them have an approved strategy.
    pub n_with_strategy: u64,
    /// How many of them no plan in force is about.
    pub n_uncovered: u64,
    /// How many risks are written down and not closed.
    pub n_risks: u64,
    /// How many of those are more than a draft.
    pub n_assessed: u64,
    /// How many plans are in force.
    pub n_in_force: u64,
    /// How many of those were tested.
    pub n_tested: u64,
    /// For how many of them the test was waived.
    pub n_waived: u64,
}

/// What data says of the programme of an agency. These are figures about the agency, the same for
/// whoever may see how it stands: the caller has shown that the actor may.
pub(super) async fn facts(ctx: &Ctx, agency: AgencyId) -> Result<Facts> {
    let ctx = &Ctx { actor: Actor::platform(), ..ctx.clone() };
    // It may bring recovery analysis up to date, so it comes before anybody looks.
    let essential = recovery::essential(ctx).await?;
    let (below, above) = {
        let tx = ctx.read().await?;
        (agencies::subtree_ids(&tx, agency).await?, agencies::with_above(&tx, agency).await?)
    };
    let essential: BTreeSet<ItemId> =
        essential.into_iter().filter(|it| below.contains(&it.1)).map(|it| it.0).collect();
    let analyzed = impact::approved_targets(&*ctx.read().await?).await?;
    let analyzed: BTreeSet<ItemId> = analyzed.into_iter().map(|it| it.0).collect();
    let with_strategy = with_strategy(ctx, &below).await?;
    let n_uncovered = plan::n_uncovered(ctx, Some(&below)).await?;
    let n_risks = |states: Vec<risks::State>| risks::Query {
        agencies: Some(below.clone()),
        states,
        ..risks::Query::default()
    };
    let assessed = vec![risks::State::Assessed, risks::State::Treating, risks::State::Accepted];
    let all = assessed.iter().copied().chain([risks::State::Draft]).collect();
    let has_contacts = agencies::is_reachable(&*ctx.read().await?, agency).await?;
    let plans = plans(ctx, &below).await?;
    Ok(Facts {
        policy: policy(ctx, &above).await?,
        has_contacts,
        project: projects::under_way(ctx, &below).await?,
        n_essential: essential.len() as u64,
        n_analyzed: essential.intersection(&analyzed).count() as u64,
        n_with_strategy: essential.intersection(&with_strategy).count() as u64,
        n_uncovered: n_uncovered as u64,
        n_risks: risks::count(ctx, &n_risks(all)).await?,
        n_assessed: risks::count(ctx, &n_risks(assessed)).await?,
        ..plans
    })
}

/// The name of a policy in force of one of these agencies: one about continuity, if there is one.
async fn policy(ctx: &Ctx, agencies: &BTreeSet<AgencyId>) -> Result<Option<String>> {
    let query = policies::Query {
        agencies: Some(agencies.clone()),
        paging: Paging { number: 1, size: Paging::SIZE_MAX },
        ..policies::Query::default()
    };
    let found = policies::list(ctx, &query).await?.items;
    let mut in_force: Vec<String> =
        found.into_iter().filter(|it| it.in_force.is_some()).map(|it| it.name).collect();
    in_force.sort_by_cached_key(|it| {
        let folded = db::fold(it);
        (!folded.contains("continuity"), folded)
    });
    Ok(in_force.into_iter().next())
}

/// The services that an approved strategy is for.
async fn with_strategy(ctx: &Ctx, agencies: &BTreeSet<AgencyId>) -> Result<BTreeSet<ItemId>> {
    let query = strategies::Query {
        agencies: Some(agencies.clone()),
        states: vec![strategies::State::Approved],
        kind: Some(Kind::Service),
        ..strategies::Query::default()
    };
    let (mut found, mut after) = (BTreeSet::new(), None);
    loop {
        let some = strategies::list_after(ctx, &query, after, BATCH).await?;
        let Some(last) = some.last() else { return Ok(found) };
        after = Some(last.id);
        found.extend(some.iter().map(|it| it.item_id));
    }
}

/// How many plans are in force, and how they were tested.
async fn plans(ctx: &Ctx, agencies: &BTreeSet<AgencyId>) -> Result<Facts> {
    let query = plan::Query { agencies: Some(agencies.clone()), ..plan::Query::default() };
    let (mut facts, mut after) = (Facts::default(), None);
    loop {
        let some = plan::list_after(ctx, &query, after, BATCH).await?;
        let Some(last) = some.last() else { return Ok(facts) };
        after = Some(last.id);
        for it in some.iter().filter(|it| it.standing.is_in_force()) {
            facts.n_in_force += 1;
            match &it.test {
                Some(test) if test.on.is_some() => facts.n_tested += 1,
                Some(_) => facts.n_waived += 1,
                None => {}
            }
        }
    }
}
