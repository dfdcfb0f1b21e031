//! Agencies, people, roles and the audit log, as people see them.

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::people::calendars::{self, CalendarDocument, Opening};
use app::people::{access, agencies, persons};
use axum::http::{Request, StatusCode};
use test_support::{agency, ctx, ctx_in, ctx_with, fresh, person, platform_ctx, state};

use crate::site::Site;

/// What is downloaded names the calendar that each agency chose, as an import reads it.
#[tokio::test]
async fn the_file_of_agencies_has_the_calendar_of_each() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let all = platform_ctx(&platform);
    let opening = Opening::weekdays("America/New_York".parse().unwrap());
    let office = CalendarDocument {
        code: "office".to_owned(),
        name: "Office hours".to_owned(),
        time_zone: "America/New_York".to_owned(),
        always: false,
        hours: opening.hours,
        holidays: opening.holidays,
    };
    calendars::add(&all, &office).await.unwrap();
    let it = agencies::show(&all, at.commerce).await.unwrap();
    let mut document = agencies::document(&all, it.id).await.unwrap();
    document.calendar = Some("office".to_owned());
    agencies::change(&all, it.id, it.version, &document).await.unwrap();
    let (_, csv) = Site::of(&ctx(&platform, Role::ContinuityTeam)).get("/agencies.csv").await;
    assert!(csv.contains("headcount,calendar,mission"), "{csv}");
    let line = |code: &str| csv.lines().find(|it| it.starts_with(code)).unwrap_or_default();
    assert!(line("commerce,").contains(",office,"), "{csv}");
    assert!(!line("revenue,").contains("office"), "{csv}");
}

#[tokio::test]
async fn an_agency_is_added_changed_and_saved_over_only_knowingly() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, tree) = site.get("/agencies").await;
    assert!(tree.contains("Agency of commerce") && tree.contains("3 agencies"));

    let form = "parent=commerce&code=labs&name=State+laboratories&kind=division&headcount=1,200";
    let (status, to) = site.post("/agencies", form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get(&path).await;
    assert!(page.contains("<h1>State laboratories</h1>") && page.contains("1,200"));
    assert!(page.contains("Agency of franklin") && page.contains("Nobody named"));

    let (_, edit) = site.get(&format!("{path}/edit")).await;
    assert!(edit.contains(r#"name="version" value="1""#));
    let form = "version=1&name=Laboratories&aliases=Labs%0D%0AState+labs&kind=division";
    let (_, to) = site.post(&format!("{path}/edit"), form).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (status, page) = site.post(&format!("{path}/edit"), "version=1&name=Labs+of+ours").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("saved by somebody else first"));
    assert!(page.contains(r#"value="Labs of ours""#) && page.contains(r#"value="Laboratories""#));
    let (_, found) = site.get("/agencies?text=state+labs").await;
    assert!(found.contains("Laboratories"));

    let (status, page) = site.post("/agencies", "code=Bad+Code&name=&kind=division").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(r#"value="Bad Code""#));
}

#[tokio::test]
async fn two_agencies_that_are_one_are_merged() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let double = agency(&platform, "dept-of-commerce", Some("franklin")).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let path = format!("/agencies/{double}/merge");
    let (status, page) = site.post(&path, "version=1&into=nowhere").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no such agency."));
    let (_, to) = site.post(&path, "version=1&into=commerce").await;
    assert_eq!(to, format!("/agencies/{}?done=merged", at.commerce));
    let (_, page) = site.get(&to).await;
    assert!(page.contains("Merged.") && page.contains("Agency of dept-of-commerce"));
}

/// S0-28, on the page and in the file.
#[tokio::test]
async fn req_s0_28_the_exception_report_names_agencies_whom_nobody_could_call() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = site.get("/contacts?uncallable=true").await;
    assert!(page.contains("3 agencies lack a contact who can be called"));
    // Of each, whom to call first and whom then.
    let (_, file) = site.get("/contacts.csv?uncallable=true").await;
    assert_eq!(file.lines().count(), 7);
    let (_, list) = site.get("/api/v1/contacts?uncallable=true").await;
    assert!(list.contains("\"commerce\""), "{list}");
    // Where the report once stood, one is led there.
    for form in ["", ".csv", ".xlsx"] {
        let old = Request::get(format!("/agencies/without-contact{form}"));
        let response = site.send(old, "").await;
        assert_eq!(response.headers()["location"], format!("/contacts{form}?uncallable=true"));
    }

    for code in ["ann", "ben"] {
        let id = person(&platform, "commerce", code).await;
        let form = "kind=voice&value=%2B1+919+555+0142&priority=1&reached=always";
        let (_, to) = site.post(&format!("/people/{id}/channels"), form).await;
        assert_eq!(to, format!("/people/{id}?done=added"));
        let (_, page) = site.get(&format!("/people/{id}")).await;
        assert!(page.contains("+1 919 555 0142") && page.contains("Never tried"));
        let verify = page.split("action=\"").find(|it| it.contains("/verify\"")).unwrap();
        let (_, to) = site.post(verify.split('"').next().unwrap(), "").await;
        assert_eq!(to, format!("/people/{id}?done=verified"));
    }
    let form = "version=1&primary_contact=ann&alternate_contact=ben";
    let (_, to) = site.post(&format!("/agencies/{}/edit", at.commerce), form).await;
    assert_eq!(to, format!("/agencies/{}?done=saved", at.commerce));
    let (_, page) = site.get("/contacts?uncallable=true").await;
    assert!(page.contains("2 agencies lack") && !page.contains("Agency of commerce</a>"), "{page}");
    let (_, list) = site.get("/api/v1/contacts?uncallable=true").await;
    assert!(!list.contains("\"commerce\""), "{list}");
    let (_, list) = site.get("/api/v1/contacts").await;
    assert!(list.contains("\"commerce\""), "{list}");
}

#[tokio::test]
async fn a_person_is_added_invited_and_given_a_role() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let head = ctx_in(&platform, Role::AgencyHead, at.commerce);
    let site = Site::of(&head);
    let form = "code=jane&name=Jane+Doe&agency=commerce&kind=employee&title=Clerk";
    let (_, to) = site.post("/people", form).await;
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (status, page) = site.post(&format!("{path}/account"), "email=nonsense").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Write an e-mail address"));
    let (status, page) = site.post(&format!("{path}/account"), "email=jane%40franklin.gov").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("/choose-password?link=") && page.contains("Invited, no password yet"));
    let (_, page) = site.get(&path).await;
    assert!(!page.contains("/choose-password?link="), "a link is shown once");

    let (_, form) = site.get("/access/new?person=jane").await;
    assert!(form.contains(r#"value="jane""#) && !form.contains("The whole state"));
    let give = async |form: &str| site.post("/access", form).await;
    let form = "person=jane&role=coordinator&agency=commerce&reason=Named+by+me";
    let (_, to) = give(form).await;
    assert_eq!(to, format!("{path}?done=granted"));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Continuity coordinator") && page.contains("Named by me"));
    for (form, reason) in [
        ("person=jane&role=administrator&agency=commerce&reason=x", "stands over yours"),
        ("person=jane&role=coordinator&agency=*&reason=x", "You may not give roles there."),
        ("person=jane&role=coordinator&agency=revenue&reason=x", "There is no such agency"),
        (
            "person=nobody&role=coordinator&agency=commerce&reason=x",
            "There is no person called “nobody”",
        ),
        ("person=jane&role=plan_owner&agency=commerce", "Say why"),
    ] {
        let (status, page) = give(form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(page.contains(reason), "{form}");
    }
    let (_, list) = site.get("/access").await;
    assert!(list.contains("Jane Doe"));
    let end = list.split("href=\"").find(|it| it.contains("/end\"")).unwrap();
    let end = end.split('"').next().unwrap();
    assert!(site.get(end).await.1.contains("End Continuity coordinator for Jane Doe?"));
    assert_eq!(site.post(end, "").await.1, format!("{path}?done=ended"));
    assert!(!site.get("/access").await.1.contains("Jane Doe"));
    assert!(site.get("/access?held=ever").await.1.contains("Ended early"));
}

#[tokio::test]
async fn a_role_is_given_to_whoever_alone_has_the_name_that_was_typed() {
    let platform = fresh().await;
    state(&platform).await;
    person(&platform, "commerce", "jane-doe").await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let give = async |who: &str, at: &str| {
        let form = format!("person={who}&role=plan_owner&agency={at}&reason=Named.");
        site.post("/access", &form).await
    };
    let (status, to) = give("person+JANE-doe", "Agency+of+commerce").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let namesake = "agency=revenue&code=jane-two&name=Person+jane-doe&kind=employee";
    assert_eq!(site.post("/people", namesake).await.0, StatusCode::SEE_OTHER);
    let (status, page) = give("Person+jane-doe", "revenue").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let both = "jane-doe (Agency of commerce), jane-two (Agency of revenue)";
    assert!(page.contains(both), "{page}");
    let (_, page) = give("Nobody", "revenue").await;
    assert!(page.contains("There is no person called “Nobody”."), "{page}");
    let (_, list) = site.get("/access?agency=Agency+of+commerce").await;
    assert!(list.contains("Plan owner"), "{list}");
}

#[tokio::test]
async fn two_who_change_a_person_see_both_versions() {
    let platform = fresh().await;
    state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let path = format!("/people/{id}/edit");
    assert_eq!(site.post(&path, "version=1&title=Clerk").await.0, StatusCode::SEE_OTHER);
    let (status, page) = site.post(&path, "version=1&title=Director").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains(r#"value="Clerk""#) && page.contains(r#"value="Director""#));
    assert_eq!(site.post(&path, "version=2&title=Director").await.0, StatusCode::SEE_OTHER);
}

/// How to reach people is nobody's business but that of those who may know.
#[tokio::test]
async fn numbers_are_shown_to_those_who_may_know_and_to_oneself() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    let root = Site::of(&platform_ctx(&platform));
    let form = "kind=voice&value=%2B1+919+555+0142&priority=1&reached=always";
    root.post(&format!("/people/{id}/channels"), form).await;
    let path = format!("/people/{id}");
    let shows = async |person_id: PersonId, role: Role| {
        let reach = Reach::Agencies([at.commerce].into());
        let site = Site::of(&ctx_with(&platform, person_id, role, reach));
        site.get(&path).await.1.contains("555 0142")
    };
    assert!(shows(PersonId::new(), Role::Coordinator).await);
    assert!(!shows(PersonId::new(), Role::Employee).await);
    assert!(shows(id, Role::Employee).await);
    let elsewhere = ctx_in(&platform, Role::Coordinator, at.revenue);
    assert_eq!(Site::of(&elsewhere).get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_audit_log_shows_what_changed_and_that_it_is_intact() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let form = "version=1&name=Commerce+and+labor";
    site.post(&format!("/agencies/{}/edit", at.commerce), form).await;
    let (_, page) = site.get("/audit?action=agency.changed").await;
    assert!(page.contains("<del>Agency of commerce</del>"), "{page}");
    assert!(page.contains("<ins>Commerce and labor</ins>") && page.contains("1 field"));
    let (_, all) = site.get("/audit").await;
    assert!(page.matches("id=\"event-").count() < all.matches("id=\"event-").count());
    let (_, none) = site.get("/audit?since=2030-01-01").await;
    assert!(none.contains("No events match"));
    let (_, nobody) = site.get("/audit?who=not-a-person").await;
    assert!(nobody.contains("No events match"));
    let (_, page) = site.get("/audit/verify").await;
    assert!(page.contains("The audit log is as it was written"));
    let (_, file) = site.get("/audit.csv?action=agency.").await;
    assert_eq!(file.lines().count(), 1 + 4);

    // An agency reads of itself only, and cannot vouch for the whole.
    let head = Site::of(&ctx_in(&platform, Role::AgencyHead, at.revenue));
    let (_, own) = head.get("/audit").await;
    assert!(own.contains("Agency of revenue") && !own.contains("Commerce and labor"));
    assert_eq!(head.get("/audit/verify").await.0, StatusCode::FORBIDDEN);
}

/// Whoever guesses the id of a record elsewhere learns no more than of one that is not there.
#[tokio::test]
async fn records_of_another_agency_are_not_there_for_whoever_guesses_their_ids() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let jane = person(&platform, "commerce", "jane").await;
    let root = platform_ctx(&platform);
    let draft = access::Draft {
        person_id: jane,
        role: Role::Coordinator,
        extent: access::Extent::Agency(at.commerce),
        starts_at: None,
        ends_at: None,
        reason: "Named by the head.".to_owned(),
    };
    let grant = access::give(&root, draft).await.unwrap();
    let outsider = ctx_in(&platform, Role::AgencyHead, at.revenue);
    let site = Site::of(&outsider);
    let agency = at.commerce;
    for path in [
        format!("/agencies/{agency}"),
        format!("/agencies/{agency}/edit"),
        format!("/agencies/{agency}/retire"),
        format!("/agencies/{agency}/merge"),
        format!("/people/{jane}"),
        format!("/people/{jane}/edit"),
        format!("/people/{jane}/retire"),
        format!("/people/{jane}/account/close"),
        format!("/access/{}/end", grant.id),
    ] {
        assert_eq!(site.get(&path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in [
        format!("/agencies/{agency}/edit"),
        format!("/agencies/{agency}/retire"),
        format!("/agencies/{agency}/merge"),
        format!("/people/{jane}/edit"),
        format!("/people/{jane}/retire"),
        format!("/people/{jane}/channels"),
        format!("/people/{jane}/account"),
        format!("/people/{jane}/account/link"),
        format!("/people/{jane}/account/sign-out"),
        format!("/people/{jane}/account/close"),
        format!("/access/{}/end", grant.id),
    ] {
        let form = "version=1&into=revenue&email=a%40b.c&kind=voice&value=9195550142";
        let (status, page) = site.post(&path, form).await;
        let is_unknown = status == StatusCode::NOT_FOUND
            || status == StatusCode::UNPROCESSABLE_ENTITY && !page.contains("jane");
        assert!(is_unknown, "{path}: {status}");
    }
    assert!(agencies::show(&root, agency).await.unwrap().retired_at.is_none());
    assert!(persons::show(&root, jane).await.unwrap().retired_at.is_none());
    let (_, list) = site.get("/people").await;
    assert!(!list.contains("Person jane"));
    let (_, list) = site.get("/access?held=ever").await;
    assert!(!list.contains("Person jane"));
}
