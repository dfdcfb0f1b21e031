//! The annual submission of the sample: a campaign that was due some days ago. Some agencies have
//! handed in, some of that was judged, and the others are late.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, TimeDelta};
use db::Tx;

use crate::actor::{Actor, Role};
use crate::assure::rubrics;
use crate::assure::submissions::{
    self, CampaignDocument, Outcome, Query, Review, SCORE_MET, Scored, Submission,
};
use crate::ids::{AgencyId, PersonId};
use crate::people::access::{self, Extent};
use crate::people::{persons, sign_in};
use crate::{Ctx, Error, Paging, Platform, Result, Timestamp, runner};

/// So many days ago the campaign was opened.
const OPENED: i64 = 60;

/// So many days ago it was due.
const DUE: i64 = 5;

/// So many agencies have handed in. Each has its plans printed, which takes a while.
const HANDED_IN: usize = 5;

/// What was asked for, unless the campaign is there.
pub(super) async fn open(tx: &Tx, ctx: &Ctx) -> Result<()> {
    let then = at(ctx, ctx.actor.clone(), OPENED);
    let document = CampaignDocument {
        year: then.now.year(),
        name: format!("Annual submission {}", then.now.year()),
        plan_types: ["drp".to_owned()].into(),
        agencies: BTreeSet::new(),
        opens_on: then.now.date_naive(),
        due_on: (ctx.now - TimeDelta::days(DUE)).date_naive(),
        statute: "N.C.G.S. 143B-1331: each agency submits its plan to the State CIO every year."
            .to_owned(),
        guidance: "Hand in what is in force, tested within the last year. The head of the agency \
                   attests it."
            .to_owned(),
    };
    match submissions::add_campaign_in(tx, &then, &document).await {
        // It is there already.
        Ok(_) | Err(Error::Invalid(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Lets some agencies hand in and the continuity team judge, and notes who is late. Only for a sample
/// that people look at: it prints plans.
pub async fn hand_in(ctx: &Ctx) -> Result<()> {
    let people = people(ctx).await?;
    let Some(team) = people.team.clone() else { return Ok(()) };
    let query = Query { paging: Paging { number: 1, size: Paging::SIZE_MAX }, ..Query::default() };
    let page = submissions::list(ctx, &query).await?;
    let mut n_filed = 0;
    for it in page.items {
        if HANDED_IN <= n_filed || 0 < it.n_filings {
            break;
        }
        let Some(head) = people.heads.get(&it.agency_id) else { continue };
        let days = 24 - i64::try_from(n_filed).unwrap_or(0) * 3;
        let head = at(ctx, head.clone(), days);
        let words = "These plans are in force, were tested within the last year, and can be carried \
                     out as they are.";
        match submissions::attest(&head, it.id, it.version, words).await {
            Ok(filed) => {
                n_filed += 1;
                make(&ctx.platform, head.now).await?;
                judge(&at(ctx, team.clone(), days - 4), &filed, n_filed).await?;
            }
            // Not every agency has all that is asked for.
            Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    submissions::due(ctx).await?;
    Ok(())
}

/// Somebody asks, so many days ago.
fn at(ctx: &Ctx, actor: Actor, days: i64) -> Ctx {
    Ctx::new(ctx.platform.clone(), actor, ctx.now - TimeDelta::days(days))
}

/// Makes the dossiers that are in line.
async fn make(platform: &Platform, now: Timestamp) -> Result<()> {
    while runner::step(platform, &|| now).await? {}
    Ok(())
}

/// Who attests, and who judges.
struct People {
    heads: BTreeMap<AgencyId, Actor>,
    team: Option<Actor>,
}

async fn people(ctx: &Ctx) -> Result<People> {
    let tx = ctx.read().await?;
    let mut heads = BTreeMap::new();
    for (person, extent) in access::holders(&tx, Role::AgencyHead, ctx.now).await? {
        let (Extent::Agency(id), Some(actor)) = (extent, actor(&tx, ctx, person).await?) else {
            continue;
        };
        heads.insert(id, actor);
    }
    let mut team = None;
    for (person, _) in access::holders(&tx, Role::ContinuityTeam, ctx.now).await? {
        team = actor(&tx, ctx, person).await?;
    }
    Ok(People { heads, team })
}

/// Somebody with the roles that they hold, whether or not they can sign in: few can in the sample.
async fn actor(tx: &Tx, ctx: &Ctx, person: PersonId) -> Result<Option<Actor>> {
    if let Some(actor) = sign_in::actor(tx, person, ctx.now).await? {
        return Ok(Some(actor));
    }
    let held = access::held_by(tx, person, ctx.now).await?;
    let code = persons::codes(tx, &[person].into()).await?.remove(&person);
    Ok(code.map(|name| Actor { person_id: person, name, held, ..Actor::platform() }))
}

/// Judges the `n`-th that was handed in: each comes out in another way.
async fn judge(ctx: &Ctx, filed: &Submission, n: usize) -> Result<()> {
    let it = submissions::show(ctx, filed.id).await?;
    let low: &[(&str, &str, &str)] = match n {
        4 => &[
            (
                "manual.backups",
                "No restore from the copies was tried this year.",
                "Restore one system from its copy, and write down how long that took.",
            ),
            (
                "practice.readable",
                "Steps name teams by abbreviations that only insiders know.",
                "Spell out each team once, with its telephone number.",
            ),
        ],
        2 => &[(
            "statute.cyber",
            "No plan says whether it would do after an attack on the data itself.",
            "Decide it for each plan, and say how copies are kept out of reach.",
        )],
        _ => &[],
    };
    let outcome = match n {
        1 => Some(Outcome::Accepted),
        2 => Some(Outcome::Returned),
        4 => Some(Outcome::AcceptedWithFixes),
        _ => None,
    };
    let scored = |(m, (_, criterion)): (usize, (rubrics::Source, &rubrics::Criterion))| {
        let found = low.iter().find(|it| it.0 == criterion.code);
        let score = match found {
            Some(_) => SCORE_MET - 1,
            None => SCORE_MET + u8::from(m % 3 != 0) + u8::from(m % 5 == 0),
        };
        Scored {
            criterion: criterion.code.clone(),
            score: Some(score),
            finding: found.map(|it| it.1.to_owned()).unwrap_or_default(),
            fix: found.map(|it| it.2.to_owned()).unwrap_or_default(),
        }
    };
    let all = rubrics::criteria().enumerate().map(scored);
    // One review is half-way, and one has not begun.
    let scores: Vec<Scored> = match n {
        3 => all.take(7).collect(),
        _ => all.collect(),
    };
    let review = Review { scores, note: String::new() };
    match outcome {
        Some(outcome) => {
            submissions::decide(ctx, it.id, it.version, (review, outcome)).await?;
        }
        None if n == 3 => {
            submissions::save_review(ctx, it.id, it.version, review).await?;
        }
        None => {}
    }
    Ok(())
}
