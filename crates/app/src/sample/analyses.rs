//! Impact analyses: most services have an approved one, some of those are out of date, and some
//! are still being written.

use chrono::{Days, Months};

use super::Size;
use super::draft::Draft;
use super::peaks;
use super::random::Random;
use crate::prepare::impact::{
    AnalysisDocument, Content, CostStep, DowntimeCost, Impact, ImpactCriteria, MinimumLevel, Money,
    Quantity, ResourceKind, ResourceNeed, State, Strategy,
};
use crate::prepare::inventory::{ItemDocument, Kind};
use crate::programme::ItemFile;
use crate::{Span, Timestamp};

/// After how many months an approved analysis is out of date.
const REVIEW_MONTHS: u32 = 12;

/// What is analyzed of a whole state: a full set would be mostly repetition.
const STATEWIDE_TIER: u8 = 1;

/// The analyses of these items, one after the other: all at once would take as much room again.
pub(super) fn of<'a>(
    draft: &'a Draft,
    items: &'a [ItemFile],
) -> impl Iterator<Item = AnalysisDocument> + 'a {
    let of_kind = move |kind| {
        let items = items.iter().map(|it| &it.document);
        items.filter(move |it| it.kind == kind && !is_far(draft, it))
    };
    let services = of_kind(Kind::Service).enumerate().filter_map(|(n, it)| {
        let stage = match it.target_rto {
            None => Some(State::Draft),
            Some(_) => stage(n),
        };
        Some((it, stage?))
    });
    // Every other process: where its services are analyzed, that is often enough.
    let processes = of_kind(Kind::Process).step_by(2).map(|it| (it, State::Approved));
    let mut random = draft.random("analyses");
    let analyzed = services.chain(processes);
    analyzed.filter_map(move |(it, stage)| analysis(draft, &mut random, it, stage))
}

/// Whether nobody looks closely at it.
fn is_far(draft: &Draft, it: &ItemDocument) -> bool {
    let is_partner = draft.units.iter().any(|u| u.code == it.agency && u.kind.is_partner());
    draft.size == Size::Statewide && is_partner && it.tier != Some(STATEWIDE_TIER)
}

/// How far the analysis of the `n`-th service is, if there is one: one in twelve is open, and one
/// in twelve out of date.
fn stage(n: usize) -> Option<State> {
    match (n % 12, n / 12) {
        (7, 1..) => match n / 12 % 4 {
            0 => Some(State::Draft),
            1 => Some(State::Complete),
            2 => Some(State::DataNeeded),
            _ => None,
        },
        (2, 1..) => Some(State::Stale),
        _ => Some(State::Approved),
    }
}

fn analysis(
    draft: &Draft,
    random: &mut Random,
    item: &ItemDocument,
    state: State,
) -> Option<AnalysisDocument> {
    let author = draft.person(&item.agency, *random.pick(&[1, 2, 5]))?;
    let approver = draft.person(&item.agency, 0)?;
    let mut content = content(random, item);
    let (completed_at, approved_at) = match state {
        State::Draft | State::DataNeeded | State::Replaced => (None, None),
        State::Complete => (Some(draft.moment(random.between(2, 20), random)), None),
        State::Approved | State::Stale => {
            let days = if state == State::Stale { (372, 425) } else { (8, 352) };
            let approved = draft.moment(random.between(days.0, days.1), random);
            let completed = approved.checked_sub_days(Days::new(6)).unwrap_or(approved);
            (Some(completed), Some(approved))
        }
    };
    if state == State::Draft {
        content = Content { criteria: content.criteria, note: content.note, ..Content::default() };
    }
    if state == State::DataNeeded {
        content.minimum = None;
        content.rpo = None;
        content.answers.remove("law");
    }
    let review = |it: Timestamp| it.checked_add_months(Months::new(REVIEW_MONTHS));
    Some(AnalysisDocument {
        state,
        author: Some(author),
        completed_at,
        approved_by: approved_at.map(|_| approver),
        approved_at,
        review_due: approved_at.and_then(review),
        because: match state {
            State::Stale => format!("It was approved more than {REVIEW_MONTHS} months ago."),
            _ => String::new(),
        },
        ..AnalysisDocument::new(item.kind, &item.code, content)
    })
}

/// Which kind of impact is felt first, by what an agency does.
const FIRST: [(&str, &[&str]); 5] = [
    ("life", &["safety", "patrol", "emergency", "health", "dispatch", "water"]),
    ("financial", &["revenue", "treasurer", "administration", "insurance"]),
    ("legal", &["justice", "corrections", "elections", "labor"]),
    ("economic", &["commerce", "transportation", "agriculture", "employment"]),
    ("institutional", &["governor", "information", "cultural"]),
];

fn content(random: &mut Random, item: &ItemDocument) -> Content {
    let criteria = ImpactCriteria::default();
    let rto = item.target_rto.unwrap_or(Span::from_hours(72));
    let mtd = criteria.time_points.iter().copied().find(|it| rto < *it);
    let mtd = mtd.unwrap_or(Span::from_hours(720));
    let spare = mtd.minus(rto).secs() / 60;
    let wrt = Span::from_minutes((spare / 3).min(240) / 5 * 5);
    let percent = u32::try_from(random.between(4, 8) * 10).unwrap_or(50);
    let amount = u64::try_from(random.between(2, 90) * 10).unwrap_or(100);
    let workaround = *random.pick(&WORKAROUNDS);
    let rpo = item.target_rpo.unwrap_or(Span::from_hours(24));
    let peak_periods = peaks::of(item, (rto, wrt, rpo));
    Content {
        impacts: impacts(random, item, &criteria, mtd),
        rto: Some(rto),
        wrt: Some(wrt),
        rpo: Some(rpo),
        minimum: Some(MinimumLevel { amount, unit: (*random.pick(&UNITS)).to_owned(), percent }),
        peaks: Some(*random.pick(&PEAKS))
            .filter(|_| peak_periods.is_empty())
            .map_or_else(String::new, str::to_owned),
        peak_periods,
        workaround: workaround.to_owned(),
        workaround_holds: (!workaround.is_empty()).then(|| mtd.plus(rto)),
        cost: cost(random, item, (rto, mtd)),
        resources: resources(random, rto),
        answers: answers(item),
        note: String::new(),
        mtd: None,
        criteria,
    }
}

/// The impacts grow with time, and the first of them becomes unbearable at `mtd`.
fn impacts(
    random: &mut Random,
    item: &ItemDocument,
    criteria: &ImpactCriteria,
    mtd: Span,
) -> Vec<Impact> {
    let first = FIRST.iter().find(|(_, words)| words.iter().any(|it| item.agency.contains(it)));
    let first = first.map_or("citizens", |it| it.0);
    let step = |at: &Span| i64::from(*at >= mtd);
    let mut found = Vec::new();
    for kind in &criteria.types {
        let behind = if kind.code == first { 0 } else { random.between(1, 3) };
        let points = &criteria.time_points;
        let reached = points.iter().position(|it| step(it) == 1).unwrap_or(points.len());
        for (n, at) in points.iter().enumerate() {
            let distance = i64::try_from(n).unwrap_or(0) - i64::try_from(reached).unwrap_or(0);
            let level = u8::try_from((4 + distance - behind).clamp(1, 5)).unwrap_or(1);
            let note = match (level, kind.code == first && n == reached) {
                (_, true) => format!("{} cannot be caught up any more.", item.name),
                _ => String::new(),
            };
            found.push(Impact { on: kind.code.clone(), after: *at, level, note });
        }
    }
    found
}

fn cost(random: &mut Random, item: &ItemDocument, (rto, mtd): (Span, Span)) -> DowntimeCost {
    let scale = match item.tier {
        Some(1) => 40,
        Some(2) => 12,
        Some(3) => 3,
        _ => 1,
    };
    let per_hour = random.between(3, 12) * 50 * scale;
    let step = |from, per_hour, once| CostStep {
        from,
        per_hour: Money::from_dollars(per_hour),
        once: Money::from_dollars(once),
    };
    let strategies = match item.tier {
        Some(1 | 2) => vec![Strategy {
            name: "Keep a copy running in the other data center".to_owned(),
            once: Money::from_dollars(random.between(4, 20) * 1_000 * scale),
            yearly: Money::from_dollars(random.between(2, 8) * 500 * scale),
            years: 5,
            rto: Some(Span::from_secs(rto.secs() / 2)),
        }],
        _ => Vec::new(),
    };
    let steps = vec![
        step(Span::ZERO, per_hour, 0),
        step(rto, per_hour * 3, 0),
        step(mtd, per_hour * 8, per_hour * 24),
    ];
    DowntimeCost { steps, strategies, ..DowntimeCost::default() }
}

fn resources(random: &mut Random, rto: Span) -> Vec<ResourceNeed> {
    let normal = u32::try_from(random.between(6, 48)).unwrap_or(10);
    let later = rto.plus(Span::from_hours(48));
    let needed = |first: u32, then: u32| {
        let at = |(after, quantity)| Quantity { after, quantity };
        [(rto, first), (later, then)].map(at).to_vec()
    };
    let need = |kind, what: &str, normal: u32| ResourceNeed {
        kind,
        what: what.to_owned(),
        normal,
        needed: needed(normal.div_ceil(3), normal.div_ceil(2)),
    };
    vec![
        need(ResourceKind::People, "Case workers and supervisors", normal),
        need(ResourceKind::Workspace, "Desks with a telephone", normal),
        need(ResourceKind::Equipment, "Laptops with remote access", normal),
    ]
}

fn answers(item: &ItemDocument) -> std::collections::BTreeMap<String, String> {
    let users = item.details.get("users").and_then(|it| it.as_str()).unwrap_or("Residents");
    let law = match item.tier {
        Some(1) => "State law asks for it without interruption; a federal grant depends on it.",
        Some(2) => "The agreement with federal partners asks for it within two working days.",
        _ => "No law does. The service agreement with the agency says what was promised.",
    };
    [
        ("users", format!("{users} depend on it.")),
        ("law", law.to_owned()),
        ("records", "Applications that came in on paper, until they are scanned.".to_owned()),
        ("knowledge", "Two supervisors, from the manual in the continuity binder.".to_owned()),
    ]
    .map(|(code, answer)| (code.to_owned(), answer))
    .into()
}

const UNITS: [&str; 6] = [
    "cases a day",
    "payments a day",
    "requests a day",
    "calls an hour",
    "permits a week",
    "visits a day",
];

const PEAKS: [&str; 6] = [
    "Sunday to Tuesday",
    "The first five days of a month",
    "January to April",
    "June to November, in hurricanes",
    "August and September",
    "The last week of a quarter",
];

const WORKAROUNDS: [&str; 5] = [
    "Paper forms, entered later.",
    "Telephone and a shared list, kept by two people.",
    "Yesterday's printed list.",
    "Paper debit cards and checks, for the most urgent cases.",
    "",
];
