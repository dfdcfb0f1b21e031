//! A report about the State of Franklin, as large as a test wants it.

use chrono::{DateTime, FixedOffset};
use documents::{
    AgencyLine, AnalysisLine, Cycle, Fact, Figure, Link, MissedTarget, MissingLine, Paper,
    ReadinessReport, ServiceLine, ServiceSection, SinglePoint, Standing, Timeline,
};

const AGENCIES: [&str; 8] = [
    "Department of Commerce",
    "Department of Health and Human Services",
    "Department of Public Safety",
    "Department of Transportation",
    "Department of Revenue",
    "Department of Environmental Quality",
    "Department of Information Technology",
    "Office of the State Controller",
];
const SERVICES: [&str; 7] = [
    "Unemployment benefit payments",
    "Child welfare case intake",
    "Trooper dispatch",
    "Driver license verification",
    "Tax refunds",
    "Drinking water laboratory results",
    "Public records requests",
];
const PARTS: [&str; 5] =
    ["Core network", "Block storage", "Mainframe LPAR 3", "Benefit database", "Identity provider"];
const STANDINGS: [Standing; 9] = [
    Standing::Met,
    Standing::Met,
    Standing::Missed,
    Standing::Met,
    Standing::AtRisk,
    Standing::Met,
    Standing::Unknown,
    Standing::Met,
    Standing::NoTarget,
];

/// When every report of the tests was generated.
pub(crate) fn moment() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-21T16:05:00-05:00").expect("a moment")
}

/// A report about one agency with everything in it.
pub(crate) fn one_agency() -> ReadinessReport {
    ReadinessReport {
        agency: Some("Department of Commerce".to_owned()),
        agencies: Vec::new(),
        ..report(1, 24)
    }
}

/// A report about the state: `n_agencies`, and `n_services` in all.
pub(crate) fn report(n_agencies: usize, n_services: usize) -> ReadinessReport {
    let services: Vec<_> = (0..n_services).map(|it| service(it, n_agencies)).collect();
    let missed: Vec<_> =
        services.iter().filter(|it| it.standing == Standing::Missed).map(miss).collect();
    ReadinessReport {
        paper: Paper::UsLetter,
        title: "Readiness report".to_owned(),
        state: "State of Franklin".to_owned(),
        agency: None,
        marking: Some("For official use only".to_owned()),
        generated: "November 21, 2026, 4:05 pm EST".to_owned(),
        generated_at: moment(),
        headline: format!("{} of {n_services} services cannot recover in time", missed.len()),
        summary: "Computed from what each service depends on, the recovery times promised for \
                  those things, and the last proven recovery of each."
            .to_owned(),
        figures: figures(),
        agencies: (0..n_agencies).map(|it| agency_line(it, n_services / n_agencies)).collect(),
        sections: missed.iter().take(10).map(section).collect(),
        missed,
        services,
        services_note: Some("Practice services are left out.".to_owned()),
        analyses: (0..n_services / 12).map(analysis).collect(),
        single_points: (0..n_services.min(40) / 4).map(single_point).collect(),
        cycles: vec![Cycle {
            members: ["Identity provider", "Directory replica", "Certificate authority"]
                .map(str::to_owned)
                .to_vec(),
        }],
        method: method(),
        missing: (0..n_services / 10).map(missing).collect(),
    }
}

/// An empty report: nothing has been recorded yet.
pub(crate) fn empty() -> ReadinessReport {
    ReadinessReport {
        agency: Some("Department of Commerce".to_owned()),
        marking: None,
        headline: "No services are recorded yet".to_owned(),
        figures: Vec::new(),
        agencies: Vec::new(),
        cycles: Vec::new(),
        ..report(1, 0)
    }
}

/// A report of some pages that is quickly made: `n_services` in a table and little else.
pub(crate) fn list(n_services: usize) -> ReadinessReport {
    let all = report(1, n_services);
    ReadinessReport { services: all.services, marking: all.marking, ..empty() }
}

/// The `n`th agency.
pub(crate) fn agency(n: usize) -> String {
    let name = AGENCIES[n % AGENCIES.len()];
    match n / AGENCIES.len() {
        0 => name.to_owned(),
        round => format!("{name}, division {round}"),
    }
}

fn figures() -> Vec<Figure> {
    let figure = |label: &str, value: &str, note: &str| Figure {
        label: label.to_owned(),
        value: value.to_owned(),
        note: (!note.is_empty()).then(|| note.to_owned()),
    };
    vec![
        figure("Analyzed", "396 of 431", "35 impact analyses older than a year"),
        figure("Proven", "88%", "52 claims never tested"),
        figure("Single points of failure", "6", "11 services depend on the largest"),
        figure("Not known", "14", ""),
    ]
}

fn service(n: usize, n_agencies: usize) -> ServiceLine {
    let name = SERVICES[n % SERVICES.len()];
    let round = n / SERVICES.len();
    let standing = STANDINGS[n % STANDINGS.len()];
    ServiceLine {
        service: if round == 0 { name.to_owned() } else { format!("{name}, region {round}") },
        agency: agency(n % n_agencies.max(1)),
        tier: (1 + n % 4).to_string(),
        target: if standing == Standing::NoTarget { String::new() } else { "4 h".to_owned() },
        achievable: match standing {
            Standing::Unknown => String::new(),
            Standing::Missed => "9 h 20 m".to_owned(),
            _ => "3 h 10 m".to_owned(),
        },
        standing,
    }
}

fn miss(line: &ServiceLine) -> MissedTarget {
    MissedTarget {
        service: line.service.clone(),
        agency: line.agency.clone(),
        standing: line.standing,
        target: line.target.clone(),
        achievable: line.achievable.clone(),
        over_by: "5 h 20 m".to_owned(),
        held_back_by: "Mainframe restore queue".to_owned(),
        last_proof: "11 months ago".to_owned(),
    }
}

fn section(missed: &MissedTarget) -> ServiceSection {
    let link = |name: &str, start: i64, finish: i64| Link {
        name: name.to_owned(),
        start_s: start * 60,
        finish_s: finish * 60,
        over: 240 < finish,
    };
    ServiceSection {
        service: missed.service.clone(),
        agency: missed.agency.clone(),
        standing: missed.standing,
        sentence: format!(
            "{} must be back within 4 h and can be back within 9 h 20 m. Mainframe LPAR 3 takes \
             longest; bringing it down to 1 h would meet the target.",
            missed.service
        ),
        facts: vec![
            Fact { label: "Owner".to_owned(), value: "Dana Whitfield".to_owned() },
            Fact { label: "Last proof".to_owned(), value: "Storage drill, 11 months ago".into() },
        ],
        timeline: Some(Timeline {
            target_s: Some(4 * 3600),
            links: vec![
                link("Core network", 0, 40),
                link("Block storage", 40, 160),
                link("Mainframe LPAR 3", 160, 450),
                link("Benefit database", 450, 530),
                link("Payment application", 530, 560),
            ],
        }),
    }
}

fn agency_line(n: usize, n_services: usize) -> AgencyLine {
    let all = u64::try_from(n_services).unwrap_or_default();
    AgencyLine {
        name: agency(n),
        n_services: all,
        n_met: all / 2,
        n_at_risk: all / 8,
        n_missed: if n.is_multiple_of(3) { 0 } else { all / 8 },
        n_unknown: all / 8,
    }
}

fn analysis(n: usize) -> AnalysisLine {
    AnalysisLine {
        subject: SERVICES[n % SERVICES.len()].to_owned(),
        agency: agency(n),
        state: if n.is_multiple_of(2) { "Stale" } else { "Due" }.to_owned(),
        approved: "Oct 3, 2025".to_owned(),
        reason: "Older than a year".to_owned(),
    }
}

fn single_point(n: usize) -> SinglePoint {
    SinglePoint {
        name: PARTS[n % PARTS.len()].to_owned(),
        kind: "Asset".to_owned(),
        site: "Eastern Data Center".to_owned(),
        n_services: 11,
        services: "Tax refunds, Trooper dispatch and 9 more".to_owned(),
    }
}

fn missing(n: usize) -> MissingLine {
    MissingLine {
        subject: PARTS[n % PARTS.len()].to_owned(),
        kind: "Asset".to_owned(),
        agency: agency(n),
        missing: "Recovery time promised".to_owned(),
    }
}

fn method() -> Vec<String> {
    vec![
        "The achievable time of a service is the time its own recovery takes after the last of \
         the things it needs is back. Things that do not need each other are restored side by side."
            .to_owned(),
        "A service meets its target when the achievable time is at most the target. It is at risk \
         when less than a tenth of the target is left, or when the times it rests on are estimates."
            .to_owned(),
    ]
}
