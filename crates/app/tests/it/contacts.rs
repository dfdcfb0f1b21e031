//! Major-incident contacts: confirmed every quarter, or flagged to the relationship manager.

use app::actor::{Reach, Role};
use app::assure::contacts::{
    self, ContactsDocument, FurtherDocument, ListStanding, Query, Standing,
};
use app::people::managers::{self, ManagerDocument};
use app::people::{persons, sign_in};
use app::{Ctx, Error, runner};
use test_support::{MailServer, ctx_in, ctx_with, person, platform_ctx, voice};

use crate::impact_desk::{at, refusal};
use crate::plan_desk::{PlanDesk, plan_desk};

const PASSWORD: &str = "a window made of tin";

/// The relationship manager of commerce, who can sign in, and the desk.
async fn managed(server: &MailServer) -> (PlanDesk, Ctx) {
    let desk = plan_desk().await;
    let platform = server.serve(&desk.platform);
    let all = platform_ctx(&platform);
    let bea = person(&platform, "franklin", "bea").await;
    sign_in::enroll(&all, bea, "bea@franklin.example", PASSWORD).await.unwrap();
    let document = ManagerDocument {
        agency: "commerce".to_owned(),
        person: "bea".to_owned(),
        from: "2026-01-01".parse().unwrap(),
        until: None,
    };
    managers::assign(&all, &document).await.unwrap();
    let reach = Reach::Agencies([desk.at.commerce].into());
    let ctx = ctx_with(&platform, bea, Role::BoardMember, reach);
    (PlanDesk { platform, ..desk }, ctx)
}

async fn morning(ctx: &Ctx) {
    runner::enqueue_due(ctx).await.unwrap();
    while runner::step(&ctx.platform, &|| ctx.now).await.unwrap() {}
}

#[tokio::test]
async fn req_s2_30_a_contact_not_confirmed_for_90_days_is_flagged_to_the_manager() {
    let server = MailServer::start();
    let (desk, bea) = managed(&server).await;
    let standing =
        async |ctx: &Ctx| contacts::show(ctx, desk.at.commerce).await.unwrap().standing();
    let flagged = |it: &MailServer| {
        let told = it.mails().into_iter();
        told.filter(|it| it.header("Subject").contains("not confirmed")).count()
    };
    assert_eq!(standing(&bea).await, ListStanding::Confirmed);
    assert!(contacts::to_confirm(&bea).await.unwrap().is_empty());
    // The 90 days are not over, and then they are.
    let day_90 = at(&bea, "2027-02-19T08:00:00Z");
    let day_91 = at(&bea, "2027-02-20T20:00:00Z");
    assert_eq!(standing(&day_90).await, ListStanding::Confirmed);
    assert_eq!(standing(&day_91).await, ListStanding::Unconfirmed);
    let all =
        |ctx: &Ctx| Ctx::new(ctx.platform.clone(), platform_ctx(&ctx.platform).actor, ctx.now);
    morning(&all(&at(&bea, "2027-02-18T20:00:00Z"))).await;
    morning(&all(&day_90)).await;
    assert_eq!(flagged(&server), 0);
    morning(&all(&at(&bea, "2027-02-21T20:00:00Z"))).await;
    assert_eq!(flagged(&server), 1);
    assert_eq!(contacts::to_confirm(&day_91).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_manager_is_told_once_sees_it_and_confirms() {
    let server = MailServer::start();
    let (desk, bea) = managed(&server).await;
    let all =
        |ctx: &Ctx| Ctx::new(ctx.platform.clone(), platform_ctx(&ctx.platform).actor, ctx.now);
    let flagged = |it: &MailServer| {
        let told = it.mails().into_iter();
        told.filter(|it| it.header("Subject").contains("not confirmed")).count()
    };
    for day in ["2027-02-17T20:00:00Z", "2027-02-18T20:00:00Z"] {
        morning(&all(&at(&bea, day))).await;
    }
    assert_eq!(flagged(&server), 0, "nothing of commerce has lapsed");
    for day in ["2027-02-21T20:00:00Z", "2027-02-22T20:00:00Z"] {
        morning(&all(&at(&bea, day))).await;
    }
    assert_eq!(flagged(&server), 1, "once, and not each morning");
    let late = at(&bea, "2027-02-22T20:00:00Z");
    let mine = contacts::to_confirm(&late).await.unwrap();
    assert_eq!(mine.len(), 1);
    assert!(mine[0].contacts.iter().all(|it| it.standing == Standing::Lapsed));
    let query = Query { mine: true, standing: Some(ListStanding::Unconfirmed), ..Query::default() };
    assert_eq!(contacts::list(&late, &query).await.unwrap().n_items, 1);
    // Confirming is the one word and the one timer: rules of plans see it, too.
    assert_eq!(contacts::confirm(&late, desk.at.commerce, None).await.unwrap(), 2);
    assert!(contacts::to_confirm(&late).await.unwrap().is_empty());
    let line = contacts::show(&late, desk.at.commerce).await.unwrap();
    assert_eq!(line.confirmed_at(), Some(late.now));
    let who = line.contacts[0].who.as_ref().unwrap().0;
    let known = persons::channels(&all(&late), who).await.unwrap();
    assert_eq!(known[0].0.verified_at, Some(late.now));
}

#[tokio::test]
async fn further_contacts_are_named_by_the_agency_or_its_manager() {
    let server = MailServer::start();
    let (desk, bea) = managed(&server).await;
    let commerce = desk.at.commerce;
    let named = |codes: &[&str]| ContactsDocument {
        agency: "commerce".to_owned(),
        further: codes
            .iter()
            .map(|it| FurtherDocument { person: (*it).to_owned(), duty: "Network".to_owned() })
            .collect(),
    };
    let cora = ctx_in(&desk.platform, Role::Coordinator, commerce);
    let list = contacts::change(&cora, commerce, 0, &named(&["ann-author"])).await.unwrap();
    assert_eq!(list.version, 1);
    let line = contacts::show(&bea, commerce).await.unwrap();
    let standings: Vec<Standing> = line.contacts.iter().map(|it| it.standing).collect();
    assert_eq!(standings, [Standing::Confirmed, Standing::Confirmed, Standing::Never]);
    assert_eq!(line.standing(), ListStanding::Unconfirmed);
    let ann = line.contacts[2].who.as_ref().unwrap().0;
    // Nothing is known by which to reach her.
    let refused = contacts::confirm(&bea, commerce, Some(ann)).await.unwrap_err();
    assert_eq!(refusal(refused), "contacts.unreachable");
    persons::add_channel(&platform_ctx(&desk.platform), ann, &voice(false)).await.unwrap();
    assert_eq!(contacts::confirm(&bea, commerce, Some(ann)).await.unwrap(), 1);
    let stale = contacts::change(&bea, commerce, 0, &named(&[])).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    let twice = contacts::change(&bea, commerce, 1, &named(&["pat-primary", "nobody"])).await;
    assert!(matches!(twice, Err(Error::Invalid(it)) if it.len() == 2));
    let other = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    assert!(matches!(contacts::show(&other, commerce).await, Err(Error::NotFound(_))));
    let reader = ctx_in(&desk.platform, Role::Employee, commerce);
    let refused = contacts::confirm(&reader, commerce, None).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}

fn naming(person: &str) -> ContactsDocument {
    let further = vec![FurtherDocument { person: person.to_owned(), duty: "Taxes".to_owned() }];
    ContactsDocument { agency: "commerce".to_owned(), further }
}

#[tokio::test]
async fn nobody_confirms_how_people_of_another_agency_are_reached() {
    let server = MailServer::start();
    let (desk, bea) = managed(&server).await;
    let (all, commerce) = (platform_ctx(&desk.platform), desk.at.commerce);
    let rex = person(&desk.platform, "revenue", "rex").await;
    persons::add_channel(&all, rex, &voice(false)).await.unwrap();
    contacts::change(&all, commerce, 0, &naming("rex")).await.unwrap();
    let refused = contacts::confirm(&bea, commerce, Some(rex)).await.unwrap_err();
    assert_eq!(refusal(refused), "contacts.not_yours");
    assert_eq!(contacts::confirm(&bea, commerce, None).await.unwrap(), 2, "those of commerce");
    assert_eq!(persons::channels(&all, rex).await.unwrap()[0].0.verified_at, None);
    assert_eq!(contacts::confirm(&all, commerce, Some(rex)).await.unwrap(), 1);
}

#[tokio::test]
async fn whoever_changes_contacts_over_night_does_not_begin_again() {
    let server = MailServer::start();
    let (desk, bea) = managed(&server).await;
    let all =
        |ctx: &Ctx| Ctx::new(ctx.platform.clone(), platform_ctx(&ctx.platform).actor, ctx.now);
    for day in ["2027-02-18T20:00:00Z", "2027-02-21T20:00:00Z"] {
        morning(&all(&at(&bea, day))).await;
    }
    assert!(server.mails().iter().any(|it| it.header("Subject").contains("not confirmed")));
    let commerce = desk.at.commerce;
    let late = at(&platform_ctx(&desk.platform), "2027-02-21T21:00:00Z");
    let list = contacts::change(&late, commerce, 0, &naming("ann-author")).await.unwrap();
    assert_eq!(list.version, 1);
    assert!(list.told_at.is_some());
}
