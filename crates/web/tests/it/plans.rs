//! Plans as people see them: the list, one plan, what happens to it, and what has none.

use app::actor::{Reach, Role};
use app::people::{agencies, persons};
use app::plans::live;
use app::plans::plan::{self, Content, Duty, Plan, PlanDocument, VersionDocument};
use app::plans::templates;
use app::prepare::inventory::{Item, ItemDocument, Kind};
use app::{Ctx, Platform};
use axum::http::StatusCode;
use test_support::{
    asset, ctx, ctx_with, fresh, need, person, platform_ctx, put, service, state, voice,
};

use crate::site::Site;

/// A contact whom everybody can reach, and another, for commerce.
pub(crate) async fn reachable(platform: &Platform) {
    let ctx = platform_ctx(platform);
    for code in ["jane", "joe"] {
        let id = person(platform, "commerce", code).await;
        persons::add_channel(&ctx, id, &voice(true)).await.unwrap();
    }
    let commerce = agencies::by_code(&ctx, "commerce").await.unwrap();
    let document = agencies::AgencyDocument {
        primary_contact: Some("jane".to_owned()),
        alternate_contact: Some("joe".to_owned()),
        ..agencies::document(&ctx, commerce.id).await.unwrap()
    };
    agencies::change(&ctx, commerce.id, commerce.version, &document).await.unwrap();
}

/// What a plan of a type says if every section says something.
fn complete(plan_type: &str) -> Content {
    let mut content = Content::blank(templates::find(plan_type).unwrap());
    for it in &mut content.sections {
        it.text = format!("What {} says.", it.key);
    }
    content
}

/// A plan of commerce about `items`, of which every section says something.
pub(crate) async fn plan_about(
    ctx: &Ctx,
    (plan_type, code): (&str, &str),
    (parent, items): (Option<&str>, &[&str]),
) -> Plan {
    let document = PlanDocument {
        parent: parent.map(str::to_owned),
        items: items.iter().map(|it| (*it).to_owned()).collect(),
        versions: vec![VersionDocument::draft(complete(plan_type))],
        ..PlanDocument::new("commerce", plan_type, code, &format!("The plan {code}"))
    };
    plan::start(ctx, &document).await.unwrap()
}

/// The same in force, let pass and approved by others.
pub(crate) async fn in_force(
    platform: &Platform,
    (plan_type, code): (&str, &str),
    about: (Option<&str>, &[&str]),
) -> Plan {
    let writer = ctx(platform, Role::Coordinator);
    let it = plan_about(&writer, (plan_type, code), about).await;
    brought_in_force(platform, &writer, (&it, 1)).await
}

/// A plan whose draft is at this version, brought into force.
pub(crate) async fn brought_in_force(
    platform: &Platform,
    writer: &Ctx,
    (it, version): (&Plan, i64),
) -> Plan {
    let handed = plan::submit(writer, it.id, version, "All of it.").await.unwrap();
    let team = ctx(platform, Role::ContinuityTeam);
    let passed = plan::review(&team, it.id, handed.version).await.unwrap();
    let head = ctx(platform, Role::AgencyHead);
    let approved = plan::approve(&head, it.id, passed.version).await.unwrap();
    let seen = plan::show(&head, it.id).await.unwrap().version;
    plan::waive_test(&head, it.id, seen, "It is new.").await.unwrap();
    live::publish(writer, it.id, approved.version).await.unwrap()
}

/// The draft of a plan, with a duty that somebody has whom nobody knows: an error.
pub(crate) async fn with_an_error(writer: &Ctx, it: &Plan) -> i64 {
    let (duty, person) = ("Director".to_owned(), "nobody".to_owned());
    let mut content = complete(&it.plan_type);
    content.duties.push(Duty { duty, person, alternates: Vec::new() });
    plan::save(writer, it.id, 1, content).await.unwrap().version
}

async fn essential(platform: &Platform, code: &str) -> Item {
    let mut document = ItemDocument::new(Kind::Service, "commerce", code, &format!("The {code}"));
    document.details.insert("importance".to_owned(), "essential".into());
    put(platform, &document).await
}

/// The version that a form would send back.
pub(crate) fn seen(page: &str) -> String {
    let start = page.split(r#"name="version" value=""#).nth(1).unwrap();
    format!("version={}", start.split('"').next().unwrap())
}

/// Asks, and does it with the version that was shown.
async fn step(site: &Site, path: &str, with: &str) -> String {
    let (status, page) = site.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {page}");
    let (status, to) = site.post(path, &format!("{}&{with}", seen(&page))).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {to}");
    to
}

/// A plan that its writer has handed in.
pub(crate) async fn handed_in() -> (Platform, Ctx, Plan, plan::PlanVersion) {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    let handed = plan::submit(&writer, it.id, 1, "All of it.").await.unwrap();
    (platform, writer, it, handed)
}

/// A plan that passed its review and is approved, with its writer.
pub(crate) async fn approved() -> (Platform, Ctx, Plan) {
    let (platform, writer, it, handed) = handed_in().await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let passed = plan::review(&team, it.id, handed.version).await.unwrap();
    let head = ctx(&platform, Role::AgencyHead);
    plan::approve(&head, it.id, passed.version).await.unwrap();
    (platform, writer, it)
}

#[tokio::test]
async fn a_plan_goes_from_a_draft_into_force_and_out_of_it_by_forms() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    let path = format!("/plans/{}", it.id);
    let sites = [Role::ContinuityTeam, Role::AgencyHead].map(|it| Site::of(&ctx(&platform, it)));
    let [team, head] = sites;
    let site = Site::of(&writer);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Version 1, a draft.") && page.contains("Hand in"), "{page}");
    assert!(!page.contains("Approve</a>"), "{page}");
    let to = step(&site, &format!("{path}/submit"), "summary=All+of+it.").await;
    assert_eq!(to, format!("{path}?done=submitted"));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Version 1, in review.") && page.contains("Take back"), "{page}");
    assert!(page.contains("You wrote it or handed it in"), "{page}");

    let (status, page) = team.post(&format!("{path}/return"), "version=2&because=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say what is to be done."), "{page}");
    step(&team, &format!("{path}/return"), "because=Say+who+acts.").await;
    assert!(site.get(&path).await.1.contains("Say who acts."));
    step(&site, &format!("{path}/submit"), "summary=All+of+it.").await;
    step(&team, &format!("{path}/review"), "").await;
    let (_, page) = team.get(&path).await;
    assert!(page.contains("It waits for approval"), "{page}");
    step(&head, &format!("{path}/approve"), "").await;
    // Before its test nobody is asked to publish it, and a page says why.
    let (status, _) = site.get(&format!("{path}/publish")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(site.get(&path).await.1.contains("Not tested yet"));
    step(&site, &format!("{path}/test"), "on=2026-11-20&note=All+was+back+in+3+h.").await;
    step(&site, &format!("{path}/publish"), "").await;
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Version 1, in force since") && page.contains("All was back in 3 h."));
    assert!(page.contains("Begin a new version"), "{page}");

    let (_, to) = site.post(&format!("{path}/begin"), &seen(&page)).await;
    assert_eq!(to, format!("{path}/draft?done=begun"));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("It is to replace") && page.contains("/versions/1\""), "{page}");
    step(&site, &format!("{path}/discard"), "").await;
    step(&site, &format!("{path}/retire"), "because=").await;
    let (_, page) = site.get(&path).await;
    assert!(
        page.contains("Nobody follows it any more") && page.contains("Bring it back"),
        "{page}"
    );
    let (_, list) = site.get("/plans").await;
    assert!(list.contains("No plans yet") && list.contains("Start a plan"), "{list}");
    assert!(site.get("/plans?retired=true").await.1.contains("The plan it"));
    let (_, to) = site.post(&format!("{path}/restore"), &seen(&page)).await;
    assert_eq!(to, format!("{path}?done=restored"));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("It was brought back.") && page.contains("Review due"), "{page}");
    step(&site, &format!("{path}/reaffirm"), "").await;
    assert!(!site.get(&path).await.1.contains("It was brought back."));
    step(&site, &format!("{path}/flag"), "because=The+center+moves.").await;
    let (_, page) = site.get(&path).await;
    assert!(page.contains("The center moves.") && page.contains("21 Dec 2026"), "{page}");
}

#[tokio::test]
async fn the_errors_that_would_be_signed_stand_on_each_page_that_asks() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    with_an_error(&writer, &it).await;
    let path = format!("/plans/{}", it.id);
    let roles = [Role::ContinuityTeam, Role::AgencyHead, Role::IncidentCommander];
    let [team, head, lead] = roles.map(|it| Site::of(&ctx(&platform, it)));
    let site = Site::of(&writer);
    let (_, page) = site.get(&format!("{path}/submit")).await;
    let error = |at: &str| format!(r#"<a href="{path}{at}">PLN-017</a>"#);
    assert!(page.contains("found in it") && page.contains(&error("/draft/who")), "{page}");
    step(&site, &format!("{path}/submit"), "summary=All+of+it.").await;
    let says = [
        (&team, "review", "If you let it pass"),
        (&head, "approve", "you sign it with them"),
        (&site, "publish", "people follow it with them"),
    ];
    for (site, what, says) in says {
        if what == "publish" {
            step(&head, &format!("{path}/waive"), "note=It+is+new.").await;
        }
        let asked = format!("{path}/{what}");
        let (_, page) = site.get(&asked).await;
        assert!(page.contains(says) && page.contains(&error("#section-who")), "{page}");
        step(site, &asked, "").await;
    }
    let (_, page) = lead.get(&format!("{path}/activate")).await;
    assert!(page.contains("gets stuck") && page.contains(&error("#section-who")), "{page}");
    let (_, page) = site.get(&format!("{path}/retire")).await;
    assert!(!page.contains("PLN-017"), "no yes to what the plan says");
}

/// How soon a plan is looked at again after a change is a setting.
#[tokio::test]
async fn req_s4_40_the_days_until_a_changed_plan_is_looked_at_again_are_a_setting() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    assert!(site.get("/settings").await.1.contains("Within 30 days"));
    let (_, to) = site.post("/settings/plans", "version=0&change_days=10").await;
    assert_eq!(to, "/settings?done=saved");
    assert!(site.get("/settings").await.1.contains("Within 10 days"));
    assert!(site.get("/settings/plans").await.1.contains("value=\"10\""));
    assert!(!site.get("/settings").await.1.contains("Within 10 business days"));
    let (status, _) = site.post("/settings/plans", "version=0&change_days=12").await;
    assert_eq!(status, StatusCode::CONFLICT);
    for days in ["0", "soon", "366"] {
        let form = format!("version=1&change_days={days}");
        let (status, page) = site.post("/settings/plans", &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        assert!(page.contains("Use 1 to 365 days."), "{page}");
    }
    assert!(site.get("/settings").await.1.contains("No day is set"));
    let (status, page) =
        site.post("/settings/plans", "version=1&change_days=9&fix_days=soon").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let form = "version=1&change_days=10&fix_days=7&business_days=true";
    site.post("/settings/plans", form).await;
    assert!(site.get("/settings").await.1.contains("Within 7 business days"));
    assert!(site.get("/settings").await.1.contains("Within 10 business days"));
}

#[tokio::test]
async fn req_s0_01_an_essential_service_is_listed_until_a_plan_about_it_is_in_force() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let portal = essential(&platform, "portal").await;
    let site = Site::of(&ctx(&platform, Role::Coordinator));
    let (_, page) = site.get("/plans/uncovered").await;
    assert!(page.contains("<h1>1 essential service has no plan in force</h1>"), "{page}");
    assert!(page.contains("The portal") && page.contains("/plans/new?items.0=service%3Aportal"));
    let (_, file) = site.get("/plans/uncovered.csv").await;
    assert!(file.contains("service,portal,The portal,Agency of commerce"), "{file}");
    assert_eq!(site.get("/plans/uncovered.xlsx").await.0, StatusCode::OK);
    assert!(site.get("/").await.1.contains("/plans/uncovered"), "Readiness leads there");
    let of_service = format!("/services/{}", portal.id);
    let (_, page) = site.get(&of_service).await;
    assert!(page.contains("No plan in force") && page.contains("Start a plan"), "{page}");

    let writer = ctx(&platform, Role::Coordinator);
    plan_about(&writer, ("drp", "draft"), (None, &["service:portal"])).await;
    let (_, page) = site.get("/plans/uncovered").await;
    assert!(page.contains("The portal"), "a draft covers nothing");
    in_force(&platform, ("drp", "it"), (None, &["service:portal"])).await;
    let (_, page) = site.get("/plans/uncovered").await;
    assert!(page.contains("<h1>Every essential service has a plan in force</h1>"), "{page}");
    let (_, page) = site.get(&of_service).await;
    assert!(!page.contains("No plan in force") && page.contains("The plan it"), "{page}");
    assert!(!site.get("/").await.1.contains("/plans/uncovered"));
}

#[tokio::test]
async fn req_s3_15_the_coordination_plan_shows_its_plans_as_a_tree_with_their_states() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let top = in_force(&platform, ("coordination", "top"), (None, &[])).await;
    in_force(&platform, ("computer_network", "network"), (Some("top"), &[])).await;
    let writer = ctx(&platform, Role::Coordinator);
    let under = plan_about(&writer, ("drp", "mainframe"), (Some("network"), &[])).await;
    let site = Site::of(&writer);
    let (_, page) = site.get(&format!("/plans/{}", top.id)).await;
    let tree = page.split(r#"class="tree""#).nth(1).unwrap();
    let (network, rest) = tree.split_once("The plan network</a>").unwrap();
    assert!(network.contains("<ul>") && rest.contains("<small>In force</small>"), "{tree}");
    let mainframe = rest.split_once("The plan mainframe</a>").unwrap().1;
    assert!(mainframe.starts_with(" <small>Draft</small>"), "{mainframe}");
    let (_, page) = site.get(&format!("/plans/{}", under.id)).await;
    assert!(page.contains("Part of <a href=\"/plans/"), "{page}");
}

#[tokio::test]
async fn req_s3_26_a_network_plan_shows_the_order_of_recovery_by_rto_and_dependency() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = service(&platform, "portal", 8, 1).await;
    let (network, storage) =
        (asset(&platform, "network", 1).await, asset(&platform, "storage", 2).await);
    need(&platform, &portal, &storage).await;
    need(&platform, &storage, &network).await;
    let writer = ctx(&platform, Role::Coordinator);
    let about = ["service:portal", "asset:storage", "asset:network"];
    let it = plan_about(&writer, ("computer_network", "it"), (None, &about)).await;
    let site = Site::of(&writer);
    let (_, page) = site.get(&format!("/plans/{}", it.id)).await;
    let order = page.split("<h3>Order of recovery</h3>").nth(1).unwrap();
    let order = order.split("</table>").next().unwrap();
    let at = |name: &str| order.find(name).unwrap_or_else(|| panic!("{name}: {order}"));
    assert!(at("The network") < at("The storage") && at("The storage") < at("The portal"));
    assert!(order.contains(&format!("/services/{}", portal.id)), "it leads to what it names");
    assert!(page.contains("Must be back in") && page.contains("8 h"), "{page}");
}

#[tokio::test]
async fn a_plan_that_was_never_in_force_is_only_for_whoever_sees_drafts() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let writer = ctx(&platform, Role::Coordinator);
    let secret = plan_about(&writer, ("drp", "secret"), (None, &[])).await;
    let open = in_force(&platform, ("drp", "open"), (None, &[])).await;
    let begun = plan::begin(&writer, open.id, open.version).await.unwrap();
    let reader = Site::of(&ctx(&platform, Role::IncidentCommander));
    assert_eq!(reader.get(&format!("/plans/{}", secret.id)).await.0, StatusCode::NOT_FOUND);
    let (_, page) = reader.get("/plans").await;
    assert!(page.contains("The plan open") && !page.contains("The plan secret"), "{page}");
    for path in ["/plans.csv", "/search.json?q=plan", "/search?q=plan"] {
        let (_, found) = reader.get(path).await;
        assert!(found.contains("The plan open") && !found.contains("The plan secret"), "{path}");
    }
    let (_, page) = reader.get(&format!("/plans/{}", open.id)).await;
    assert!(page.contains("Version 1, in force") && !page.contains("Version 2"), "{page}");
    let draft = format!("/plans/{}/versions/{}", open.id, begun.number);
    assert_eq!(reader.get(&draft).await.0, StatusCode::NOT_FOUND);
    let (_, found) = Site::of(&writer).get("/search.json?q=secret&kind=plan").await;
    assert!(found.contains(&format!("/plans/{}", secret.id)), "{found}");
}

/// A plan in force, with a draft in which one section says something else: the site of who wrote it, the
/// path of the plan, and the key of the section.
async fn redrafted(platform: &Platform, (is_last, text): (bool, &str)) -> (Site, String, String) {
    state(platform).await;
    reachable(platform).await;
    let it = in_force(platform, ("drp", "it"), (None, &[])).await;
    let writer = ctx(platform, Role::Coordinator);
    let begun = plan::begin(&writer, it.id, it.version).await.unwrap();
    let mut content = begun.content.clone();
    let mut sections = content.sections.iter_mut();
    let section = if is_last { sections.next_back() } else { sections.next() };
    let section = section.unwrap();
    section.text = text.to_owned();
    let key = section.key.clone();
    plan::save(&writer, it.id, begun.version, content).await.unwrap();
    (Site::of(&writer), format!("/plans/{}", it.id), key)
}

#[tokio::test]
async fn versions_are_compared_by_section_and_line_what_changed_first() {
    let platform = fresh().await;
    let (site, path, key) = redrafted(&platform, (true, "Call Jane first.")).await;
    let (_, page) = site.get(&path).await;
    assert!(page.contains("/compare?from=1&amp;to=2"), "{page}");
    let (_, page) = site.get(&format!("{path}/compare?from=1&to=2")).await;
    assert!(page.contains("1 section differs."), "{page}");
    assert!(page.contains(&format!("<del>What {key} says.</del>")), "{page}");
    assert!(page.contains("<ins>Call Jane first.</ins>"), "{page}");
    assert!(page.find("<ins>").unwrap() < page.find("The same in both").unwrap());
    let (_, page) = site.get(&format!("{path}/compare?from=1&to=1")).await;
    assert!(page.contains("Both versions say the same."), "{page}");
    assert_eq!(site.get(&format!("{path}/compare?from=7")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_long_section_is_compared_on_pages_of_its_own() {
    let platform = fresh().await;
    let lines: Vec<String> = (0..150).map(|it| format!("Line {it}.")).collect();
    let (site, path, key) = redrafted(&platform, (false, &lines.join("\n"))).await;
    let path = format!("{path}/compare?from=1&to=2");
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Line 99.") && !page.contains("Line 149."), "{page}");
    let whole = format!("{path}&section={key}");
    assert!(page.contains("the first 100 of 150 rows"), "{page}");
    assert!(page.contains(&whole.replace('&', "&amp;")), "{page}");
    let (_, page) = site.get(&format!("{whole}&page=3")).await;
    assert!(page.contains("Line 149.") && !page.contains("Line 99."), "{page}");
    let (status, _) = site.get(&format!("{path}&section=nowhere")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_version_that_is_not_what_was_approved_says_so_and_how_to_go_on() {
    let (platform, writer, it) = approved().await;
    let head = ctx(&platform, Role::AgencyHead);
    let seen_at = plan::show(&head, it.id).await.unwrap().version;
    plan::waive_test(&head, it.id, seen_at, "It is new.").await.unwrap();
    let now = plan::show(&writer, it.id).await.unwrap();
    let mut document = plan::documents(&writer, &[now]).await.unwrap().remove(0);
    let (site, path) = (Site::of(&writer), format!("/plans/{}", it.id));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Put in force</a>") && !page.contains("Begin a new version"), "{page}");
    document.versions[0].content.sections[0].text = "Nobody signed this.".to_owned();
    let tx = platform.db.write().await.unwrap();
    plan::put_all(&tx, &platform_ctx(&platform), &[document]).await.unwrap();
    tx.commit().await.unwrap();

    let (_, page) = site.get(&path).await;
    assert!(page.contains("It does not say what was approved"), "{page}");
    assert!(!page.contains("Put in force</a>") && page.contains("Begin a new version"), "{page}");
    assert_eq!(site.get(&format!("{path}/publish")).await.0, StatusCode::SEE_OTHER);
    let form = page.split(&format!("{path}/begin")).nth(1).unwrap();
    let (_, to) = site.post(&format!("{path}/begin"), &seen(form)).await;
    assert_eq!(to, format!("{path}/draft?done=begun"));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Version 2, a draft.") && page.contains("Nobody signed this."), "{page}");
    assert!(!page.contains("It does not say what was approved"), "{page}");
}

/// Whoever answers for plans finds them with what is to be done next, on My work and in the list;
/// a change that somebody reports stands there at once.
#[tokio::test]
async fn who_approves_sees_who_puts_it_in_force() {
    let (platform, writer, it) = approved().await;
    let head = ctx(&platform, Role::AgencyHead);
    let path = format!("/plans/{}", it.id);
    let said = "Approved, and not in force yet";
    let (_, page) = Site::of(&head).get(&path).await;
    assert!(page.contains(said) && page.contains("These roles may, where they are held"), "{page}");
    assert!(!Site::of(&writer).get(&path).await.1.contains(said), "they have the button");
}

#[tokio::test]
async fn req_s4_05_my_work_and_the_list_show_ones_plans_with_the_next_action() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let id = person(&platform, "commerce", "olga").await;
    let owner = ctx_with(&platform, id, Role::PlanOwner, Reach::Agencies([at.commerce].into()));
    for (code, owner) in [("mine", Some("olga")), ("theirs", None)] {
        let mut document = PlanDocument::new("commerce", "drp", code, &format!("Plan {code}"));
        document.owner = owner.map(str::to_owned);
        plan::start(&platform_ctx(&platform), &document).await.unwrap();
    }
    let site = Site::of(&owner);
    let (_, page) = site.get("/work").await;
    assert!(page.contains("One thing is due from you"), "{page}");
    assert!(page.contains("Plans that you answer for") && page.contains("Plan mine"), "{page}");
    assert!(page.contains("Write it, and hand it in") && !page.contains("Plan theirs"), "{page}");
    let (_, page) = site.get("/plans?owner=me").await;
    assert!(page.contains("Plan mine") && !page.contains("Plan theirs"), "{page}");
    assert!(page.contains("Write it, and hand it in"), "{page}");
    assert!(site.get("/plans?owner=nobody").await.1.contains("not understood"));
}
