//! Who is on the list of a plan, and has acknowledged it (S4-41); and who has acknowledged their part
//! in its messages (S4-47).
//!
//! Whoever is asked gets a mail, as far as they want them, and finds the question under My work.
//! Putting a version in force asks everybody on the list; handing one in asks everybody who has a
//! part in its messages, unless they acknowledged exactly that part before.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use serde_json::json;

use super::read::{find_readable, followed_in, place};
use super::reader::{About, Ask, AskLine, AskQuery, NamedReader, Reader};
use super::version::PlanVersion;
use super::write::{find_writable, plan_event};
use super::{Content, Plan, reader_store, store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{AskId, ItemId, PersonId, PlanId};
use crate::mail::Letter;
use crate::people::notices::{self, NoticeKind, Told};
use crate::people::persons;
use crate::prepare::inventory::{self, Details, Kind};
use crate::{Ctx, Error, FieldProblem, Page, Refusal, Result};

/// How many people and teams a list has at most.
const READERS_MAX: usize = 500;

const NOBODY_WAITS: Refusal = Refusal::new(
    "plan.nobody_to_remind",
    "Nobody is to be reminded: all have acknowledged, or were told within the last day.",
);

/// Who is on the list of a plan, by name.
pub async fn readers(ctx: &Ctx, id: PlanId) -> Result<Vec<NamedReader>> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await?;
    let all = reader_store::readers(&tx, id).await?;
    named(&tx, &all).await
}

async fn named(tx: &Tx, all: &BTreeSet<Reader>) -> Result<Vec<NamedReader>> {
    let people: BTreeSet<PersonId> = all.iter().filter_map(person_of).collect();
    let teams: Vec<ItemId> = all.iter().filter_map(team_of).collect();
    let codes = persons::codes(tx, &people).await?;
    let by_code: BTreeSet<&str> = codes.values().map(String::as_str).collect();
    let found = persons::by_codes(tx, &by_code).await?;
    let mut named: Vec<NamedReader> = found
        .into_iter()
        .map(|it| NamedReader {
            reader: Reader::Person(it.id),
            reference: format!("person:{}", it.code),
            name: it.name,
        })
        .collect();
    let labels = inventory::labels_in(tx, &teams).await?;
    named.extend(labels.into_iter().map(|(id, it)| NamedReader {
        reader: Reader::Team(id),
        reference: inventory::reference(Kind::Team, &it.code),
        name: it.name,
    }));
    named.sort_by_cached_key(|it| (db::fold(&it.name), it.reader));
    Ok(named)
}

fn person_of(it: &Reader) -> Option<PersonId> {
    match *it {
        Reader::Person(id) => Some(id),
        Reader::Team(_) => None,
    }
}

fn team_of(it: &Reader) -> Option<ItemId> {
    match *it {
        Reader::Team(id) => Some(id),
        Reader::Person(_) => None,
    }
}

/// Changes who is on the list of a plan, each as `person:jane` or `team:network`.
///
/// Unless someone changed the plan since the asker saw it at version `seen`. Who is new is asked to acknowledge the
/// version in force; who is not on it any more need not.
pub async fn change_readers(
    ctx: &Ctx,
    id: PlanId,
    seen: i64,
    references: &BTreeSet<String>,
) -> Result<Plan> {
    let tx = ctx.write().await?;
    let plan = find_writable(&tx, ctx, (id, seen)).await?;
    plan.in_use()?;
    let there = reader_store::readers(&tx, id).await?;
    let next = found(&tx, ctx, references, &there).await?;
    if next == there {
        return Ok(plan);
    }
    let before: Vec<String> =
        named(&tx, &there).await?.into_iter().map(|it| it.reference).collect();
    let after: Vec<String> = named(&tx, &next).await?.into_iter().map(|it| it.reference).collect();
    reader_store::replace_readers(&tx, id, &next).await?;
    let plan = store::update(&tx, Plan { updated_at: ctx.now, ..plan }).await?;
    let event = plan_event(Action::PlanReadersChanged, &plan);
    let event = event.from(&json!({ "readers": before })).to(&json!({ "readers": after }));
    events::record(&tx, ctx, event).await?;
    if let Some(version) = followed_in(&tx, &plan).await? {
        ask_readers(&tx, ctx, (&plan, &version)).await?;
    }
    tx.commit().await?;
    Ok(plan)
}

/// The people and teams that are named. Who stands there already may stay; anybody new must be
/// somebody whom the actor may see.
async fn found(
    tx: &Tx,
    ctx: &Ctx,
    references: &BTreeSet<String>,
    there: &BTreeSet<Reader>,
) -> Result<BTreeSet<Reader>> {
    if READERS_MAX < references.len() {
        return Err(FieldProblem::new("readers", "Use at most 500 people and teams.").into());
    }
    let of_kind = |kind: &str| -> BTreeSet<&str> {
        let parts = references.iter().filter_map(|it| it.trim().split_once(':'));
        parts.filter(|it| it.0 == kind).map(|it| it.1.trim()).collect()
    };
    let mut known: BTreeMap<String, Reader> = BTreeMap::new();
    for it in persons::by_codes(tx, &of_kind("person")).await? {
        let reader = Reader::Person(it.id);
        let may = it.retired_at.is_none() && ctx.actor.may(Permission::ReadAgencies, it.agency_id);
        if may || there.contains(&reader) {
            known.insert(format!("person:{}", it.code), reader);
        }
    }
    let teams = inventory::ids_by_codes(tx, Kind::Team, &of_kind("team")).await?;
    let ids: Vec<ItemId> = teams.values().copied().collect();
    for it in inventory::by_ids(tx, &ids).await? {
        let reader = Reader::Team(it.id);
        if inventory::reads(ctx, &it) && it.retired_at.is_none() || there.contains(&reader) {
            known.insert(inventory::reference(Kind::Team, &it.code), reader);
        }
    }
    let mut next = BTreeSet::new();
    let mut problems = Vec::new();
    for it in references.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        match known.get(it) {
            Some(reader) => drop(next.insert(*reader)),
            None => {
                let reason = format!("There is no {it}: name a person or a team.");
                problems.push(FieldProblem::new("readers", reason));
            }
        }
    }
    if problems.is_empty() { Ok(next) } else { Err(problems.into()) }
}

/// One page of those who were asked to acknowledge a plan.
pub async fn asks(ctx: &Ctx, id: PlanId, query: &AskQuery) -> Result<Page<AskLine>> {
    let tx = ctx.read().await?;
    let plan = find_readable(&tx, ctx, id).await?;
    let mut all = reader_store::asks(&tx, id).await?;
    // What is asked about a draft is for those who may see drafts.
    if !ctx.actor.may(Permission::ReadDrafts, place(&plan)) {
        all.retain(|it| it.about == About::Version);
    }
    drop(tx);
    let people: BTreeSet<PersonId> = all.iter().map(|it| it.person_id).collect();
    let names = persons::labels(ctx, &people).await?;
    let line = |ask: Ask| AskLine {
        name: names.get(&ask.person_id).cloned().unwrap_or_default(),
        title: plan.title.clone(),
        agency_id: plan.agency_id,
        ask,
    };
    let found = query.of(all.into_iter().map(line).collect());
    let n_items = found.len() as u64;
    Ok(query.paging.of(query.paging.part(found), n_items))
}

/// What the person who asks is to acknowledge, the oldest first.
pub async fn my_asks(ctx: &Ctx) -> Result<Vec<AskLine>> {
    let me = ctx.actor.person_id;
    // A program with a token of theirs has no business of its own.
    if !ctx.actor.is(me) {
        return Ok(Vec::new());
    }
    let tx = ctx.read().await?;
    let all = reader_store::asks_of(&tx, me).await?;
    let plans = store::by_ids(&tx, &all.iter().map(|it| it.plan_id).collect()).await?;
    let plans: BTreeMap<PlanId, Plan> = plans.into_iter().map(|it| (it.id, it)).collect();
    let line = |ask: Ask| {
        let plan = plans.get(&ask.plan_id).filter(|it| it.retired_at.is_none())?;
        let (name, title) = (ctx.actor.name.clone(), plan.title.clone());
        Some(AskLine { name, title, agency_id: plan.agency_id, ask })
    };
    Ok(all.into_iter().filter_map(line).collect())
}

/// Acknowledges what the person who asks was asked. Nobody does that for somebody else. Doing it
/// again changes nothing.
pub async fn acknowledge(ctx: &Ctx, id: AskId) -> Result<()> {
    let tx = ctx.write().await?;
    let ask = reader_store::find_ask(&tx, id).await?;
    let ask = ask.filter(|it| ctx.actor.is(it.person_id)).ok_or(Error::NotFound("question"))?;
    if !reader_store::note_acked(&tx, id, ctx.now).await? {
        return Ok(());
    }
    let plan = store::find(&tx, ask.plan_id).await?.ok_or(Error::NotFound("plan"))?;
    let event = plan_event(Action::PlanAcknowledged, &plan);
    let said = json!({ "number": ask.number, "about": ask.about.code(), "said": ask.said });
    events::record(&tx, ctx, event.to(&said)).await?;
    tx.commit().await?;
    Ok(())
}

/// Reminds everybody who has not acknowledged a plan, at most once a day. Says how many.
pub async fn remind(ctx: &Ctx, id: PlanId) -> Result<usize> {
    let tx = ctx.write().await?;
    let plan = find_readable(&tx, ctx, id).await?;
    if !ctx.actor.may(Permission::ReviewPlans, place(&plan)) {
        ctx.require(Permission::WritePlans, place(&plan))?;
    }
    plan.in_use()?;
    let mut waiting = reader_store::asks(&tx, id).await?;
    waiting.retain(|it| it.may_remind(ctx.now));
    if waiting.is_empty() {
        return Err(NOBODY_WAITS.into());
    }
    let ids: Vec<AskId> = waiting.iter().map(|it| it.id).collect();
    reader_store::note_reminded(&tx, &ids, ctx.now).await?;
    for ask in &waiting {
        tell(&tx, ctx, &plan, ask, "Reminder: ").await?;
    }
    let people: BTreeSet<PersonId> = waiting.iter().map(|it| it.person_id).collect();
    let event = plan_event(Action::PlanReminded, &plan);
    let event = event.to(&json!({ "people": codes(&tx, &people).await? }));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(ids.len())
}

/// Who has not acknowledged a plan and gets no mail about it, with the reason, by name.
pub async fn unreached(ctx: &Ctx, id: PlanId) -> Result<Vec<(String, Told)>> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await?;
    let asks = reader_store::asks(&tx, id).await?;
    let waiting = asks.iter().filter(|it| it.acked_at.is_none());
    let people: BTreeSet<PersonId> = waiting.map(|it| it.person_id).collect();
    let reached = notices::reach_all(&tx, ctx, &people, NoticeKind::Plans).await?;
    let names = persons::names_in(&tx, &people).await?.into_iter();
    let mut found: Vec<(String, Told)> =
        names.filter_map(|(id, name)| Some((name, *reached.get(&id)?))).collect();
    found.retain(|it| it.1 != Told::Mailed);
    found.sort();
    Ok(found)
}

/// Asks everybody on the list of a plan to acknowledge the version in force, if they were not asked
/// before.
pub(super) async fn ask_readers(
    tx: &Tx,
    ctx: &Ctx,
    (plan, version): (&Plan, &PlanVersion),
) -> Result<()> {
    let readers = reader_store::readers(tx, plan.id).await?;
    let mut people: BTreeSet<PersonId> = readers.iter().filter_map(person_of).collect();
    let teams: Vec<ItemId> = readers.iter().filter_map(team_of).collect();
    let teams = inventory::by_ids(tx, &teams).await?;
    let members = teams.iter().filter(|it| it.retired_at.is_none());
    let members = members.flat_map(|it| match &it.details {
        Details::Team(team) => [team.members.as_slice(), team.alternates.as_slice()].concat(),
        _ => Vec::new(),
    });
    let members: BTreeSet<String> = members.collect();
    let members: BTreeSet<&str> = members.iter().map(|it| it.trim()).collect();
    people.extend(persons::ids_by_code(tx, &members).await?.into_values());
    let left = persons::left(tx, &people).await?;
    people.retain(|it| !left.contains(it));
    let said: BTreeMap<PersonId, String> =
        people.into_iter().map(|it| (it, version.summary.clone())).collect();
    ask(tx, ctx, (plan, version.number, About::Version), &said).await
}

/// Asks everybody who has a part in the messages of a version to acknowledge it.
pub(super) async fn ask_parts(
    tx: &Tx,
    ctx: &Ctx,
    (plan, version): (&Plan, &PlanVersion),
) -> Result<()> {
    let parts = version.content.message_roles();
    let codes: BTreeSet<&str> = parts.keys().map(String::as_str).collect();
    let people = persons::by_codes(tx, &codes).await?;
    let people = people.into_iter().filter(|it| it.retired_at.is_none());
    let said = people.filter_map(|it| Some((it.id, parts.get(&it.code)?.clone())));
    ask(tx, ctx, (plan, version.number, About::Roles), &said.collect()).await
}

/// Asks people about a version, each with what they are told. Who acknowledged the same part before
/// is not asked again; what was asked about an older version need not be answered any more.
async fn ask(
    tx: &Tx,
    ctx: &Ctx,
    (plan, number, about): (&Plan, u32, About),
    said: &BTreeMap<PersonId, String>,
) -> Result<()> {
    let mut before = reader_store::asks(tx, plan.id).await?;
    before.retain(|it| it.about == about);
    let is_same = |it: &Ask| said.get(&it.person_id) == Some(&it.said);
    let stays = |it: &Ask| match it.number == number {
        true => is_same(it),
        false => it.acked_at.is_some(),
    };
    let gone: Vec<AskId> = before.iter().filter(|it| !stays(it)).map(|it| it.id).collect();
    reader_store::remove_asks(tx, &gone).await?;
    let is_asked = |person: &PersonId| {
        before.iter().any(|it| it.number == number && it.person_id == *person && is_same(it))
    };
    let acked_at = |person: PersonId| match about {
        About::Version => None,
        About::Roles => {
            let same = before.iter().filter(|it| it.person_id == person && is_same(it));
            same.filter_map(|it| it.acked_at).max()
        }
    };
    let new: Vec<Ask> = said
        .iter()
        .filter(|it| !is_asked(it.0))
        .map(|(&person, said)| {
            let ask = Ask::new(plan.id, (number, about), (person, said), ctx.now);
            Ask { acked_at: acked_at(person), ..ask }
        })
        .collect();
    reader_store::insert_asks(tx, &new).await?;
    let waiting: Vec<&Ask> = new.iter().filter(|it| it.acked_at.is_none()).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    for it in &waiting {
        tell(tx, ctx, plan, it, "").await?;
    }
    let people: BTreeSet<PersonId> = waiting.iter().map(|it| it.person_id).collect();
    let people = codes(tx, &people).await?;
    let event = plan_event(Action::PlanAsked, plan);
    let event = event.to(&json!({ "number": number, "about": about.code(), "people": people }));
    events::record(tx, ctx, event).await
}

async fn codes(tx: &Tx, people: &BTreeSet<PersonId>) -> Result<Vec<String>> {
    Ok(persons::codes(tx, people).await?.into_values().collect())
}

async fn tell(tx: &Tx, ctx: &Ctx, plan: &Plan, ask: &Ask, before: &str) -> Result<()> {
    let (title, number) = (&plan.title, ask.number);
    let letter = match ask.about {
        About::Version => Letter::about(format!("{before}please read “{title}”"))
            .text(format!("Version {number} of “{title}” is in force, and you are on its list."))
            .text(format!("What is new in it: {}", ask.said)),
        About::Roles => Letter::about(format!("{before}your part in “{title}”"))
            .text(format!("Under “{title}”, this is your part in what is told: {}", ask.said)),
    };
    let letter = letter.link("Acknowledge it", "/acknowledgements");
    notices::notify(tx, ctx, ask.person_id, NoticeKind::Plans, letter).await?;
    Ok(())
}

/// Of those who have a part in the messages of `content`, who acknowledged exactly that, by code.
pub(crate) async fn acknowledged(
    tx: &Tx,
    id: PlanId,
    content: &Content,
) -> Result<BTreeSet<String>> {
    let parts = content.message_roles();
    if parts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let codes: BTreeSet<&str> = parts.keys().map(String::as_str).collect();
    let people = persons::ids_by_code(tx, &codes).await?;
    let asks = reader_store::asks(tx, id).await?;
    let has = |code: &String| {
        let (said, person) = (parts.get(code), people.get(code));
        asks.iter().any(|it| {
            let is_theirs = it.about == About::Roles && Some(&it.person_id) == person;
            is_theirs && it.acked_at.is_some() && Some(&it.said) == said
        })
    };
    Ok(parts.keys().filter(|it| has(it)).cloned().collect())
}
