//! Looking at what is due in the agencies that somebody answers for.

use crate::actor::{Actor, Permission, Role};
use crate::assure::submissions::{self, Submission};
use crate::people::agencies::{self, ContactGap};
use crate::plans::plan::{self, Plan, Standing, VersionState};
use crate::prove::readiness::{self, Behind, Counted, Figure};
use crate::prove::recovery::current;
use crate::respond::activations;
use crate::respond::disruptions::{self, Disruption};
use crate::{Ctx, Page, Paging, Result};

/// So many lines of each sort are shown.
const LINES_MAX: u32 = 10;

/// What is due in the agencies that somebody answers for. Each page is its first.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// What goes on: what struck, or is practiced.
    pub disruptions: Page<Disruption>,
    /// How many plans are followed now.
    pub n_followed: u64,
    /// Agencies without a contact and an alternate who are known to be reachable.
    pub contacts: Page<ContactGap>,
    /// Plans to hand in to the state.
    pub submissions: Page<Submission>,
    /// Plans that wait for an approval.
    pub to_approve: Page<Plan>,
    /// Plans that must be looked at again.
    pub to_review: Page<Plan>,
    /// Services that cannot be back in time.
    pub late: Page<Counted>,
}

impl Watch {
    /// How much is due.
    pub fn n_due(&self) -> u64 {
        let plans = self.submissions.n_items + self.to_approve.n_items + self.to_review.n_items;
        let alerts = self.disruptions.n_items + self.n_followed;
        alerts + self.contacts.n_items + plans + self.late.n_items
    }
}

/// What is due in the agencies that the actor answers for: as State CIO, or as the head of one. None
/// for everybody else.
pub async fn watch(ctx: &Ctx) -> Result<Option<Watch>> {
    let answers = |role| matches!(role, Role::StateCio | Role::AgencyHead);
    let is_person = ctx.actor.limited_to.is_none();
    if !is_person || !ctx.actor.held.iter().any(|it| answers(it.role)) {
        return Ok(None);
    }
    // What other roles let them see is not theirs to answer for.
    let held = ctx.actor.held.iter().filter(|it| answers(it.role)).cloned().collect();
    let ctx = &Ctx { actor: Actor { held, ..ctx.actor.clone() }, ..ctx.clone() };
    let paging = Paging { number: 1, size: LINES_MAX };
    // It may bring recovery analysis up to date, so it comes before anybody looks.
    let Whole { late, contacts } = whole(ctx, paging).await?;
    let going_on =
        disruptions::Query { is_open: Some(true), paging, ..disruptions::Query::default() };
    let followed = activations::Query { is_running: true, paging, ..activations::Query::default() };
    let (disruptions, followed, submissions, to_approve, to_review) = tokio::try_join!(
        disruptions::list(ctx, &going_on),
        activations::list(ctx, &followed),
        to_hand_in(ctx, paging),
        to_approve(ctx, paging),
        to_review(ctx, paging),
    )?;
    let n_followed = followed.n_items;
    Ok(Some(Watch { disruptions, n_followed, contacts, submissions, to_approve, to_review, late }))
}

/// What takes a look at every service, and at every agency.
#[derive(Debug, Clone)]
struct Whole {
    late: Page<Counted>,
    contacts: Page<ContactGap>,
}

/// It holds until something happens, so it is kept with the board, which holds as long.
async fn whole(ctx: &Ctx, paging: Paging) -> Result<Whole> {
    let board = current(ctx).await?;
    let answer = board.memo.answer::<Whole>(ctx, None, paging.size);
    if let Some(known) = answer.known() {
        return Ok(known);
    }
    let missed = Behind { figure: Figure::Missed, ..Behind::default() };
    let late = readiness::behind(ctx, missed, paging).await?;
    let gaps = agencies::contact_gaps(ctx).await?;
    let n_gaps = gaps.len() as u64;
    let found = Whole { late, contacts: paging.of(paging.part(gaps), n_gaps) };
    answer.keep(&found);
    Ok(found)
}

async fn to_hand_in(ctx: &Ctx, paging: Paging) -> Result<Page<Submission>> {
    use submissions::State;
    let query = submissions::Query {
        states: vec![State::Due, State::Late, State::Returned],
        paging,
        ..submissions::Query::default()
    };
    let waiting = submissions::list(ctx, &query).await?;
    // What is accepted waits again if it was not put right in time.
    let late =
        submissions::Query { states: vec![State::AcceptedWithFixes], fixes_late: true, ..query };
    let late = submissions::list(ctx, &late).await?;
    let n_items = waiting.n_items + late.n_items;
    Ok(paging.of(paging.part(waiting.items.into_iter().chain(late.items)), n_items))
}

async fn to_approve(ctx: &Ctx, paging: Paging) -> Result<Page<Plan>> {
    if !ctx.actor.may_somewhere(Permission::ApprovePlans) {
        return Ok(paging.of(Vec::new(), 0));
    }
    let draft_state = Some(VersionState::PendingApproval);
    plan::list(ctx, &plan::Query { draft_state, paging, ..plan::Query::default() }).await
}

/// The plans whose review is overdue, and then those whose review is due.
async fn to_review(ctx: &Ctx, paging: Paging) -> Result<Page<Plan>> {
    let of = |standing| plan::Query {
        standing: Some(standing),
        sort: plan::Sort::Review,
        paging,
        ..plan::Query::default()
    };
    let overdue = plan::list(ctx, &of(Standing::Overdue)).await?;
    let due = plan::list(ctx, &of(Standing::ReviewDue)).await?;
    let n_items = overdue.n_items + due.n_items;
    Ok(paging.of(paging.part(overdue.items.into_iter().chain(due.items)), n_items))
}
