//! Blocks about people: the teams that act, and who is called.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::ids::PersonId;
use crate::people::agencies;
use crate::people::persons::{self, Channel, Person};
use crate::plans::blocks::{Block, day};
use crate::plans::plan::{Content, Plan};
use crate::plans::templates::BlockKind;
use crate::prepare::inventory::{self, Details, Kind, Query};
use crate::{Ctx, Paging, Result};

/// How many teams of an agency a plan lists.
const TEAMS_MAX: u32 = 100;

/// The teams of the plan's agency, with who stands in for whom.
pub(super) async fn teams(ctx: &Ctx, plan: &Plan) -> Result<Block> {
    let columns = ["Team", "Duty", "Members", "Who stands in", "At least"];
    let mut block = Block::new(BlockKind::Teams, &columns);
    let query = Query {
        agencies: Some([plan.agency_id].into()),
        paging: Paging { number: 1, size: TEAMS_MAX },
        ..Query::all(Kind::Team)
    };
    let teams = inventory::list(ctx, &query).await?;
    let details = || {
        teams.items.iter().filter_map(|it| match &it.details {
            Details::Team(details) => Some((it, details)),
            _ => None,
        })
    };
    let codes: BTreeSet<&str> = details()
        .flat_map(|it| it.1.members.iter().chain(&it.1.alternates))
        .map(String::as_str)
        .collect();
    let found = persons::by_codes(&*ctx.read().await?, &codes).await?;
    let names: BTreeMap<String, String> = found.into_iter().map(|it| (it.code, it.name)).collect();
    let named = |codes: &[String]| {
        let name = |it: &String| names.get(it).cloned().unwrap_or_else(|| it.clone());
        codes.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let mut n_alone = 0;
    for (team, it) in details() {
        let duty = it.team_role.map_or("", |it| it.title()).to_owned();
        let least = it.members_min.map(|it| it.to_string()).unwrap_or_default();
        let cells = [team.name.clone(), duty, named(&it.members), named(&it.alternates), least];
        n_alone += usize::from(it.alternates.is_empty());
        block.push(inventory::reference(Kind::Team, &team.code), cells);
    }
    let says = match (block.rows.len(), n_alone) {
        (0, _) => "The agency has no teams yet.".to_owned(),
        (_, 0) => "In every team somebody stands in.".to_owned(),
        (n, alone) => format!("In {alone} of {n} teams nobody stands in."),
    };
    Ok(block.saying(says))
}

/// Everybody who has a duty, and the agency's own contacts: how each is reached, and since when that is
/// known to work (as rule PLN-019 has it: the last time that any of the ways did).
pub(super) async fn contacts(ctx: &Ctx, plan: &Plan, content: &Content) -> Result<Block> {
    let columns = ["Name", "What they do", "Called as", "How to reach them", "Last confirmed"];
    let mut block = Block::new(BlockKind::Contacts, &columns);
    let mut roles: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    let mut order: Vec<PersonId> = Vec::new();
    let mut add = |id: PersonId, role: String| {
        let of_person = roles.entry(id).or_default();
        if of_person.is_empty() {
            order.push(id);
        }
        if !of_person.contains(&role) {
            of_person.push(role);
        }
    };
    let agency = agencies::show(ctx, plan.agency_id).await.ok();
    let contacts = agency.iter().flat_map(|it| {
        [(it.primary_contact_id, "Primary contact"), (it.alternate_contact_id, "Alternate contact")]
    });
    for (id, role) in contacts {
        if let Some(id) = id {
            add(id, role.to_owned());
        }
    }
    let codes = content.people();
    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    let found = persons::by_codes(&*ctx.read().await?, &codes).await?;
    let ids: BTreeMap<String, PersonId> = found.into_iter().map(|it| (it.code, it.id)).collect();
    for it in &content.duties {
        if let Some(id) = ids.get(it.person.trim()) {
            add(*id, it.duty.clone());
        }
        for alternate in it.alternates.iter().filter_map(|it| ids.get(it.trim())) {
            add(*alternate, format!("{} (stands in)", it.duty));
        }
    }
    let tx = ctx.read().await?;
    let people = persons::by_ids(&tx, ctx, &order.iter().copied().collect()).await?;
    let ways = persons::ways_of(&tx, ctx, &people).await?;
    let confirmed = persons::verified_at(&tx, &people.iter().map(|it| it.id).collect()).await?;
    let people: BTreeMap<PersonId, Person> = people.into_iter().map(|it| (it.id, it)).collect();
    let mut days: Vec<Option<NaiveDate>> = Vec::new();
    for (id, person) in order.iter().filter_map(|id| Some((id, people.get(id)?))) {
        let on = confirmed.get(id).map(|it| it.date_naive());
        days.push(on);
        let called = roles.get(id).map(|it| it.join(", ")).unwrap_or_default();
        let (reach, on) = (reach_of(ways.get(id)), on.map(day).unwrap_or_default());
        let cells = [person.name.clone(), person.title.clone(), called, reach, on];
        block.push(format!("person:{}", person.code), cells);
    }
    Ok(block.saying(reached(&days)))
}

/// For how many people a way to reach them is confirmed, and how long ago that was at most.
fn reached(days: &[Option<NaiveDate>]) -> String {
    let n_never = days.iter().filter(|it| it.is_none()).count();
    let oldest = days.iter().flatten().min().map(|it| day(*it));
    match (days.len(), oldest) {
        (0, _) => "Nobody is named yet.".to_owned(),
        (n, None) => format!("For none of {n} a way to reach them was ever confirmed."),
        (_, Some(oldest)) if n_never == 0 => {
            format!("For everybody a way to reach them was confirmed, longest ago on {oldest}.")
        }
        (n, Some(oldest)) => format!(
            "For {n_never} of {n} no way to reach them was ever confirmed; for the others, longest ago \
             on {oldest}."
        ),
    }
}

/// Where the block of contacts says how somebody is reached.
const REACH: usize = 3;

/// Every way in which somebody is reached, in the order in which to try them.
fn reach_of(ways: Option<&Vec<(Channel, Option<String>)>>) -> String {
    let way = |(channel, value): &(Channel, Option<String>)| match value {
        Some(value) => format!("{}: {value}", channel.kind.title()),
        // The rest of the plan is wanted all the same.
        None => format!("{}: it is kept, but cannot be read now", channel.kind.title()),
    };
    ways.into_iter().flatten().map(way).collect::<Vec<_>>().join("; ")
}

/// A block as it is kept: how people are reached is sealed where people are, and nowhere else.
pub(super) fn without_reach(mut block: Block) -> Block {
    if block.kind == BlockKind::Contacts {
        for cell in block.rows.iter_mut().filter_map(|it| it.cells.get_mut(REACH)) {
            cell.clear();
        }
    }
    block
}

/// Blocks that were kept, with how people are reached today, as far as the actor may know.
pub(super) async fn with_reach(ctx: &Ctx, mut blocks: Vec<Block>) -> Result<Vec<Block>> {
    let rows = || blocks.iter().filter(|it| it.kind == BlockKind::Contacts).flat_map(|it| &it.rows);
    let codes: BTreeSet<String> =
        rows().filter_map(|it| it.of.strip_prefix("person:")).map(str::to_owned).collect();
    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    if codes.is_empty() {
        return Ok(blocks);
    }
    let mut reach: BTreeMap<String, String> = BTreeMap::new();
    let tx = ctx.read().await?;
    let people = persons::by_codes(&tx, &codes).await?;
    let ways = persons::ways_of(&tx, ctx, &people).await?;
    for person in people {
        reach.insert(format!("person:{}", person.code), reach_of(ways.get(&person.id)));
    }
    for block in blocks.iter_mut().filter(|it| it.kind == BlockKind::Contacts) {
        for row in &mut block.rows {
            if let (Some(cell), Some(now)) = (row.cells.get_mut(REACH), reach.get(&row.of)) {
                cell.clone_from(now);
            }
        }
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_contacts_says_how_long_ago_the_oldest_was_confirmed() {
        let on = |it: &str| Some(it.parse::<NaiveDate>().unwrap());
        let (new, old) = (on("2026-11-20"), on("2025-11-17"));
        assert_eq!(
            reached(&[new, old]),
            "For everybody a way to reach them was confirmed, longest ago on 17 Nov 2025."
        );
        assert!(reached(&[new, None]).starts_with("For 1 of 2 no way"));
        assert!(reached(&[None, None]).starts_with("For none of 2"));
        assert_eq!(reached(&[]), "Nobody is named yet.");
    }
}
