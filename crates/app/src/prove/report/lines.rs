//! The lines of the report.

use chrono_tz::Tz;
use documents as doc;

use super::make::{attention, may_see_analyses};
use crate::ids::AgencyId;
use crate::people::agencies;
use crate::prepare::impact;
use crate::prepare::inventory::{Kind, Outcome, Standing};
use crate::prove::readiness::{AgencyFigures, Counted, Gap, Late, SinglePoint, counted_services};
use crate::prove::recovery::{self, Explanation, Finding, Named};
use crate::{Ctx, Result, Span, Timestamp};

/// So many of those that stop with something are named.
const STOPPED_MAX: usize = 3;

/// So many services are listed.
const SERVICES_MAX: usize = 2_000;

pub(super) fn agency(it: &AgencyFigures) -> doc::AgencyLine {
    doc::AgencyLine {
        name: it.name.clone(),
        n_services: it.figures.n_services,
        n_met: it.figures.n_met,
        n_at_risk: it.figures.n_at_risk,
        n_missed: it.figures.n_missed,
        n_unknown: it.figures.n_at_least + it.figures.n_unknown + it.figures.n_no_target,
    }
}

pub(super) fn missed(it: &Late, now: Timestamp) -> doc::MissedTarget {
    doc::MissedTarget {
        service: it.service.name.clone(),
        agency: it.agency.clone(),
        standing: standing(it.standing),
        target: it.required.to_string(),
        achievable: at_least(it.achievable, it.is_complete),
        over_by: match it.required < it.achievable {
            true => at_least(it.over(), it.is_complete),
            false => String::new(),
        },
        held_back_by: it.held_by.as_ref().unwrap_or(&it.service).name.clone(),
        last_proof: it.last_proof(now),
    }
}

pub(super) fn section(late: &Late, why: &Explanation) -> doc::ServiceSection {
    let fact = |label: &str, value: String| doc::Fact { label: label.to_owned(), value };
    let mut facts = Vec::new();
    facts.extend(late.tier.map(|it| fact("Tier", it.to_string())));
    facts.extend(why.required_by.as_ref().map(|it| fact("Required by", it.name.clone())));
    facts.extend(why.outcome.achievable_rpo.map(|it| {
        let wanted = why.outcome.required_rpo;
        let wanted = wanted.map_or(String::new(), |it| format!(", wanted {it}"));
        fact("Recovery point", format!("{it}{wanted}"))
    }));
    facts.extend(why.reliefs.iter().take(1).map(|it| {
        let value = match it.restore_needed {
            Some(needed) => format!("{} within {needed} instead of {}", it.item.name, it.restore),
            None => format!("{}: then {}", it.item.name, it.achievable_after),
        };
        fact("Would help most", value)
    }));
    let required = why.outcome.required_rto;
    let links = why.chain.iter().map(|it| doc::Link {
        name: it.part.item.name.clone(),
        start_s: it.start.secs(),
        finish_s: it.finish.secs(),
        over: Span::ZERO < it.over,
    });
    doc::ServiceSection {
        service: late.service.name.clone(),
        agency: late.agency.clone(),
        standing: standing(late.standing),
        sentence: why.sentence.clone(),
        facts,
        timeline: Some(doc::Timeline {
            target_s: required.map(Span::secs),
            links: links.collect(),
        }),
    }
}

/// A time that may be longer where not all that it rests on is known.
fn at_least(span: Span, is_complete: bool) -> String {
    if is_complete { span.to_string() } else { format!("at least {span}") }
}

/// The services that are counted, `n_all` in all, and what is left out of them if they are too many.
pub(super) async fn services(
    ctx: &Ctx,
    agency: Option<AgencyId>,
    n_all: u64,
) -> Result<(Vec<doc::ServiceLine>, Option<String>)> {
    let counted = counted_services(ctx, agency, SERVICES_MAX).await?;
    let shown = |it: Option<Span>| it.map(|it| it.to_string()).unwrap_or_default();
    let achievable = |it: &Outcome| it.achievable_rto.map(|span| at_least(span, it.is_complete));
    let line = |it: Counted| doc::ServiceLine {
        service: it.service.name,
        agency: it.agency,
        tier: it.tier.map(|it| it.to_string()).unwrap_or_default(),
        target: shown(it.outcome.required_rto),
        achievable: achievable(&it.outcome).unwrap_or_default(),
        standing: standing(it.outcome.standing),
    };
    let lines: Vec<doc::ServiceLine> = counted.into_iter().map(line).collect();
    let is_part = (lines.len() as u64) < n_all;
    let note = is_part.then(|| format!("The {} most important of {n_all}.", lines.len()));
    Ok((lines, note))
}

pub(super) async fn analyses(
    ctx: &Ctx,
    agency: Option<AgencyId>,
    zone: Tz,
) -> Result<Vec<doc::AnalysisLine>> {
    if !may_see_analyses(ctx) {
        return Ok(Vec::new());
    }
    let below = match agency {
        Some(id) => Some(agencies::subtree(ctx, id).await?),
        None => None,
    };
    let found = impact::list(ctx, &attention(below)).await?.items;
    let names = agencies::labels(ctx, &found.iter().map(|it| it.item.agency_id).collect()).await?;
    let line = |it: impact::Summary| {
        let approved = it.approved_at.map(|it| it.with_timezone(&zone));
        doc::AnalysisLine {
            subject: it.item.name.clone(),
            agency: names.get(&it.item.agency_id).cloned().unwrap_or_default(),
            state: it.state.title().to_owned(),
            approved: approved.map(|it| it.format("%Y-%m-%d").to_string()).unwrap_or_default(),
            reason: match it.n_missing {
                _ if !it.because.is_empty() => it.because,
                0 => String::new(),
                1 => "One thing is missing.".to_owned(),
                n => format!("{n} things are missing."),
            },
        }
    };
    Ok(found.into_iter().map(line).collect())
}

pub(super) async fn single_points(
    ctx: &Ctx,
    points: &[SinglePoint],
) -> Result<Vec<doc::SinglePoint>> {
    let ids: Vec<_> = points.iter().map(|it| it.part.item.id).collect();
    let stopped = recovery::stopped_by(ctx, &ids, STOPPED_MAX).await?;
    let line = |(it, names): (&SinglePoint, Vec<Named>)| doc::SinglePoint {
        name: it.part.item.name.clone(),
        kind: it.part.item.kind.title().to_owned(),
        site: it.part.site.as_ref().map(|it| it.name.clone()).unwrap_or_default(),
        n_services: it.n_down.into(),
        services: some_of(&names, it.n_down),
    };
    Ok(points.iter().zip(stopped).map(line).collect())
}

/// "Tax refunds, Trooper dispatch and 11 more".
fn some_of(names: &[Named], n_all: u32) -> String {
    let named: Vec<&str> = names.iter().map(|it| it.name.as_str()).collect();
    let n_named = u32::try_from(named.len()).unwrap_or(u32::MAX);
    match (named.join(", "), n_all.saturating_sub(n_named)) {
        // All that stop are others'.
        (named, _) if named.is_empty() => named,
        (named, 0) => named,
        (named, n_more) => format!("{named} and {n_more} more"),
    }
}

pub(super) fn cycle(it: &Finding) -> Option<doc::Cycle> {
    match it {
        Finding::Circle { example, .. } => {
            Some(doc::Cycle { members: example.iter().map(|it| it.name.clone()).collect() })
        }
        _ => None,
    }
}

pub(super) fn missing(it: &Gap) -> doc::MissingLine {
    doc::MissingLine {
        subject: it.kind.title().to_owned(),
        kind: kind_title(it.kind.of()).to_owned(),
        agency: String::new(),
        missing: format!("{} of {}", it.n_missing, it.n_all),
    }
}

fn kind_title(kind: Kind) -> &'static str {
    kind.titles()
}

fn standing(it: Standing) -> doc::Standing {
    match it {
        Standing::Met => doc::Standing::Met,
        Standing::AtRisk => doc::Standing::AtRisk,
        Standing::Missed => doc::Standing::Missed,
        Standing::Unknown => doc::Standing::Unknown,
        Standing::NoTarget => doc::Standing::NoTarget,
    }
}
