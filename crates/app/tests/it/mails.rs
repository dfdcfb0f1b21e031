//! Mails, as a real mail server takes them.

use app::actor::Role;
use app::people::persons::{self, ChannelDocument, ChannelKind, Reached};
use app::people::sign_in::{self, Handed, Visit};
use app::{Error, Platform, runner};
use chrono::TimeDelta;
use test_support::{MailServer, ctx, fresh, now, person, platform_ctx, state};

fn visit() -> Visit {
    Visit {
        source: "192.0.2.7".to_owned(),
        browser: "Firefox".to_owned(),
        request_id: uuid::Uuid::now_v7(),
        now: now(),
    }
}

async fn send(platform: &Platform) {
    while runner::step(platform, &now).await.unwrap() {}
}

#[tokio::test]
async fn an_invitation_goes_by_mail_to_the_person_alone() {
    let server = MailServer::start();
    let platform = server.serve(&fresh().await);
    state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    let admin = ctx(&platform, Role::Administrator);
    let email = "jane@commerce.example";
    let handed = sign_in::invite(&admin, id, email).await.unwrap();
    assert_eq!(handed, Handed::Mailed(email.to_owned()));
    send(&platform).await;
    let mails = server.mails();
    let mail = mails.iter().find(|it| it.header("To").contains(email)).unwrap();
    assert_eq!(mail.header("Subject"), "Choose your password");
    assert_eq!(mail.header("From"), "Mainstay <mainstay@franklin.example>");
    let message_id = mail.header("Message-ID");
    assert!(message_id.ends_with("@franklin.example>"), "{message_id}");
    let (text, html) = (mail.0.find("text/plain"), mail.0.find("text/html"));
    assert!(text.is_some() && text < html, "{}", mail.0);
    assert!(mail.text().contains("You will sign in with jane@commerce.example."), "{}", mail.0);
    let link = mail.link("/choose-password?link=");
    let secret = link.split_once('=').unwrap().1;
    sign_in::use_link(&platform, &visit(), secret, "a window made of tin").await.unwrap();
    // What it said is forgotten once it is sent: a second look at the row sends nothing.
    let again = sign_in::mail_link(&admin, id).await.unwrap();
    assert_eq!(again, Handed::Mailed(email.to_owned()));
}

#[tokio::test]
async fn without_a_mail_server_a_link_is_handed_over_by_hand() {
    let platform = fresh().await;
    state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    let admin = ctx(&platform, Role::Administrator);
    let handed = sign_in::invite(&admin, id, "jane@commerce.example").await.unwrap();
    assert!(matches!(handed, Handed::Shown(_)));
    let mailed = sign_in::mail_link(&admin, id).await;
    assert!(matches!(mailed, Err(Error::Refused(it)) if it.code == "link.no_mail"));
}

fn email(value: &str) -> ChannelDocument {
    ChannelDocument {
        kind: ChannelKind::Email,
        value: value.to_owned(),
        priority: 1,
        reached: Reached::Always,
        verified_at: None,
    }
}

#[tokio::test]
async fn an_address_is_known_to_work_once_its_person_opened_the_link() {
    let server = MailServer::start();
    let platform = server.serve(&fresh().await);
    state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    let all = platform_ctx(&platform);
    let channel = persons::add_channel(&all, id, &email("jane@home.example")).await.unwrap();
    let other = persons::add_channel(&all, id, &email("jane@work.example")).await.unwrap();
    persons::ask_to_confirm(&all, channel.id).await.unwrap();
    send(&platform).await;
    let mail = server.mails().remove(0);
    assert!(mail.header("To").contains("jane@home.example"));
    let link = mail.link("/confirm-contact?");
    let proof = link.split_once("&proof=").unwrap().1;

    let code = |result: app::Result<()>| match result.unwrap_err() {
        Error::Refused(it) => it.code,
        error => panic!("{error}"),
    };
    let week = now() + TimeDelta::days(7);
    let confirm = async |id, proof: &str, at| persons::confirm(&platform, (id, proof), at).await;
    // Neither for another address, nor altered, nor later than a week.
    assert_eq!(code(confirm(other.id, proof, now()).await), "contact.no_longer");
    assert_eq!(code(confirm(channel.id, "AAAA", now()).await), "contact.no_longer");
    let late = week + TimeDelta::seconds(1);
    assert_eq!(code(confirm(channel.id, proof, late).await), "contact.no_longer");
    let shown = persons::unconfirmed(&platform, channel.id, proof, week).await.unwrap();
    assert_eq!((shown.name.as_str(), shown.hint.as_str()), ("Person jane", "j…@home.example"));
    confirm(channel.id, proof, week).await.unwrap();
    let found = persons::channels(&all, id).await.unwrap();
    let verified: Vec<_> = found.iter().filter(|it| it.0.verified_at.is_some()).collect();
    assert_eq!((verified.len(), verified[0].0.id), (1, channel.id));
    assert_eq!(verified[0].0.verified_at, Some(week));
    persons::remove_channel(&all, channel.id).await.unwrap();
    assert_eq!(code(confirm(channel.id, proof, week).await), "contact.no_longer");
}

#[tokio::test]
async fn only_an_address_can_be_asked_by_mail_and_only_by_those_who_may_change_it() {
    let server = MailServer::start();
    let platform = server.serve(&fresh().await);
    let places = state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    let all = platform_ctx(&platform);
    let voice = persons::add_channel(&all, id, &test_support::voice(false)).await.unwrap();
    let refused = persons::ask_to_confirm(&all, voice.id).await;
    assert!(matches!(refused, Err(Error::Refused(it)) if it.code == "contact.no_email"));
    let channel = persons::add_channel(&all, id, &email("jane@home.example")).await.unwrap();
    let auditor = ctx(&platform, Role::Auditor);
    let refused = persons::ask_to_confirm(&auditor, channel.id).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let elsewhere = test_support::ctx_in(&platform, Role::Coordinator, places.revenue);
    let refused = persons::ask_to_confirm(&elsewhere, channel.id).await;
    assert!(matches!(refused, Err(Error::NotFound("contact"))));
}
