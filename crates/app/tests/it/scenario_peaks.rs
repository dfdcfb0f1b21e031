//! Scenarios that strike in a peak: whose targets are tighter, and who is told.

use std::collections::BTreeSet;
use std::sync::Arc;

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::prepare::impact::{
    self, AnalysisDocument, Content, Dates, ImpactCriteria, Peak, State, YearDay,
};
use app::prepare::inventory::{ItemDocument, Kind, NeedDocument, reference};
use app::programme::transfer::{self, WriteOptions};
use app::programme::{ItemFile, Programme};
use app::prove::scenarios::{
    self, NoteKind, RowQuery, RowVerdict, ScenarioDocument, ServiceRow, Simulated, Simulation,
};
use app::{Ctx, Platform, Span, Timestamp};
use proptest::prelude::*;
use serde_json::json;
use test_support::{ctx_with, fresh, platform_ctx, state};

/// How many assets there are, with a service on each.
const N: usize = 7;

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

fn peak(name: &str, (from, until): ((u8, u8), (u8, u8)), rto: i64) -> Peak {
    let day = |(month, day)| YearDay::new(month, day).unwrap();
    Peak {
        name: name.to_owned(),
        months: BTreeSet::new(),
        dates: Some(Dates { from: day(from), until: day(until) }),
        days_of_month: BTreeSet::new(),
        last_days: 0,
        weekdays: BTreeSet::new(),
        hours: None,
        mtd: None,
        rto: hours(rto),
        rpo: None,
    }
}

/// What an approved analysis of a service asks for: 12 hours, and less in peaks.
fn analysis(service: &str, peaks: Vec<Peak>) -> AnalysisDocument {
    let content = Content {
        mtd: Some(hours(24)),
        rto: Some(hours(12)),
        peak_periods: peaks,
        ..Content::blank(ImpactCriteria::default())
    };
    let document = AnalysisDocument::new(Kind::Service, service, content);
    AnalysisDocument { state: State::Approved, ..document }
}

/// Services that each need an asset, which the same crew of two restores with so many people each.
fn programme(assets: &[(i64, u32)], analyses: Vec<AnalysisDocument>) -> Programme {
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "crew", "Crew");
    crew.details.insert("people".to_owned(), json!(2));
    let mut items: Vec<ItemFile> = vec![crew.into()];
    for (n, (restore, people)) in assets.iter().enumerate() {
        let document = ItemDocument {
            restore: Some(hours(*restore)),
            crew: Some("crew".to_owned()),
            crew_size: Some(*people),
            ..ItemDocument::new(Kind::Asset, "commerce", &format!("a{n}"), "Asset")
        };
        items.push(document.into());
        let code = format!("s{n}");
        let service = ItemDocument {
            tier: Some(2),
            restore: Some(Span::ZERO),
            ..ItemDocument::new(Kind::Service, "commerce", &code, &code)
        };
        items.push(ItemFile::new(service, vec![NeedDocument::hard(Kind::Asset, &format!("a{n}"))]));
    }
    Programme { items, analyses, ..Programme::default() }
}

async fn filled(assets: &[(i64, u32)], analyses: Vec<AnalysisDocument>) -> (Platform, Ctx) {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let programme = programme(assets, analyses);
    transfer::write(&ctx, &programme, WriteOptions::default()).await.unwrap();
    (platform, ctx)
}

fn all_lost(n: usize, strikes_at: &str) -> ScenarioDocument {
    ScenarioDocument {
        lost: (0..n).map(|it| reference(Kind::Asset, &format!("a{it}"))).collect(),
        strikes_at: Some(strikes_at.parse::<Timestamp>().unwrap()),
        ..ScenarioDocument::new("commerce", "all", "All is lost")
    }
}

async fn simulated(ctx: &Ctx, document: &ScenarioDocument) -> Simulated {
    let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
    scenarios::simulate_document(ctx, document, &how).await.unwrap()
}

fn row<'a>(found: &'a Simulated, code: &str) -> &'a ServiceRow {
    found.services.iter().find(|it| it.item.code == code).unwrap()
}

fn notes(found: &Simulated) -> Vec<NoteKind> {
    found.result.notes.iter().map(|it| it.kind).collect()
}

/// Two servers that take ten hours, one after the other. In the tax season, who files taxes goes
/// first; at other times, the first of two equals does.
#[tokio::test]
async fn in_a_peak_the_tighter_target_decides_who_is_late_and_who_goes_first() {
    let tax = peak("Tax season", ((1, 20), (4, 20)), 4);
    let analyses = vec![analysis("s0", vec![]), analysis("s1", vec![tax])];
    let (_platform, ctx) = filled(&[(10, 2), (3, 2)], analyses).await;
    let summer = simulated(&ctx, &all_lost(2, "2026-07-01T12:00:00Z")).await;
    assert_eq!(row(&summer, "s1").due, Some(hours(12)));
    assert_eq!((notes(&summer), &row(&summer, "s1").tightened), (vec![], &None));

    let spring = simulated(&ctx, &all_lost(2, "2026-04-15T12:00:00Z")).await;
    let (first, second) = (row(&spring, "s1"), row(&spring, "s0"));
    assert_eq!((first.back, first.due), (Some(hours(3)), Some(hours(4))));
    let tightened = first.tightened.as_ref().unwrap();
    assert_eq!(tightened.peak, "Tax season");
    assert_eq!((tightened.rto, tightened.usual), (hours(4), Some(hours(12))));
    assert_eq!((second.back, &second.tightened), (Some(hours(13)), &None));
    assert_eq!((first.verdict, second.verdict), (RowVerdict::InTime, RowVerdict::Late));
    assert_eq!(notes(&spring), [NoteKind::PeaksTighten]);
    assert_eq!(spring.result.notes[0].n, 1);
    assert_ne!(summer.inputs_hash, spring.inputs_hash);

    // Clocks in the state decide what day it is: at this moment it is the 21st in Greenwich.
    let last = simulated(&ctx, &all_lost(2, "2026-04-21T03:59:00Z")).await;
    assert!(row(&last, "s1").tightened.is_some());
    let over = simulated(&ctx, &all_lost(2, "2026-04-21T04:00:00Z")).await;
    assert!(row(&over, "s1").tightened.is_none());
}

/// A target of the record that is shorter than the peak's holds, as it does at other times.
#[tokio::test]
async fn a_peak_that_asks_for_no_more_than_the_record_changes_nothing() {
    let tax = peak("Tax season", ((1, 20), (4, 20)), 8);
    let (platform, ctx) = filled(&[(10, 2)], vec![analysis("s0", vec![tax])]).await;
    let asked = ItemDocument {
        target_rto: Some(hours(6)),
        ..ItemDocument::new(Kind::Service, "commerce", "s9", "s9")
    };
    let tax = peak("Tax season", ((1, 20), (4, 20)), 8);
    let more = Programme {
        items: vec![ItemFile::new(asked, vec![NeedDocument::hard(Kind::Asset, "a0")])],
        analyses: vec![analysis("s9", vec![tax])],
        ..Programme::default()
    };
    let ctx_all = platform_ctx(&platform);
    transfer::write(&ctx_all, &more, WriteOptions::default()).await.unwrap();
    let found = simulated(&ctx, &all_lost(1, "2026-04-15T12:00:00Z")).await;
    assert_eq!((row(&found, "s9").due, &row(&found, "s9").tightened), (Some(hours(6)), &None));
    assert_eq!(row(&found, "s0").tightened.as_ref().unwrap().rto, hours(8));
}

/// Only analyses in force count, and only those of things in use.
#[tokio::test]
async fn a_draft_makes_no_target_tighter() {
    let tax = peak("Tax season", ((1, 20), (4, 20)), 4);
    let draft = AnalysisDocument { state: State::Draft, ..analysis("s0", vec![tax]) };
    let (_platform, ctx) = filled(&[(10, 2)], vec![draft]).await;
    let found = simulated(&ctx, &all_lost(1, "2026-04-15T12:00:00Z")).await;
    assert_eq!((notes(&found), &row(&found, "s0").tightened), (vec![], &None));
}

#[tokio::test]
async fn a_peak_that_begins_before_something_is_back_is_told() {
    let tax = peak("Tax season", ((1, 20), (4, 20)), 4);
    let late = peak("Too late", ((2, 1), (4, 20)), 1);
    let (_platform, ctx) = filled(&[(10, 2)], vec![analysis("s0", vec![late, tax])]).await;
    // Seven hours before midnight in New York.
    let found = simulated(&ctx, &all_lost(1, "2026-01-19T22:00:00Z")).await;
    let service = row(&found, "s0");
    assert_eq!((service.due, service.verdict), (Some(hours(12)), RowVerdict::InTime));
    let ahead = service.peak_ahead.as_ref().unwrap();
    assert_eq!((ahead.peak.as_str(), ahead.begins, ahead.rto), ("Tax season", hours(7), hours(4)));
    assert_eq!(notes(&found), [NoteKind::PeaksAhead]);
    // Three hours earlier it is back when the peak begins.
    let before = simulated(&ctx, &all_lost(1, "2026-01-19T19:00:00Z")).await;
    assert_eq!((notes(&before), &row(&before, "s0").peak_ahead), (vec![], &None));
}

/// What a run keeps of peaks is of impact analyses: who does not read these reads no peak.
#[tokio::test]
async fn a_run_keeps_the_peaks_and_shows_them_to_those_who_read_analyses() {
    let tax = peak("Tax season", ((1, 20), (4, 20)), 4);
    let school = peak("School start", ((4, 15), (4, 30)), 2);
    let analyses = vec![analysis("s0", vec![tax, school])];
    let (platform, ctx) = filled(&[(40, 2)], analyses).await;
    let scenario = scenarios::add(&ctx, &all_lost(1, "2026-04-14T12:00:00Z")).await.unwrap();
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    let rows = scenarios::services(&ctx, run.id, &RowQuery::default()).await.unwrap().items;
    assert_eq!(rows[0].tightened.as_ref().unwrap().peak, "Tax season");
    let ahead = rows[0].peak_ahead.as_ref().unwrap();
    assert_eq!((ahead.peak.as_str(), ahead.begins), ("School start", hours(16)));
    let found = scenarios::findings(&ctx, run.id).await.unwrap();
    let told: Vec<_> = found.notes.iter().map(|it| (it.kind, it.n)).collect();
    assert_eq!(told, [(NoteKind::PeaksTighten, 1), (NoteKind::PeaksAhead, 1)]);

    let desk = ctx_with(&platform, PersonId::new(), Role::ServiceDesk, Reach::State);
    let rows = scenarios::services(&desk, run.id, &RowQuery::default()).await;
    if let Ok(rows) = rows {
        assert!(rows.items.iter().all(|it| it.tightened.is_none() && it.peak_ahead.is_none()));
    }
}

/// An analysis in a folder and in the API names peaks as it does here, and keeps them.
#[tokio::test]
async fn peaks_are_kept_with_an_analysis() {
    let tax = peak("Tax season", ((1, 20), (4, 20)), 4);
    let (_platform, ctx) = filled(&[(40, 2)], vec![analysis("s0", vec![tax.clone()])]).await;
    let tx = ctx.platform.db.read().await.unwrap();
    let (documents, _) = impact::all_after(&tx, None).await.unwrap();
    assert_eq!(documents[0].content.peak_periods, [tax]);
    let written = serde_json::to_value(&documents[0].content.peak_periods).unwrap();
    let dates = json!({ "from": "01-20", "until": "04-20" });
    let rto = serde_json::to_value(hours(4)).unwrap();
    assert_eq!(written, json!([{ "name": "Tax season", "dates": dates, "rto": rto }]));
}

fn any_peaks() -> impl Strategy<Value = Vec<Peak>> {
    // Some months of spring, and some of autumn: none in June, July or December.
    let one = (1..=5_u8, 8..=11_u8, 0..=12_i64).prop_map(|(spring, autumn, rto)| {
        let months = [spring, autumn].into();
        Peak { months, dates: None, ..peak("Peak", ((1, 1), (1, 1)), rto) }
    });
    proptest::collection::vec(one, 0..3).prop_map(|mut peaks| {
        for (n, it) in peaks.iter_mut().enumerate() {
            it.name = format!("Peak {n}");
        }
        peaks
    })
}

fn any_case() -> impl Strategy<Value = Vec<(i64, u32, Vec<Peak>)>> {
    proptest::collection::vec((1..8_i64, 1..3_u32, any_peaks()), N)
}

fn analyses(case: &[(i64, u32, Vec<Peak>)], with_peaks: bool) -> Vec<AnalysisDocument> {
    let peaks = |it: &Vec<Peak>| if with_peaks { it.clone() } else { Vec::new() };
    let analyzed = (0..).zip(case);
    analyzed.map(|(n, it)| analysis(&format!("s{n}"), peaks(&it.2))).collect()
}

/// The same scenario with peaks and without any.
async fn both(case: &[(i64, u32, Vec<Peak>)], strikes_at: &str) -> (Simulated, Simulated) {
    let assets: Vec<(i64, u32)> = case.iter().map(|it| (it.0, it.1)).collect();
    let document = all_lost(N, strikes_at);
    let (_platform, ctx) = filled(&assets, analyses(case, true)).await;
    let with = simulated(&ctx, &document).await;
    let (_platform, ctx) = filled(&assets, analyses(case, false)).await;
    (with, simulated(&ctx, &document).await)
}

/// How everything fares, without the ids, which differ from one database to the next.
fn fares(found: &Simulated) -> Vec<String> {
    let said = |it: &ServiceRow| {
        let (code, chance) = (&it.item.code, it.chance);
        format!("{code}: {:?} of {:?}, {:?}, {chance:?}", it.back, it.due, it.verdict)
    };
    found.services.iter().map(said).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn outside_every_peak_all_is_as_if_there_were_none(
        case in any_case(),
        day in proptest::sample::select(&["2026-06-10", "2026-07-20", "2026-12-02"][..]),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (with, without) = runtime.block_on(both(&case, &format!("{day}T12:00:00Z")));
        prop_assert_eq!(fares(&with), fares(&without));
        prop_assert_eq!(with.result, without.result);
        prop_assert!(with.services.iter().all(|it| it.tightened.is_none()));
    }

    /// A tighter target may let something go first, and be back sooner. What is not is in time only
    /// if it was before.
    #[test]
    fn a_tighter_target_never_makes_in_time_what_was_late(
        case in any_case(),
        month in 1..=11_u8,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let strikes_at = format!("2026-{month:02}-15T12:00:00Z");
        let (with, without) = runtime.block_on(both(&case, &strikes_at));
        for it in &with.services {
            let other = row(&without, &it.item.code);
            prop_assert!(it.due <= other.due && it.due.is_some());
            if other.back <= it.back && other.verdict == RowVerdict::Late {
                prop_assert_eq!(it.verdict, RowVerdict::Late);
            }
            let own = it.tightened.as_ref().map(|it| it.rto);
            prop_assert_eq!(it.due, own.or(Some(hours(12))));
            let n: usize = it.item.code.trim_start_matches('s').parse().unwrap();
            let held = case[n].2.iter().filter(|it| it.months.contains(&month));
            let tightest = held.map(|it| it.rto).min().filter(|it| *it < hours(12));
            prop_assert_eq!(own, tightest);
        }
    }
}
