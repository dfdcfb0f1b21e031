//! Merging two agencies into one, because they always were: the same agency, spelled two ways.

use db::Tx;
use serde_json::json;

use super::merge_store::Handed;
use super::read::{documents_in, find_readable};
use super::{Agency, merge_store, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::AgencyId;
use crate::people::access;
use crate::{Ctx, Error, Refusal, Result};

const ITSELF: Refusal = Refusal::new("agency.itself", "An agency cannot be merged into itself.");
const RETIRED: Refusal = Refusal::new("agency.retired", "One of the two is retired already.");
const HAS_CHILDREN: Refusal = Refusal::new(
    "agency.has_children",
    "Agencies below it are still in use. Merge or retire those first.",
);

/// How many records changed hands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// People who work for the other agency since.
    pub n_people: u64,
    /// Items of the inventory.
    pub n_items: u64,
    /// Roles that are held there since.
    pub n_roles: u64,
    /// Roles that ended, because whoever merged the two could not have given them there.
    pub n_ended: u64,
}

/// Makes `from` a further name of `into`: its names, people, items, analyses and roles move there,
/// and it is retired. `seen` is the version of `from` that the actor saw.
///
/// Roles that the actor could not give in `into`, and their own, end instead.
pub async fn merge(ctx: &Ctx, from: AgencyId, into: AgencyId, seen: i64) -> Result<Moved> {
    let tx = ctx.write().await?;
    // What this changes is wide: nobody changes a role or a record meanwhile.
    events::lock_last_seq(&tx).await?;
    let (old, new) = (find_readable(&tx, ctx, from).await?, find_readable(&tx, ctx, into).await?);
    ctx.require(Permission::WriteAgencies, from)?;
    ctx.require(Permission::WriteAgencies, into)?;
    if from == into {
        return Err(ITSELF.into());
    }
    if old.version != seen {
        return Err(Error::Stale("agency"));
    }
    if old.retired_at.is_some() || new.retired_at.is_some() {
        return Err(RETIRED.into());
    }
    let below = store::below(&tx, &old.path).await?;
    if below.iter().any(|it| it.id != from && it.retired_at.is_none()) {
        return Err(HAS_CHILDREN.into());
    }
    let before = documents_in(&tx, std::slice::from_ref(&old)).await?.into_iter().next();
    store::hand_over_names(&tx, (from, into), &old.code).await?;
    let (moved, mut events) = hand_over(&tx, ctx, (&old, &new)).await?;
    db::search::remove(&tx, from.into()).await?;
    db::search::hand_over(&tx, from.into(), into.into()).await?;
    let into_code = new.code.clone();
    let contacts = (old.primary_contact_id, old.alternate_contact_id);
    store::update(&tx, Agency { retired_at: Some(ctx.now), updated_at: ctx.now, ..old }).await?;
    // A contact who was named is better than none. What was there stays.
    let new = Agency {
        primary_contact_id: new.primary_contact_id.or(contacts.0),
        alternate_contact_id: new.alternate_contact_id.or(contacts.1),
        updated_at: ctx.now,
        ..new
    };
    let new = store::update(&tx, new).await?;
    super::put::index_again(&tx, &new).await?;
    let event = Event::new(Action::AgencyMerged, Subject::new("agency", from)).in_agency(into);
    let after = json!({
        "into": into_code,
        "n_people": moved.n_people,
        "n_items": moved.n_items,
        "n_roles": moved.n_roles,
        "n_ended": moved.n_ended,
    });
    events.push(event.from(&before).to(&after));
    events::record_all(&tx, ctx, events).await?;
    tx.commit().await?;
    Ok(moved)
}

/// Hands over what belongs to `old`, and says of each thing that it was.
async fn hand_over(
    tx: &Tx,
    ctx: &Ctx,
    (old, new): (&Agency, &Agency),
) -> Result<(Moved, Vec<Event>)> {
    let ids = (old.id, new.id);
    let mut events = access::hand_over(tx, ctx, ids).await?;
    let n_ended = events.iter().filter(|it| it.action == Action::GrantEnded).count();
    let n_roles = events.len() - n_ended;
    let persons = merge_store::hand_over_persons(tx, ids, ctx.now).await?;
    let items = merge_store::hand_over_items(tx, ids, ctx.now).await?;
    let investments = merge_store::hand_over_investments(tx, ids, ctx.now).await?;
    let risks = merge_store::hand_over_risks(tx, ids, ctx.now).await?;
    let scenarios = merge_store::hand_over_scenarios(tx, ids, ctx.now).await?;
    let plans = merge_store::hand_over_plans(tx, ids, ctx.now).await?;
    merge_store::follow_plans(tx, ids).await?;
    let disruptions = merge_store::hand_over_disruptions(tx, ids, ctx.now).await?;
    let objectives = merge_store::hand_over_objectives(tx, ids, ctx.now).await?;
    let lessons = merge_store::hand_over_lessons(tx, ids, ctx.now).await?;
    let projects = merge_store::hand_over_projects(tx, ids, ctx.now).await?;
    let parts = merge_store::hand_over_programme(tx, ids, ctx.now).await?;
    let compliances = merge_store::hand_over_compliances(tx, ids, ctx.now).await?;
    let policies = merge_store::hand_over_policies(tx, ids, ctx.now).await?;
    let meetings = merge_store::hand_over_meetings(tx, ids, ctx.now).await?;
    let partners = merge_store::hand_over_partners(tx, ids, ctx.now).await?;
    let advisories = merge_store::hand_over_advisories(tx, ids, ctx.now).await?;
    merge_store::follow_agency(tx, ids).await?;
    let moved = Moved {
        n_people: persons.len() as u64,
        n_items: items.len() as u64,
        n_roles: n_roles as u64,
        n_ended: n_ended as u64,
    };
    let event = |action: Action, it: Handed| {
        let described =
            |agency: &Agency| json!({ "code": it.code, "name": it.name, "agency": agency.code });
        let (before, after) = (described(old), described(new));
        Event::new(action, Subject::new(it.kind, it.id)).in_agency(new.id).from(&before).to(&after)
    };
    events.extend(persons.into_iter().map(|it| event(Action::PersonChanged, it)));
    events.extend(items.into_iter().map(|it| event(Action::ItemChanged, it)));
    events.extend(investments.into_iter().map(|it| event(Action::InvestmentChanged, it)));
    events.extend(risks.into_iter().map(|it| event(Action::RiskChanged, it)));
    events.extend(scenarios.into_iter().map(|it| event(Action::ScenarioChanged, it)));
    events.extend(plans.into_iter().map(|it| event(Action::PlanChanged, it)));
    events.extend(disruptions.into_iter().map(|it| event(Action::DisruptionChanged, it)));
    events.extend(objectives.into_iter().map(|it| event(Action::ObjectiveChanged, it)));
    events.extend(lessons.into_iter().map(|it| event(Action::LessonChanged, it)));
    events.extend(projects.into_iter().map(|it| event(Action::ProjectChanged, it)));
    events.extend(parts.into_iter().map(|it| event(Action::ProgrammePartChanged, it)));
    events.extend(compliances.into_iter().map(|it| event(Action::ComplianceChanged, it)));
    events.extend(policies.into_iter().map(|it| event(Action::PolicyChanged, it)));
    events.extend(meetings.into_iter().map(|it| event(Action::SeriesChanged, it)));
    events.extend(partners.into_iter().map(|it| event(Action::PartnerChanged, it)));
    events.extend(advisories.into_iter().map(|it| event(Action::AdvisoryChanged, it)));
    Ok((moved, events))
}
