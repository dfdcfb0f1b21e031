//! Starting a roll call, and adding people to it.

use std::collections::BTreeSet;

use serde_json::json;

use super::read::find_readable;
use super::{Called, RollCall, Start, Status, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, CalledId, DisruptionId, PersonId, RollCallId};
use crate::people::agencies;
use crate::people::persons::{self, Person, PersonKind};
use crate::prepare::inventory::{self, Kind};
use crate::respond::disruptions::{self, Disruption};
use crate::{Ctx, Error, FieldProblem, Paging, Result};

/// Asks for everybody at a site: for all who work for some agencies, and for visitors.
pub async fn start(ctx: &Ctx, id: DisruptionId, asked: &Start) -> Result<RollCall> {
    let disruption = disruptions::show(ctx, id).await?;
    ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    let mut problems = Vec::new();
    // Thousands may work there: they are looked up before others have to wait.
    let staff = match staff(ctx, &asked.agencies).await {
        Err(Error::Invalid(more)) => {
            problems.extend(more);
            Vec::new()
        }
        staff => staff?,
    };
    let tx = ctx.write().await?;
    let code = asked.site.trim();
    let site_id = inventory::ids_by_codes(&tx, Kind::Site, &[code].into()).await?.remove(code);
    if site_id.is_none() {
        let reason = match code {
            "" => "Say at which site.".to_owned(),
            code => format!("There is no site called “{code}”."),
        };
        problems.push(FieldProblem::new("site", reason));
    }
    let visitors = Start::visitor_names(&asked.visitors).map_err(|it| problems.push(it));
    let (Some(site_id), Ok(visitors), true) = (site_id, visitors, problems.is_empty()) else {
        return Err(problems.into());
    };
    if visitors.is_empty() && staff.is_empty() {
        let reason = "Name an agency whose people were there, or visitors.";
        return Err(FieldProblem::new("agencies", reason).into());
    }
    let call = RollCall {
        id: RollCallId::new(),
        disruption_id: id,
        site_id,
        started_by: ctx.actor.person_id,
        started_at: ctx.now,
        closed_at: None,
        version: 1,
    };
    store::insert(&tx, &call).await?;
    let mut people: Vec<Called> = staff.iter().map(|it| of_staff(&call, it)).collect();
    people.extend(visitors.iter().map(|it| visitor(&call, it)));
    store::insert_people(&tx, &people).await?;
    let after = json!({
        "site": code, "n_staff": staff.len(), "n_visitors": visitors.len(),
    });
    let event = event(Action::RollCallStarted, &disruption, &call).to(&after);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(call)
}

/// Adds visitors to a roll call, and people by code. Who is in it already stays as they are. Says how
/// many were added.
pub async fn join(
    ctx: &Ctx,
    id: RollCallId,
    visitors: &[String],
    codes: &[String],
) -> Result<usize> {
    let tx = ctx.write().await?;
    let (disruption, call) = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    call.open()?;
    let visitors = Start::visitor_names(visitors)?;
    let wanted: BTreeSet<&str> =
        codes.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    let found = persons::by_codes(&tx, &wanted).await?;
    let may = |it: &Person| ctx.actor.may(Permission::ReadAgencies, it.agency_id);
    let missing = |code: &&str| !found.iter().any(|it| it.code == **code && may(it));
    if let Some(code) = wanted.iter().find(|it| missing(it)) {
        let reason = format!("There is no person called “{code}”.");
        return Err(FieldProblem::new("people", reason).into());
    }
    if visitors.is_empty() && found.is_empty() {
        return Err(FieldProblem::new("visitors", "Say who was there.").into());
    }
    let (known, names) = store::known(&tx, id).await?;
    let mut people: Vec<Called> =
        found.iter().filter(|it| !known.contains(&it.id)).map(|it| of_staff(&call, it)).collect();
    let new = visitors.iter().filter(|it| !names.contains(&db::fold(it)));
    people.extend(new.map(|it| visitor(&call, it)));
    if people.is_empty() {
        return Ok(0);
    }
    store::insert_people(&tx, &people).await?;
    let event = event(Action::RollCallJoined, &disruption, &call);
    let after = json!({ "n_people": people.len() });
    events::record(&tx, ctx, event.to(&after)).await?;
    tx.commit().await?;
    Ok(people.len())
}

/// Everybody who works for these agencies and those below them; or which agency there is not.
async fn staff(ctx: &Ctx, codes: &[String]) -> Result<Vec<Person>> {
    let names: BTreeSet<&str> =
        codes.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let found = agencies::ids_by_name(&*ctx.read().await?, &names).await?;
    let may = |it: &AgencyId| ctx.actor.may(Permission::ReadAgencies, *it);
    if let Some(name) = names.iter().find(|it| !found.get(**it).is_some_and(may)) {
        let reason = format!("There is no agency called “{name}”.");
        return Err(FieldProblem::new("agencies", reason).into());
    }
    of_agencies(ctx, found.into_values().collect()).await
}

async fn of_agencies(ctx: &Ctx, tops: BTreeSet<AgencyId>) -> Result<Vec<Person>> {
    let mut agencies = BTreeSet::new();
    for id in tops {
        agencies.extend(agencies::subtree_ids(&*ctx.read().await?, id).await?);
    }
    let (mut all, mut after): (Vec<Person>, Option<PersonId>) = (Vec::new(), None);
    let query = persons::Query { agencies: Some(agencies), ..persons::Query::default() };
    loop {
        let some = persons::list_after(ctx, &query, after, Paging::SIZE_MAX.into()).await?;
        let Some(last) = some.last() else { break };
        after = Some(last.id);
        all.extend(some);
    }
    all.retain(|it| matches!(it.kind, PersonKind::Employee | PersonKind::Contractor));
    Ok(all)
}

fn of_staff(call: &RollCall, it: &Person) -> Called {
    Called { person_id: Some(it.id), ..visitor(call, &it.name) }.staff()
}

fn visitor(call: &RollCall, name: &str) -> Called {
    Called {
        id: CalledId::new(),
        roll_call_id: call.id,
        person_id: None,
        name: name.to_owned(),
        is_visitor: true,
        status: Status::Unknown,
        note: String::new(),
        marked_at: None,
        marked_by: None,
    }
}

impl Called {
    fn staff(self) -> Called {
        Called { is_visitor: false, ..self }
    }
}

pub(super) fn event(action: Action, disruption: &Disruption, it: &RollCall) -> Event {
    let subject = Subject::new("roll_call", it.id);
    Event::new(action, subject).part_of(disruption.id).in_agency(disruption.agency_id)
}
