//! Who is told what about consultations, by mail.

use std::collections::BTreeSet;

use db::Tx;

use super::read::advisers;
use super::{About, Consultation, State};
use crate::actor::Role;
use crate::ids::PersonId;
use crate::mail::Letter;
use crate::people::access::{self, Extent};
use crate::people::notices::{self, NoticeKind};
use crate::people::{agencies, persons};
use crate::{Ctx, Result};

/// That somebody asks for advice: to the continuity team.
pub(super) async fn asked(tx: &Tx, ctx: &Ctx, it: &Consultation) -> Result<()> {
    let all = access::holders(tx, Role::ContinuityTeam, ctx.now).await?;
    let above = agencies::with_above(tx, it.agency_id).await?;
    let is_theirs = |extent: Extent| match extent {
        Extent::State => true,
        Extent::Agency(id) => above.contains(&id),
        Extent::Record(_) => false,
    };
    let team = all.into_iter().filter(|it| is_theirs(it.1)).map(|it| it.0).collect();
    let agency = agency(tx, it).await?;
    let letter = Letter::about(format!("{agency} asks for advice: {}", it.topic))
        .text(format!(
            "{} ({agency}) asks, about {}:",
            ctx.actor.name,
            it.area.title().to_lowercase()
        ))
        .text(it.question.clone())
        .link("Take it on", path(it));
    let letter = match it.about {
        About::Plan(id) => letter.link("The plan that it is about", format!("/plans/{id}")),
        About::Risk(id) => letter.link("The risk that it is about", format!("/risks/{id}")),
        About::Analysis(id) => {
            letter.link("The analysis that it is about", format!("/analyses/{id}"))
        }
        About::Nothing => letter,
    };
    tell(tx, ctx, team, &letter).await
}

/// That somebody takes it on: to who asked, and to who advises and did not say so themselves.
pub(super) async fn taken(tx: &Tx, ctx: &Ctx, it: &Consultation) -> Result<()> {
    let names = persons::names_in(tx, &advisers(it)).await?;
    let names: Vec<&str> = names.values().map(String::as_str).collect();
    let who = if names.is_empty() { "Somebody".to_owned() } else { names.join(", ") };
    let letter = Letter::about(format!("Advice on “{}”: taken on", it.topic))
        .text(format!("{who} will advise on “{}”.", it.topic))
        .link("Look at the consultation", path(it));
    let mut people = advisers(it);
    people.insert(it.asked_by);
    people.remove(&ctx.actor.person_id);
    tell(tx, ctx, people, &letter).await
}

/// That it is over: to who asked, and to who advised.
pub(super) async fn ended(
    tx: &Tx,
    ctx: &Ctx,
    (it, mut people): (&Consultation, BTreeSet<PersonId>),
) -> Result<()> {
    people.insert(it.asked_by);
    people.remove(&ctx.actor.person_id);
    let letter = match it.state {
        State::Withdrawn => Letter::about(format!("Advice on “{}”: not needed any more", it.topic))
            .text("Who had asked has withdrawn the question."),
        _ => {
            let letter = Letter::about(format!("Advice on “{}”: closed", it.topic));
            let letter = letter.text(it.outcome.clone());
            let advice: Vec<String> = it.recommendations.iter().map(|it| it.text.clone()).collect();
            match advice.is_empty() {
                true => letter,
                false => letter.text("This is recommended:").list(advice),
            }
        }
    };
    tell(tx, ctx, people, &letter.link("Look at the consultation", path(it))).await
}

fn path(it: &Consultation) -> String {
    format!("/consultations/{}", it.id)
}

async fn agency(tx: &Tx, it: &Consultation) -> Result<String> {
    let names = agencies::names_in(tx, &[it.agency_id].into()).await?;
    Ok(names.into_values().next().unwrap_or_else(|| "An agency".to_owned()))
}

async fn tell(tx: &Tx, ctx: &Ctx, people: BTreeSet<PersonId>, letter: &Letter) -> Result<()> {
    for person in people {
        notices::notify(tx, ctx, person, NoticeKind::Consultations, letter.clone()).await?;
    }
    Ok(())
}
