//! How long things can be gone in a run, when people have caught up, and who is told.

use std::sync::Arc;

use app::actor::Role;
use app::prepare::impact::{
    self, AnalysisDocument, CaughtUp, Content, ImpactCriteria, Peak, State,
};
use app::prepare::inventory::Kind;
use app::prove::scenarios::{
    self, RowQuery, RowVerdict, Run, ScenarioDocument, ServiceRow, Simulation,
};
use app::{Ctx, Platform, Span, Timestamp};
use serde_json::json;
use test_support::{ctx, fresh, platform_ctx, state};

use crate::scenario_runs::{data_center, scenario};

fn hours(n: i64) -> Option<Span> {
    Some(Span::from_hours(n))
}

/// An approved analysis of a service, with its MTD, RTO and WRT in hours.
fn analysis(service: &str, (mtd, rto, wrt): (i64, i64, i64), peaks: Vec<Peak>) -> AnalysisDocument {
    let content = Content {
        mtd: hours(mtd),
        rto: hours(rto),
        wrt: hours(wrt),
        peak_periods: peaks,
        ..Content::blank(ImpactCriteria::default())
    };
    let document = AnalysisDocument::new(Kind::Service, service, content);
    AnalysisDocument { state: State::Approved, ..document }
}

async fn analyzed(platform: &Platform, documents: &[AnalysisDocument]) {
    let tx = platform.db.write().await.unwrap();
    impact::put_all(&tx, &platform_ctx(platform), documents).await.unwrap();
    tx.commit().await.unwrap();
}

/// What the data center's two services, back after three and after six hours, say of themselves.
fn of_both() -> [AnalysisDocument; 2] {
    [
        analysis("commerce-portal", (8, 4, 1), Vec::new()),
        analysis("revenue-portal", (7, 5, 2), Vec::new()),
    ]
}

async fn rows(ctx: &Ctx, run: &Run, is_past_mtd: bool) -> Vec<ServiceRow> {
    let query = RowQuery { is_past_mtd, ..RowQuery::default() };
    scenarios::services(ctx, run.id, &query).await.unwrap().items
}

fn caught_up(after: i64, mtd: i64) -> CaughtUp {
    CaughtUp { after: hours(after), mtd: hours(mtd) }
}

#[tokio::test]
async fn a_run_keeps_when_people_have_caught_up_and_who_is_past_their_mtd() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let first = scenarios::run(&ctx, scenario.id).await.unwrap();
    let unsaid = rows(&ctx, &first, false).await;
    assert!(unsaid.len() == 2 && unsaid.iter().all(|it| it.caught_up == CaughtUp::default()));

    analyzed(&platform, &of_both()).await;
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    assert_ne!(run.inputs_hash, first.inputs_hash, "both times are among the inputs");
    let found = rows(&ctx, &run, false).await;
    let times: Vec<_> = found.iter().map(|it| (it.back, it.caught_up, it.past_mtd())).collect();
    let past = Some("past its MTD by 1 h".to_owned());
    assert_eq!(
        times,
        [(hours(3), caught_up(4, 8), None), (hours(6), caught_up(8, 7), past)],
        "{found:?}"
    );
    let past = rows(&ctx, &run, true).await;
    assert_eq!(past, [found[1].clone()]);
    assert_eq!(scenarios::findings(&ctx, run.id).await.unwrap().n_past_mtd, 1);
    let comparison = scenarios::compare(&ctx, first.id, run.id).await.unwrap();
    assert_eq!((comparison.n_past_mtd_before, comparison.n_past_mtd_after), (0, 1));
    // What was computed before stays as it was.
    assert_eq!(scenarios::findings(&ctx, first.id).await.unwrap().n_past_mtd, 0);
}

#[tokio::test]
async fn who_does_not_read_impact_analyses_is_told_nothing_that_follows_from_them() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    analyzed(&platform, &of_both()).await;
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let run = scenarios::run(&platform_ctx(&platform), scenario.id).await.unwrap();
    let desk = ctx(&platform, Role::ServiceDesk);
    let found = rows(&desk, &run, false).await;
    assert!(found.len() == 2 && found.iter().all(|it| it.caught_up == CaughtUp::default()));
    assert_eq!(rows(&desk, &run, true).await, []);
    assert_eq!(scenarios::findings(&desk, run.id).await.unwrap().n_past_mtd, 0);
    let comparison = scenarios::compare(&desk, run.id, run.id).await.unwrap();
    assert_eq!((comparison.n_past_mtd_before, comparison.n_past_mtd_after), (0, 0));
}

/// Nobody is left to restore the servers.
#[tokio::test]
async fn what_does_not_come_back_is_past_its_mtd_by_nobody_knows_how_much() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let [_, revenue] = of_both();
    analyzed(&platform, &[revenue]).await;
    let lost = [(Kind::Site, "east"), (Kind::Crew, "servers")];
    let scenario = scenario(&platform, "franklin", &lost).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    let past = rows(&ctx, &run, true).await;
    let [row] = past.as_slice() else { panic!("{past:?}") };
    assert_eq!((row.item.code.as_str(), row.verdict), ("revenue-portal", RowVerdict::Never));
    assert_eq!((row.caught_up.past_by(), row.past_mtd()), (None, Some("past its MTD".to_owned())));
    assert_eq!(scenarios::findings(&ctx, run.id).await.unwrap().n_past_mtd, 1);
}

#[tokio::test]
async fn in_a_peak_its_shorter_mtd_counts() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let peak = json!({ "name": "Taxes", "months": [4], "mtd": "PT6H", "rto": "PT4H" });
    let peak: Peak = serde_json::from_value(peak).unwrap();
    analyzed(&platform, &[analysis("revenue-portal", (24, 5, 2), vec![peak])]).await;
    let ctx = platform_ctx(&platform);
    let struck = async |at: &str| {
        let document = ScenarioDocument {
            lost: vec!["site:east".to_owned()],
            strikes_at: at.parse::<Timestamp>().ok(),
            ..ScenarioDocument::new("franklin", "lost", "Lost")
        };
        let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
        let found = scenarios::simulate_document(&ctx, &document, &how).await.unwrap();
        let row = found.services.iter().find(|it| it.item.code == "revenue-portal").unwrap();
        (row.caught_up, found.result.n_past_mtd)
    };
    assert_eq!(struck("2026-04-15T12:00:00Z").await, (caught_up(8, 6), 1));
    assert_eq!(struck("2026-06-15T12:00:00Z").await, (caught_up(8, 24), 0));
}
