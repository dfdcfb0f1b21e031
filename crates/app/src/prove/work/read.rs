//! Looking at one's own work.

use crate::actor::Permission;
use crate::people::meetings::{self, Todo};
use crate::people::persons::{self, Channel};
use crate::people::policies::{self, Policy};
use crate::prepare::impact;
use crate::prepare::inventory::{self, Item, Kind, Missing, Query};
use crate::prove::readiness::{self, Gap};
use crate::{Ctx, Page, Paging, Result};

/// So many lines of each sort are shown.
const LINES_MAX: u32 = 10;

/// What is due from a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// Impact analyses that wait for their approval.
    pub to_approve: Page<impact::Summary>,
    /// Impact analyses that wait for what they know.
    pub to_write: Page<impact::Summary>,
    /// What they own or look after, and something has not been said about.
    pub unfinished: Vec<Unfinished>,
    /// Policies that they must acknowledge.
    pub to_acknowledge: Vec<Policy>,
    /// What they are to do after meetings.
    pub after_meetings: Vec<Todo>,
    /// Their own contacts that are not known to work.
    pub unverified: Vec<Channel>,
    /// What has not been said in the agencies that they write for.
    pub gaps: Vec<Gap>,
}

/// Things of one kind that a person owns or looks after and that lack the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfinished {
    /// What they lack.
    pub missing: Missing,
    /// Which they are.
    pub items: Page<Item>,
}

impl Work {
    /// How many things are due.
    pub fn n_due(&self) -> u64 {
        let unfinished: u64 = self.unfinished.iter().map(|it| it.items.n_items).sum();
        let single = self.to_acknowledge.len() + self.after_meetings.len() + self.unverified.len();
        self.to_approve.n_items + self.to_write.n_items + unfinished + single as u64
    }
}

/// What is most pressing of it, for a page about something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Pressing {
    /// Impact analyses that wait for their approval.
    pub to_approve: Page<impact::Summary>,
    /// Impact analyses that wait for what they know.
    pub to_write: Page<impact::Summary>,
    /// How many of their own contacts are not known to work.
    pub n_unverified: u64,
}

/// The first `n` lines of each sort that is most pressing for the person who asks.
pub async fn pressing(ctx: &Ctx, n: u32) -> Result<Pressing> {
    let paging = Paging { number: 1, size: n };
    let (to_approve, to_write, unverified) = tokio::try_join!(
        impact::to_approve(ctx, paging),
        impact::to_write(ctx, paging),
        unverified(ctx),
    )?;
    Ok(Pressing { to_approve, to_write, n_unverified: unverified.len() as u64 })
}

/// What is due from the person who asks.
pub async fn due(ctx: &Ctx) -> Result<Work> {
    let paging = Paging { number: 1, size: LINES_MAX };
    let (to_approve, to_write, unfinished, to_acknowledge, after_meetings, unverified, gaps) = tokio::try_join!(
        impact::to_approve(ctx, paging),
        impact::to_write(ctx, paging),
        unfinished(ctx, paging),
        policies::to_acknowledge(ctx),
        meetings::to_do(ctx),
        unverified(ctx),
        gaps(ctx),
    )?;
    Ok(Work { to_approve, to_write, unfinished, to_acknowledge, after_meetings, unverified, gaps })
}

async fn unfinished(ctx: &Ctx, paging: Paging) -> Result<Vec<Unfinished>> {
    let lacking = async |kind: Kind, missing: Missing| {
        if !ctx.actor.may_somewhere(kind.read_permission()) {
            return Ok(None);
        }
        let query = Query {
            person_id: Some(ctx.actor.person_id),
            missing: Some(missing),
            paging,
            ..Query::all(kind)
        };
        let items = inventory::list(ctx, &query).await?;
        Result::Ok((0 < items.n_items).then_some(Unfinished { missing, items }))
    };
    let found = tokio::try_join!(
        lacking(Kind::Service, Missing::Target),
        lacking(Kind::Service, Missing::Promise),
        lacking(Kind::Process, Missing::Target),
        lacking(Kind::Asset, Missing::Promise),
    )?;
    Ok([found.0, found.1, found.2, found.3].into_iter().flatten().collect())
}

async fn unverified(ctx: &Ctx) -> Result<Vec<Channel>> {
    match persons::channels(ctx, ctx.actor.person_id).await {
        Ok(channels) => {
            let channels = channels.into_iter().map(|it| it.0);
            Ok(channels.filter(|it| it.verified_at.is_none()).collect())
        }
        // Whoever may not look at contacts is not asked to verify any.
        Err(crate::Error::NotFound(_) | crate::Error::Forbidden(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// What is missing in the agencies that a coordinator writes for.
async fn gaps(ctx: &Ctx) -> Result<Vec<Gap>> {
    let actor = &ctx.actor;
    let writes = actor.may_somewhere(Permission::WriteInventory);
    if !writes || !actor.may_somewhere(Permission::ReadReports) {
        return Ok(Vec::new());
    }
    let (gaps, _) = readiness::completeness(ctx, None).await?;
    Ok(gaps.into_iter().filter(|it| 0 < it.n_missing).collect())
}
