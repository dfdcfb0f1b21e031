//! The audit log.

use app::actor::{Actor, Permission, Role};
use app::events::{self, Query, Verdict};
use app::prepare::inventory::{self, ItemDocument, Kind};
use app::{Ctx, Error, Paging};
use test_support::{ctx, ctx_in, fresh, item, now, platform_ctx, state};

#[tokio::test]
async fn every_change_is_in_the_log_and_the_log_is_intact() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let service = item(&platform, Kind::Service, "commerce", "benefits").await;

    let auditor = ctx(&platform, Role::Auditor);
    let log = events::list(&auditor, &Query::default()).await.unwrap();
    assert_eq!(log.n_items, 4);
    let newest = &log.items[0];
    assert_eq!((newest.action.as_str(), newest.subject_id), ("item.added", service.id.into()));
    assert_eq!(newest.agency_id, Some(at.commerce.into()));
    assert_eq!(newest.after["code"], "benefits");
    assert!(newest.before.is_null());
    let verdict = events::verify(&platform_ctx(&platform)).await.unwrap();
    assert!(matches!(verdict, Verdict::Intact { n_events: 4, .. }), "{verdict:?}");
}

#[tokio::test]
async fn an_agency_reads_only_its_own_part_of_the_log() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Service, "commerce", "benefits").await;
    item(&platform, Kind::Service, "revenue", "refunds").await;

    let head = ctx_in(&platform, Role::AgencyHead, at.revenue);
    let log = events::list(&head, &Query::default()).await.unwrap();
    assert_eq!(log.n_items, 2);
    assert!(log.items.iter().all(|it| it.agency_id == Some(at.revenue.into())));

    let owner = ctx_in(&platform, Role::PlanOwner, at.revenue);
    let error = events::list(&owner, &Query::default()).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::ReadAudit)));
}

#[tokio::test]
async fn a_log_is_read_page_by_page() {
    let platform = fresh().await;
    state(&platform).await;
    for n in 0..7 {
        item(&platform, Kind::Asset, "commerce", &format!("asset-{n}")).await;
    }
    let query = Query {
        action: "item.".to_owned(),
        paging: Paging { number: 3, size: 3 },
        ..Query::default()
    };
    let page = events::list(&platform_ctx(&platform), &query).await.unwrap();
    assert_eq!((page.n_items, page.items.len()), (7, 1));
}

#[tokio::test]
async fn who_gave_a_command_is_in_the_log_and_sealed_with_it() {
    let platform = fresh().await;
    state(&platform).await;
    let root = Ctx::new(platform.clone(), Actor::at_command_of(" root\n"), now());
    let document = ItemDocument::new(Kind::Service, "commerce", "benefits", "Benefits");
    inventory::add(&root, &document).await.unwrap();

    let log = events::list(&ctx(&platform, Role::Auditor), &Query::default()).await.unwrap();
    let shown: Vec<_> = log.items.iter().take(2).map(|it| it.done_by("Mainstay")).collect();
    assert_eq!(shown, ["root on the command line", "Mainstay"]);
    let verdict = events::verify(&root).await.unwrap();
    assert!(matches!(verdict, Verdict::Intact { n_events: 4, .. }), "{verdict:?}");
}
