//! Who is told of waivers: those who decide, and who asked.

use app::actor::{Reach, Role};
use app::people::access::Extent;
use app::people::notices::{self, NoticeKind, Preferences};
use app::plans::waivers;
use app::runner;
use test_support::{MailServer, ctx_in, ctx_with, person, platform_ctx};

use crate::plan_desk::{PlanDesk, plan_desk, subjects};
use crate::plan_waivers::{asked_by, at, spoiled_as};

/// A desk with mail, an agency head whom the whole state has and some of the agency.
async fn desk_with_mail(server: &MailServer, heads: &[&str]) -> PlanDesk {
    let desk = plan_desk().await;
    let desk = PlanDesk { platform: server.serve(&desk.platform), ..desk };
    let whole = ("gov", Extent::Agency(desk.at.franklin));
    let near = heads.iter().map(|it| (*it, Extent::Agency(desk.at.commerce)));
    for (code, extent) in near.chain([whole]) {
        let id = person(&desk.platform, "commerce", code).await;
        desk.holds(id, code, (Role::AgencyHead, extent)).await;
        if code == "unwilling" {
            wants_none(&desk, id, Role::AgencyHead).await;
        }
    }
    desk
}

/// Somebody chooses to get no mails about waivers.
async fn wants_none(desk: &PlanDesk, id: app::ids::PersonId, role: Role) {
    let at_commerce = Reach::Agencies([desk.at.commerce].into());
    let theirs = ctx_with(&desk.platform, id, role, at_commerce);
    let unwanted = [NoticeKind::Waivers].into();
    let wishes = Preferences { unwanted, ..Preferences::default() };
    notices::change(&theirs, 0, &wishes).await.unwrap();
}

/// Puts in line what is due at a moment.
async fn enqueue(desk: &PlanDesk, time: &str) {
    runner::enqueue_due(&at(&platform_ctx(&desk.platform), time)).await.unwrap();
}

/// The same, and carries it out.
async fn until(desk: &PlanDesk, time: &str) {
    enqueue(desk, time).await;
    desk.works_off(time.parse().unwrap()).await;
}

/// The head of the agency is told of each, whoever decides for the whole state once a day of all.
#[tokio::test]
async fn who_may_decide_is_told_and_nobody_is_flooded() {
    let server = MailServer::start();
    let desk = desk_with_mail(&server, &["hera", "unwilling"]).await;
    let plan = spoiled_as(&desk, "it").await;
    asked_by(&desk.author, &plan, "2026-11-30").await;
    let subjects = |of: &str| subjects(&server, of, "waiver");
    until(&desk, "2026-11-21T09:05:00Z").await;
    assert_eq!(subjects("hera"), ["A waiver waits for your decision"]);
    assert_eq!((subjects("gov").len(), subjects("unwilling").len()), (0, 0));
    // This morning and the next: nothing new is asked for before the second.
    until(&desk, "2026-11-21T13:00:00Z").await;
    assert_eq!(subjects("gov"), ["A waiver was asked for"]);
    until(&desk, "2026-11-22T13:00:00Z").await;
    assert_eq!((subjects("gov").len(), subjects("hera").len()), (1, 1));

    let gov = ctx_in(&desk.platform, Role::AgencyHead, desk.at.franklin);
    let waits = waivers::waiting(&gov).await.unwrap();
    assert_eq!((waits.to_decide.len(), waits.n_statewide), (0, 1));
    let head = waivers::waiting(&desk.head).await.unwrap();
    assert_eq!((head.to_decide.len(), head.n_statewide), (1, 0));
}

/// On 7 November 2027 clocks go back, so that from one morning to the next it is 25 hours.
#[tokio::test]
async fn each_waiver_is_told_of_once_however_long_a_day_is_and_however_late_the_mail() {
    let server = MailServer::start();
    let desk = desk_with_mail(&server, &[]).await;
    let (first, second) = (spoiled_as(&desk, "it").await, spoiled_as(&desk, "other").await);
    let n_told = || subjects(&server, "gov", "waiver").len();
    until(&desk, "2027-11-06T10:00:00Z").await;
    until(&desk, "2027-11-06T10:21:00Z").await;
    asked_by(&at(&desk.author, "2027-11-06T10:45:00Z"), &first, "2027-12-31").await;
    assert_eq!(n_told(), 0);
    until(&desk, "2027-11-07T11:21:00Z").await;
    assert_eq!(n_told(), 1, "of what was asked for in the hour that the day was longer");

    // What is asked for between the time of a mail and the mail itself stands in the next one.
    enqueue(&desk, "2027-11-08T11:21:00Z").await;
    asked_by(&at(&desk.author, "2027-11-08T11:22:00Z"), &second, "2027-12-31").await;
    desk.works_off("2027-11-08T11:23:00Z".parse().unwrap()).await;
    assert_eq!(n_told(), 1);
    // For two mornings nothing is put in line: what was asked for before is not forgotten.
    until(&desk, "2027-11-11T12:00:00Z").await;
    assert_eq!(n_told(), 2);
    until(&desk, "2027-11-12T12:00:00Z").await;
    assert_eq!(n_told(), 2);
}

#[tokio::test]
async fn who_asked_for_a_waiver_is_told_what_was_decided_unless_they_want_none() {
    let server = MailServer::start();
    let desk = desk_with_mail(&server, &[]).await;
    let ann = desk.author.actor.person_id;
    desk.holds(ann, "ann", (Role::PlanOwner, Extent::Agency(desk.at.commerce))).await;
    let plan = spoiled_as(&desk, "it").await;
    let it = asked_by(&desk.author, &plan, "2026-11-30").await;
    waivers::decide(&desk.head, it.id, it.version, (false, "Name them now.")).await.unwrap();
    let it = asked_by(&desk.author, &plan, "2026-11-30").await;
    waivers::decide(&desk.head, it.id, it.version, (true, "Until they come.")).await.unwrap();
    desk.works_off(desk.author.now).await;
    let mut said = subjects(&server, "ann@", "waiver");
    said.sort();
    let wanted = ["granted", "refused"].map(|it| format!("A waiver that you asked for was {it}"));
    assert_eq!(said, wanted);
    let mails = server.mails();
    let text = |word: &str| {
        let found = mails.iter().find(|it| it.header("Subject").contains(word));
        found.map(|it| it.text()).unwrap_or_default()
    };
    assert!(text("refused").contains("Because: Name them now."), "{}", text("refused"));
    let granted = text("granted");
    assert!(granted.contains("Because: Until they come."), "{granted}");
    assert!(granted.contains("November 30, 2026"), "{granted}");
    assert_eq!(desk.actions(&plan).await.last().unwrap(), "waiver.granted");

    wants_none(&desk, ann, Role::PlanOwner).await;
    let other = spoiled_as(&desk, "other").await;
    let it = asked_by(&desk.author, &other, "2026-11-30").await;
    waivers::decide(&desk.head, it.id, it.version, (true, "Fine.")).await.unwrap();
    desk.works_off(desk.author.now).await;
    assert_eq!(subjects(&server, "ann@", "waiver").len(), 2);
}
