//! What is due in the agencies that somebody answers for.

use app::Span;
use app::actor::{Held, Reach, Role};
use app::assure::submissions::{self, Request};
use app::assure::watch::{Watch, watch};
use app::plans::plan;
use app::prepare::inventory::ItemDocument;
use app::respond::disruptions::{self, DisruptionDocument};
use test_support::{ctx, ctx_in, now, platform_ctx, put};

use crate::plan_desk::{essential, plan_desk};

#[tokio::test]
async fn req_s2_01_who_answers_for_agencies_sees_contacts_plans_services_and_alerts() {
    let desk = plan_desk().await;
    let (platform, agencies) = (&desk.platform, desk.at);
    let cio = ctx(platform, Role::StateCio);
    let gaps =
        |it: &Watch| it.contacts.items.iter().map(|it| it.agency.code.clone()).collect::<Vec<_>>();
    let before = watch(&cio).await.unwrap().unwrap();
    assert_eq!(gaps(&before), ["franklin", "revenue"], "commerce can be reached");
    assert_eq!(before.n_due(), 2);

    let (target_rto, restore) = (Some(Span::from_hours(4)), Some(Span::from_hours(8)));
    put(platform, &ItemDocument { target_rto, restore, ..essential("slow") }).await;
    let (approved, _) = desk.submitted("next").await;
    let in_force = desk.in_force("it").await;
    plan::flag(&desk.author, in_force.id, in_force.version, "The site has moved.").await.unwrap();
    let asked = Request {
        agency: "commerce".to_owned(),
        reason: "A flood is likely.".to_owned(),
        plan_types: [].into(),
        due_on: "2026-11-25".parse().unwrap(),
    };
    submissions::request(&desk.team, &asked).await.unwrap();
    let flood = DisruptionDocument::new("commerce", "flood", "Flood", now());
    disruptions::declare(&platform_ctx(platform), &flood).await.unwrap();
    let newest = desk.newest(&approved).await;
    plan::review(&desk.team, approved.id, newest.version).await.unwrap();

    let it = watch(&cio).await.unwrap().unwrap();
    assert_eq!(it.disruptions.items[0].name, "Flood");
    assert_eq!(it.submissions.n_items, 1);
    assert_eq!(it.to_review.items.iter().map(|it| it.id).collect::<Vec<_>>(), [in_force.id]);
    assert_eq!(
        it.late.items.iter().map(|it| it.service.code.as_str()).collect::<Vec<_>>(),
        ["slow"]
    );
    assert_eq!(it.to_approve.n_items, 0, "a CIO approves no plans");
    assert_eq!(it.n_due(), 2 + 1 + 1 + 1 + 1);
    let it = watch(&desk.head).await.unwrap().unwrap();
    assert_eq!((it.to_approve.n_items, it.contacts.n_items), (1, 0));
    // The head of another agency has nothing to do with any of it.
    let other = ctx_in(platform, Role::AgencyHead, agencies.revenue);
    let it = watch(&other).await.unwrap().unwrap();
    assert_eq!((gaps(&it), it.n_due()), (vec!["revenue".to_owned()], 1));
    // What they may read besides is not what they answer for.
    let mut both = other.clone();
    both.actor.held.push(Held { role: Role::Auditor, reach: Reach::State });
    let it = watch(&both).await.unwrap().unwrap();
    assert_eq!((gaps(&it), it.n_due()), (vec!["revenue".to_owned()], 1));
    // Whoever answers for no agency has other work.
    assert_eq!(watch(&desk.author).await.unwrap(), None);
}
