//! Whom a reminder reaches, and whom it does not.

use app::actor::Role;
use app::assure::submissions;
use app::people::access::{self, Draft, Extent};
use test_support::{person, platform_ctx};

use crate::impact_desk::at;
use crate::plan_desk::plan_desk;
use crate::submissions::{campaign, holds};

#[tokio::test]
async fn an_agency_that_no_reminder_reaches_is_named_with_the_reason() {
    let desk = plan_desk().await;
    holds(&desk.platform, ("revenue", "rita"), Role::AgencyHead, Extent::Agency(desk.at.revenue))
        .await;
    let campaign = campaign(&desk).await;
    let late = at(&desk.team, "2026-12-02T12:00:00Z");
    submissions::due(&late).await.unwrap();
    let unreached = async || {
        let all = submissions::unreached(&late, campaign.id).await.unwrap();
        all.into_iter().map(|it| (it.agency, it.why)).collect::<Vec<_>>()
    };
    let of = |why: &str| vec![("Agency of commerce".to_owned(), why.to_owned())];
    assert_eq!(unreached().await, of("nobody is its head or coordinator"));
    let person_id = person(&desk.platform, "commerce", "cleo").await;
    let extent = Extent::Agency(desk.at.commerce);
    let reason = "Named.".to_owned();
    let role = Role::AgencyHead;
    let draft = Draft { person_id, role, extent, starts_at: None, ends_at: None, reason };
    access::give(&platform_ctx(&desk.platform), draft).await.unwrap();
    assert_eq!(unreached().await, of("Person cleo cannot sign in"));
}
