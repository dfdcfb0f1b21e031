//! What is different in what was handed in, since the last time that something was accepted.

use super::filing::Filed;
use super::read::find_readable;
use super::{Filing, filing_store};
use crate::ids::SubmissionId;
use crate::plans::plan::{self, SectionChange};
use crate::{Ctx, Error, Result, Timestamp};

/// What is different since something was last accepted of the agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The receipt of what was accepted then, and when that was handed in. None: nothing ever was.
    pub since: Option<(String, Timestamp)>,
    /// The plans that are new or say something else.
    pub plans: Vec<PlanChange>,
    /// Those that say the same, by their hashes.
    pub same: Vec<Filed>,
    /// Those that were handed in then, and are not any more.
    pub gone: Vec<Filed>,
}

/// A plan that is new or says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanChange {
    /// The plan as it was handed in now.
    pub after: Filed,
    /// As it was accepted. None: it is new.
    pub before: Option<Filed>,
    /// The sections that differ.
    pub sections: Vec<SectionChange>,
}

/// What is different in what was last handed in, since something was last accepted of the agency.
pub async fn changes(ctx: &Ctx, id: SubmissionId) -> Result<Changes> {
    let (filing, accepted) = {
        let tx = ctx.read().await?;
        let it = find_readable(&tx, ctx, id).await?;
        let filing = filing_store::of(&tx, id).await?.into_iter().next();
        let filing = filing.ok_or(Error::NotFound("filing"))?;
        let moment = filing.attested_at;
        (filing, filing_store::accepted_before(&tx, it.agency_id, moment).await?)
    };
    let earlier = |of: &Filed| {
        let accepted = accepted.iter().flat_map(|it| &it.plans);
        accepted.into_iter().find(|it| it.plan_id == of.plan_id)
    };
    let (mut plans, mut same) = (Vec::new(), Vec::new());
    for after in &filing.plans {
        let before = earlier(after);
        if before.is_some_and(|it| it.sha256 == after.sha256) {
            same.push(after.clone());
            continue;
        }
        let sections = match before {
            Some(before) => differing(ctx, before, after).await?,
            None => Vec::new(),
        };
        plans.push(PlanChange { after: after.clone(), before: before.cloned(), sections });
    }
    let since = accepted.as_ref().map(|it| (it.receipt.clone(), it.attested_at));
    Ok(Changes { since, plans, same, gone: gone(accepted.as_ref(), &filing) })
}

fn gone(accepted: Option<&Filing>, filing: &Filing) -> Vec<Filed> {
    let is_there = |of: &Filed| filing.plans.iter().any(|it| it.plan_id == of.plan_id);
    let before = accepted.iter().flat_map(|it| &it.plans);
    before.filter(|it| !is_there(it)).cloned().collect()
}

async fn differing(ctx: &Ctx, before: &Filed, after: &Filed) -> Result<Vec<SectionChange>> {
    let old = plan::version(ctx, before.plan_id, before.version).await?;
    let new = plan::version(ctx, after.plan_id, after.version).await?;
    let template = new.content.template(&after.plan_type);
    let template = template.ok_or(Error::NotFound("type of plan"))?;
    let mut sections = plan::compare(&template, &old.content, &new.content);
    sections.retain(SectionChange::differs);
    Ok(sections)
}
