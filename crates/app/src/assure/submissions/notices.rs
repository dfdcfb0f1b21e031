//! Who is told what about submissions, by mail.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::{Filing, Outcome, Submission};
use crate::actor::Role;
use crate::ids::{AgencyId, PersonId};
use crate::mail::Letter;
use crate::people::access::{self, Extent};
use crate::people::agencies;
use crate::people::notices::{NoticeKind, Told, notify, reach_all};
use crate::people::persons;
use crate::{Ctx, Result, Timestamp};

/// So many agencies are named in one letter.
const NAMED_MAX: usize = 200;

/// Who holds the roles that are told.
pub(super) struct Holders {
    heads: BTreeMap<AgencyId, BTreeSet<PersonId>>,
    coordinators: BTreeMap<AgencyId, BTreeSet<PersonId>>,
    state_cio: BTreeSet<PersonId>,
    above: BTreeMap<AgencyId, AgencyId>,
    names: BTreeMap<AgencyId, String>,
}

impl Holders {
    pub(super) async fn of(tx: &Tx, now: Timestamp) -> Result<Holders> {
        let all = agencies::all_in(tx).await?;
        let above = all.iter().filter_map(|it| Some((it.id, it.parent_id?))).collect();
        let cio = access::holders(tx, Role::StateCio, now).await?;
        Ok(Holders {
            heads: by_agency(access::holders(tx, Role::AgencyHead, now).await?),
            coordinators: by_agency(access::holders(tx, Role::Coordinator, now).await?),
            state_cio: cio.into_iter().map(|it| it.0).collect(),
            above,
            names: all.into_iter().map(|it| (it.id, it.name)).collect(),
        })
    }

    /// What an agency is called.
    pub(super) fn name(&self, id: AgencyId) -> &str {
        self.names.get(&id).map_or("An agency", String::as_str)
    }

    /// The heads of an agency, or of the next above it that has any.
    pub(super) fn heads(&self, id: AgencyId) -> BTreeSet<PersonId> {
        self.nearest(&self.heads, id)
    }

    /// The same with those who keep its programme.
    pub(super) fn agency(&self, id: AgencyId) -> BTreeSet<PersonId> {
        let mut people = self.heads(id);
        people.extend(self.nearest(&self.coordinators, id));
        people
    }

    fn nearest(
        &self,
        holders: &BTreeMap<AgencyId, BTreeSet<PersonId>>,
        id: AgencyId,
    ) -> BTreeSet<PersonId> {
        let mut at = Some(id);
        // So deep is no tree.
        for _ in 0..50 {
            let Some(here) = at else { break };
            if let Some(found) = holders.get(&here) {
                return found.clone();
            }
            at = self.above.get(&here).copied();
        }
        BTreeSet::new()
    }
}

fn by_agency(all: Vec<(PersonId, Extent)>) -> BTreeMap<AgencyId, BTreeSet<PersonId>> {
    let mut found: BTreeMap<AgencyId, BTreeSet<PersonId>> = BTreeMap::new();
    for (person, extent) in all {
        if let Extent::Agency(id) = extent {
            found.entry(id).or_default().insert(person);
        }
    }
    found
}

async fn tell(tx: &Tx, ctx: &Ctx, people: BTreeSet<PersonId>, letter: &Letter) -> Result<()> {
    for person in people {
        notify(tx, ctx, person, NoticeKind::Submissions, letter.clone()).await?;
    }
    Ok(())
}

fn path(it: &Submission) -> String {
    format!("/submissions/{}", it.id)
}

fn asked_for(it: &Submission) -> String {
    match it.reason.as_str() {
        "" => format!("the plans of {}", it.year),
        why => format!("its plans, because: {why}"),
    }
}

/// That it is time to hand plans in.
pub(super) async fn due(tx: &Tx, ctx: &Ctx, holders: &Holders, it: &Submission) -> Result<()> {
    let (agency, what) = (holders.name(it.agency_id), asked_for(it));
    let day = it.due_on.format("%B %-d, %Y");
    let letter = Letter::about(format!("{agency}: plans are to be handed in by {day}"))
        .text(format!("{agency} is asked for {what}. They are due by {day}."));
    let letter = match it.asked_due_on == it.due_on {
        true => letter,
        false => letter.text(format!(
            "They were asked for by {}. {agency} is closed then, by its business calendar.",
            it.asked_due_on.format("%B %-d, %Y")
        )),
    };
    let letter = letter.link("See what is asked for", path(it));
    tell(tx, ctx, holders.agency(it.agency_id), &letter).await
}

/// That plans are late: to each agency head, and in one letter to the State CIO.
pub(super) async fn late(tx: &Tx, ctx: &Ctx, holders: &Holders, all: &[Submission]) -> Result<()> {
    for it in all {
        tell(tx, ctx, holders.heads(it.agency_id), &late_letter(holders, it)).await?;
    }
    if all.is_empty() {
        return Ok(());
    }
    let line = |it: &Submission| {
        format!("{}, due {}", holders.name(it.agency_id), it.due_on.format("%B %-d, %Y"))
    };
    let subject = match all.len() {
        1 => "One agency is late with its plans".to_owned(),
        n => format!("{n} agencies are late with their plans"),
    };
    let letter = Letter::about(subject)
        .text("These agencies did not hand in their plans by the day they were due:")
        .list(all.iter().take(NAMED_MAX).map(line).collect())
        .link("See all that are late", "/submissions?state=late");
    tell(tx, ctx, holders.state_cio.clone(), &letter).await
}

fn late_letter(holders: &Holders, it: &Submission) -> Letter {
    let (agency, what) = (holders.name(it.agency_id), asked_for(it));
    let day = it.due_on.format("%B %-d, %Y");
    Letter::about(format!("{agency} is late with its plans"))
        .text(format!("{agency} was asked for {what}. They were due by {day}."))
        .text(
            "You can attest and hand in what is in force now. The State CIO knows that it is late.",
        )
        .link("Hand them in", path(it))
}

/// The same once more, to all of an agency who can do something about it.
pub(super) async fn remind(tx: &Tx, ctx: &Ctx, holders: &Holders, it: &Submission) -> Result<()> {
    let letter = match it.fixes_late_at {
        Some(_) => fixes_letter(holders, it),
        None => late_letter(holders, it),
    };
    tell(tx, ctx, holders.agency(it.agency_id), &letter).await
}

/// Of these agencies those of which a reminder reaches nobody, each with why.
pub(super) async fn unreached(
    (tx, ctx): (&Tx, &Ctx),
    holders: &Holders,
    ids: &BTreeSet<AgencyId>,
) -> Result<BTreeMap<AgencyId, String>> {
    let people: BTreeSet<PersonId> = ids.iter().flat_map(|it| holders.agency(*it)).collect();
    let names = persons::names_in(tx, &people).await?;
    let reached = reach_all(tx, ctx, &people, NoticeKind::Submissions).await?;
    let why_not = |id: &AgencyId| {
        let people = holders.agency(*id);
        if people.is_empty() {
            return Some("nobody is its head or coordinator".to_owned());
        }
        let mut whys = Vec::new();
        for person in people {
            let why = match reached.get(&person) {
                Some(Told::Mailed) => return None,
                Some(Told::Unwanted) => "wants no such mails",
                Some(Told::NoEmail) | None => "cannot sign in",
            };
            whys.push(format!("{} {why}", names.get(&person).map_or("Somebody", String::as_str)));
        }
        Some(whys.join(", "))
    };
    Ok(ids.iter().filter_map(|id| Some((*id, why_not(id)?))).collect())
}

/// That what reviews asked for was not put right in time: to each agency head, and in one letter to the
/// State CIO.
pub(super) async fn fixes_late(
    tx: &Tx,
    ctx: &Ctx,
    holders: &Holders,
    all: &[Submission],
) -> Result<()> {
    for it in all {
        tell(tx, ctx, holders.heads(it.agency_id), &fixes_letter(holders, it)).await?;
    }
    if all.is_empty() {
        return Ok(());
    }
    let subject = match all.len() {
        1 => "One agency did not put right in time what a review asked for".to_owned(),
        n => format!("{n} agencies did not put right in time what a review asked for"),
    };
    let line = |it: &Submission| format!("{}{}", holders.name(it.agency_id), by(it));
    let letter = Letter::about(subject)
        .text("These agencies were to put something right in their plans:")
        .list(all.iter().take(NAMED_MAX).map(line).collect())
        .link("See all that are late with it", "/submissions?late=fixes");
    tell(tx, ctx, holders.state_cio.clone(), &letter).await
}

fn fixes_letter(holders: &Holders, it: &Submission) -> Letter {
    let agency = holders.name(it.agency_id);
    let letter = Letter::about(format!("{agency} is late with what the review asked for"))
        .text(format!("What the review of the plans asks for was to be put right{}.", by(it)));
    let letter = match it.state.waits_for_agency() {
        true => letter.text("Put it right, and hand the plans in again."),
        false => letter.text("Put it right, and tell the state's continuity team, who notes it."),
    };
    letter.text("The State CIO knows that it is late.").link("See the review", path(it))
}

/// By which day something is to be put right, after what is.
fn by(it: &Submission) -> String {
    it.fixes_due_on.map(|it| it.format(" by %B %-d, %Y").to_string()).unwrap_or_default()
}

/// That a submission is ready to be attested.
pub(super) async fn ready(tx: &Tx, ctx: &Ctx, holders: &Holders, it: &Submission) -> Result<()> {
    let agency = holders.name(it.agency_id);
    let letter = Letter::about(format!("{agency}: the plans wait for you to attest them"))
        .text(format!("{} made {} ready.", ctx.actor.name, asked_for(it)))
        .link("Look at them and attest", path(it));
    tell(tx, ctx, holders.heads(it.agency_id), &letter).await
}

/// That what was handed in was received.
pub(super) async fn received(
    tx: &Tx,
    ctx: &Ctx,
    (it, filing): (&Submission, &Filing),
) -> Result<()> {
    let holders = Holders::of(tx, ctx.now).await?;
    let agency = holders.name(it.agency_id);
    let sha256 = filing.sha256.as_deref().unwrap_or_default();
    let letter = Letter::about(format!("{agency}: receipt {}", filing.receipt))
        .text(format!(
            "The plans of {agency} were received. The number of the receipt is {}, the SHA-256 of \
             the dossier {sha256}.",
            filing.receipt
        ))
        .link("See the submission", path(it));
    tell(tx, ctx, holders.agency(it.agency_id), &letter).await
}

/// What the review came to.
pub(super) async fn decided(
    tx: &Tx,
    ctx: &Ctx,
    (it, filing): (&Submission, &Filing),
    outcome: Outcome,
) -> Result<()> {
    let holders = Holders::of(tx, ctx.now).await?;
    let agency = holders.name(it.agency_id);
    let outcome = outcome.title().to_lowercase();
    let letter = Letter::about(format!("{agency}: the plans were {outcome}"))
        .text(format!("What {agency} handed in as {} was {outcome}.", filing.receipt));
    let fixes: Vec<String> =
        filing.review.iter().flat_map(|it| it.review.fixes()).map(fix).collect();
    let by = by(it);
    let letter = match fixes.is_empty() {
        true => letter,
        false => letter.text(format!("This is to be put right{by}:")).list(fixes),
    };
    let letter = letter.link("See the review", path(it));
    tell(tx, ctx, holders.agency(it.agency_id), &letter).await
}

fn fix((criterion, fix): (&crate::assure::rubrics::Criterion, &str)) -> String {
    format!("{}: {fix}", criterion.title)
}
