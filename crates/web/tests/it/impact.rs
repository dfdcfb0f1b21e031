//! Impact analyses, as people see them.

use app::actor::{Reach, Role};
use app::prepare::impact;
use app::prepare::inventory::{self, Item, ItemDocument, Kind, Typed};
use app::{Ctx, Span};
use axum::http::StatusCode;
use test_support::{ctx_in, ctx_with, fresh, item, person, put, state};

use crate::site::Site;

/// An agency with a process, somebody who writes, somebody who approves, and an outsider.
struct Desk {
    process: Item,
    author: Ctx,
    writer: Site,
    head: Site,
    outsider: Site,
}

async fn desk() -> Desk {
    let platform = fresh().await;
    let at = state(&platform).await;
    let process = item(&platform, Kind::Process, "commerce", "pay-claims").await;
    let reach = Reach::Agencies([at.commerce].into());
    let ann = person(&platform, "commerce", "ann-author").await;
    let hal = person(&platform, "commerce", "hal-head").await;
    let author = ctx_with(&platform, ann, Role::Coordinator, reach.clone());
    let head = Site::of(&ctx_with(&platform, hal, Role::AgencyHead, reach));
    let outsider = Site::of(&ctx_in(&platform, Role::AgencyHead, at.revenue));
    let writer = Site::of(&author);
    Desk { process, author, writer, head, outsider }
}

const TYPES: [&str; 7] =
    ["life", "citizens", "legal", "financial", "reputation", "institutional", "economic"];

/// A form with all that must be said.
fn whole(version: i64) -> String {
    let cells: Vec<String> =
        TYPES.iter().map(|it| format!("impact-{it}-14400=2&impact-{it}-86400=4")).collect();
    format!(
        "version={version}&{}&rto=18+h&wrt=6+h&rpo=1+h&minimum-amount=1200&minimum-unit=payments\
         &minimum-percent=60&answer-users=All&answer-law=None&answer-records=None\
         &cost-0-per_hour=10,000&strategy-0-name=Warm+site&strategy-0-yearly=120000",
        cells.join("&")
    )
}

impl Desk {
    /// A draft, and its page.
    async fn draft(&self) -> String {
        let (status, to) = self.writer.post("/analyses", "kind=process&item=pay-claims").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
        to.strip_suffix("/edit").unwrap().to_owned()
    }
}

#[tokio::test]
async fn an_analysis_is_filled_in_handed_in_and_approved() {
    let desk = desk().await;
    let path = desk.draft().await;
    let (status, form) = desk.writer.get(&format!("{path}/edit")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        form.contains(r#"name="impact-life-3600""#) && form.contains(r#"name="version" value="1""#)
    );

    let (_, to) = desk.writer.post(&format!("{path}/edit"), &whole(1)).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (_, page) = desk.writer.get(&path).await;
    assert!(page.contains("It cannot be borne after 24 h.") && page.contains("<svg"));
    assert!(page.contains("is paid for by an outage of 12 h") && page.contains("Hand in"));
    assert!(!page.contains("Data needed"));

    let (_, ask) = desk.writer.get(&format!("{path}/submit")).await;
    assert!(ask.contains("Hand in the impact analysis of “The pay-claims”?"));
    let (_, to) = desk.writer.post(&format!("{path}/submit"), "version=2").await;
    assert_eq!(to, format!("{path}?done=sent"));

    let (_, page) = desk.writer.get(&path).await;
    assert!(page.contains("Take back") && !page.contains("Approve"));
    let (_, page) = desk.head.get(&path).await;
    assert!(page.contains("Approve") && page.contains("Send back") && !page.contains("/edit"));
    let (_, ask) = desk.head.get(&format!("{path}/approve")).await;
    assert!(ask.contains("it must be back within 18 h"));
    let (_, to) = desk.head.post(&format!("{path}/approve"), "version=3").await;
    assert_eq!(to, format!("{path}?done=approved"));
    let (_, page) = desk.writer.get(&path).await;
    assert!(page.contains("Approved") && page.contains("Start a new version"));

    let (_, list) = desk.writer.get("/analyses?state=approved").await;
    assert!(list.contains("The pay-claims") && list.contains("18 h"));
    let (_, csv) = desk.writer.get("/analyses.csv").await;
    assert!(csv.contains(",mtd_h,rto_h,rpo_h,"), "{csv}");
    assert!(csv.contains("process,pay-claims,The pay-claims,1,approved,24,18,1,"), "{csv}");
    let (_, csv) = desk.writer.get(&format!("{path}/cost.csv")).await;
    assert!(csv.contains("480000.00"), "{csv}");
}

#[tokio::test]
async fn a_sooner_target_of_the_record_is_said_and_a_later_change_of_it_shows_at_once() {
    let desk = desk().await;
    let target = async |hours: i64| {
        let item = inventory::show(&desk.author, desk.process.id).await.unwrap();
        let version = item.version;
        let mut document = inventory::documents(&desk.author, &[item]).await.unwrap().remove(0);
        document.target_rto = Some(Span::from_hours(hours));
        inventory::change(&desk.author, desk.process.id, version, &document).await.unwrap();
    };
    target(6).await;
    let path = desk.draft().await;
    let (_, form) = desk.writer.get(&format!("{path}/edit")).await;
    assert!(form.contains("Recovery point objective (RPO)<span class=\"need\"> (needed to hand"));
    let too_much = whole(1).replace("percent=60", "percent=250").replace("wrt=6+h", "wrt=soon");
    let (_, page) = desk.writer.post(&format!("{path}/edit"), &too_much).await;
    assert!(page.contains("Minimum level: percent of normal: Use 1 to 100%"), "{page}");
    assert!(page.contains("Work recovery time (WRT): Write a length of time"), "{page}");
    desk.writer.post(&format!("{path}/edit"), &whole(1)).await;
    desk.writer.post(&format!("{path}/submit"), "version=2").await;
    let (_, ask) = desk.head.get(&format!("{path}/approve")).await;
    assert!(ask.contains("It asks for 18 h (RTO)") && ask.contains("back within 6 h"), "{ask}");
    desk.head.post(&format!("{path}/approve"), "version=3").await;
    let (_, page) = desk.writer.get(&format!("/processes/{}", desk.process.id)).await;
    assert!(page.contains("Analysis asks for (RTO)"), "{page}");
    assert!(page.contains("the shorter of both holds"), "{page}");
    assert!(!desk.writer.get(&path).await.1.contains("Out of date"));

    target(3).await;
    let (_, page) = desk.writer.get(&path).await;
    assert!(page.contains("Out of date") && page.contains("has changed since"), "{page}");
}

#[tokio::test]
async fn whoever_wrote_at_it_is_not_offered_to_approve_it() {
    let desk = desk().await;
    let path = desk.draft().await;
    let Ctx { platform, actor, .. } = &desk.author;
    let reach = actor.held[0].reach.clone();
    let hank = person(platform, "commerce", "hank-helper").await;
    let helper = Site::of(&ctx_with(platform, hank, Role::Coordinator, reach.clone()));
    helper.post(&format!("{path}/edit"), &whole(1)).await;
    let later = whole(2).replace("rpo=1+h", "rpo=2+h");
    desk.writer.post(&format!("{path}/edit"), &later).await;
    desk.writer.post(&format!("{path}/submit"), "version=3").await;
    let as_head = Site::of(&ctx_with(platform, hank, Role::AgencyHead, reach));
    let (_, page) = as_head.get(&path).await;
    assert!(page.contains("You wrote it") && !page.contains("/approve"));
    assert!(
        page.contains("Send back")
            && page.contains("These roles may, where they are held: Agency head.")
    );
    // Nor by the address of the page that asks.
    let ask = format!("{path}/approve");
    let (status, _) = as_head.get(&ask).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(desk.head.get(&ask).await.1.contains("Approve it"));
    assert!(desk.head.get(&path).await.1.contains("/approve"));
}

#[tokio::test]
async fn a_new_version_is_compared_with_the_approved_one() {
    let desk = desk().await;
    let path = desk.draft().await;
    desk.writer.post(&format!("{path}/edit"), &whole(1)).await;
    desk.writer.post(&format!("{path}/submit"), "version=2").await;
    desk.head.post(&format!("{path}/approve"), "version=3").await;
    let second = desk.draft().await;
    let faster = "version=1&rto=4+h";
    let (_, to) = desk.writer.post(&format!("{second}/edit"), faster).await;
    assert_eq!(to, format!("{second}?done=saved"));
    let (_, page) = desk.writer.get(&format!("{second}/compare")).await;
    assert!(page.contains("One line differs."), "{page}");
    assert!(page.contains("<del>18 h</del>") && page.contains("<ins>4 h</ins>"));
    let (_, page) = desk.writer.get(&format!("{path}/compare")).await;
    assert!(page.contains("Nothing to compare with"));
    let of = format!("/analyses/of/{}", desk.process.id);
    let (_, to) = desk.head.post(&format!("{path}/edit"), faster).await;
    assert!(!to.starts_with("/analyses"), "{to}");
    assert_eq!(
        desk.writer.send(axum::http::Request::get(&of), "").await.headers()["location"],
        second
    );
}

#[tokio::test]
async fn what_cannot_be_comes_back_with_what_was_typed() {
    let desk = desk().await;
    let path = desk.draft().await;
    let late = whole(1).replace("rto=18+h", "rto=19+h");
    let (status, page) = desk.writer.post(&format!("{path}/edit"), &late).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("must be back within 18 h, not 19 h (RTO)."));
    assert!(page.contains(r#"value="19 h""#) && page.contains("One thing to put right"));
    let (status, page) = desk.writer.post(&format!("{path}/edit"), "version=1&rto=soon").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(r#"value="soon""#));
    let (status, page) = desk.writer.post("/analyses", "kind=process&item=nothing").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no business process called “nothing”."));
    let (status, page) = desk.writer.post("/analyses", "kind=process&item=pay-claims").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Somebody is at work on an analysis of this already."));
}

#[tokio::test]
async fn who_saves_later_sees_both_versions() {
    let desk = desk().await;
    let path = desk.draft().await;
    desk.writer.post(&format!("{path}/edit"), &whole(1)).await;
    let mine = whole(1).replace("rpo=1+h", "rpo=2+h");
    let (status, page) = desk.writer.post(&format!("{path}/edit"), &mine).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        page.contains("was saved by somebody else first") && page.contains("Person ann-author")
    );
    assert!(page.contains("One field differs: choose which to keep."), "{page}");
    assert!(page.contains("Recovery point objective (RPO)"));
    let (_, to) =
        desk.writer.post(&format!("{path}/edit"), &mine.replace("version=1", "version=2")).await;
    assert_eq!(to, format!("{path}?done=saved"));
}

#[tokio::test]
async fn what_is_missing_is_named_and_leads_to_its_field() {
    let desk = desk().await;
    let path = desk.draft().await;
    let part = whole(1).replace("&answer-law=None", "");
    desk.writer.post(&format!("{path}/edit"), &part).await;
    let (_, to) = desk.writer.post(&format!("{path}/submit"), "version=2").await;
    assert_eq!(to, format!("{path}/edit?missing=true"));
    let (_, form) = desk.writer.get(&to).await;
    assert!(form.contains(r##"href="#f-answer-law""##) && form.contains(r#"id="f-answer-law""#));
    let (_, page) = desk.writer.get(&path).await;
    assert!(page.contains("Data needed") && page.contains("/edit#f-answer-law"));
}

#[tokio::test]
async fn it_is_sent_back_only_with_a_reason() {
    let desk = desk().await;
    let path = desk.draft().await;
    desk.writer.post(&format!("{path}/edit"), &whole(1)).await;
    desk.writer.post(&format!("{path}/submit"), "version=2").await;
    let (status, page) = desk.head.post(&format!("{path}/return"), "version=3&because=+").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say what is missing"));
    let (_, to) = desk.head.post(&format!("{path}/return"), "version=3&because=Ask+Legal").await;
    assert_eq!(to, format!("{path}?done=returned"));
    let (_, page) = desk.writer.get(&path).await;
    assert!(page.contains("Ask Legal"));
}

#[tokio::test]
async fn who_may_not_neither_sees_nor_changes_nor_approves() {
    let desk = desk().await;
    let path = desk.draft().await;
    for page in ["", "/compare", "/impacts.csv", "/cost.csv", "/return", "/approve"] {
        let (status, _) = desk.outsider.get(&format!("{path}{page}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{page}");
    }
    let (_, list) = desk.outsider.get("/analyses").await;
    assert!(!list.contains("pay-claims"));
    let (status, _) = desk.head.get(&format!("{path}/edit")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = desk.head.post(&format!("{path}/edit"), &whole(1)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = desk.writer.post(&format!("{path}/approve"), "version=1").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let own = ctx_with(
        &desk.author.platform,
        desk.author.actor.person_id,
        Role::AgencyHead,
        Reach::State,
    );
    desk.writer.post(&format!("{path}/edit"), &whole(1)).await;
    desk.writer.post(&format!("{path}/submit"), "version=2").await;
    let own = Site::of(&own);
    let (_, page) = own.get(&path).await;
    assert!(page.contains("somebody else must approve it") && !page.contains("/approve"));
    let (status, page) = own.post(&format!("{path}/approve"), "version=3").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Whoever wrote an analysis or handed it in cannot approve it."));
}

#[tokio::test]
async fn the_tier_that_availability_suggests_is_set_by_a_button() {
    let desk = desk().await;
    let base = ItemDocument::new(Kind::Service, "commerce", "claims-portal", "Claims portal");
    let form: Typed = [("availability", "high"), ("integrity", "low")]
        .into_iter()
        .map(|(field, text)| (field.to_owned(), text.to_owned()))
        .collect();
    let service = put(&desk.author.platform, &ItemDocument::typed(&base, &form).unwrap()).await;
    let analysis = impact::start(&desk.author, service.id).await.unwrap();
    let path = format!("/analyses/{}", analysis.id);
    let (_, page) = desk.writer.get(&path).await;
    assert!(page.contains("a hot or mirrored site, and tier 1") && page.contains("Set tier 1"));
    let (_, to) = desk.writer.post(&format!("{path}/tier"), "version=1").await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (_, page) = desk.writer.get(&path).await;
    assert!(page.contains("Its tier is 1.") && !page.contains("Set tier"));
}

#[tokio::test]
async fn peaks_are_typed_shown_and_compared_and_a_wider_one_is_refused() {
    let desk = desk().await;
    let path = desk.draft().await;
    let with = |version, rto| {
        let season =
            "peak-0-name=Tax+season&peak-0-season=Jan+15+to+20+Apr&peak-0-weekdays=Mon-Fri";
        format!("{}&{season}&peak-0-hours=8+am+to+6+pm&peak-0-rto={rto}", whole(version))
    };
    let (status, page) = desk.writer.post(&format!("{path}/edit"), &with(1, "20+h")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("It is 18 h at other times (RTO)"), "{page}");
    assert!(page.contains("Peak 1: back in") && page.contains(r##"href="#f-peak-0-rto""##));
    let (status, page) = desk.writer.post(&format!("{path}/edit"), &with(1, "")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say how soon it must be back in this peak (RTO)."), "{page}");

    let (_, to) = desk.writer.post(&format!("{path}/edit"), &with(1, "4+h")).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (_, page) = desk.writer.get(&path).await;
    let when = "January 15 to April 20, Monday to Friday, 8:00 to 18:00";
    assert!(page.contains("Tax season") && page.contains(when), "{page}");
    let (_, form) = desk.writer.get(&format!("{path}/edit")).await;
    assert!(form.contains(r#"value="January 15 to April 20""#) && form.contains("peak-1-name"));

    desk.writer.post(&format!("{path}/submit"), "version=2").await;
    desk.head.post(&format!("{path}/approve"), "version=3").await;
    let second = desk.draft().await;
    desk.writer.post(&format!("{second}/edit"), "version=1&peak-0-name=").await;
    let (_, page) = desk.writer.get(&format!("{second}/compare")).await;
    assert!(page.contains("One line differs.") && page.contains("Peak “Tax season”"), "{page}");
    assert!(page.contains(&format!("<del>{when}: RTO 4 h</del>")), "{page}");
}
