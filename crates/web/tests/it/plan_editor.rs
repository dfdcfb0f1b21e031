//! Starting and writing plans: by forms that work without script, and two people at once.

use app::Platform;
use app::actor::Role;
use app::ids::PlanId;
use app::plans::plan;
use axum::http::StatusCode;
use serde_json::Value;
use test_support::{ctx, fresh, item, person, platform_ctx, state};

use crate::plans::{plan_about, reachable, seen};
use crate::site::Site;

const START: &str = "type=computer_network&code=network&agency=commerce&title=Network+plan\
    &owner=&parent=&items.0=The+portal&items.1=&items.2=";

#[tokio::test]
async fn req_s0_10_a_coordinator_writes_a_plan_from_a_template_by_forms() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    item(&platform, app::prepare::inventory::Kind::Service, "commerce", "portal").await;
    let site = Site::of(&ctx(&platform, Role::Coordinator));
    let (_, page) = site.get("/plans/new?items.0=service:portal").await;
    assert!(page.contains("Disaster recovery plan") && page.contains("What it is for"), "{page}");
    let kind = "/plans/new?type=computer_network&amp;items.0=service%3Aportal";
    assert!(page.contains(kind), "{page}");
    let (_, page) = site.get(&kind.replace("&amp;", "&")).await;
    assert!(page.contains("value=\"service:portal\"") && page.contains("What belongs in it"));
    let (status, page) = site.post("/plans", &START.replace("The+portal", "asset:x")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no asset:x.") && page.contains("#f-items.0"), "{page}");
    let (status, to) = site.post("/plans", START).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("/draft?done=added").unwrap().to_owned();

    let (_, to) = site.get_to(&format!("{path}/draft?done=added")).await;
    assert_eq!(to, format!("{path}/draft/activation?done=added"));
    let (_, page) = site.get(&to).await;
    assert!(page.contains("0 of 7 required sections complete"), "{page}");
    assert!(page.contains("Criterion 1") && page.contains("Added."), "{page}");
    let draft = |key: &str| format!("{path}/draft/{key}");
    // Rows are added and removed without script, and nothing that was typed is lost by that.
    let rows = "activation.0.text=It+is+gone.&activation.0.trigger=decision&text=Typed.";
    let with = |act: &str| format!("{}&{rows}&do={act}", seen(&page));
    let (status, more) = site.post(&draft("activation"), &with("add.activation")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        more.contains("Criterion 2") && more.contains("It is gone.") && more.contains("Typed.")
    );
    let (_, less) = site.post(&draft("activation"), &with("remove.activation.0")).await;
    assert!(!less.contains("It is gone.") && less.contains("Typed."), "{less}");
    let (_, to) = site.post(&draft("activation"), &with("next")).await;
    assert_eq!(to, format!("{}?done=saved", draft("scope")));
    let (_, page) = site.get(&to).await;
    assert!(page.contains("1 of 7 required sections complete"), "{page}");
    assert!(page.contains("What writes itself here") && page.contains("The portal"), "{page}");

    let (_, plan) = site.get(&path).await;
    assert!(plan.contains("1 of 7 required sections are complete") && plan.contains("Missing"));
    // What saves itself says at once how far the plan is then.
    let soon = format!("{}&text=Soon.&autosave=true", seen(&page));
    let (_, kept) = site.post(&draft("scope"), &soon).await;
    let kept: Value = serde_json::from_str(&kept).unwrap();
    let part = |n: usize| kept["parts"][n].as_str().unwrap().to_owned();
    assert!(part(0).contains("2 of 7 required") && part(0).contains("id=\"n-complete\""), "{kept}");
    assert!(part(1).contains("id=\"sections\""), "{kept}");
    assert_eq!(part(1).matches("Complete").count(), 2, "{kept}");
    for key in ["scope", "order", "procedure", "who", "sites", "reconstitution"] {
        let (_, page) = site.get(&draft(key)).await;
        let form = format!("{}&text=What+{key}+says.&do=save", seen(&page));
        let (status, to) = site.post(&draft(key), &form).await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{}?done=saved", draft(key))));
    }
    let (_, page) = site.get(&format!("{path}/submit")).await;
    let (_, to) =
        site.post(&format!("{path}/submit"), &format!("{}&summary=New.", seen(&page))).await;
    assert_eq!(to, format!("{path}?done=submitted"));
    let (_, csv) = site.get("/plans.csv?type=computer_network&draft=in_review").await;
    assert!(csv.contains("network,Network plan,computer_network,commerce,,,service:portal,new"));
    assert_eq!(site.get("/plans.xlsx").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_row_with_a_mistake_comes_back_with_the_reason_beside_it() {
    let platform = fresh().await;
    state(&platform).await;
    person(&platform, "commerce", "jane").await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("computer_network", "it"), (None, &[])).await;
    let site = Site::of(&writer);
    let path = format!("/plans/{}/draft/procedure", it.id);
    let form = "version=1&text=&steps.0.text=&steps.3.text=Restore+it.&steps.3.takes=soon&do=save";
    let (status, page) = site.post(&path, form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    // The empty row is gone, and the problem stands beside the one that is left.
    assert!(page.contains("#f-steps.0.takes") && page.contains("Step 1, takes:"), "{page}");
    let (status, _) = site.post(&path, "version=1&steps.0.by=Director&do=save").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a step says what is done");
    let path = format!("/plans/{}/draft/who", it.id);
    let form = "version=1&duties.0.duty=Director&duties.0.person=Person+jane&do=save";
    assert_eq!(site.post(&path, form).await.0, StatusCode::SEE_OTHER);
    let newest = plan::versions(&writer, it.id).await.unwrap().remove(0);
    assert_eq!(newest.content.duties[0].person, "jane", "a name is as good as a code");
}

#[tokio::test]
async fn a_name_that_nobody_has_is_kept_and_told_at_once_beside_its_field() {
    let platform = fresh().await;
    state(&platform).await;
    person(&platform, "commerce", "jane").await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("computer_network", "it"), (None, &[])).await;
    let site = Site::of(&writer);
    let path = |key: &str| format!("/plans/{}/draft/{key}", it.id);
    let named = |version: i64, names: [&str; 2]| {
        format!(
            "version={version}&duties.0.duty=Director&duties.0.person={}&duties.0.alternates={}&do=next",
            names[0], names[1]
        )
    };
    let (_, to) = site.post(&path("who"), &named(1, ["jnae", "jane,+joe"])).await;
    assert_eq!(to, format!("{}?done=saved", path("who")), "nobody goes on past a mistake");
    let stored = draft_of(&platform, it.id).await.content;
    assert_eq!(stored.duties[0].person, "jnae", "a draft loses no words");
    let (_, page) = site.get(&to).await;
    assert!(page.contains("There is nobody called “jnae”."), "{page}");
    assert!(page.contains("There is nobody called “joe”."), "{page}");
    assert!(!page.contains("There is nobody called “jane”."), "{page}");
    assert!(page.contains("#f-duties.0.person") && page.contains("f-duties.0.person-problem"));

    let (_, to) = site.post(&path("who"), &named(2, ["jane", "jane"])).await;
    assert_eq!(to, format!("{}?done=saved", path("sites")), "then one goes on");
    let steps =
        "version=3&steps.0.text=It&steps.0.by=crew:none&steps.0.restores=asset:none&do=next";
    let (_, to) = site.post(&path("procedure"), steps).await;
    assert_eq!(to, format!("{}?done=saved", path("procedure")));
    let (_, page) = site.get(&to).await;
    assert!(page.contains("There is no crew:none."), "{page}");
    assert!(page.contains("There is no asset:none."), "{page}");
}

async fn draft_of(platform: &Platform, id: PlanId) -> plan::PlanVersion {
    plan::versions(&platform_ctx(platform), id).await.unwrap().remove(0)
}

#[tokio::test]
async fn two_who_write_at_one_section_see_both_texts_and_lose_neither() {
    let platform = fresh().await;
    state(&platform).await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("computer_network", "it"), (None, &[])).await;
    let (ann, bob) = (Site::of(&writer), Site::of(&ctx(&platform, Role::PlanOwner)));
    let path = |key: &str| format!("/plans/{}/draft/{key}", it.id);
    let opened = |text: &str| {
        let opened = format!(r#"{{"text":"{text}","not_applicable":""}}"#);
        serde_urlencoded::to_string([("opened", opened)]).unwrap()
    };
    let first = format!("version=1&{}&text=Ann+wrote+this.&do=save", opened("What order says."));
    assert_eq!(ann.post(&path("order"), &first).await.0, StatusCode::SEE_OTHER);

    // Who writes at another section meanwhile is in nobody's way.
    let other = format!("version=1&{}&text=Bob+is+at+sites.&do=save", opened("What sites says."));
    let (status, page) = bob.post(&path("sites"), &other).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let second = format!("version=1&{}&text=Bob+wrote+that.&do=save", opened("What order says."));
    let (status, page) = bob.post(&path("order"), &second).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("Ann wrote this.") && page.contains("Bob wrote that."), "{page}");
    let content = draft_of(&platform, it.id).await.content;
    assert_eq!(content.section("order").unwrap().text, "Ann wrote this.");
    assert_eq!(content.section("sites").unwrap().text, "Bob is at sites.");

    let chosen = format!("{}&text=Bob+wrote+that.&not_applicable=", seen(&page));
    assert_eq!(bob.post(&path("order"), &chosen).await.0, StatusCode::SEE_OTHER);
    let content = draft_of(&platform, it.id).await.content;
    assert_eq!(content.section("order").unwrap().text, "Bob wrote that.");
}

#[tokio::test]
async fn a_form_that_saves_itself_is_told_what_it_may_save_over() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("computer_network", "it"), (None, &[])).await;
    let site = Site::of(&writer);
    let path = format!("/plans/{}/draft/order", it.id);
    let send = |seen: i64, text: &str| format!("version={seen}&text={text}&autosave=true");
    let (status, kept) = site.post(&path, &send(1, "One")).await;
    assert_eq!(status, StatusCode::OK, "{kept}");
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["version"], 2);
    assert!(kept["opened"].as_str().unwrap().contains("One"), "{kept}");
    assert_eq!(site.post(&path, &send(2, "Two")).await.0, StatusCode::OK);
    assert_eq!(site.post(&path, &send(2, "Three")).await.0, StatusCode::CONFLICT);
    let path = format!("/plans/{}/draft/procedure", it.id);
    let bad = "version=3&steps.0.text=It&steps.0.takes=soon&autosave=true";
    let (status, told) = site.post(&path, bad).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.contains("reason"), "{told}");

    // What is written after somebody handed the version in is shown, to be kept.
    plan::submit(&writer, it.id, 3, "New.").await.unwrap();
    let (status, page) = site.post(&path, "version=3&text=My+last+words.&do=save").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("no draft any more") && page.contains("My last words."), "{page}");
    let (status, _) = site.get(&path).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_a_plan_is_about_is_changed_by_a_form_that_two_can_use() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, app::prepare::inventory::Kind::Site, "commerce", "east").await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    let site = Site::of(&writer);
    let path = format!("/plans/{}", it.id);
    let (_, page) = site.get(&format!("{path}/edit")).await;
    assert!(
        page.contains("The plan it") && !page.contains("name=\"code\" type=\"text\""),
        "{page}"
    );
    let form = "version=1&title=Ours&items.0=site:east";
    let (_, to) = site.post(&format!("{path}/edit"), form).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("<h1>Ours</h1>") && page.contains("The east"), "{page}");
    let (status, page) = site.post(&format!("{path}/edit"), "version=1&title=Mine").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("Ours") && page.contains("Mine"), "{page}");
}
