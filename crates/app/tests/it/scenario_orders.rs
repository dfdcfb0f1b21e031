//! Orders of restoration, whatever the inventory: nothing starts before what it needs is back, no crew
//! works with more people than it has, and the same inputs give the same answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::Span;
use app::prepare::inventory::{ItemDocument, Kind, NeedDocument, reference};
use app::programme::transfer::{self, WriteOptions};
use app::programme::{ItemFile, Programme};
use app::prove::scenarios::{self, ScenarioDocument, Simulated, Simulation};
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
    let programme = app::sample::franklin(1, app::sample::Size::Demo, ctx.now.date_naive());
    transfer::write(&ctx, &programme, WriteOptions::default()).await.unwrap();
    let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
    let page = scenarios::list(&ctx, &scenarios::Query::default()).await.unwrap();
    assert_eq!(page.n_items, 3);
    for scenario in page.items {
        let found = scenarios::simulate(&ctx, &scenario, &how).await.unwrap();
        let totals = &found.result.totals;
        let told = format!("{}: {totals:?}", scenario.code);
        assert!(0 < totals.n_late + totals.n_never && !found.work.is_empty(), "{told}");
        assert!(0 < found.result.n_trials && !found.result.curve.points.is_empty(), "{told}");
    }
}
