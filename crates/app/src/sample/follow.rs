//! What happens around the plans of the sample: who is told of them, what a reviewer says, and a plan
//! that is followed.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::waivers;
use crate::actor::{Actor, Held, Reach, Role};
use crate::people::persons;
use crate::plans::plan::{self, Plan, Query, Remark, Standing, VersionState};
use crate::prepare::inventory::{self, Kind};
use crate::respond::activations::{self, Call, Extent, TaskState};
use crate::{Ctx, Paging, Result};

/// How many plans have a list.
const LISTED: u32 = 6;

/// Who does something in it, by code.
pub(super) struct People {
    reviewer: Option<String>,
    commander: Option<String>,
}

/// Who does something in it.
pub(super) fn people(draft: &Draft) -> People {
    People {
        reviewer: draft.person("continuity-team", 0),
        commander: draft.person("public-safety", 4),
    }
}

/// Writes all of it, unless it is there.
pub(super) async fn write(ctx: &Ctx, people: &People) -> Result<()> {
    let plans = plans(ctx, Some(Standing::Active), None).await?;
    let Some(first) = plans.first() else { return Ok(()) };
    if !plan::readers(ctx, first.id).await?.is_empty() {
        return Ok(());
    }
    for it in &plans {
        listed(ctx, it).await?;
    }
    if let Some(reviewer) = named(ctx, people.reviewer.as_deref(), Role::ContinuityTeam).await? {
        said(ctx, &reviewer).await?;
    }
    if let Some(commander) =
        named(ctx, people.commander.as_deref(), Role::IncidentCommander).await?
    {
        followed(&commander, &plans).await?;
    }
    waivers::write(ctx, &plans).await
}

async fn plans(
    ctx: &Ctx,
    standing: Option<Standing>,
    draft_state: Option<VersionState>,
) -> Result<Vec<Plan>> {
    let plan_type = draft_state.is_none().then(|| "drp".to_owned());
    let paging = Paging { number: 1, size: LISTED };
    let query = Query { standing, draft_state, plan_type, paging, ..Query::default() };
    Ok(plan::list(ctx, &query).await?.items)
}

/// Somebody of the sample in a role.
async fn named(ctx: &Ctx, code: Option<&str>, role: Role) -> Result<Option<Ctx>> {
    let Some(code) = code else { return Ok(None) };
    let found = persons::by_codes(&*ctx.read().await?, &[code].into()).await?.pop();
    Ok(found.map(|it| as_person(ctx, &it, vec![Held { role, reach: Reach::State }])))
}

pub(super) fn as_person(ctx: &Ctx, it: &persons::Person, held: Vec<Held>) -> Ctx {
    let actor = Actor {
        person_id: it.id,
        name: it.name.clone(),
        agency_id: it.agency_id,
        held,
        on_behalf_of: None,
        via: None,
        limited_to: None,
    };
    Ctx::new(ctx.platform.clone(), actor, ctx.now)
}

/// A list for a plan: everybody with a duty, and a team of its agency. Every other of them has read it.
async fn listed(ctx: &Ctx, it: &Plan) -> Result<()> {
    let versions = plan::versions(ctx, it.id).await?;
    let Some(version) = versions.iter().find(|it| it.state == VersionState::Active) else {
        return Ok(());
    };
    let mut list: BTreeSet<String> =
        version.content.people().iter().map(|it| format!("person:{it}")).collect();
    let teams = inventory::Query {
        agencies: Some([it.agency_id].into()),
        paging: Paging { number: 1, size: 1 },
        ..inventory::Query::all(Kind::Team)
    };
    let teams = inventory::list(ctx, &teams).await?;
    list.extend(teams.items.iter().map(|it| inventory::reference(Kind::Team, &it.code)));
    plan::change_readers(ctx, it.id, it.version, &list).await?;
    let asked = plan::asks(ctx, it.id, &plan::AskQuery::default()).await?;
    for it in asked.items.iter().step_by(2) {
        let person = persons::show(ctx, it.ask.person_id).await?;
        plan::acknowledge(&as_person(ctx, &person, Vec::new()), it.ask.id).await?;
    }
    Ok(())
}

/// What a reviewer says about a plan that is being reviewed, and what its author answers.
async fn said(ctx: &Ctx, reviewer: &Ctx) -> Result<()> {
    let Some(it) = plans(ctx, None, Some(VersionState::InReview)).await?.into_iter().next() else {
        return Ok(());
    };
    let Some(version) = plan::versions(ctx, it.id).await?.into_iter().next() else { return Ok(()) };
    let mut sections = version.content.sections.iter().filter(|it| !it.text.is_empty());
    let remarks = [
        ("Say who decides while the director cannot be reached.", true),
        ("A picture of the way to the other site would help here.", false),
    ];
    for (text, is_required) in remarks {
        let Some(section) = sections.next() else { return Ok(()) };
        let section = section.key.clone();
        let remark = Remark { section, line: Some(1), text: text.to_owned(), is_required };
        let said = plan::comment(reviewer, it.id, version.number, &remark).await?;
        if !is_required {
            let answer = "The building manager draws one until Friday.";
            let author = persons::show(ctx, version.author_id).await?;
            let held = vec![Held { role: Role::PlanOwner, reach: Reach::State }];
            let author = as_person(ctx, &author, held);
            plan::reply(&author, it.id, said.id, answer).await?;
        }
    }
    Ok(())
}

/// A plan that is followed in part: some is done, and something is blocked.
async fn followed(commander: &Ctx, plans: &[Plan]) -> Result<()> {
    let Some(it) = plans.last() else { return Ok(()) };
    let call = Call {
        because: "A chilled water pipe burst above the server room; two racks are off.".to_owned(),
        extent: Some(Extent::Partial),
        ..Call::default()
    };
    let it = activations::call(commander, it.id, &call).await?;
    let tasks = activations::open(commander, it.id).await?.tasks;
    let said = [
        (TaskState::Done, "Two racks, dry by tomorrow."),
        (TaskState::Done, ""),
        (TaskState::Blocked, "The vendor brings a replacement power supply at 4 pm."),
    ];
    for (task, (state, note)) in tasks.iter().zip(said) {
        activations::change_task(commander, task.id, task.version, (state, note)).await?;
    }
    Ok(())
}
