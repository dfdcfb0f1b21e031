//! Submissions as people see them: campaigns and their boards, attesting, and reviewing.

use app::actor::Role;
use app::assure::rubrics;
use app::assure::submissions::{self, Outcome, Query, Review, Scored, Submission};
use app::plans::plan::PlanReviews;
use app::{Ctx, Platform, runner, settings};
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use test_support::{ctx, ctx_in, fresh, platform_ctx, state};

use crate::plans::{brought_in_force, in_force, plan_about, reachable, seen, with_an_error};
use crate::server::{Call, service_for};
use crate::site::Site;

const OPEN: &str = "year=2026&name=Plans+of+2026&opens_on=2026-11-01&due_on=2026-12-01\
                    &statute=&guidance=&agencies=&type.drp=true";

/// The platform with a plan of commerce in force.
async fn desk() -> Platform {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    in_force(&platform, ("drp", "it"), (None, &[])).await;
    platform
}

async fn work(platform: &Platform) {
    while runner::step(platform, &test_support::now).await.unwrap() {}
}

async fn of_commerce(ctx: &Ctx) -> Submission {
    let query = Query { text: "commerce".to_owned(), ..Query::default() };
    submissions::list(ctx, &query).await.unwrap().items.remove(0)
}

/// All criteria at one score, as the form sends it.
fn scores(score: u8) -> String {
    let one = |code: &str| format!("{code}.score={score}&{code}.finding=&{code}.fix=");
    rubrics::criteria().map(|it| one(&it.1.code)).collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn the_errors_in_what_is_attested_stand_on_the_page_that_asks() {
    let platform = desk().await;
    let writer = ctx(&platform, Role::Coordinator);
    let wrong = plan_about(&writer, ("drp", "wrong"), (None, &[])).await;
    let version = with_an_error(&writer, &wrong).await;
    brought_in_force(&platform, &writer, (&wrong, version)).await;
    let [team, head] =
        [Role::ContinuityTeam, Role::AgencyHead].map(|it| Site::of(&ctx(&platform, it)));
    team.post("/campaigns", OPEN).await;
    let it = of_commerce(&ctx(&platform, Role::AgencyHead)).await;
    let (_, page) = head.get(&format!("/submissions/{}/attest", it.id)).await;
    assert!(page.contains("Attest 2 plans?") && page.contains("You stand for them"), "{page}");
    let error = format!("/plans/{}#section-who\">PLN-017</a>", wrong.id);
    assert!(page.contains(&error), "{page}");
}

#[tokio::test]
async fn a_campaign_is_opened_handed_in_to_and_judged_by_forms() {
    let platform = desk().await;
    let [team, head] =
        [Role::ContinuityTeam, Role::AgencyHead].map(|it| Site::of(&ctx(&platform, it)));
    assert!(team.get("/campaigns").await.1.contains("No campaigns yet"));
    assert!(team.get("/submissions").await.1.contains("No submissions yet"));
    let (status, page) = team.post("/campaigns", &OPEN.replace("2026-12-01", "2026-10-01")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("It must be due after it opens."), "{page}");
    let (status, to) = team.post("/campaigns", OPEN).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let board = to.split('?').next().unwrap().to_owned();
    let (_, page) = team.get(&board).await;
    assert!(page.contains("0 of 2 agencies have handed in"), "{page}");
    assert!(page.contains("Nothing was handed in yet."), "{page}");

    let it = of_commerce(&ctx(&platform, Role::AgencyHead)).await;
    let path = format!("/submissions/{}", it.id);
    let (_, page) = head.get(&path).await;
    assert!(page.contains("Attest and hand in") && page.contains("The plan it"), "{page}");
    let (_, page) = head.get(&format!("{path}/attest")).await;
    assert!(page.contains("Attest 1 plan?"), "{page}");
    let version = seen(&page);
    let (status, page) = head.post(&format!("{path}/attest"), &version).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say in a sentence or two what you attest."), "{page}");
    let sent = format!("{version}&statement=They+hold.");
    let (status, to) = head.post(&format!("{path}/attest"), &sent).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{path}?done=handed-in")));
    let (status, _) = head.post(&format!("{path}/attest"), &sent).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(head.get(&path).await.1.contains("It is in line"));
    work(&platform).await;
    let (_, page) = head.get(&path).await;
    assert!(page.contains("Handed in as 2026-commerce-1") && page.contains("Download (ZIP)"));
    let zip = head.send(Request::get(format!("{path}/dossiers/1")), "").await;
    assert_eq!(zip.headers()["content-type"], "application/zip");
    let (_, page) = team.get(&format!("{path}/changes")).await;
    assert!(page.contains("All of 1 plan to read"), "{page}");

    let (_, page) = team.get(&format!("{path}/review")).await;
    assert!(page.contains("19 criteria have no score yet"), "{page}");
    let version = seen(&page);
    let failed = scores(3).replace(
        "statute.cyber.score=3&statute.cyber.finding=&statute.cyber.fix=",
        "statute.cyber.score=0&statute.cyber.finding=Nothing.&statute.cyber.fix=Decide+it.",
    );
    let sent = format!("{version}&{failed}&note=&outcome=accepted");
    let (status, page) = team.post(&format!("{path}/review"), &sent).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("A mandatory criterion is not met"), "{page}");
    assert!(page.contains("Decide it."), "what was typed is lost");
    let sent = format!("{version}&{failed}&note=&outcome=returned");
    let (status, to) = team.post(&format!("{path}/review"), &sent).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{path}?done=decided")));
    let (_, page) = head.get(&path).await;
    assert!(page.contains("Sent back") && page.contains("Decide it."), "{page}");
    assert!(page.contains("<dt>Statute</dt><dd>56 %</dd>"), "{page}");
    let (_, page) = team.get(&board).await;
    assert!(page.contains("1 of 2 agencies have handed in"), "{page}");
    assert!(page.contains("statute.cyber"), "{page}");
}

#[tokio::test]
async fn the_board_and_lists_are_narrowed_and_downloaded() {
    let platform = desk().await;
    let at = submissions_of(&platform).await;
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = team.get(&format!("{at}?state=late")).await;
    assert!(page.contains("No agencies match"), "{page}");
    let (_, page) = team.get(&format!("{at}?late=fixes")).await;
    assert!(page.contains("No agencies match"), "{page}");
    let (_, page) = team.get(&format!("{at}?text=revenue&sort=due&descending=true")).await;
    assert!(
        page.contains("Agency of revenue</a>") && !page.contains("Agency of commerce</a>"),
        "{page}"
    );
    let id = at.rsplit('/').next().unwrap();
    let (status, csv) = team.get(&format!("/submissions.csv?campaign={id}")).await;
    assert_eq!((status, csv.lines().count()), (StatusCode::OK, 3), "{csv}");
    assert!(
        csv.contains("commerce,Agency of commerce,2026,true,,due,2026-11-01,2026-12-01"),
        "{csv}"
    );
    let (_, csv) = team.get("/campaigns.csv").await;
    assert!(csv.contains("2026,Plans of 2026,drp,"), "{csv}");
    let (_, csv) = team.get(&format!("{at}/gaps.csv")).await;
    assert!(csv.contains("from,code,title"), "{csv}");
    for path in ["/submissions.xlsx", "/campaigns.xlsx"] {
        assert_eq!(team.get(path).await.0, StatusCode::OK, "{path}");
    }
    // Nobody is late yet, so nobody is reminded.
    let (status, page) = team.post(&format!("{at}/remind"), "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let (_, page) = team.get(&format!("{at}/edit")).await;
    let sent = OPEN.replace("2026-12-01", "2026-12-15");
    let first = format!("{}&{sent}", seen(&page));
    assert_eq!(team.post(&format!("{at}/edit"), &first).await.1, format!("{at}?done=saved"));
    let (status, page) = team.post(&format!("{at}/edit"), &first.replace("15", "20")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("2026-12-15") && page.contains("2026-12-20"), "{page}");

    let outsider = Site::of(&ctx(&platform, Role::Employee));
    assert_eq!(outsider.get(&at).await.0, StatusCode::FORBIDDEN);
    let auditor = Site::of(&ctx(&platform, Role::Auditor));
    let (_, page) = auditor.get(&at).await;
    assert!(!page.contains("/edit") && !page.contains("/remind"), "{page}");
}

/// What a review asked for and is late stands on the board until who reviews notes that it is put right.
#[tokio::test]
async fn late_fixes_stand_on_the_board_until_they_are_noted_as_put_right() {
    let platform = desk().await;
    let reviews = PlanReviews { fix_days: 6, ..PlanReviews::default() };
    settings::change(&platform_ctx(&platform), 0, reviews).await.unwrap();
    let board = submissions_of(&platform).await;
    let [team, head] = [Role::ContinuityTeam, Role::AgencyHead].map(|it| ctx(&platform, it));
    let it = of_commerce(&head).await;
    submissions::attest(&head, it.id, it.version, "They hold.").await.unwrap();
    work(&platform).await;
    let mut review = Review::default();
    review.scores.extend(rubrics::criteria().map(|it| Scored {
        criterion: it.1.code.clone(),
        score: Some(3),
        fix: "Say who decides.".to_owned(),
        ..Scored::default()
    }));
    let it = of_commerce(&team).await;
    let judged = (review, Outcome::AcceptedWithFixes);
    submissions::decide(&team, it.id, it.version, judged).await.unwrap();
    let later = "2026-11-28T17:00:00Z".parse().unwrap();
    let later = Ctx::new(platform.clone(), team.actor.clone(), later);
    assert_eq!(submissions::due(&later).await.unwrap(), 1);

    let site = Site::of(&team);
    let (_, page) = site.get(&board).await;
    assert!(page.contains("1 of 2 agencies is late") && page.contains("Fixes late"), "{page}");
    assert!(page.contains("/remind"), "{page}");
    let (_, page) = site.get(&format!("{board}?late=fixes")).await;
    assert!(page.contains("Agency of commerce</a>") && !page.contains("Agency of revenue</a>"));
    let path = format!("/submissions/{}", it.id);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Not put right in time") && page.contains("/settle"), "{page}");
    let (_, page) = Site::of(&head).get(&path).await;
    assert!(!page.contains("/settle"), "{page}");
    let seen = format!("version={}", of_commerce(&team).await.version);
    let (status, to) = site.post(&format!("{path}/settle"), &seen).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{path}?done=put-right")));
    let (_, page) = site.get(&board).await;
    assert!(!page.contains("Fixes late"), "{page}");
}

/// Opens a campaign. Says where its board is.
async fn submissions_of(platform: &Platform) -> String {
    let (_, to) = Site::of(&ctx(platform, Role::ContinuityTeam)).post("/campaigns", OPEN).await;
    to.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn who_reminds_all_who_are_late_is_told_for_whom_nobody_is_reminded() {
    let platform = desk().await;
    let board = submissions_of(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let later = "2026-12-02T17:00:00Z".parse().unwrap();
    submissions::due(&Ctx::new(platform.clone(), team.actor.clone(), later)).await.unwrap();
    let site = Site::of(&team);
    let said = "Agency of commerce (nobody is its head or coordinator)";
    let (_, page) = site.get(&format!("{board}/remind")).await;
    assert!(page.contains("Remind 2 agencies that are late?") && page.contains(said), "{page}");
    let (_, to) = site.post(&format!("{board}/remind"), "").await;
    let (_, page) = site.get(&to).await;
    assert!(page.contains("Reminded by mail: 0 of 2 agencies that are late."), "{page}");
    assert!(page.contains(said), "{page}");
    assert!(page.contains("<div class=\"notice warn\" role=\"status\">"), "{page}");
}

#[tokio::test]
async fn a_plan_shows_the_receipt_of_its_version_and_each_step_is_one_line_of_the_history() {
    let platform = desk().await;
    submissions_of(&platform).await;
    let head = ctx(&platform, Role::AgencyHead);
    let it = of_commerce(&head).await;
    submissions::attest(&head, it.id, it.version, "They hold.").await.unwrap();
    work(&platform).await;
    let filing = submissions::filings(&head, &it).await.unwrap().remove(0);
    let plan = format!("/plans/{}", filing.plans[0].plan_id);
    let (_, page) = Site::of(&head).get(&plan).await;
    let to = format!("<a href=\"/submissions/{}\">{}</a>", it.id, filing.receipt);
    assert!(page.contains(&to) && page.contains(&filing.plans[0].sha256), "{page}");
    // Who may not see submissions sees none of it.
    let commander = Site::of(&ctx(&platform, Role::IncidentCommander));
    let (status, page) = commander.get(&plan).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!page.contains(&filing.receipt), "{page}");
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = team.get(&format!("/submissions/{}", it.id)).await;
    for step in [": submission attested", ": submission received"] {
        assert_eq!(page.matches(step).count(), 1, "{step}: {page}");
    }
}

#[tokio::test]
async fn an_agency_is_asked_on_its_own_by_a_form() {
    let platform = desk().await;
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let sent = "agency=nowhere&reason=&due_on=2026-11-30";
    let (status, page) = team.post("/submissions", sent).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no such agency.") && page.contains("Say why"), "{page}");
    let sent = "agency=Agency+of+commerce&reason=A+flood.&due_on=2026-11-30";
    let (status, to) = team.post("/submissions", sent).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.split('?').next().unwrap();
    assert!(team.get(path).await.1.contains("On request: A flood."));
    let keeper = Site::of(&ctx(&platform, Role::Coordinator));
    let (_, page) = keeper.get(path).await;
    assert!(page.contains("Ask the head to attest"), "{page}");
    // Who wrote the plan cannot be told from who asks here, so somebody else makes it ready.
    let (status, to) = keeper.post(&format!("{path}/prepare"), &seen(&page)).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{path}?done=prepared")));
}

#[tokio::test]
async fn submissions_by_the_api_are_of_those_who_may_see_them() {
    let platform = desk().await;
    let query = app::people::agencies::Query::default();
    let server = platform_ctx(&platform);
    let agencies = app::people::agencies::list(&server, &query).await.unwrap().items;
    let id = |code: &str| agencies.iter().find(|it| it.code == code).unwrap().id;
    let team = ctx(&platform, Role::ContinuityTeam);
    let head = ctx_in(&platform, Role::AgencyHead, id("commerce"));
    let other = ctx_in(&platform, Role::AgencyHead, id("revenue"));
    let service = service_for(&platform, &[("team", &team), ("head", &head), ("other", &other)]);
    let document = json!({
        "year": 2026, "name": "Plans of 2026", "plan_types": ["drp"],
        "opens_on": "2026-11-01", "due_on": "2026-12-01",
    });
    const CAMPAIGNS: &str = "/api/v1/campaigns";
    let refused = Call::post(CAMPAIGNS, &document).by(Some("head")).send(&service).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let added = Call::post(CAMPAIGNS, &document).by(Some("team")).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    assert_eq!(added.body["n_by_state"], json!({ "due": 2 }));
    let listed = async |by| {
        let answer = Call::get("/api/v1/submissions").by(by).send(&service).await;
        let items = answer.body["items"].as_array().unwrap().clone();
        let agency = |it: &Value| it["document"]["agency"].as_str().unwrap().to_owned();
        let mut agencies: Vec<String> = items.iter().map(agency).collect();
        agencies.sort();
        (agencies, items)
    };
    assert_eq!(listed(Some("team")).await.0, ["commerce", "revenue"]);
    assert_eq!(listed(Some("other")).await.0, ["revenue"]);
    let (_, items) = listed(Some("head")).await;
    let path = format!("/api/v1/submissions/{}", items[0]["id"].as_str().unwrap());
    let hidden = Call::get(&path).by(Some("other")).send(&service).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);

    let attest = |words: &str, seen: &str| {
        let sent = json!({ "statement": words });
        Call::post(&format!("{path}/attest"), &sent).by(Some("head")).seen(seen)
    };
    let version = items[0]["version"].as_i64().unwrap();
    let (seen, stale) = (format!("\"{version}\""), format!("\"{}\"", version + 7));
    let nothing = attest(" ", &seen).send(&service).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.body);
    let late = attest("They hold.", &stale).send(&service).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.body);
    let done = attest("They hold.", &seen).send(&service).await;
    assert_eq!(done.body["document"]["state"], "submitted", "{}", done.body);
    work(&platform).await;
    let shown = Call::get(&path).by(Some("head")).send(&service).await;
    let filing = &shown.body["filings"][0];
    assert_eq!(filing["receipt"], "2026-commerce-1", "{}", shown.body);
    assert_eq!(filing["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(filing["plans"][0]["code"], "it");

    let review = json!({ "review": { "scores": [] }, "outcome": "accepted" });
    let seen = shown.header("etag").to_owned();
    let call = Call::post(&format!("{path}/review"), &review).by(Some("team")).seen(&seen);
    assert_eq!(call.send(&service).await.body["code"], "submission.unscored");
    let kept = json!({ "review": { "scores": [{ "criterion": "statute.team", "score": 4 }] } });
    let call = Call::post(&format!("{path}/review"), &kept).by(Some("team")).seen(&seen);
    let kept = call.send(&service).await;
    assert_eq!(kept.body["filings"][0]["by_source"], json!({ "statute": 100 }), "{}", kept.body);
    let reminded = Call::new(
        Method::POST,
        &format!("{CAMPAIGNS}/{}/remind", added.body["id"].as_str().unwrap()),
    );
    let reminded = reminded.by(Some("team")).send(&service).await;
    assert_eq!(reminded.body["code"], "campaign.nobody_late", "{}", reminded.body);
}
