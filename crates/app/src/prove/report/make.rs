//! Putting the report together.

use documents::{Figure, Paper, ReadinessReport};

use super::lines;
use crate::actor::Permission;
use crate::ids::AgencyId;
use crate::prepare::impact;
use crate::prove::readiness::{self, Figures};
use crate::prove::recovery::{self, FindingKind};
use crate::settings::General;
use crate::{Ctx, Error, Paging, Result, settings};

/// So many services get a section of their own.
const SECTIONS_MAX: usize = 10;

/// So many late services, single points and circles are listed.
const LINES_MAX: u32 = 500;

/// A report as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What to call the file.
    pub file_name: String,
    /// The file: a PDF.
    pub bytes: Vec<u8>,
}

/// The readiness of `agency` with all below it, or of everything that the actor may see, as a PDF.
/// It bears the name of the programme, and times are those of its zone.
pub async fn readiness_pdf(ctx: &Ctx, agency: Option<AgencyId>) -> Result<Report> {
    let general = settings::general(ctx).await?;
    let of = match agency {
        Some(id) => format!("-{}", crate::people::agencies::show(ctx, id).await?.code),
        None => String::new(),
    };
    let zone = general.zone();
    let report = report(ctx, agency, &general).await?;
    ctx.see_anew();
    let rendered = tokio::task::spawn_blocking(move || documents::readiness_report(&report));
    let bytes = rendered.await.map_err(Error::internal)?.map_err(Error::internal)?;
    let file_name =
        format!("readiness{of}-{}.pdf", ctx.now.with_timezone(&zone).format("%Y-%m-%d"));
    Ok(Report { file_name, bytes })
}

async fn report(ctx: &Ctx, agency: Option<AgencyId>, general: &General) -> Result<ReadinessReport> {
    let zone = general.zone();
    let paging = Paging { number: 1, size: LINES_MAX };
    let found = readiness::readiness(ctx, agency, LINES_MAX).await?;
    let points = readiness::single_points(ctx, agency, Paging { number: 1, size: 50 }).await?;
    let circles = recovery::findings(ctx, agency, Some(FindingKind::Circle), paging).await?;
    let (gaps, _) = readiness::completeness(ctx, agency).await?;
    let mut sections = Vec::new();
    for late in found.worst.items.iter().take(SECTIONS_MAX) {
        sections.push(lines::section(late, &recovery::explain(ctx, late.service.id).await?));
    }
    let analyses = lines::analyses(ctx, agency, zone).await?;
    let services = lines::services(ctx, agency, found.total.n_services).await?;
    let local = ctx.now.with_timezone(&zone);
    let is_alone = found.agencies.len() < 2;
    Ok(ReadinessReport {
        paper: Paper::UsLetter,
        title: "Readiness report".to_owned(),
        state: general.state_name.clone(),
        agency: found.agency.as_ref().map(|it| it.1.clone()),
        marking: None,
        generated: local.format("%B %-d, %Y, %-I:%M %P %Z").to_string(),
        generated_at: local.fixed_offset(),
        headline: found.title().to_owned(),
        summary: "Computed from what each service depends on, the recovery times promised for \
                  those things, and the last proven recovery of each."
            .to_owned(),
        figures: figures(&found.total),
        agencies: if is_alone {
            Vec::new()
        } else {
            found
                .agencies
                .iter()
                .filter(|it| 0 < it.figures.n_services)
                .map(lines::agency)
                .collect()
        },
        missed: found.worst.items.iter().map(|it| lines::missed(it, ctx.now)).collect(),
        sections,
        services: services.0,
        services_note: services.1,
        analyses,
        single_points: lines::single_points(ctx, &points.items).await?,
        cycles: circles.page.items.iter().filter_map(lines::cycle).collect(),
        method: METHOD.iter().map(|it| (*it).to_owned()).collect(),
        missing: gaps.iter().filter(|it| 0 < it.n_missing).map(lines::missing).collect(),
    })
}

fn figures(total: &Figures) -> Vec<Figure> {
    let of = |label: &str, n: u64, all: u64, note: String| Figure {
        label: label.to_owned(),
        value: format!("{n} of {all}"),
        note: (!note.is_empty()).then_some(note),
    };
    let n = total.n_services;
    let n_open = total.n_unknown + total.n_at_least;
    let unknown = match (n_open, total.n_at_least) {
        (0, _) => String::new(),
        (_, 0) => "Some recovery times are missing".to_owned(),
        (_, n) => format!("{n} in time so far: some recovery times are missing"),
    };
    vec![
        of("Back in time", total.n_in_time(), n, format!("{} barely", total.n_at_risk)),
        of("Too late", total.n_missed, n, String::new()),
        of("Too late with crews", total.n_late_with_crews, n, with_crews(total)),
        of("Not known", n_open, n, unknown),
        of("Without target", total.n_no_target, n, String::new()),
        of("Analyzed", total.n_analyzed, n, String::new()),
        of("Proven", total.n_proven, n, "By a test or an event in the last 24 months".to_owned()),
        of("Contacts that work", total.n_verified, total.n_contacts, String::new()),
    ]
}

/// How far it is known who is late with the crews there are.
fn with_crews(total: &Figures) -> String {
    match total.trying() {
        Some(so_far) => format!("So far: {so_far}"),
        None => "In time as far as is known if each part had people of its own".to_owned(),
    }
}

const METHOD: [&str; 6] = [
    "Each service must be back within its own target, within those of its approved impact \
     analyses, and within those of everything that cannot work without it. The strictest holds.",
    "Each service can be back when all that it needs is back and its own restoration is done. \
     Where several things can stand in for each other, the fastest that suffice count.",
    "A service is late if it can be back only after it must be; it is barely in time if less than \
     a tenth of the time is left. Where a recovery time is missing, what is possible is a least.",
    "A service is analyzed if its own impact analysis was approved, or that of a process that cannot \
     work without it. What was approved holds until another analysis takes its place, also while it \
     is out of date: then it is listed among those that are due or stale.",
    "A service is too late with crews if, as far as is known, it would be in time if each part had \
     people of its own, and is late with the crews there are, as if they worked for it alone. All other figures give each \
     part people of its own. What several services ask of a crew at once, a scenario tells.",
    "A recovery is proven if it was seen to work in a test or in a real event in the last 24 \
     months. Chance is not part of these figures.",
];

/// What is due of impact analyses, for callers that may not see any: nothing.
pub(super) fn may_see_analyses(ctx: &Ctx) -> bool {
    ctx.actor.may_somewhere(Permission::ReadAnalyses)
}

/// The query for analyses that want attention.
pub(super) fn attention(agencies: Option<std::collections::BTreeSet<AgencyId>>) -> impact::Query {
    use impact::State::{Complete, DataNeeded, Draft, Stale};
    impact::Query {
        states: vec![Stale, DataNeeded, Draft, Complete],
        agencies,
        sort: impact::Sort::State,
        descending: true,
        paging: Paging { number: 1, size: Paging::SIZE_MAX },
        ..impact::Query::default()
    }
}
