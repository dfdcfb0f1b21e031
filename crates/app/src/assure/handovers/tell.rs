//! Who is told what about handovers, by mail: the continuity team, and whoever may confirm.

use std::collections::BTreeSet;

use db::Tx;

use super::read::in_words;
use super::{Handover, State};
use crate::actor::Role;
use crate::ids::PersonId;
use crate::mail::Letter;
use crate::people::access::{self, Extent};
use crate::people::notices::{self, NoticeKind};
use crate::people::{agencies, persons};
use crate::{Ctx, Result};

/// That somebody is to go.
pub(super) async fn announced(tx: &Tx, ctx: &Ctx, it: &Handover) -> Result<()> {
    let (name, agency, next) = named(tx, it).await?;
    let what = it.kind.title().to_lowercase();
    let day = in_words(it.on);
    let letter = Letter::about(format!("{agency}: {name} hands over on {day}"))
        .text(format!("{name} ({agency}) {what}. The handover takes effect on {day}. {next}"));
    let letter = match it.state {
        State::Asked => {
            letter.text("It waits for somebody who may give these roles to confirm it.")
        }
        _ => letter,
    };
    let letter = letter.link("Look at the handover", path(it));
    let mut people = team(tx, ctx).await?;
    if it.state == State::Asked {
        people.extend(heads(tx, ctx, it).await?);
    }
    tell(tx, ctx, people, &letter).await
}

/// That it was called off.
pub(super) async fn canceled(tx: &Tx, ctx: &Ctx, it: &Handover) -> Result<()> {
    let (name, agency, _) = named(tx, it).await?;
    let letter = Letter::about(format!("{agency}: the handover of {name} is canceled"))
        .text(format!("{name} does not hand over on {}. Nothing was changed.", in_words(it.on)))
        .link("Look at the handover", path(it));
    tell(tx, ctx, team(tx, ctx).await?, &letter).await
}

/// That it took effect: also to who follows. An account that should be closed and `stays` waits for
/// somebody who may close it.
pub(super) async fn done(tx: &Tx, ctx: &Ctx, (it, stays): (&Handover, bool)) -> Result<()> {
    let (name, agency, next) = named(tx, it).await?;
    let letter = Letter::about(format!("{agency}: {name} has handed over"))
        .text(format!("The roles of {name} in {agency} have ended. {next}"))
        .text("What still names them is listed as to be changed.");
    let letter = match stays {
        true => letter.text(format!(
            "The account of {name} is still open: they hold roles about which nobody had decided. \
             Close it at their page once somebody else has these."
        )),
        false => letter,
    };
    let letter = letter.link("See what is to be changed", path(it));
    let mut people = team(tx, ctx).await?;
    people.extend(it.successor_id);
    tell(tx, ctx, people, &letter).await
}

fn path(it: &Handover) -> String {
    format!("/handovers/{}", it.id)
}

/// Who goes, from where, and in a sentence who follows.
async fn named(tx: &Tx, it: &Handover) -> Result<(String, String, String)> {
    let ids = [Some(it.person_id), it.successor_id].into_iter().flatten().collect();
    let names = persons::names_in(tx, &ids).await?;
    let name = |id: PersonId| names.get(&id).cloned().unwrap_or_else(|| "Somebody".to_owned());
    let agency = agencies::names_in(tx, &[it.agency_id].into()).await?.into_values().next();
    let next = match it.successor_id {
        Some(id) => format!("{} follows.", name(id)),
        None => "Nobody follows yet.".to_owned(),
    };
    Ok((name(it.person_id), agency.unwrap_or_else(|| "An agency".to_owned()), next))
}

async fn team(tx: &Tx, ctx: &Ctx) -> Result<BTreeSet<PersonId>> {
    access::statewide(tx, Role::ContinuityTeam, ctx.now).await
}

/// The heads of the agency and of those above it.
async fn heads(tx: &Tx, ctx: &Ctx, it: &Handover) -> Result<BTreeSet<PersonId>> {
    let above = agencies::with_above(tx, it.agency_id).await?;
    let all = access::holders(tx, Role::AgencyHead, ctx.now).await?;
    let is_above = |extent: Extent| matches!(extent, Extent::Agency(id) if above.contains(&id));
    Ok(all.into_iter().filter(|it| is_above(it.1)).map(|it| it.0).collect())
}

async fn tell(tx: &Tx, ctx: &Ctx, people: BTreeSet<PersonId>, letter: &Letter) -> Result<()> {
    for person in people {
        notices::notify(tx, ctx, person, NoticeKind::Staff, letter.clone()).await?;
    }
    Ok(())
}
