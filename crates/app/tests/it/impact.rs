//! Impact analyses, from the first draft until they are out of date.

use app::actor::{Permission, Reach, Role};
use app::events;
use app::prepare::impact::{
    self, AnalysisDocument, Content, ImpactCriteria, Money, Query, Sort, State, Strategy,
};
use app::prepare::inventory::{self, Details, ImpactLevel, ItemDocument, Kind, Typed};
use app::{Error, Paging, Span, settings};
use test_support::{ctx, ctx_in, ctx_with, fresh, item, person, platform_ctx, put, state};

use crate::impact_desk::{at, desk, whole};

/// Application criteria that nobody has answered keep the analysis open, and remind the owner.
#[tokio::test]
async fn req_s0_25_unanswered_questions_keep_it_open_and_remind_the_owner() {
    let desk = desk().await;
    let olga = person(&desk.platform, "commerce", "olga-owner").await;
    let mut owned = ItemDocument::new(Kind::Process, "commerce", "hire", "Hiring");
    owned.owner = Some("olga-owner".to_owned());
    let process = put(&desk.platform, &owned).await;
    let draft = impact::start(&desk.author, process.id).await.unwrap();
    let mut content = whole();
    content.answers.remove("law");

    let saved = impact::save(&desk.author, draft.id, draft.version, content).await.unwrap();
    assert_eq!(saved.state, State::DataNeeded);
    let handed_in = impact::submit(&desk.author, saved.id, saved.version).await.unwrap();
    assert_eq!(handed_in.state, State::DataNeeded);

    let owner =
        ctx_with(&desk.platform, olga, Role::PlanOwner, Reach::Agencies([desk.at.commerce].into()));
    let work = impact::to_write(&owner, Paging::default()).await.unwrap();
    assert_eq!((work.n_items, work.items[0].id, work.items[0].n_missing), (1, draft.id, 1));
    let work = impact::to_write(&desk.head, Paging::default()).await.unwrap();
    assert_eq!(work.n_items, 0);

    let done = impact::save(&owner, draft.id, handed_in.version, whole()).await.unwrap();
    let done = impact::submit(&owner, done.id, done.version).await.unwrap();
    assert_eq!(done.state, State::Complete);
    assert_eq!(impact::to_write(&owner, Paging::default()).await.unwrap().n_items, 0);
}

/// A process without the level of service that it must keep is not complete.
#[tokio::test]
async fn req_s3_07_a_process_without_a_required_level_is_incomplete() {
    let desk = desk().await;
    let draft = desk.draft().await;
    let without = Content { minimum: None, ..whole() };
    let saved = impact::save(&desk.author, draft.id, draft.version, without).await.unwrap();
    let saved = impact::submit(&desk.author, saved.id, saved.version).await.unwrap();
    assert_eq!(saved.state, State::DataNeeded);
    assert_eq!(saved.content.missing()[0].field, "minimum-amount");
}

/// What each hour costs, against what a strategy costs, says how long an outage may last.
#[tokio::test]
async fn req_s3_08_the_cost_of_downtime_breaks_even_with_a_strategy() {
    let desk = desk().await;
    let draft = impact::start(&desk.author, desk.process.id).await.unwrap();
    let form: Typed = [
        ("cost-0-per_hour", "10,000"),
        ("strategy-0-name", "Warm site"),
        ("strategy-0-once", "300,000"),
        ("strategy-0-yearly", "60,000"),
        ("strategy-0-years", "5"),
    ]
    .into_iter()
    .map(|(field, text)| (field.to_owned(), text.to_owned()))
    .collect();
    let content = Content::typed(&draft.content, &form).unwrap();
    let saved = impact::save(&desk.author, draft.id, draft.version, content).await.unwrap();
    let (shown, _) = impact::show(&desk.head, saved.id).await.unwrap();
    let cost = &shown.content.cost;
    assert_eq!(cost.break_even(&cost.strategies[0]), Some(Span::from_hours(12)));
    assert_eq!(cost.after(Span::from_hours(24)), Money::from_dollars(240_000));
}

#[tokio::test]
async fn req_s4_20_impacts_over_time_propose_the_tolerable_downtime() {
    let desk = desk().await;
    let draft = impact::start(&desk.author, desk.process.id).await.unwrap();
    let cells = [("14400", "2"), ("86400", "3"), ("259200", "4")];
    let form: Typed = cells
        .into_iter()
        .map(|(after, level)| (format!("impact-citizens-{after}"), level.to_owned()))
        .collect();
    let content = Content::typed(&draft.content, &form).unwrap();
    impact::save(&desk.author, draft.id, draft.version, content).await.unwrap();
    let list = impact::list(&desk.head, &Query::default()).await.unwrap();
    assert_eq!((list.items[0].mtd, list.items[0].score), (Some(Span::from_hours(72)), 54));
}

#[tokio::test]
async fn req_s4_21_saving_a_recovery_time_beyond_the_tolerable_downtime_is_refused() {
    let desk = desk().await;
    let draft = desk.draft().await;
    let late = Content { rto: Some(Span::from_hours(19)), ..whole() };
    let error = impact::save(&desk.author, draft.id, draft.version, late).await.unwrap_err();
    let Error::Invalid(problems) = error else { panic!("{error}") };
    assert_eq!(problems[0].field, "rto");
    assert!(problems[0].reason.contains("must be back within 18 h, not 19 h"));
    let (shown, _) = impact::show(&desk.author, draft.id).await.unwrap();
    assert_eq!(shown, draft);
}

/// A higher availability suggests a readier site and an earlier tier, and touches nothing else.
#[tokio::test]
async fn req_s1_14_availability_sets_the_tier_and_leaves_the_other_two_values() {
    let platform = fresh().await;
    state(&platform).await;
    let base = ItemDocument::new(Kind::DataSet, "commerce", "claims", "Claims");
    let form = [
        ("confidentiality", "moderate"),
        ("integrity", "low"),
        ("availability", "low"),
        ("tier", "4"),
    ];
    let form: Typed =
        form.into_iter().map(|(field, text)| (field.to_owned(), text.to_owned())).collect();
    let claims = put(&platform, &ItemDocument::typed(&base, &form).unwrap()).await;
    let team = ctx(&platform, Role::ContinuityTeam);

    let seen = (claims.id, claims.version);
    let after = impact::set_availability(&team, seen, ImpactLevel::High).await.unwrap();

    assert_eq!(after.tier, Some(1));
    let Details::DataSet(details) = &after.details else { panic!() };
    let protection = details.protection;
    assert_eq!(protection.confidentiality, Some(ImpactLevel::Moderate));
    assert_eq!(protection.integrity, Some(ImpactLevel::Low));
    assert_eq!(protection.availability, Some(ImpactLevel::High));
    let suggestion = impact::suggest(ImpactLevel::High);
    assert_eq!(suggestion.readiness, [inventory::Readiness::Hot, inventory::Readiness::Mirrored]);
    let error = impact::set_availability(&team, seen, ImpactLevel::Low).await.unwrap_err();
    assert!(matches!(error, Error::Stale(_)));
    let site = item(&platform, Kind::Site, "commerce", "east").await;
    let error = impact::set_availability(&team, (site.id, 1), ImpactLevel::Low).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)));
}

#[tokio::test]
async fn an_approved_analysis_goes_out_of_date_with_time() {
    let desk = desk().await;
    let approved = desk.approved().await;
    let server = platform_ctx(&desk.platform);
    assert_eq!(impact::stale_due(&at(&server, "2027-11-21T08:59:59Z")).await.unwrap(), 0);
    let due = at(&server, "2027-11-21T09:00:00Z");
    assert_eq!(impact::stale_due(&due).await.unwrap(), 1);
    assert_eq!(impact::stale_due(&due).await.unwrap(), 0);
    let (stale, _) = impact::show(&desk.author, approved.id).await.unwrap();
    assert_eq!((stale.state, stale.because.as_str()), (State::Stale, "Its review is due."));
    let work = impact::to_write(&desk.author, Paging::default()).await.unwrap();
    assert_eq!(work.items[0].id, approved.id);
}

#[tokio::test]
async fn an_approved_analysis_goes_out_of_date_with_a_change_to_what_it_is_about() {
    let desk = desk().await;
    let approved = desk.approved().await;
    let server = platform_ctx(&desk.platform);
    let document = inventory::documents(&server, std::slice::from_ref(&desk.process)).await;
    let document = document.unwrap().remove(0);
    let document = ItemDocument { name: "Paying claims by mail".to_owned(), ..document };
    inventory::change(&server, desk.process.id, 1, &document).await.unwrap();
    assert_eq!(impact::stale_due(&server).await.unwrap(), 1);
    assert_eq!(desk.actions(approved.id).await.last().unwrap(), "analysis.stale");
}

#[tokio::test]
async fn a_list_is_filtered_sorted_and_leafed_through() {
    let desk = desk().await;
    desk.approved().await;
    for (code, hours) in [("hire", 2), ("mail", 8)] {
        let process = item(&desk.platform, Kind::Process, "commerce", code).await;
        let draft = impact::start(&desk.author, process.id).await.unwrap();
        let content = Content { rto: Some(Span::from_hours(hours)), rpo: None, ..whole() };
        impact::save(&desk.author, draft.id, draft.version, content).await.unwrap();
    }
    let codes = async |query: Query| {
        let list = impact::list(&desk.head, &query).await.unwrap();
        list.items.into_iter().map(|it| it.item.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(Query::default()).await, ["hire", "mail", "pay-claims"]);
    let by_rto = Query { sort: Sort::Rto, descending: true, ..Query::default() };
    assert_eq!(codes(by_rto).await, ["pay-claims", "mail", "hire"]);
    let open = Query { states: vec![State::DataNeeded], ..Query::default() };
    assert_eq!(codes(open).await, ["hire", "mail"]);
    let found = Query { text: "mail".to_owned(), ..Query::default() };
    assert_eq!(codes(found).await, ["mail"]);
    let elsewhere = Query { agencies: Some([desk.at.revenue].into()), ..Query::default() };
    assert_eq!(codes(elsewhere).await, [""; 0]);
    let page = Query { paging: Paging { number: 2, size: 2 }, ..Query::default() };
    assert_eq!(codes(page).await, ["pay-claims"]);
    for sort in [Sort::Score, Sort::State, Sort::Mtd, Sort::Review, Sort::Updated] {
        assert_eq!(
            codes(Query { sort, kind: Some(Kind::Process), ..Query::default() }).await.len(),
            3
        );
    }
}

#[tokio::test]
async fn the_platform_puts_in_what_was_taken_out() {
    let desk = desk().await;
    desk.approved().await;
    let second = impact::start(&desk.author, desk.process.id).await.unwrap();
    let out = platform_ctx(&desk.platform);
    let all = impact::of_item(&out, desk.process.id).await.unwrap();
    let documents = impact::documents(&out, &all).await.unwrap();
    assert_eq!((documents[0].number, documents[1].approved_by.as_deref()), (2, Some("hal-head")));
    let text = serde_json::to_string(&documents).unwrap();
    let documents: Vec<AnalysisDocument> = serde_json::from_str(&text).unwrap();

    let other = self::desk().await;
    let into = platform_ctx(&other.platform);
    let put_all = async || {
        let tx = into.write().await.unwrap();
        let done = impact::put_all(&tx, &into, &documents).await.unwrap();
        tx.commit().await.unwrap();
        done
    };
    assert_eq!(put_all().await, (2, 0));
    assert_eq!(put_all().await, (0, 0));
    let all = impact::of_item(&into, other.process.id).await.unwrap();
    assert_eq!(impact::documents(&into, &all).await.unwrap(), documents);
    assert_eq!(all[1].content, whole().in_order());
    assert_eq!(impact::stale_due(&into).await.unwrap(), 0);
    let tx = into.read().await.unwrap();
    let (listed, last) = impact::all_after(&tx, None).await.unwrap();
    assert_eq!((listed.len(), impact::all_after(&tx, last).await.unwrap().0.len()), (2, 0));
    assert_eq!(second.number, 2);
}

/// A file says that it was approved. That is for the agency's head to say.
#[tokio::test]
async fn what_others_put_in_becomes_a_draft() {
    let desk = desk().await;
    let document = AnalysisDocument {
        state: State::Approved,
        approved_by: Some("hal-head".to_owned()),
        approved_at: Some(desk.author.now),
        ..AnalysisDocument::new(Kind::Process, "pay-claims", whole())
    };
    let tx = desk.author.write().await.unwrap();
    let documents = std::slice::from_ref(&document);
    assert_eq!(impact::put_all(&tx, &desk.author, documents).await.unwrap(), (1, 0));
    assert_eq!(impact::put_all(&tx, &desk.author, documents).await.unwrap(), (0, 0));
    let faster = Content { rto: Some(Span::from_hours(2)), ..whole() };
    let changed = AnalysisDocument { content: faster, ..document.clone() };
    let again = impact::put_all(&tx, &desk.author, &[changed]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(again, (0, 1));
    let all = impact::of_item(&desk.author, desk.process.id).await.unwrap();
    assert_eq!((all.len(), all[0].state, all[0].approved_by), (1, State::Draft, None));
    let outsider = ctx_in(&desk.platform, Role::PlanOwner, desk.at.revenue);
    let tx = outsider.write().await.unwrap();
    // What is not theirs to see is not there.
    let error = impact::put_all(&tx, &outsider, &[document]).await.unwrap_err();
    assert!(
        error.to_string().contains("There is no business process called “pay-claims”"),
        "{error}"
    );
}

#[tokio::test]
async fn criteria_are_settings_and_an_analysis_keeps_those_it_was_made_by() {
    let desk = desk().await;
    let first = desk.approved().await;
    let team = ctx(&desk.platform, Role::ContinuityTeam);
    let strict = ImpactCriteria { unacceptable_level: 2, ..ImpactCriteria::default() };
    let error = settings::change(&desk.author, 0, strict.clone()).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::WriteSettings)));
    let setting = settings::change(&team, 0, strict.clone()).await.unwrap();
    assert_eq!((setting.version, &setting.value), (1, &strict));
    let error = settings::change(&team, 0, ImpactCriteria::default()).await.unwrap_err();
    assert!(matches!(error, Error::Stale(_)));
    let wrong = ImpactCriteria { review_months: 0, ..strict };
    let error = settings::change(&team, 1, wrong).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)));

    let second = impact::start(&desk.author, desk.process.id).await.unwrap();
    assert_eq!(second.content.mtd(), Some(Span::from_hours(4)));
    let (first, _) = impact::show(&desk.author, first.id).await.unwrap();
    assert_eq!(first.content.mtd(), Some(Span::from_hours(24)));
    let id = settings::id::<ImpactCriteria>();
    let query = events::Query { subject_id: Some(id), ..events::Query::default() };
    let log = events::list(&platform_ctx(&desk.platform), &query).await.unwrap();
    assert_eq!((log.n_items, log.items[0].action.as_str()), (1, "setting.changed"));
}

#[test]
fn a_strategy_spreads_its_set_up_over_its_years() {
    let strategy = Strategy {
        name: "Warm site".to_owned(),
        once: Money::from_cents(1_000),
        yearly: Money::ZERO,
        years: 3,
        rto: None,
    };
    assert_eq!(strategy.a_year(), Money::from_cents(334));
}
