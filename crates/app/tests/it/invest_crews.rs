//! What is worth buying with the crews there are, over a database and over a folder.

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::prepare::impact::Money;
use app::prepare::inventory::{ItemDocument, Kind};
use app::programme::answers::{worth_in, worth_of};
use app::programme::transfer::{self, ReadOptions};
use app::prove::investments::{
    self, Improvement, ImprovementKind, InvestmentDocument, Standing, Worth, WorthQuery, worth,
};
use app::{Ctx, Error, Platform, Span};
use serde_json::json;
use test_support::{ctx_with, fresh, need, platform_ctx, put, service, state};

/// Two portals that must be back within 4 h, each on two servers of 3 h which one person restores.
async fn portals(platform: &Platform) {
    state(platform).await;
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew");
    crew.details.insert("people".to_owned(), json!(1));
    put(platform, &crew).await;
    for portal in ["a", "b"] {
        let service = service(platform, portal, 4, 1).await;
        for n in 1..=2 {
            let code = format!("{portal}-{n}");
            let mut server = ItemDocument::new(Kind::Asset, "commerce", &code, "A server");
            server.restore = Some(Span::from_hours(3));
            server.crew = Some("mains".to_owned());
            server.crew_size = Some(1);
            let server = put(platform, &server).await;
            need(platform, &service, &server).await;
        }
    }
}

fn more(code: &str, dollars: i64, people: u32) -> InvestmentDocument {
    let change = Improvement::new(ImprovementKind::People, "crew:mains");
    let change = Improvement { people: Some(people), ..change };
    let cost = Money::from_dollars(dollars);
    InvestmentDocument::new("commerce", code, &format!("Buy {code}"), cost).with(change)
}

async fn ready(ctx: &Ctx, query: WorthQuery) -> Worth {
    match worth(ctx, query).await.unwrap() {
        Standing::Ready(found) => Some(*found),
        Standing::UnderWay(_) => None,
    }
    .unwrap()
}

fn steps(found: &Worth) -> Vec<(i64, u64, String)> {
    let step = |it: &investments::Step| {
        let codes: Vec<&str> = it.investments.iter().map(|it| it.code.as_str()).collect();
        (it.cost.cents() / 100, it.n_in_time, codes.join("+"))
    };
    found.steps.iter().map(step).collect()
}

#[tokio::test]
async fn one_more_in_a_crew_is_worth_what_it_brings_in_time() {
    let platform = fresh().await;
    portals(&platform).await;
    let ctx = platform_ctx(&platform);
    let nothing = ready(&ctx, WorthQuery::default()).await;
    assert_eq!((nothing.n_crewed, nothing.n_most, nothing.n_late), (2, 0, 2));
    let late = &nothing.late[0];
    assert_eq!((late.gap, late.is_proved), (Some(Span::from_hours(3)), true));
    assert_eq!(late.held_by.as_ref().map(|it| it.code.as_str()), Some("mains"));
    investments::add(&ctx, &more("one", 100, 1)).await.unwrap();
    investments::add(&ctx, &more("two", 150, 2)).await.unwrap();
    // A crew works for one service at a time.
    let alone = ready(&ctx, WorthQuery::default()).await;
    let expected = [(0, 0, String::new()), (100, 2, "one".to_owned())];
    assert_eq!(steps(&alone), expected);
    assert!(alone.is_exact && alone.n_late == 0 && alone.n_idle == 0);
    // If all is lost at once, four servers take four people.
    let together = WorthQuery { together: true, ..WorthQuery::default() };
    let found = ready(&ctx, together).await;
    let expected =
        [(0, 0, String::new()), (100, 1, "one".to_owned()), (250, 2, "two+one".to_owned())];
    assert_eq!(steps(&found), expected);
    assert_eq!(found.n_most, 2);
    // A folder says the same.
    let programme = transfer::read(&ctx, ReadOptions::default()).await.unwrap();
    for query in [WorthQuery::default(), together] {
        let of_folder = worth_in(&programme, None, query).unwrap();
        assert_eq!(of_folder, worth_of(&ctx, query).await.unwrap());
    }
}

#[tokio::test]
async fn an_investment_in_a_crew_says_how_many_and_of_which() {
    let platform = fresh().await;
    portals(&platform).await;
    let ctx = platform_ctx(&platform);
    let fields = |document: InvestmentDocument| {
        let ctx = ctx.clone();
        async move {
            match investments::add(&ctx, &document).await {
                Err(Error::Invalid(it)) => it.into_iter().map(|it| it.field.into_owned()).collect(),
                other => vec![format!("{other:?}")],
            }
        }
    };
    assert_eq!(fields(more("none", 1, 0)).await, ["changes.0.people"]);
    let mut unknown = more("unknown", 1, 1);
    unknown.changes[0].item = "crew:nobody".to_owned();
    assert_eq!(fields(unknown.clone()).await, ["changes.0.item"]);
    unknown.changes[0].item = "asset:a-1".to_owned();
    assert_eq!(fields(unknown).await, ["changes.0.item"]);
    let mut timed = more("timed", 1, 1);
    timed.changes[0].within = Some(Span::from_hours(1));
    assert_eq!(fields(timed).await, ["changes.0.within"]);
    // Who reads no investments reads none of these either.
    let it = investments::add(&ctx, &more("one", 100, 1)).await.unwrap();
    let vendor = ctx_with(&platform, PersonId::new(), Role::Vendor, Reach::State);
    assert!(matches!(investments::show(&vendor, it.id).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn what_rests_on_a_crew_that_nobody_counted_says_so() {
    let platform = fresh().await;
    portals(&platform).await;
    put(&platform, &ItemDocument::new(Kind::Crew, "commerce", "nights", "Nights")).await;
    let mut server = ItemDocument::new(Kind::Asset, "commerce", "c-1", "A server");
    server.restore = Some(Span::from_hours(3));
    (server.crew, server.crew_size) = (Some("nights".to_owned()), Some(1));
    let portal = service(&platform, "c", 4, 1).await;
    need(&platform, &portal, &put(&platform, &server).await).await;
    let ctx = platform_ctx(&platform);
    let found = ready(&ctx, WorthQuery::default()).await;
    let crews: Vec<&str> = found.uncounted.iter().map(|it| it.code.as_str()).collect();
    assert_eq!((crews, found.n_uncounted), (vec!["nights"], 1));
    let programme = transfer::read(&ctx, ReadOptions::default()).await.unwrap();
    let of_folder = worth_in(&programme, None, WorthQuery::default()).unwrap();
    assert_eq!(of_folder, worth_of(&ctx, WorthQuery::default()).await.unwrap());
    assert_eq!(of_folder.uncounted, ["Nights"]);
}
