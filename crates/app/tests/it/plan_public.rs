//! The public edition of a plan: without people, numbers, addresses and machines.

use app::Error;
use app::plans::plan::{self, Content, Step};
use app::plans::print::{Print, print};
use app::prepare::inventory::{Details, ItemDocument, Kind};
use documents::redaction::{Redactions, Secret};
use test_support::put;

use crate::plan_desk::{PlanDesk, plan_desk, written};

/// A plan in force that says this.
async fn in_force(desk: &PlanDesk, code: &str, say: impl Fn(&mut Content)) -> plan::Plan {
    let it = desk.started("drp", code).await;
    let draft = desk.newest(&it).await;
    let mut content = written(&draft.content);
    say(&mut content);
    plan::save(&desk.author, it.id, draft.version, content).await.unwrap();
    desk.publish_draft(&it).await
}

fn planted() -> Redactions {
    let text = |it: &str| it.to_owned();
    Redactions::new(vec![
        Secret::Name(text("Person pat-primary")),
        Secret::Name(text("Person ann-author")),
        Secret::Phone(text("919 555 0142")),
        Secret::Email(text("desk@franklin.example")),
        Secret::Address(text("12 North Elm Street, Raleigh, NC 27601")),
        Secret::Ip("10.20.30.40".parse().unwrap()),
    ])
    .unwrap()
}

#[tokio::test]
async fn the_public_edition_says_nothing_that_the_platform_knows_to_be_private() {
    let desk = plan_desk().await;
    let mut details = Details::none(Kind::Site);
    if let Details::Site(it) = &mut details {
        it.address = "12 North Elm Street, Raleigh, NC 27601".to_owned();
    }
    let site = ItemDocument {
        details: details.to_map(),
        ..ItemDocument::new(Kind::Site, "commerce", "eastern", "Eastern site")
    };
    put(&desk.platform, &site).await;
    let it = in_force(&desk, "dr", |content| {
        content.sections[0].text = "Call **PRIMARY, Pat** no: call Person pat-primary at (919) \
            555-0142 or desk@franklin.example. Log on to 10.20.30.40:443, meet at 12 N Elm St."
            .to_owned();
        content.activation[0].item = "site:eastern".to_owned();
    })
    .await;
    let full = print(&desk.head, it.id, 1, Print::Pdf).await.unwrap();
    let found = planted().in_pdf(&full.bytes).unwrap();
    assert_eq!(found.len(), planted().len(), "{found:?}");
    let public = print(&desk.head, it.id, 1, Print::Public).await.unwrap();
    assert_eq!(public.file_name, "dr-v1.public.pdf");
    assert_eq!(planted().in_pdf(&public.bytes).unwrap(), []);
}

#[tokio::test]
async fn a_value_that_cannot_be_taken_out_keeps_the_edition_from_being_made() {
    let desk = plan_desk().await;
    let it = in_force(&desk, "dr", |content| {
        content.steps.push(Step {
            text: "Person".to_owned(),
            by: "pat-primary".to_owned(),
            ..Step::default()
        });
    })
    .await;
    match print(&desk.head, it.id, 1, Print::Public).await {
        Err(Error::Refused(it)) => {
            assert_eq!(it.code, "plan.public_leak");
            assert!(it.reason.contains("Person pat-primary"), "{}", it.reason);
        }
        other => panic!("{:?}", other.map(|it| it.file_name)),
    }
}

#[tokio::test]
async fn a_draft_has_no_public_edition() {
    let desk = plan_desk().await;
    let (it, _) = desk.drafted("dr").await;
    match print(&desk.author, it.id, 1, Print::Public).await {
        Err(Error::Refused(it)) => assert_eq!(it.code, "plan.public_draft"),
        other => panic!("{:?}", other.map(|it| it.file_name)),
    }
}
