//! What is due from a person, what approved analyses change, and the report.

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::people::persons;
use app::prepare::impact::{self, Content};
use app::prepare::inventory::{self, Item, ItemDocument, Kind, Missing, Standing};
use app::prove::{readiness, recovery, report, work};
use app::{Ctx, Span, events};
use test_support::{
    asset, ctx, ctx_in, ctx_with, fresh, item, need, platform_ctx, put, service, state, voice,
};

use crate::impact_desk::{as_person, whole};

/// What a careful author would say: back within `hours`.
fn content(hours: i64) -> Content {
    let (rto, wrt) = (Some(Span::from_hours(hours)), Some(Span::from_hours(1)));
    Content { rto, wrt, ..whole() }
}

async fn complete(author: &Ctx, item: &Item, hours: i64) -> impact::Analysis {
    let draft = impact::start(author, item.id).await.unwrap();
    let draft = impact::save(author, draft.id, draft.version, content(hours)).await.unwrap();
    impact::submit(author, draft.id, draft.version).await.unwrap()
}

/// A target holds from the moment when its analysis is approved, also for what is needed.
#[tokio::test]
async fn an_approved_analysis_sets_what_is_required() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let author = as_person(&platform, &at, "ann-author", Role::PlanOwner).await;
    let head = as_person(&platform, &at, "hal-head", Role::AgencyHead).await;
    let ctx = platform_ctx(&platform);
    let payments = item(&platform, Kind::Process, "commerce", "payments").await;
    let database = service(&platform, "database", 12, 6).await;
    need(&platform, &payments, &database).await;
    let standing = async || recovery::explain(&ctx, database.id).await.unwrap().outcome.standing;
    assert_eq!(standing().await, Standing::Met);

    let analysis = complete(&author, &payments, 4).await;
    assert_eq!(standing().await, Standing::Met);
    assert_eq!(work::due(&head).await.unwrap().to_approve.n_items, 1);
    assert_eq!(work::due(&author).await.unwrap().to_approve.n_items, 0);
    impact::approve(&head, analysis.id, analysis.version).await.unwrap();
    assert_eq!(standing().await, Standing::Missed);
    let why = recovery::explain(&ctx, database.id).await.unwrap();
    assert_eq!(why.required_by.map(|it| it.id), Some(payments.id));
    let ready = readiness::readiness(&ctx, None, 1).await.unwrap();
    assert_eq!((ready.total.n_missed, ready.total.n_analyzed), (1, 1));
    assert_eq!(work::due(&head).await.unwrap().to_approve.n_items, 0);
}

#[tokio::test]
async fn what_somebody_owns_and_lacks_something_is_due_from_them() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let owner = as_person(&platform, &at, "jane-doe", Role::Coordinator).await;
    let mut mine = ItemDocument::new(Kind::Service, "commerce", "mine", "Mine");
    mine.owner = Some("jane-doe".to_owned());
    let mine = put(&platform, &mine).await;
    item(&platform, Kind::Service, "commerce", "not-mine").await;
    persons::add_channel(&platform_ctx(&platform), owner.actor.person_id, &voice(false))
        .await
        .unwrap();

    let due = work::due(&owner).await.unwrap();
    let lacking: Vec<_> = due
        .unfinished
        .iter()
        .flat_map(|it| it.items.items.iter().map(|item| (it.missing, item.id)))
        .collect();
    assert_eq!(lacking, [(Missing::Target, mine.id), (Missing::Promise, mine.id)]);
    assert_eq!((due.unverified.len(), due.n_due()), (1, 3));
    assert!(due.gaps.iter().any(|it| it.n_missing == 2));
    // Whoever may see nothing is asked for nothing.
    let nobody = ctx_in(&platform, Role::Employee, at.commerce);
    assert_eq!(work::due(&nobody).await.unwrap().n_due(), 0);
}

#[tokio::test]
async fn the_report_is_a_pdf_about_what_its_reader_may_see() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let (late, part) = (service(&platform, "late", 4, 1).await, asset(&platform, "part", 6).await);
    need(&platform, &late, &part).await;
    let cio = ctx(&platform, Role::StateCio);
    let all = report::readiness_pdf(&cio, None).await.unwrap();
    assert!(all.bytes.starts_with(b"%PDF-"));
    assert_eq!(all.file_name, "readiness-2026-11-21.pdf");
    let commerce = report::readiness_pdf(&cio, Some(at.commerce)).await.unwrap();
    assert_eq!(commerce.file_name, "readiness-commerce-2026-11-21.pdf");
    assert!(commerce.bytes != all.bytes);
    let outsider = ctx_in(&platform, Role::Coordinator, at.revenue);
    assert!(report::readiness_pdf(&outsider, Some(at.commerce)).await.is_err());
    let partner = ctx_with(&platform, PersonId::new(), Role::Vendor, Reach::Record(late.id.into()));
    assert!(report::readiness_pdf(&partner, None).await.is_err());
}

#[tokio::test]
async fn whoever_waits_is_told_when_something_happens() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let seen = recovery::refresh(&ctx).await.unwrap();
    let (mut one, mut other) = (events::watch(&ctx), events::watch(&ctx));
    // Somebody who knows of less is told at once.
    assert_eq!(one.other_than(seen - 1).await, Some(seen));
    let portal = service(&platform, "portal", 4, 1).await;
    let now = recovery::refresh(&ctx).await.unwrap();
    assert_eq!(one.other_than(seen).await, Some(now));
    assert_eq!(other.other_than(seen).await, Some(now));
    assert_eq!(inventory::show(&ctx, portal.id).await.unwrap().outcome.standing, Standing::Met);
}
