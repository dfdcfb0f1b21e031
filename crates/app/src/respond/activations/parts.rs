//! What an activation is made of, out of what its plan says: who has which duty, and a task of each
//! step for whoever does it.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::activation::{Activation, Member};
use super::task::{Task, TaskState};
use crate::Result;
use crate::ids::{PersonId, TaskId};
use crate::people::persons;
use crate::plans::plan::{Content, Plan};
use crate::prepare::inventory::{self, Details, Kind};

/// Who has which duty.
pub(super) async fn roster(tx: &Tx, content: &Content) -> Result<Vec<Member>> {
    let people = people(tx, content).await?;
    let member = |it: &crate::plans::plan::Duty| Member {
        duty: it.duty.clone(),
        person_id: people.get(it.person.trim()).copied(),
        alternates: it.alternates.iter().filter_map(|it| people.get(it.trim()).copied()).collect(),
    };
    Ok(content.duties.iter().map(member).collect())
}

/// Everybody whom a plan names and who is there, by code.
async fn people(tx: &Tx, content: &Content) -> Result<BTreeMap<String, PersonId>> {
    let codes = content.people();
    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    let found = persons::by_codes(tx, &codes).await?;
    let there = found.into_iter().filter(|it| it.retired_at.is_none());
    Ok(there.map(|it| (it.code, it.id)).collect())
}

/// A task of each step: whoever has the duty does it, or else who stands in; of a team its first
/// member; and where that is nobody, who answers for the plan.
pub(super) async fn tasks(
    tx: &Tx,
    under: &Activation,
    (plan, content): (&Plan, &Content),
) -> Result<Vec<Task>> {
    let teams = teams(tx, content).await?;
    let duty = |by: &str| {
        let is_it = |it: &&Member| it.duty.trim().eq_ignore_ascii_case(by.trim());
        let found = under.roster.iter().find(is_it)?;
        found.person_id.or(found.alternates.first().copied())
    };
    let task = |(number, it): (u32, &crate::plans::plan::Step)| {
        let owner_id = duty(&it.by).or(teams.get(it.by.trim()).copied()).or(plan.owner_id);
        Task {
            id: TaskId::new(),
            activation_id: under.id,
            number,
            text: it.text.clone(),
            by_whom: it.by.clone(),
            check: it.check.clone(),
            takes: it.takes,
            owner_id,
            state: TaskState::Open,
            note: String::new(),
            changed_by: None,
            changed_at: None,
            version: 1,
        }
    };
    Ok((1..).zip(&content.steps).map(task).collect())
}

/// The first member of each team that does a step, by how the plan names it.
async fn teams(tx: &Tx, content: &Content) -> Result<BTreeMap<String, PersonId>> {
    let named = content.steps.iter().filter_map(|it| it.by.trim().strip_prefix("team:"));
    let codes: BTreeSet<&str> = named.map(str::trim).collect();
    let ids = inventory::ids_by_codes(tx, Kind::Team, &codes).await?;
    let items = inventory::by_ids(tx, &ids.values().copied().collect::<Vec<_>>()).await?;
    let first = |it: &inventory::Item| match &it.details {
        Details::Team(team) => team.members.first().cloned(),
        _ => None,
    };
    let firsts: BTreeMap<String, String> =
        items.iter().filter_map(|it| Some((it.code.clone(), first(it)?))).collect();
    let codes: BTreeSet<&str> = firsts.values().map(String::as_str).collect();
    let people = persons::ids_by_code(tx, &codes).await?;
    let owner = |(team, person): (&String, &String)| {
        Some((inventory::reference(Kind::Team, team), *people.get(person)?))
    };
    Ok(firsts.iter().filter_map(owner).collect())
}
