//! People who work at one plan: who is there, whom a step waits for, and how everybody is reached.

use app::actor::{Reach, Role};
use app::people::access::Extent;
use app::people::notices::{self, NoticeKind, Preferences};
use app::people::persons::{self, ChannelDocument, ChannelKind};
use app::people::sign_in;
use app::plans::live;
use app::plans::plan;
use app::plans::presence;
use app::plans::print::{Print, print};
use app::plans::templates::BlockKind;
use app::{Ctx, Error};
use documents::redaction::{Redactions, Secret};
use test_support::{MailServer, ctx_with, person, platform_ctx, voice};

use crate::plan_desk::{PlanDesk, plan_desk, subjects};

fn at(ctx: &Ctx, now: &str) -> Ctx {
    Ctx::new(ctx.platform.clone(), ctx.actor.clone(), now.parse().unwrap())
}

#[tokio::test]
async fn who_says_nothing_for_a_while_has_left_a_draft() {
    let desk = plan_desk().await;
    let (plan, _) = desk.drafted("it").await;
    let bob = person(&desk.platform, "commerce", "bob").await;
    let at_commerce = Reach::Agencies([desk.at.commerce].into());
    let bob = ctx_with(&desk.platform, bob, Role::Coordinator, at_commerce);
    let opened = async |ctx: &Ctx, time: &str, section: &str| {
        let all = presence::opened(&at(ctx, time), plan.id, section).await.unwrap();
        all.into_iter().map(|it| (it.name, it.section)).collect::<Vec<_>>()
    };
    assert_eq!(opened(&desk.author, "2026-11-21T10:00:00Z", "scope").await, []);
    let ann = |section: &str| ("Person ann-author".to_owned(), section.to_owned());
    assert_eq!(opened(&bob, "2026-11-21T10:00:20Z", "scope").await, [ann("scope")]);
    // Who goes on to another section is there, and nowhere else.
    assert_eq!(opened(&desk.author, "2026-11-21T10:01:00Z", "who").await.len(), 1);
    assert_eq!(opened(&bob, "2026-11-21T10:02:30Z", "scope").await, [ann("who")]);
    assert_eq!(opened(&bob, "2026-11-21T10:02:31Z", "scope").await, []);
    let refused = presence::opened(&desk.head, plan.id, "scope").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[tokio::test]
async fn each_step_of_a_version_is_told_once_to_whom_it_waits_for() {
    let server = MailServer::start();
    let desk = plan_desk().await;
    let desk = PlanDesk { platform: server.serve(&desk.platform), ..desk };
    let commerce = Extent::Agency(desk.at.commerce);
    let ann = desk.author.actor.person_id;
    desk.holds(ann, "ann", (Role::PlanOwner, commerce)).await;
    for (code, role, extent) in [
        ("rita", Role::ContinuityTeam, Extent::State),
        ("unwilling", Role::ContinuityTeam, Extent::State),
        ("hera", Role::AgencyHead, commerce),
        ("gov", Role::AgencyHead, Extent::Agency(desk.at.franklin)),
        ("other", Role::AgencyHead, Extent::Agency(desk.at.revenue)),
    ] {
        let id = person(&desk.platform, "commerce", code).await;
        desk.holds(id, code, (role, extent)).await;
        if code == "unwilling" {
            let theirs = ctx_with(&desk.platform, id, role, Reach::State);
            let unwanted = [NoticeKind::PlanSteps].into();
            let wishes = Preferences { unwanted, ..Preferences::default() };
            notices::change(&theirs, 0, &wishes).await.unwrap();
        }
    }
    let (plan, version) = desk.submitted("it").await;
    let back = plan::return_(&desk.team, plan.id, version.version, "Say who calls.").await.unwrap();
    let again = plan::submit(&desk.author, plan.id, back.version, "Better.").await.unwrap();
    plan::review(&desk.team, plan.id, again.version).await.unwrap();
    desk.works_off(desk.author.now).await;
    let subjects = |of: &str| subjects(&server, of, "Plan it");
    assert_eq!(subjects("rita@"), ["A plan waits for its review: Plan it"; 2]);
    assert_eq!(subjects("ann@"), ["A plan was sent back: Plan it"]);
    assert_eq!(subjects("hera@"), ["A plan waits for your approval: Plan it"]);
    for code in ["unwilling@", "gov@", "other@"] {
        assert_eq!(subjects(code).len(), 0, "{code}");
    }
}

/// A version that ann began, and bob and carl wrote at, sent back by the team.
async fn sent_back(desk: &PlanDesk, writers: &[app::ids::PersonId]) {
    let (plan, mut version) = desk.drafted("it").await;
    for (n, id) in writers.iter().enumerate() {
        let reach = Reach::Agencies([desk.at.commerce].into());
        let ctx = ctx_with(&desk.platform, *id, Role::PlanOwner, reach);
        let mut content = version.content.clone();
        content.sections[0].text = format!("What the writer {n} says of it.");
        version = plan::save(&ctx, plan.id, version.version, content).await.unwrap();
    }
    let handed = plan::submit(&desk.author, plan.id, version.version, "First.").await.unwrap();
    plan::return_(&desk.team, plan.id, handed.version, "Say who calls.").await.unwrap();
    desk.works_off(desk.author.now).await;
}

const SENT_BACK: [&str; 1] = ["A plan was sent back: Plan it"];

#[tokio::test]
async fn what_is_sent_back_is_told_only_to_writers_who_may_still_write() {
    let server = MailServer::start();
    let desk = plan_desk().await;
    let desk = PlanDesk { platform: server.serve(&desk.platform), ..desk };
    let commerce = Extent::Agency(desk.at.commerce);
    let mut writers = Vec::new();
    for (code, role) in [
        ("bob", Role::PlanOwner),
        ("carl", Role::PlanOwner),
        ("dora", Role::Employee),
        ("cora", Role::Coordinator),
    ] {
        let id = person(&desk.platform, "commerce", code).await;
        desk.holds(id, code, (role, commerce)).await;
        writers.push(id);
    }
    sign_in::close_account(&platform_ctx(&desk.platform), writers[1]).await.unwrap();
    // Who may write and never did hears nothing as long as a writer does.
    sent_back(&desk, &writers[..3]).await;
    let subjects = |of: &str| subjects(&server, of, "sent back");
    assert_eq!(subjects("bob@"), SENT_BACK);
    for code in ["ann@", "carl@", "dora@", "cora@"] {
        assert_eq!(subjects(code).len(), 0, "{code}");
    }
}

/// Whom it comes back to if nobody who wrote it is left, and how they are told.
async fn told_instead(coordinator: bool) -> [Vec<String>; 3] {
    let server = MailServer::start();
    let desk = plan_desk().await;
    let desk = PlanDesk { platform: server.serve(&desk.platform), ..desk };
    let commerce = Extent::Agency(desk.at.commerce);
    let shut = person(&desk.platform, "commerce", "shut").await;
    desk.holds(shut, "shut", (Role::Coordinator, commerce)).await;
    sign_in::close_account(&platform_ctx(&desk.platform), shut).await.unwrap();
    let rita = person(&desk.platform, "franklin", "rita").await;
    desk.holds(rita, "rita", (Role::ContinuityTeam, Extent::State)).await;
    if coordinator {
        let cora = person(&desk.platform, "commerce", "cora").await;
        desk.holds(cora, "cora", (Role::Coordinator, commerce)).await;
    }
    // Those who wrote it hold no role any more.
    sent_back(&desk, &[]).await;
    ["cora@", "rita@", "shut@"].map(|of| subjects(&server, of, "sent back"))
}

#[tokio::test]
async fn what_nobody_who_wrote_it_may_write_comes_back_to_the_coordinators_or_else_to_the_team() {
    let [cora, rita, shut] = told_instead(true).await;
    assert_eq!(
        (cora.as_slice(), rita.len(), shut.len()),
        (&SENT_BACK.map(str::to_owned)[..], 0, 0)
    );
    let [cora, rita, shut] = told_instead(false).await;
    assert_eq!(
        (rita.as_slice(), cora.len(), shut.len()),
        (&SENT_BACK.map(str::to_owned)[..], 0, 0)
    );
}

#[tokio::test]
async fn a_plan_has_every_way_to_reach_somebody_and_its_public_edition_none() {
    let desk = plan_desk().await;
    let all = platform_ctx(&desk.platform);
    let ann = desk.author.actor.person_id;
    let way = |kind, value: &str, verified_at: Option<&str>| ChannelDocument {
        kind,
        value: value.to_owned(),
        verified_at: verified_at.map(|it| it.parse().unwrap()),
        ..voice(false)
    };
    for it in [
        way(ChannelKind::Email, "ann@franklin.example", Some("2025-11-17T09:00:00Z")),
        way(ChannelKind::Voice, "+1 919 555 0177", None),
        way(ChannelKind::Sms, "+1 919 555 0188", Some("2025-10-01T09:00:00Z")),
    ] {
        persons::add_channel(&all, ann, &it).await.unwrap();
    }
    let plan = desk.started("drp", "dr").await;
    let draft = desk.newest(&plan).await;
    let mut content = crate::plan_desk::written(&draft.content);
    content.sections[0].text =
        "Call +1 919 555 0177 or 919-555-0188, or write to ann@franklin.example.".to_owned();
    plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
    let plan = desk.publish_draft(&plan).await;
    let opened = live::open(&all, plan.id, None).await.unwrap();
    let block = opened.blocks.iter().find(|it| it.kind == BlockKind::Contacts).unwrap();
    let row = block.rows.iter().find(|it| it.of == "person:ann-author").unwrap();
    assert_eq!(
        row.cells[3],
        "Text message: +1 919 555 0188; E-mail: ann@franklin.example; Telephone: +1 919 555 0177"
    );
    assert_eq!(
        (row.cells[4].as_str(), block.columns[4].as_str()),
        ("17 Nov 2025", "Last confirmed")
    );
    assert!(block.says.contains("longest ago on 17 Nov 2025"), "{}", block.says);

    let planted = Redactions::new(vec![
        Secret::Phone("919 555 0177".to_owned()),
        Secret::Phone("919 555 0188".to_owned()),
        Secret::Email("ann@franklin.example".to_owned()),
    ])
    .unwrap();
    let full = print(&desk.head, plan.id, 1, Print::Pdf).await.unwrap();
    assert_eq!(planted.in_pdf(&full.bytes).unwrap().len(), planted.len());
    let public = print(&desk.head, plan.id, 1, Print::Public).await.unwrap();
    assert_eq!(planted.in_pdf(&public.bytes).unwrap(), []);
}
