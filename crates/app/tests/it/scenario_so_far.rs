//! What a run says before it is over: the best order so far, of what whoever looks may see.

use app::actor::Role;
use app::prepare::inventory::Kind;
use app::prove::scenarios::{self, RunState};
use app::seal::SealKey;
use app::{Platform, Span};
use test_support::{ctx, ctx_in, fresh, platform_ctx, state};

use crate::scenario_runs::{data_center, scenario};

#[tokio::test]
async fn a_first_order_is_told_while_a_run_is_computed_to_each_of_what_they_may_see() {
    let platform = fresh().await;
    let at = state(&platform).await;
    data_center(&platform).await;
    let scenario = scenario(&platform, "commerce", &[(Kind::Site, "east")]).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let own = ctx_in(&platform, Role::PlanOwner, at.commerce);
    let elsewhere = platform_ctx(&Platform::new(platform.db.clone(), SealKey::new(&[7; 32])));
    let begun = scenarios::begin(&team, scenario.id).await.unwrap();
    let run = begun.run.clone();
    assert_eq!(scenarios::so_far(&team, &run), None, "nothing is computed yet");
    let mut progress = scenarios::watch_run(&team, &run).unwrap();
    let look = async {
        let (mut all, mut of_own) = (Vec::new(), Vec::new());
        while progress.changed().await.is_ok() {
            all.extend(scenarios::so_far(&team, &run));
            of_own.extend(scenarios::so_far(&own, &run));
            assert_eq!(scenarios::so_far(&elsewhere, &run), None, "another server knows nothing");
        }
        (all, of_own)
    };
    let (done, (all, of_own)) = tokio::join!(begun.carry_out(&team), look);
    let done = done.unwrap();
    assert_eq!(done.state, RunState::Done);
    // The last of them is what is kept.
    let found = scenarios::findings(&team, done.id).await.unwrap();
    let last = all.last().unwrap();
    assert_eq!((last.is_statewide, &last.totals), (true, &found.totals));
    assert_eq!(last.all_back, found.all_back);
    let last = of_own.last().unwrap();
    assert_eq!((last.is_statewide, last.totals.n_down, last.totals.n_late), (false, 1, 0));
    assert_eq!(last.all_back, Some(Span::from_hours(3)));
    assert_eq!(scenarios::so_far(&team, &done), None, "it is over");
}
