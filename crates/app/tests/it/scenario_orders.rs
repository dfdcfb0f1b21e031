//! Orders of restoration, whatever the inventory: nothing starts before what it needs is back, no crew
//! works with more people than it has, and the same inputs give the same answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::prepare::impact;
use app::prepare::inventory::{ItemDocument, Kind, NeedDocument, reference};
use app::programme::transfer::{self, WriteOptions};
use app::programme::{ItemFile, Programme};
use app::prove::investments::{Improvement, ImprovementKind};
use app::prove::scenarios::{
    self, Change, RowVerdict, Scenario, ScenarioDocument, Simulated, Simulation,
};
use app::sample::{self, Size};
use app::{Ctx, Span};
use chrono::Days;
use proptest::prelude::*;
use serde_json::json;
use test_support::{fresh, platform_ctx, state};

/// How many assets there are.
const N: usize = 9;

/// An asset: how many hours it takes, its crew, how many of that, and what it needs before it.
type Asset = (i64, usize, u32, Vec<usize>);

const PEOPLE: [u32; 2] = [2, 3];

fn any_assets() -> impl Strategy<Value = Vec<Asset>> {
    let needs = proptest::collection::vec(0..N, 0..3);
    proptest::collection::vec((0..6_i64, 0..2_usize, 1..3_u32, needs), N)
}

fn programme(assets: &[Asset]) -> Programme {
    let mut items: Vec<ItemFile> = Vec::new();
    for (n, people) in PEOPLE.iter().enumerate() {
        let mut crew = ItemDocument::new(Kind::Crew, "commerce", &format!("crew-{n}"), "Crew");
        crew.details.insert("people".to_owned(), json!(people));
        items.push(crew.into());
    }
    for (n, (hours, crew, size, needs)) in assets.iter().enumerate() {
        let document = ItemDocument {
            restore: Some(Span::from_hours(*hours)),
            crew: Some(format!("crew-{crew}")),
            crew_size: Some(*size),
            ..ItemDocument::new(Kind::Asset, "commerce", &format!("a{n}"), "Asset")
        };
        let mut below: Vec<usize> = needs.iter().copied().filter(|it| *it < n).collect();
        below.sort_unstable();
        below.dedup();
        let needs = below.iter().map(|it| NeedDocument::hard(Kind::Asset, &format!("a{it}")));
        items.push(ItemFile::new(document, needs.collect()));
        let service = ItemDocument {
            target_rto: Some(Span::from_hours(8)),
            tier: Some(u8::try_from(n % 4 + 1).unwrap()),
            ..ItemDocument::new(Kind::Service, "commerce", &format!("s{n}"), "Service")
        };
        items.push(ItemFile::new(service, vec![NeedDocument::hard(Kind::Asset, &format!("a{n}"))]));
    }
    Programme { items, ..Programme::default() }
}

async fn simulated(assets: &[Asset]) -> (Simulated, Simulated) {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    transfer::write(&ctx, &programme(assets), WriteOptions::default()).await.unwrap();
    let lost = (0..N).map(|it| reference(Kind::Asset, &format!("a{it}"))).collect();
    let document =
        ScenarioDocument { lost, ..ScenarioDocument::new("commerce", "all", "All is lost") };
    let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
    let one = scenarios::simulate_document(&ctx, &document, &how).await.unwrap();
    (one, scenarios::simulate_document(&ctx, &document, &how).await.unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn an_order_breaks_no_need_and_no_crew_and_is_the_same_again(assets in any_assets()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (found, again) = runtime.block_on(simulated(&assets));
        prop_assert_eq!(&found, &again);
        let spells: BTreeMap<&str, (Span, Span)> =
            found.work.iter().map(|it| (it.item.code.as_str(), (it.from, it.until))).collect();
        for (n, (hours, _, _, needs)) in assets.iter().enumerate().filter(|it| 0 < it.1.0) {
            let (from, until) = spells[format!("a{n}").as_str()];
            prop_assert_eq!(until.minus(from), Span::from_hours(*hours));
            for need in needs.iter().filter(|it| **it < n) {
                let before = spells.get(format!("a{need}").as_str());
                prop_assert!(before.is_none_or(|it| it.1 <= from), "a{n} waits for a{need}");
            }
        }
        for (crew, people) in (0..).zip(PEOPLE) {
            let code = format!("crew-{crew}");
            let of_crew = || found.work.iter().filter(|it| {
                it.crew.as_ref().is_some_and(|it| it.code == code)
            });
            for moment in of_crew().map(|it| it.from) {
                let busy = of_crew().filter(|it| it.from <= moment && moment < it.until);
                prop_assert!(busy.map(|it| it.people).sum::<u32>() <= people);
            }
        }
        // A service is back no sooner than what it needs, and late only after its target.
        for service in &found.services {
            let asset = service.item.code.replace('s', "a");
            let back = service.back.unwrap();
            prop_assert!(spells.get(asset.as_str()).is_none_or(|it| it.1 <= back));
            prop_assert_eq!(service.late.is_some(), Span::from_hours(8) < back);
        }
    }
}

/// What the sample state has to show: each scenario takes services down, and tells who is late.
#[tokio::test]
async fn the_scenarios_of_the_sample_state_have_something_to_show() {
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    let programme = sample::franklin(1, Size::Demo, ctx.now.date_naive());
    transfer::write(&ctx, &programme, WriteOptions::default()).await.unwrap();
    let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
    let page = scenarios::list(&ctx, &scenarios::Query::default()).await.unwrap();
    assert_eq!(page.n_items, 4);
    let tax_day = page.items.iter().find(|it| it.code == "tax-day").cloned().unwrap();
    peaks_count_on_tax_day(&ctx, tax_day, &how).await;
    for scenario in page.items {
        let found = scenarios::simulate(&ctx, &scenario, &how).await.unwrap();
        let totals = &found.result.totals;
        let told = format!("{}: {totals:?}", scenario.code);
        assert!(0 < totals.n_late + totals.n_never && !found.work.is_empty(), "{told}");
        assert!(0 < found.result.n_trials && !found.result.curve.points.is_empty(), "{told}");
    }
}

/// What is in time on an ordinary day is late on tax day, and the rows say because of which peak.
async fn peaks_count_on_tax_day(ctx: &Ctx, scenario: Scenario, how: &Simulation) {
    let all = sample::analyses(1, Size::Demo, ctx.now.date_naive());
    let tx = ctx.write().await.unwrap();
    let of_taxes: Vec<_> = all.into_iter().filter(|it| it.item.contains("tax")).collect();
    impact::put_all(&tx, ctx, &of_taxes).await.unwrap();
    tx.commit().await.unwrap();
    let found = scenarios::simulate(ctx, &scenario, how).await.unwrap();
    let at = scenario.strikes_at.and_then(|it| it.checked_add_days(Days::new(60)));
    let ordinary = Scenario { strikes_at: at, ..scenario };
    let ordinary = scenarios::simulate(ctx, &ordinary, how).await.unwrap();
    let mut n_late = 0;
    for row in &found.services {
        let Some(peak) = &row.tightened else { continue };
        assert_eq!(peak.peak, "Tax season");
        let then = ordinary.services.iter().find(|it| it.item.id == row.item.id).unwrap();
        assert!(row.due <= then.due && then.tightened.is_none(), "{row:?} {then:?}");
        n_late +=
            usize::from(row.verdict == RowVerdict::Late && then.verdict == RowVerdict::InTime);
    }
    assert!(2 <= n_late, "{:?}", found.services);
}

/// Services of three crews, each on one asset, and one asset more that nobody waits for.
fn busy(hours_of_idle: i64) -> Programme {
    let mut items: Vec<ItemFile> = Vec::new();
    for n in 0..3 {
        let code = format!("crew-{n}");
        let mut crew = ItemDocument::new(Kind::Crew, "commerce", &code, "Crew");
        crew.details.insert("people".to_owned(), json!(2));
        items.push(crew.into());
    }
    let asset = |n: usize, hours: i64, size: u32| ItemDocument {
        restore: Some(Span::from_hours(hours)),
        crew: Some(format!("crew-{}", n % 3)),
        crew_size: Some(size),
        ..ItemDocument::new(Kind::Asset, "commerce", &format!("a{n}"), "Asset")
    };
    for n in 0..N_BUSY {
        let hours = i64::try_from(1 + (n * 7) % 9).unwrap();
        let document = asset(n, hours, u32::try_from(1 + (n / 3) % 2).unwrap());
        let needs = if n % 4 == 3 {
            vec![NeedDocument::hard(Kind::Asset, &format!("a{}", n - 2))]
        } else {
            vec![]
        };
        items.push(ItemFile::new(document, needs));
        let service = ItemDocument {
            target_rto: Some(Span::from_hours(i64::try_from(6 + (n * 11) % 90).unwrap())),
            tier: Some(u8::try_from(n % 4 + 1).unwrap()),
            ..ItemDocument::new(Kind::Service, "commerce", &format!("s{n}"), "Service")
        };
        items.push(ItemFile::new(service, vec![NeedDocument::hard(Kind::Asset, &format!("a{n}"))]));
    }
    let idle = ItemDocument { crew: None, crew_size: None, ..asset(N_BUSY, hours_of_idle, 1) };
    items.push(idle.into());
    Programme { items, ..Programme::default() }
}

/// So many that no search finds the best order.
const N_BUSY: usize = 240;

/// Every run seeks an order of its own. With something assumed, the search begins with the order
/// without it: what helps nobody makes nobody later, and what helps makes all together less late.
#[tokio::test]
async fn req_issue_3_a_run_with_an_improvement_is_never_worse_than_the_order_without_it() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    transfer::write(&ctx, &busy(9), WriteOptions::default()).await.unwrap();
    let lost = (0..=N_BUSY).map(|it| reference(Kind::Asset, &format!("a{it}"))).collect();
    let document =
        ScenarioDocument { lost, ..ScenarioDocument::new("commerce", "all", "All is lost") };
    let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
    let simulated = async |changes: Vec<Improvement>| {
        let document = ScenarioDocument { changes, ..document.clone() };
        scenarios::simulate_document(&ctx, &document, &how).await.unwrap()
    };
    let value = |it: &Simulated| (it.result.tardiness, it.result.all_back);
    let without = simulated(Vec::new()).await;
    assert!(0 < without.result.totals.n_late, "{:?}", without.result.totals);
    let idle = format!("asset:a{N_BUSY}");
    let mut n_same = 0;
    for hours in [1, 3, 5] {
        let with = simulated(vec![Improvement::faster(&idle, Span::from_hours(hours))]).await;
        assert!(value(&with) <= value(&without), "{:?} {:?}", value(&with), value(&without));
        let differ = scenarios::differences(&without.services, &with.services);
        let n_later = differ.iter().filter(|it| it.0 == Change::Later).count();
        // Nobody is later unless all together are less late for that, or done sooner.
        assert!(n_later == 0 || value(&with) < value(&without));
        n_same += usize::from(with.result.tardiness == without.result.tardiness);
    }
    let change =
        Improvement { people: Some(1), ..Improvement::new(ImprovementKind::People, "crew:crew-0") };
    let with = simulated(vec![change]).await;
    assert!(with.result.tardiness < without.result.tardiness, "{:?} {n_same}", value(&with));
    let differ = scenarios::differences(&without.services, &with.services);
    let later: Vec<_> = differ.iter().filter(|it| it.0 == Change::Later).collect();
    let n_earlier = differ.iter().filter(|it| it.0 == Change::Earlier).count();
    assert!(later.len() < n_earlier, "{} later, {n_earlier} earlier", later.len());
    for (id, of) in &with.later {
        assert!(later.iter().any(|it| it.1.row.item.id == *id));
        let crew = of.crew.as_ref().unwrap();
        let of_crew = with.work.iter().find(|it| it.item.id == of.first.id).unwrap();
        assert_eq!(of_crew.crew.as_ref().unwrap().id, crew.id);
    }
    assert!(later.is_empty() || !with.later.is_empty(), "who is later is told why");
}
