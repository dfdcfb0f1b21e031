//! Looking at runs.

use db::Tx;
use tokio::sync::watch;

use super::reach::Reach;
use super::read::{self, reads};
use super::run::{Assumed, Ran, Run, RunLine};
use super::scenario::Scenario;
use super::{run_store, store};
use crate::actor::Permission;
use crate::ids::{ItemId, RunId, ScenarioId};
use crate::prepare::inventory::{self, Kind};
use crate::progress::Progress;
use crate::{Ctx, Error, Page, Paging, Result, events};

/// Among how many of the newest runs those are looked for that are worth comparing.
const NEWEST_MAX: u32 = 20;

/// One run, as far as the actor may see it, with its scenario as that is now. What it lost and the
/// actor may not see is left out; its results are asked for by themselves.
pub async fn show_run(ctx: &Ctx, id: RunId) -> Result<(Run, Scenario)> {
    let reach = Reach::of(ctx).await?;
    let tx = ctx.read().await?;
    let (run, scenario) = find_readable(&tx, ctx, id).await?;
    let run = seen(&tx, (ctx, &reach), vec![run], &scenario).await?.pop();
    Ok((run.ok_or(Error::NotFound("run"))?, scenario))
}

/// One page of the runs of a scenario, the newest first.
pub async fn list_runs(ctx: &Ctx, id: ScenarioId, paging: Paging) -> Result<Page<RunLine>> {
    let tx = ctx.read().await?;
    read::find_readable(&tx, ctx, id).await?;
    run_store::list(&tx, id, paging).await
}

/// The newest run without what a scenario assumes, and the newest one with it, of the scenario as it
/// is now and among the newest runs: to compare them.
pub async fn with_and_without(
    ctx: &Ctx,
    scenario: &Scenario,
) -> Result<(Option<RunLine>, Option<RunLine>)> {
    let newest = Paging { number: 1, size: NEWEST_MAX };
    let mut runs = list_runs(ctx, scenario.id, newest).await?.items;
    runs.retain(|it| it.scenario_version == scenario.version);
    let of = |is_without: bool| runs.iter().find(|it| it.is_without_changes == is_without).copied();
    Ok((of(true), of(false)))
}

/// A run without what its scenario assumes, and the one with it that was started after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The scenario as it is now.
    pub scenario: Scenario,
    /// The run without.
    pub without: Run,
    /// The run with it, of the same version of the scenario. None: there is none so far.
    pub with: Option<Run>,
}

/// The run called `id`, which must be one without what its scenario assumes, and the first one with
/// it after it, among the newest runs.
pub async fn pair(ctx: &Ctx, id: RunId) -> Result<Pair> {
    let (without, scenario) = show_run(ctx, id).await?;
    if !without.scenario.is_without_changes {
        return Err(Error::NotFound("run"));
    }
    let newest = Paging { number: 1, size: NEWEST_MAX };
    let runs = list_runs(ctx, scenario.id, newest).await?.items;
    let follows = |it: &&RunLine| {
        !it.is_without_changes
            && it.scenario_version == without.scenario.version
            && without.created_at <= it.created_at
    };
    let with = match runs.iter().rev().find(follows) {
        Some(it) => Some(show_run(ctx, it.id).await?.0),
        None => None,
    };
    Ok(Pair { scenario, without, with })
}

/// At most `n_max` of the runs of a scenario, in the order of their ids, after `after`: for programs.
pub async fn runs_after(
    ctx: &Ctx,
    id: ScenarioId,
    after: Option<RunId>,
    n_max: u64,
) -> Result<Vec<Run>> {
    let reach = Reach::of(ctx).await?;
    let tx = ctx.read().await?;
    let scenario = read::find_readable(&tx, ctx, id).await?;
    let runs = run_store::list_after(&tx, id, (after, n_max)).await?;
    seen(&tx, (ctx, &reach), runs, &scenario).await
}

/// Whether anything happened since a run that may change what it would find out: to the inventory, to
/// impact analyses, to business calendars, to the settings, or to the scenario itself.
pub async fn things_changed(ctx: &Ctx, run: &Run, scenario: &Scenario) -> Result<bool> {
    let Some(seq) = run.seq else { return Ok(false) };
    if scenario.version != run.scenario.version {
        return Ok(true);
    }
    let mut kinds: Vec<&str> = Kind::ALL.iter().map(|it| it.code()).collect();
    // Agencies below another one share its seats.
    kinds.extend(["need", "analysis", "setting", "agency"]);
    // They say when crews come that are called in business hours.
    kinds.push("calendar");
    events::any_after(&*ctx.read().await?, seq, &kinds).await
}

/// How far a run is, as it goes on, of one that the actor may see. None if it is not under way here.
pub fn watch_run(ctx: &Ctx, run: &Run) -> Option<watch::Receiver<Progress>> {
    ctx.platform.progress.watch(run.id.into(), run.person_id)
}

/// The runs without what they name and the actor may not see.
async fn seen(
    tx: &Tx,
    (ctx, reach): (&Ctx, &Reach),
    runs: Vec<Run>,
    scenario: &Scenario,
) -> Result<Vec<Run>> {
    let all = |it: &Run| {
        let lost = it.scenario.lost.iter().chain(&it.scenario.alone);
        let parts = lost.chain(&it.scenario.sites_in_areas);
        let changed = it.scenario.changes.iter().filter_map(|it| it.item_id);
        parts.filter_map(|it| it.id).chain(changed).collect::<Vec<ItemId>>()
    };
    let mut ids: Vec<ItemId> = runs.iter().flat_map(all).collect();
    ids.sort_unstable();
    ids.dedup();
    let labels = inventory::labels_in(tx, &ids).await?;
    let writes = ctx.actor.may(Permission::WriteInventory, scenario.place());
    let opens = |id: Option<ItemId>| match id {
        Some(id) => labels.get(&id).is_some_and(|label| label.may_open(ctx, id)),
        None => writes,
    };
    // What they may name they see named; what an area holds of others is only counted.
    let names = |id: Option<ItemId>| opens(id) || id.is_some_and(|it| reach.holds_id(it));
    let seen = |mut run: Run| {
        run.scenario.lost.retain(|it| names(it.id));
        run.scenario.alone = run.scenario.alone.filter(|it| names(it.id));
        run.scenario.sites_in_areas.retain(|it| opens(it.id));
        run.scenario.changes.retain(|it| names(it.item_id));
        run
    };
    Ok(runs.into_iter().map(seen).collect())
}

/// The run called `id` and its scenario. What it found out is asked for by itself. One of a scenario
/// that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: RunId) -> Result<(Run, Scenario)> {
    let run = run_store::find(tx, id).await?.ok_or(Error::NotFound("run"))?;
    let scenario = store::find(tx, run.scenario_id).await?.filter(|it| reads(ctx, it));
    Ok((run, scenario.ok_or(Error::NotFound("run"))?))
}

impl Ran {
    /// The ids of all that was lost by name or in an area, and was in use.
    pub fn ids(&self) -> Vec<ItemId> {
        let lost = self.lost.iter().chain(&self.alone);
        lost.chain(&self.sites_in_areas).filter_map(|it| it.id).collect()
    }

    /// Whether what it assumes is a copy at a site that was lost, too: then nothing took over.
    pub fn loses_copy(&self, it: &Assumed) -> bool {
        it.site_id.is_some_and(|site| self.ids().contains(&site))
    }
}
