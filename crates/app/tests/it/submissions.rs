//! Submissions: what agencies are asked for, how they hand it in, and how it is judged.

use std::collections::BTreeSet;

use app::actor::{Permission, Reach, Role};
use app::assure::rubrics::{self, Source};
use app::assure::submissions::{
    self, Campaign, CampaignDocument, Outcome, Query, Request, Review, Scored, State, Submission,
};
use app::events::{self, Verdict};
use app::ids::AgencyId;
use app::people::access::{self, Draft, Extent};
use app::people::sign_in;
use app::plans::live;
use app::plans::plan::{self, Plan};
use app::sample::{self, Size};
use app::{Ctx, Error, Paging, Platform, runner};
use chrono::NaiveDate;
use test_support::{MailServer, ctx, ctx_in, ctx_with, person, platform_ctx};

use crate::impact_desk::{as_person, at, refusal};
use crate::plan_desk::{PlanDesk, plan_desk};

const WORDS: &str = "These plans are in force and were tested.";

pub(crate) fn day(it: &str) -> NaiveDate {
    it.parse().unwrap()
}

fn document() -> CampaignDocument {
    CampaignDocument {
        year: 2026,
        name: "Plans of 2026".to_owned(),
        plan_types: ["drp".to_owned()].into(),
        agencies: [].into(),
        opens_on: day("2026-11-01"),
        due_on: day("2026-12-01"),
        statute: "N.C.G.S. 143B-1331".to_owned(),
        guidance: String::new(),
    }
}

pub(crate) async fn campaign(desk: &PlanDesk) -> Campaign {
    submissions::add_campaign(&desk.team, &document()).await.unwrap()
}

/// What an agency owes.
pub(crate) async fn of(ctx: &Ctx, agency: AgencyId) -> Submission {
    let query = Query { agencies: Some([agency].into()), ..Query::default() };
    submissions::list(ctx, &query).await.unwrap().items.remove(0)
}

/// Does all that is in line.
async fn work(platform: &Platform) {
    while runner::step(platform, &test_support::now).await.unwrap() {}
}

/// Hands the plans of commerce in, and makes their dossier.
pub(crate) async fn handed_in(desk: &PlanDesk) -> Submission {
    let it = of(&desk.head, desk.at.commerce).await;
    submissions::attest(&desk.head, it.id, it.version, WORDS).await.unwrap();
    work(&desk.platform).await;
    of(&desk.head, desk.at.commerce).await
}

/// A review in which all get one score, but these.
pub(crate) fn review(score: u8, but: &[(&str, u8)]) -> Review {
    let scored = |code: &str| {
        let other = but.iter().find(|it| it.0 == code);
        let score = other.map_or(score, |it| it.1);
        let text = if score < 2 { "Say it." } else { "" };
        Scored {
            criterion: code.to_owned(),
            score: Some(score),
            finding: text.to_owned(),
            fix: text.to_owned(),
        }
    };
    let scores = rubrics::criteria().map(|it| scored(&it.1.code)).collect();
    Review { scores, note: String::new() }
}

/// Puts a new version of a plan in force, in which one section says something else.
async fn next_version(desk: &PlanDesk, plan: &Plan) -> Plan {
    let plan = plan::show(&desk.author, plan.id).await.unwrap();
    let draft = plan::begin(&desk.author, plan.id, plan.version).await.unwrap();
    let mut content = draft.content.clone();
    content.sections[0].text = "Fuel is ordered by the duty officer.".to_owned();
    let draft = plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
    let it = plan::submit(&desk.author, plan.id, draft.version, "Fuel.").await.unwrap();
    let it = plan::review(&desk.team, plan.id, it.version).await.unwrap();
    let it = plan::approve(&desk.head, plan.id, it.version).await.unwrap();
    live::publish(&desk.author, plan.id, it.version).await.unwrap()
}

#[tokio::test]
async fn req_s0_32_what_is_handed_in_is_an_immutable_package_with_hash_and_receipt() {
    let desk = plan_desk().await;
    let plan = desk.in_force("it").await;
    let campaign = campaign(&desk).await;
    let it = of(&desk.head, desk.at.commerce).await;
    assert_eq!((it.state, it.campaign_id), (State::Due, Some(campaign.id)));
    let ready = submissions::ready(&desk.head, &it).await.unwrap();
    assert_eq!((ready.plans.len(), ready.missing.len(), ready.is_own), (1, 0, false));

    let it = submissions::attest(&desk.head, it.id, it.version, WORDS).await.unwrap();
    assert_eq!((it.state, it.receipt.as_deref()), (State::Submitted, Some("2026-commerce-1")));
    assert_eq!(it.attested_at, Some(desk.head.now));
    let error = submissions::dossier(&desk.head, it.id, 1).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("dossier")));
    // What is changed between the attestation and the paper is not part of it.
    let newer = next_version(&desk, &plan).await;
    assert_eq!(newer.in_force, Some(2));
    work(&desk.platform).await;

    let it = of(&desk.head, desk.at.commerce).await;
    assert_eq!(it.state, State::UnderReview);
    let filing = submissions::filings(&desk.head, &it).await.unwrap().remove(0);
    let (name, bytes) = submissions::dossier(&desk.head, it.id, 1).await.unwrap();
    assert_eq!(name, "2026-commerce-1.zip");
    let verdict = submissions::verify(&bytes).unwrap();
    assert_eq!(verdict.problems, []);
    assert_eq!(filing.sha256.as_ref(), Some(&verdict.sha256));
    let key = submissions::fingerprint(&desk.head).await.unwrap();
    assert_eq!(key.as_ref(), Some(&verdict.key));
    let first = plan::version(&desk.head, plan.id, 1).await.unwrap();
    let said = &verdict.manifest.plans[0];
    assert_eq!((said.version, &said.sha256), (1, &first.content.sha256().unwrap()));
    assert_eq!(verdict.manifest.attested_by, "Person hal-head");
    assert_eq!(verdict.manifest.statement, WORDS);
    let paths: Vec<&str> = verdict.manifest.files.iter().map(|it| it.path.as_str()).collect();
    let expected =
        ["plans/it-v1.json", "plans/it-v1.pdf", "findings.json", "evidence.json", "README.txt"];
    assert_eq!(paths, expected);

    // Handed in again it is another receipt, and the first package is what it was.
    let judged = (review(2, &[("statute.cyber", 0)]), Outcome::Returned);
    submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap();
    let it = handed_in(&desk).await;
    assert_eq!((it.n_filings, it.receipt.as_deref()), (2, Some("2026-commerce-2")));
    let (_, same) = submissions::dossier(&desk.head, it.id, 1).await.unwrap();
    assert!(same == bytes);
    let (_, second) = submissions::dossier(&desk.head, it.id, 2).await.unwrap();
    assert_eq!(submissions::verify(&second).unwrap().manifest.plans[0].version, 2);
    let verdict = events::verify(&platform_ctx(&desk.platform)).await.unwrap();
    assert!(matches!(verdict, Verdict::Intact { .. }));
}

/// Lets a person hold a role, and sign in.
pub(crate) async fn holds(
    platform: &Platform,
    (agency, code): (&str, &str),
    role: Role,
    extent: Extent,
) {
    let person_id = person(platform, agency, code).await;
    let server = platform_ctx(platform);
    let reason = "Named.".to_owned();
    let draft = Draft { person_id, role, extent, starts_at: None, ends_at: None, reason };
    access::give(&server, draft).await.unwrap();
    let email = format!("{code}@{agency}.example");
    sign_in::enroll(&server, person_id, &email, "a window made of tin").await.unwrap();
}

/// Does what the routines of a day do.
async fn a_night(platform: &Platform, before: &str, after: &str) {
    let server = platform_ctx(platform);
    runner::enqueue_due(&at(&server, before)).await.unwrap();
    let morning = at(&server, after);
    runner::enqueue_due(&morning).await.unwrap();
    while runner::step(platform, &|| morning.now).await.unwrap() {}
}

#[tokio::test]
async fn req_s0_32_what_is_missing_by_its_day_goes_to_the_agency_head_and_the_state_cio() {
    let server = MailServer::start();
    let desk = plan_desk().await;
    let platform = server.serve(&desk.platform);
    holds(&platform, ("revenue", "rita"), Role::AgencyHead, Extent::Agency(desk.at.revenue)).await;
    holds(&platform, ("franklin", "cio"), Role::StateCio, Extent::State).await;
    desk.in_force("it").await;
    campaign(&desk).await;
    handed_in(&desk).await;
    // On its last day it is not late, and on the day after it is, without anybody's doing.
    a_night(&platform, "2026-11-30T12:00:00Z", "2026-12-01T12:00:00Z").await;
    assert_eq!(of(&desk.team, desk.at.revenue).await.state, State::Due);
    a_night(&platform, "2026-12-01T13:00:00Z", "2026-12-02T12:00:00Z").await;
    let it = of(&desk.team, desk.at.revenue).await;
    assert_eq!(it.state, State::Late);
    assert!(it.late_at.is_some());
    assert_eq!(of(&desk.team, desk.at.commerce).await.state, State::UnderReview);
    let mails = server.mails();
    let to = |who: &str, subject: &str| {
        let is = |it: &&test_support::Received| {
            it.header("To").contains(who) && it.header("Subject").contains(subject)
        };
        mails.iter().filter(is).count()
    };
    assert_eq!(to("rita@revenue.example", "Agency of revenue is late with its plans"), 1);
    assert_eq!(to("cio@franklin.example", "One agency is late with its plans"), 1);
    // A second look finds nothing more to tell.
    let later = at(&platform_ctx(&platform), "2026-12-03T12:00:00Z");
    assert_eq!(submissions::due(&later).await.unwrap(), 0);
    // Late ones can be handed in, and that they were late stays known.
    let log = events::history(&desk.team, it.id.into(), 10).await.unwrap();
    let actions: Vec<String> = log.into_iter().rev().map(|it| it.action).collect();
    assert_eq!(actions, ["submission.asked", "submission.due", "submission.late"]);
}

#[tokio::test]
async fn req_s0_32_plans_are_asked_for_on_request() {
    let desk = plan_desk().await;
    desk.in_force("it").await;
    let asked = Request {
        agency: "commerce".to_owned(),
        reason: "A flood is likely.".to_owned(),
        plan_types: [].into(),
        due_on: day("2026-11-25"),
    };
    let error = submissions::request(&desk.head, &asked).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::WriteCampaigns)), "{error:?}");
    let wrong = Request {
        agency: "nowhere".to_owned(),
        reason: " ".to_owned(),
        due_on: day("2026-11-20"),
        ..asked.clone()
    };
    let Err(Error::Invalid(problems)) = submissions::request(&desk.team, &wrong).await else {
        panic!("it was asked for")
    };
    let fields: Vec<_> = problems.into_iter().map(|it| it.field).collect();
    assert_eq!(fields, ["reason", "due_on", "agency"]);
    let it = submissions::request(&desk.team, &asked).await.unwrap();
    assert_eq!((it.state, it.campaign_id), (State::Due, None));
    let it = handed_in(&desk).await;
    assert_eq!(it.state, State::UnderReview);
    let (_, bytes) = submissions::dossier(&desk.team, it.id, 1).await.unwrap();
    let manifest = submissions::verify(&bytes).unwrap().manifest;
    assert_eq!(manifest.campaign, "On request: A flood is likely.");
}

#[tokio::test]
async fn req_s0_13_a_failed_mandatory_criterion_blocks_accepted_and_each_source_has_a_score() {
    let desk = plan_desk().await;
    desk.in_force("it").await;
    campaign(&desk).await;
    let it = handed_in(&desk).await;
    let failed = review(4, &[("statute.disasters", 1)]);
    for outcome in [Outcome::Accepted, Outcome::AcceptedWithFixes] {
        let judged = (failed.clone(), outcome);
        let error = submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap_err();
        assert_eq!(refusal(error), "submission.mandatory");
    }
    // A review is kept as far as it is, and nobody of the agency sees it before it is decided.
    let mut half = review(4, &[]);
    half.scores.truncate(3);
    let it = submissions::save_review(&desk.team, it.id, it.version, half.clone()).await.unwrap();
    let kept = submissions::filings(&desk.team, &it).await.unwrap().remove(0).review.unwrap();
    assert_eq!(kept.review, half);
    assert_eq!(submissions::filings(&desk.head, &it).await.unwrap()[0].review, None);
    let judged = (half, Outcome::Accepted);
    let error = submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap_err();
    assert_eq!(refusal(error), "submission.unscored");

    let judged = (failed, Outcome::Returned);
    let it = submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap();
    assert_eq!(it.state, State::Returned);
    let filing = submissions::filings(&desk.head, &it).await.unwrap().remove(0);
    let reviewed = filing.review.unwrap();
    let by_source: Vec<(Source, u8)> = reviewed.by_source.into_iter().collect();
    // Of the statute's 12 parts, 3 got a quarter: (9 × 4 + 3 × 1) of 48.
    let expected = [(Source::Statute, 81), (Source::Manual, 100), (Source::GoodPractice, 100)];
    assert_eq!(by_source, expected);
    let fixes: Vec<&str> = reviewed.review.fixes().iter().map(|it| it.1).collect();
    assert_eq!(fixes, ["Say it."]);

    let it = handed_in(&desk).await;
    let judged = (review(3, &[]), Outcome::Accepted);
    let it = submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap();
    assert_eq!((it.state, it.score), (State::Accepted, Some(75)));
    let error = submissions::attest(&desk.head, it.id, it.version, WORDS).await.unwrap_err();
    assert_eq!(refusal(error), "submission.not_waiting");
}

#[tokio::test]
async fn nobody_attests_what_they_wrote_or_made_ready_nor_judges_what_they_attested() {
    let desk = plan_desk().await;
    desk.in_force("it").await;
    campaign(&desk).await;
    let reach = Reach::Agencies([desk.at.commerce].into());
    let as_head = |person| ctx_with(&desk.platform, person, Role::AgencyHead, reach.clone());
    let writer = as_head(desk.author.actor.person_id);
    let it = of(&writer, desk.at.commerce).await;
    assert!(submissions::ready(&writer, &it).await.unwrap().is_own);
    let error = submissions::attest(&writer, it.id, it.version, WORDS).await.unwrap_err();
    assert_eq!(refusal(error), "submission.own");

    let keeper = as_person(&desk.platform, &desk.at, "kim", Role::Coordinator).await;
    let error = submissions::attest(&keeper, it.id, it.version, WORDS).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::AttestSubmissions)), "{error:?}");
    let it = submissions::prepare(&keeper, it.id, it.version).await.unwrap();
    assert_eq!(it.prepared_by, Some(keeper.actor.person_id));
    let both = as_head(keeper.actor.person_id);
    let error = submissions::attest(&both, it.id, it.version, WORDS).await.unwrap_err();
    assert_eq!(refusal(error), "submission.own");

    let it = handed_in(&desk).await;
    let id = desk.head.actor.person_id;
    let team = ctx_with(&desk.platform, id, Role::ContinuityTeam, Reach::State);
    let judged = (review(3, &[]), Outcome::Accepted);
    let error = submissions::decide(&team, it.id, it.version, judged.clone()).await.unwrap_err();
    assert_eq!(refusal(error), "submission.own_review");
    let error = submissions::decide(&desk.head, it.id, it.version, judged).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::ReviewSubmissions)), "{error:?}");
}

#[tokio::test]
async fn what_is_not_in_force_cannot_be_handed_in() {
    let desk = plan_desk().await;
    desk.approved("it").await;
    campaign(&desk).await;
    let it = of(&desk.head, desk.at.commerce).await;
    assert_eq!(
        submissions::ready(&desk.head, &it).await.unwrap().missing,
        ["drp".to_owned()].into()
    );
    let error = submissions::attest(&desk.head, it.id, it.version, WORDS).await.unwrap_err();
    assert_eq!(refusal(error), "submission.incomplete");
    let error = submissions::attest(&desk.head, it.id, it.version, " ").await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)));
    let error = submissions::attest(&desk.head, it.id, it.version - 1, WORDS).await.unwrap_err();
    assert!(matches!(error, Error::Stale("submission")));
}

#[tokio::test]
async fn what_is_of_another_agency_is_not_there() {
    let desk = plan_desk().await;
    let campaign = campaign(&desk).await;
    let it = of(&desk.team, desk.at.commerce).await;
    let elsewhere = ctx_in(&desk.platform, Role::AgencyHead, desk.at.revenue);
    let error = submissions::show(&elsewhere, it.id).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("submission")));
    let error = submissions::attest(&elsewhere, it.id, it.version, WORDS).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("submission")));
    let error = submissions::dossier(&elsewhere, it.id, 1).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("submission")));
    let error = submissions::changes(&elsewhere, it.id).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("submission")));
    let seen = submissions::list(&elsewhere, &Query::default()).await.unwrap();
    let agencies: Vec<AgencyId> = seen.items.iter().map(|it| it.agency_id).collect();
    assert_eq!((agencies, seen.n_items), (vec![desk.at.revenue], 1));
    let counts = submissions::counts(&elsewhere, &[campaign.id].into()).await.unwrap();
    assert_eq!(counts[&campaign.id].values().sum::<u64>(), 1);
    let document = submissions::campaign_document(&elsewhere, &campaign).await.unwrap();
    assert_eq!(document.agencies, ["revenue".to_owned()].into());
    assert_eq!(submissions::list(&desk.team, &Query::default()).await.unwrap().n_items, 2);
    let employee = ctx(&desk.platform, Role::Employee);
    let error = submissions::list(&employee, &Query::default()).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::ReadSubmissions)));
    for role in [Role::AgencyHead, Role::StateCio, Role::Coordinator, Role::Auditor] {
        let ctx = ctx(&desk.platform, role);
        let error = submissions::add_campaign(&ctx, &document).await.unwrap_err();
        assert!(matches!(error, Error::Forbidden(Permission::WriteCampaigns)), "{role:?}");
        let error = submissions::remind(&ctx, campaign.id).await.unwrap_err();
        assert!(matches!(error, Error::Forbidden(Permission::WriteCampaigns)), "{role:?}");
    }
}

#[tokio::test]
async fn a_reviewer_sees_only_what_changed_since_something_was_accepted() {
    let desk = plan_desk().await;
    let (one, other) = (desk.in_force("one").await, desk.in_force("other").await);
    campaign(&desk).await;
    let it = handed_in(&desk).await;
    let changes = submissions::changes(&desk.team, it.id).await.unwrap();
    assert_eq!((changes.since, changes.plans.len(), changes.same.len()), (None, 2, 0));
    let judged = (review(3, &[]), Outcome::Accepted);
    submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap();

    next_version(&desk, &one).await;
    let later = at(&desk.team, "2027-02-01T09:00:00Z");
    let asked = Request {
        agency: "commerce".to_owned(),
        reason: "A year has passed.".to_owned(),
        plan_types: [].into(),
        due_on: day("2027-03-01"),
    };
    let it = submissions::request(&later, &asked).await.unwrap();
    let head = at(&desk.head, "2027-02-02T09:00:00Z");
    submissions::attest(&head, it.id, it.version, WORDS).await.unwrap();
    work_at(&desk.platform, &head).await;
    let changes = submissions::changes(&later, it.id).await.unwrap();
    assert_eq!(changes.since.unwrap().0, "2026-commerce-1");
    let same: Vec<_> = changes.same.iter().map(|it| it.plan_id).collect();
    assert_eq!(same, [other.id]);
    let [changed] = changes.plans.as_slice() else { panic!("{:?}", changes.plans) };
    assert_eq!((changed.after.version, changed.before.as_ref().unwrap().version), (2, 1));
    assert_eq!(changed.sections.len(), 1);
}

pub(crate) async fn work_at(platform: &Platform, ctx: &Ctx) {
    while runner::step(platform, &|| ctx.now).await.unwrap() {}
}

#[tokio::test]
async fn all_who_are_late_are_reminded_once_a_day_in_effect() {
    let server = MailServer::start();
    let desk = plan_desk().await;
    let platform = server.serve(&desk.platform);
    holds(&platform, ("revenue", "rita"), Role::AgencyHead, Extent::Agency(desk.at.revenue)).await;
    let campaign = campaign(&desk).await;
    let error = submissions::remind(&desk.team, campaign.id).await.unwrap_err();
    assert_eq!(refusal(error), "campaign.nobody_late");
    let late = at(&desk.team, "2026-12-02T12:00:00Z");
    submissions::due(&late).await.unwrap();
    assert_eq!(submissions::remind(&late, campaign.id).await.unwrap(), 2);
    let error = submissions::remind(&late, campaign.id).await.unwrap_err();
    assert_eq!(refusal(error), "campaign.reminded");
    work_at(&platform, &late).await;
    let subjects = server.mails().into_iter().filter(|it| {
        it.header("To").contains("rita@revenue.example")
            && it.header("Subject").contains("is late with its plans")
    });
    // One when it became late, and one reminder.
    assert_eq!(subjects.count(), 2);
    let next = at(&desk.team, "2026-12-03T12:00:00Z");
    assert_eq!(submissions::remind(&next, campaign.id).await.unwrap(), 2);
}

#[tokio::test]
async fn a_campaign_is_changed_by_one_at_a_time_and_whoever_owes_follows_it() {
    let desk = plan_desk().await;
    desk.in_force("it").await;
    let it = campaign(&desk).await;
    handed_in(&desk).await;
    let again = submissions::add_campaign(&desk.team, &document()).await.unwrap_err();
    assert!(matches!(again, Error::Invalid(problems) if problems[0].field == "year"));
    let to = CampaignDocument { due_on: day("2026-12-15"), ..document() };
    let next = submissions::change_campaign(&desk.team, it.id, it.version, &to).await.unwrap();
    assert_eq!(next.version, it.version + 1);
    assert_eq!(of(&desk.team, desk.at.revenue).await.due_on, to.due_on);
    assert_eq!(of(&desk.team, desk.at.commerce).await.due_on, document().due_on);
    let stale = submissions::change_campaign(&desk.team, it.id, it.version, &document()).await;
    assert!(matches!(stale, Err(Error::Stale("campaign"))));
    let same = submissions::change_campaign(&desk.team, it.id, next.version, &to).await.unwrap();
    assert_eq!(same.version, next.version);
    let other = CampaignDocument { year: 2027, ..to.clone() };
    let error = submissions::change_campaign(&desk.team, it.id, next.version, &other).await;
    assert!(matches!(error, Err(Error::Invalid(_))));
    let more = CampaignDocument { agencies: ["franklin".to_owned()].into(), ..to };
    submissions::change_campaign(&desk.team, it.id, next.version, &more).await.unwrap();
    assert_eq!(of(&desk.team, desk.at.franklin).await.state, State::Due);
}

#[tokio::test]
async fn the_commonest_gaps_are_counted_by_agency() {
    let desk = plan_desk().await;
    desk.in_force("it").await;
    let campaign = campaign(&desk).await;
    let gaps = submissions::gaps(&desk.team, campaign.id).await.unwrap();
    assert_eq!((gaps.n_filed, gaps.rules.len()), (0, 0));
    let it = handed_in(&desk).await;
    let found = submissions::filings(&desk.team, &it).await.unwrap().remove(0).findings;
    assert!(!found.is_empty());
    let judged = (review(3, &[("practice.readable", 1)]), Outcome::AcceptedWithFixes);
    submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap();
    let gaps = submissions::gaps(&desk.team, campaign.id).await.unwrap();
    assert_eq!((gaps.n_filed, gaps.n_reviewed), (1, 1));
    assert!(gaps.rules.iter().all(|it| found.contains_key(&it.code) && it.n_agencies == 1));
    let codes: Vec<&str> = gaps.criteria.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["practice.readable"]);
    let elsewhere = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    assert_eq!(submissions::gaps(&elsewhere, campaign.id).await.unwrap().n_filed, 0);
}

#[tokio::test]
async fn the_sample_shows_a_campaign_with_every_kind_of_outcome() {
    let platform = test_support::fresh().await;
    let server = platform_ctx(&platform);
    sample::load(&server, 7, Size::Small, "keep-the-lights-on").await.unwrap();
    let states = async || {
        let query = Query { paging: Paging { number: 1, size: 500 }, ..Query::default() };
        let all = submissions::list(&server, &query).await.unwrap().items;
        all.iter().map(|it| it.state).collect::<BTreeSet<State>>()
    };
    assert_eq!(states().await, [State::Due].into());
    sample::hand_in(&server).await.unwrap();
    let there = states().await;
    for state in [State::Late, State::UnderReview, State::Accepted, State::Returned] {
        assert!(there.contains(&state), "{state:?} in {there:?}");
    }
    // Doing it again changes nothing that was handed in.
    sample::load(&server, 7, Size::Small, "keep-the-lights-on").await.unwrap();
    assert_eq!(states().await, there);
}
