//! The commonest gaps across agencies: what the rules find in the plans that were handed in, and
//! which criteria they do not meet.

use std::collections::{BTreeMap, BTreeSet};

use super::review::SCORE_MET;
use super::{Submission, filing_store, store};
use crate::actor::Permission;
use crate::assure::rubrics;
use crate::ids::{AgencyId, CampaignId};
use crate::plans::checks::{RULES, Severity};
use crate::{Ctx, Result};

/// So many of each are named.
const NAMED_MAX: usize = 10;

/// The commonest gaps across agencies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps {
    /// How many agencies have handed something in, as far as the actor may see them.
    pub n_filed: usize,
    /// How many of these were reviewed.
    pub n_reviewed: usize,
    /// What the rules find: errors and warnings, the commonest first.
    pub rules: Vec<Gap>,
    /// The criteria that are not met, the commonest first.
    pub criteria: Vec<Gap>,
}

/// Something that is wrong in many places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The code of the rule or criterion.
    pub code: String,
    /// What it says.
    pub title: String,
    /// Whether it is an error, or the criterion is mandatory.
    pub is_severe: bool,
    /// How many agencies have it.
    pub n_agencies: usize,
}

/// The commonest gaps in what was handed in for a campaign.
pub async fn gaps(ctx: &Ctx, id: CampaignId) -> Result<Gaps> {
    ctx.require_scope(Permission::ReadSubmissions)?;
    let tx = ctx.read().await?;
    let mut all: Vec<Submission> = store::of_campaign(&tx, id).await?;
    all.retain(|it| ctx.actor.may(Permission::ReadSubmissions, it.agency_id));
    let ids: Vec<_> = all.iter().map(|it| it.id).collect();
    let filings = filing_store::last_of(&tx, &ids).await?;
    drop(tx);
    let mut rules: BTreeMap<String, BTreeSet<AgencyId>> = BTreeMap::new();
    let mut criteria: BTreeMap<String, BTreeSet<AgencyId>> = BTreeMap::new();
    let (mut n_filed, mut n_reviewed) = (0, 0);
    for it in filings.values() {
        n_filed += usize::from(it.made_at.is_some());
        n_reviewed += usize::from(it.outcome.is_some());
        for code in it.findings.keys() {
            rules.entry(code.clone()).or_default().insert(it.agency_id);
        }
        // Only what was decided counts: a review that is being written may change.
        let review = it.review.as_ref().filter(|_| it.outcome.is_some());
        let scores = review.into_iter().flat_map(|it| &it.review.scores);
        for scored in scores.filter(|it| it.score.is_some_and(|it| it < SCORE_MET)) {
            criteria.entry(scored.criterion.clone()).or_default().insert(it.agency_id);
        }
    }
    Ok(Gaps {
        n_filed,
        n_reviewed,
        rules: commonest(rules, |code| {
            let rule = RULES.iter().find(|it| it.code == code)?;
            let is_worth_it = rule.severity != Severity::Note;
            is_worth_it.then_some((rule.title.to_owned(), rule.severity == Severity::Error))
        }),
        criteria: commonest(criteria, |code| {
            let (_, criterion) = rubrics::find(code)?;
            Some((criterion.title.clone(), criterion.mandatory))
        }),
    })
}

fn commonest(
    found: BTreeMap<String, BTreeSet<AgencyId>>,
    known: impl Fn(&str) -> Option<(String, bool)>,
) -> Vec<Gap> {
    let gap = |(code, agencies): (String, BTreeSet<AgencyId>)| {
        let (title, is_severe) = known(&code)?;
        Some(Gap { code, title, is_severe, n_agencies: agencies.len() })
    };
    let mut gaps: Vec<Gap> = found.into_iter().filter_map(gap).collect();
    gaps.sort_by(|a, b| {
        let severe = b.is_severe.cmp(&a.is_severe);
        b.n_agencies.cmp(&a.n_agencies).then(severe).then_with(|| a.code.cmp(&b.code))
    });
    gaps.truncate(NAMED_MAX);
    gaps
}
