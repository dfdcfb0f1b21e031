//! People who work at one plan: who is there, whom a step waits for, and how everybody is reached.

use app::actor::{Reach, Role};
use app::people::access::{self, Draft, Extent};
use app::people::notices::{self, NoticeKind, Preferences};
use app::people::persons::{self, ChannelDocument, ChannelKind};
use app::people::sign_in;
use app::plans::live;
use app::plans::plan;
use app::plans::presence;
use app::plans::print::{Print, print};
use app::plans::templates::BlockKind;
use app::{Ctx, Error, runner};
use documents::redaction::{Redactions, Secret};
use test_support::{MailServer, ctx_with, person, platform_ctx, voice};

use crate::plan_desk::{PlanDesk, plan_desk};

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

/// Gives somebody a way to sign in and a role, so that mails reach them.
async fn holds(desk: &PlanDesk, id: app::ids::PersonId, code: &str, grant: (Role, Extent)) {
    let all = platform_ctx(&desk.platform);
    let email = format!("{code}@franklin.example");
    sign_in::enroll(&all, id, &email, "a window made of tin").await.unwrap();
    let ((role, extent), reason) = (grant, "Named.".to_owned());
    let draft = Draft { person_id: id, role, extent, starts_at: None, ends_at: None, reason };
    access::give(&all, draft).await.unwrap();
}

#[tokio::test]
async fn each_step_of_a_version_is_told_once_to_whom_it_waits_for() {
    let server = MailServer::start();
    let desk = plan_desk().await;
    let desk = PlanDesk { platform: server.serve(&desk.platform), ..desk };
    let commerce = Extent::Agency(desk.at.commerce);
    let ann = desk.author.actor.person_id;
    holds(&desk, ann, "ann", (Role::PlanOwner, commerce)).await;
    for (code, role, extent) in [
        ("rita", Role::ContinuityTeam, Extent::State),
        ("unwilling", Role::ContinuityTeam, Extent::State),
        ("hera", Role::AgencyHead, commerce),
        ("gov", Role::AgencyHead, Extent::Agency(desk.at.franklin)),
        ("other", Role::AgencyHead, Extent::Agency(desk.at.revenue)),
    ] {
        let id = person(&desk.platform, "commerce", code).await;
        holds(&desk, id, code, (role, extent)).await;
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
    let now = desk.author.now;
    while runner::step(&desk.platform, &|| now).await.unwrap() {}
    let subjects = |of: &str| {
        let told = server.mails().into_iter().filter(|it| it.header("To").contains(of));
        let mut said: Vec<String> = told.map(|it| it.header("Subject").to_owned()).collect();
        said.retain(|it| it.contains("Plan it"));
        said
    };
    assert_eq!(subjects("rita@"), ["A plan waits for its review: Plan it"; 2]);
    assert_eq!(subjects("ann@"), ["A plan was sent back: Plan it"]);
    assert_eq!(subjects("hera@"), ["A plan waits for your approval: Plan it"]);
    for code in ["unwilling@", "gov@", "other@"] {
        assert_eq!(subjects(code).len(), 0, "{code}");
    }
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
