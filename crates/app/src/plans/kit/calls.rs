//! Whom to call: who is reached how, and who is called if nobody answers.

use std::collections::{BTreeMap, BTreeSet};

use super::gather::Taken;
use crate::actor::Permission;
use crate::ids::{AgencyId, PersonId};
use crate::people::{agencies, persons};
use crate::prepare::inventory::{self, Details, Kind, Query};
use crate::{Ctx, Paging, Result, Timestamp};

/// How many teams are listed.
const TEAMS_MAX: u32 = 500;

/// Whom to call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calls {
    /// Who is called for what, and who if nobody answers.
    pub lines: Vec<Line>,
    /// How each of them is reached, by name.
    pub contacts: Vec<Contact>,
}

/// Who is called for one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// For what: a duty, a team, an agency.
    pub duty: String,
    /// Where that stands: the title of a plan, or what kind of thing it is.
    pub of: String,
    /// Who is called first, by name.
    pub first: Vec<String>,
    /// Who is called next, one after the other.
    pub then: Vec<String>,
}

/// Somebody and how they are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What they are called.
    pub name: String,
    /// What they do where they work.
    pub title: String,
    /// Where they work.
    pub agency: String,
    /// How they are reached, the best first: what it is, and the number or address.
    pub channels: Vec<(&'static str, String, Option<Timestamp>)>,
}

/// A line with people by their codes.
struct Coded {
    duty: String,
    of: String,
    first: Vec<String>,
    then: Vec<String>,
}

/// Whom to call for these agencies and plans.
pub(super) async fn calls(
    ctx: &Ctx,
    agencies: &BTreeSet<AgencyId>,
    plans: &[Taken],
) -> Result<Calls> {
    let mut lines = of_agencies(ctx, agencies).await?;
    lines.extend(plans.iter().flat_map(of_plan));
    lines.extend(of_teams(ctx, agencies).await?);
    let codes: BTreeSet<&str> =
        lines.iter().flat_map(|it| it.first.iter().chain(&it.then)).map(String::as_str).collect();
    let mut people = persons::by_codes(&*ctx.read().await?, &codes).await?;
    people.retain(|it| ctx.actor.may(Permission::ReadAgencies, it.agency_id));
    people.sort_by_cached_key(|it| (db::fold(&it.name), it.id));
    let of: BTreeSet<AgencyId> = people.iter().map(|it| it.agency_id).collect();
    let agencies = agencies::labels(ctx, &of).await?;
    let names: BTreeMap<String, String> =
        people.iter().map(|it| (it.code.clone(), it.name.clone())).collect();
    // Who may not know how to reach somebody gets no channels.
    let documents = persons::documents(ctx, &people).await?;
    let contacts = people.iter().zip(documents).map(|(it, document)| Contact {
        name: it.name.clone(),
        title: it.title.clone(),
        agency: agencies.get(&it.agency_id).cloned().unwrap_or_default(),
        channels: {
            let mut channels = document.channels;
            channels.sort_by_key(|it| it.priority);
            channels.into_iter().map(|it| (it.kind.title(), it.value, it.verified_at)).collect()
        },
    });
    let named = |codes: Vec<String>| -> Vec<String> {
        codes.into_iter().map(|it| names.get(&it).cloned().unwrap_or(it)).collect()
    };
    let contacts: Vec<Contact> = contacts.collect();
    let lines = lines.into_iter().map(|it| Line {
        duty: it.duty,
        of: it.of,
        first: named(it.first),
        then: named(it.then),
    });
    Ok(Calls { lines: lines.collect(), contacts })
}

async fn of_agencies(ctx: &Ctx, agencies: &BTreeSet<AgencyId>) -> Result<Vec<Coded>> {
    let mut lines = Vec::new();
    for id in agencies {
        let Ok(agency) = agencies::show(ctx, *id).await else { continue };
        let ids = [agency.primary_contact_id, agency.alternate_contact_id];
        let tx = ctx.read().await?;
        let codes = persons::codes(&tx, &ids.into_iter().flatten().collect()).await?;
        let code = |it: Option<PersonId>| -> Vec<String> {
            it.and_then(|it| codes.get(&it)).cloned().into_iter().collect()
        };
        let [first, then] = ids.map(code);
        if !first.is_empty() || !then.is_empty() {
            let of = "Contact for continuity".to_owned();
            lines.push(Coded { duty: agency.name, of, first, then });
        }
    }
    Ok(lines)
}

fn of_plan(plan: &Taken) -> Vec<Coded> {
    let opened = &plan.opened;
    let duties = opened.version.content.duties.iter().map(|it| Coded {
        duty: it.duty.clone(),
        of: opened.plan.title.clone(),
        first: codes([&it.person]),
        then: codes(&it.alternates),
    });
    let successions = opened.version.content.successions.iter().map(|it| Coded {
        duty: it.position.clone(),
        of: opened.plan.title.clone(),
        first: codes([&it.holder]),
        then: codes(&it.successors),
    });
    duties.chain(successions).filter(|it| !it.first.is_empty() || !it.then.is_empty()).collect()
}

fn codes<'a>(all: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    all.into_iter().map(|it| it.trim()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

async fn of_teams(ctx: &Ctx, agencies: &BTreeSet<AgencyId>) -> Result<Vec<Coded>> {
    if !ctx.actor.may_somewhere(Permission::ReadInventory) {
        return Ok(Vec::new());
    }
    let query = Query {
        agencies: Some(agencies.clone()),
        paging: Paging { number: 1, size: TEAMS_MAX },
        ..Query::all(Kind::Team)
    };
    let teams = inventory::list(ctx, &query).await?.items;
    let line = |it: inventory::Item| match it.details {
        Details::Team(team) => Some(Coded {
            duty: it.name,
            of: "Team".to_owned(),
            first: codes(&team.members),
            then: codes(&team.alternates),
        }),
        _ => None,
    };
    Ok(teams.into_iter().filter_map(line).collect())
}
