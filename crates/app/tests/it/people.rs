//! Agencies and people.

use app::actor::Role;
use app::people::agencies::{self, AgencyDocument, Query};
use app::people::persons::{self, ChannelDocument, ChannelKind, Reached};
use app::seal::SealKey;
use app::{Error, Platform};
use test_support::{ctx, ctx_in, fresh, person, platform_ctx, state};

fn email(value: &str) -> ChannelDocument {
    let kind = ChannelKind::Email;
    ChannelDocument {
        kind,
        value: value.to_owned(),
        priority: 1,
        reached: Reached::Always,
        verified_at: None,
    }
}

#[tokio::test]
async fn an_agency_is_found_by_any_of_its_names() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let document = agencies::document(&ctx, at.commerce).await.unwrap();
    let aliases = vec!["Dept. of Commerce".to_owned(), "DOC".to_owned()];
    let document = AgencyDocument { aliases, ..document };
    agencies::change(&ctx, at.commerce, 1, &document).await.unwrap();

    assert_eq!(agencies::document(&ctx, at.commerce).await.unwrap(), document);
    let query = Query { text: "department of comm".to_owned(), ..Query::default() };
    let found = agencies::list(&ctx, &query).await.unwrap();
    assert_eq!(found.items.iter().map(|it| it.id).collect::<Vec<_>>(), [at.commerce]);

    let revenue = agencies::document(&ctx, at.revenue).await.unwrap();
    let taken = AgencyDocument { aliases: vec!["doc".to_owned()], ..revenue };
    let error = agencies::change(&ctx, at.revenue, 1, &taken).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error}");
}

/// Once, a key that was lost was replaced without a word: what was sealed since opens with the new one.
#[tokio::test]
async fn it_is_told_how_much_of_what_is_sealed_the_key_opens() {
    let platform = fresh().await;
    state(&platform).await;
    let id = person(&platform, "commerce", "jane-doe").await;
    let key = |byte| Platform::new(platform.db.clone(), SealKey::new(&[byte; 32]));
    let (first, second) = (platform_ctx(&key(1)), platform_ctx(&key(2)));
    assert_eq!(persons::key_opens(&first).await.unwrap(), (0, 0));
    for (ctx, to) in [(&first, "a@x.gov"), (&first, "b@x.gov"), (&second, "c@x.gov")] {
        persons::add_channel(ctx, id, &email(to)).await.unwrap();
    }
    assert_eq!(persons::key_opens(&first).await.unwrap(), (2, 3));
    assert_eq!(persons::key_opens(&second).await.unwrap(), (1, 3));
    assert_eq!(persons::key_opens(&platform_ctx(&key(3))).await.unwrap(), (0, 3));
}

#[tokio::test]
async fn how_to_reach_a_person_is_sealed_and_shown_to_those_who_may_know() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let id = person(&platform, "commerce", "jane-doe").await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let channel = persons::add_channel(&team, id, &email("jane.doe@franklin.gov")).await.unwrap();
    assert_eq!(channel.hint, "j…@franklin.gov");

    assert_eq!(persons::channels(&team, id).await.unwrap()[0].1, "jane.doe@franklin.gov");
    let employee = ctx_in(&platform, Role::Employee, at.commerce);
    assert!(matches!(persons::channels(&employee, id).await, Err(Error::Forbidden(_))));
    let log = app::events::list(&platform_ctx(&platform), &app::events::Query::default()).await;
    assert!(!format!("{log:?}").contains("jane.doe@"));
}
