//! One look at the database for all that serves one request.

use app::actor::Role;
use app::prepare::inventory::{self, Kind, Query, Standing};
use app::prove::recovery;
use app::{Ctx, Platform};
use test_support::{asset, ctx, fresh_in, need, platform_ctx, service, state};

async fn n_services(ctx: &Ctx) -> u64 {
    inventory::count(ctx, &Query::all(Kind::Service)).await.unwrap()
}

async fn fresh(folder: &tempfile::TempDir) -> Platform {
    let platform = fresh_in(folder.path()).await;
    state(&platform).await;
    platform
}

#[tokio::test]
async fn all_that_serves_one_request_sees_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let platform = fresh(&folder).await;
    let reader = ctx(&platform, Role::StateCio);
    let sharing = reader.share_snapshot();
    assert!(sharing.is_some());
    assert_eq!(n_services(&reader).await, 0);
    service(&platform, "portal", 4, 1).await;
    assert_eq!(n_services(&reader).await, 0, "it is not of the moment at which the request began");
    assert_eq!(n_services(&ctx(&platform, Role::StateCio)).await, 1, "others see it");

    // What goes on after the answer, such as a file that is sent in parts, looks for itself.
    drop(sharing);
    assert_eq!(n_services(&reader).await, 1);
}

#[tokio::test]
async fn whoever_changes_something_sees_it() {
    let folder = tempfile::tempdir().unwrap();
    let platform = fresh(&folder).await;
    let portal = service(&platform, "portal", 4, 1).await;
    let writer = platform_ctx(&platform);
    let _sharing = writer.share_snapshot();
    assert_eq!(n_services(&writer).await, 1);
    inventory::retire(&writer, portal.id, portal.version).await.unwrap();
    assert_eq!(n_services(&writer).await, 0);
}

#[tokio::test]
async fn what_analysis_finds_out_for_a_request_is_seen_by_the_rest_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let platform = fresh(&folder).await;
    let (portal, database) =
        (service(&platform, "portal", 4, 1).await, asset(&platform, "database", 6).await);
    need(&platform, &portal, &database).await;
    let reader = ctx(&platform, Role::StateCio);
    let _sharing = reader.share_snapshot();
    let item = inventory::show(&reader, portal.id).await.unwrap();
    assert_eq!(item.outcome.standing, Standing::Unknown);
    recovery::refresh(&reader).await.unwrap();
    let item = inventory::show(&reader, portal.id).await.unwrap();
    assert_eq!(item.outcome.standing, Standing::Missed);
}

/// More requests than there are connections: each holds one while it waits for the analysis, which
/// needs one, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_wait_for_the_analysis_do_not_keep_it_from_a_connection() {
    let folder = tempfile::tempdir().unwrap();
    let platform = fresh(&folder).await;
    let portal = service(&platform, "portal", 4, 1).await;
    for round in 0..3 {
        let another = service(&platform, &format!("another-{round}"), 4, 1).await.id;
        let requests = (0..40).map(|_| {
            let reader = ctx(&platform, Role::StateCio);
            tokio::spawn(async move {
                let _sharing = reader.share_snapshot();
                let before = inventory::show(&reader, portal.id).await.unwrap();
                recovery::refresh(&reader).await.unwrap();
                let item = inventory::show(&reader, another).await.unwrap();
                let (why, around) = tokio::try_join!(
                    recovery::explain_item(&reader, &before),
                    inventory::around(&reader, &item, 20),
                )
                .unwrap();
                (why.outcome.standing, item.outcome.standing, around.n_needers)
            })
        });
        let requests = requests.collect::<Vec<_>>();
        assert_eq!(n_services(&ctx(&platform, Role::StateCio)).await, round + 2);
        for request in requests {
            // What was found out of the newest is seen by all, whoever computed it.
            assert_eq!(request.await.unwrap(), (Standing::Met, Standing::Met, 0));
        }
    }
}
