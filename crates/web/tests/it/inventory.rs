//! The inventory, as people see it.

use app::Span;
use app::actor::Role;
use app::people::persons::{self, PersonDocument, PersonKind};
use app::prepare::imports::{self, File, Format, Target};
use app::prepare::inventory::{self, ItemDocument, Kind, Proof, ProofSource, Query};
use axum::http::StatusCode;
use test_support::{
    asset, ctx, ctx_in, fresh, item, need, person, platform_ctx, put, service, state,
};

use crate::site::Site;

#[tokio::test]
async fn a_service_is_added_shown_changed_and_retired() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let site = Site::of(&ctx);

    let form =
        "agency=commerce&code=benefits&name=Benefit+payments&target_rto=4+h&availability=high";
    let (status, page) = site.post("/services", form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let path = page.strip_suffix("?done=added").unwrap().to_owned();
    let (status, page) = site.get(&format!("{path}?done=added")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<h1>Benefit payments</h1>") && page.contains("Added."));

    let (_, edit) = site.get(&format!("{path}/edit")).await;
    assert!(edit.contains(r#"name="version" value="1""#) && edit.contains(r#"value="4 h""#));
    let form = "version=1&name=Unemployment+benefits&agency=commerce&code=benefits";
    let (_, to) = site.post(&format!("{path}/edit"), form).await;
    assert_eq!(to, format!("{path}?done=saved"));

    let (status, page) = site.post(&format!("{path}/edit"), form).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("was saved by somebody else first"));

    let (_, ask) = site.get(&format!("{path}/retire")).await;
    assert!(ask.contains("Retire “Unemployment benefits”?"));
    let (_, to) = site.post(&format!("{path}/retire"), "version=2").await;
    assert_eq!(to, format!("{path}?done=retired"));
    let (_, list) = site.get("/services").await;
    assert!(list.contains("No services yet"));
    let (_, list) = site.get("/services?retired=true").await;
    assert!(list.contains("Unemployment benefits"));
}

#[tokio::test]
async fn who_saves_second_is_asked_only_about_what_both_changed() {
    let platform = fresh().await;
    state(&platform).await;
    person(&platform, "commerce", "bea-benefits").await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let form = "agency=commerce&code=benefits&name=Benefits&users=Everybody&tier=2";
    let (_, to) = site.post("/services", form).await;
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, edit) = site.get(&format!("{path}/edit")).await;
    assert!(edit.contains(r#"name="opened""#));

    let opened = "opened=%7B%22name%22%3A%22Benefits%22%2C%22agency%22%3A%22commerce%22%2C\
                  %22users%22%3A%22Everybody%22%2C%22tier%22%3A%222%22%7D";
    let whole = format!("version=1&code=benefits&agency=commerce&{opened}");
    let theirs = format!("{whole}&name=Benefits&users=Claimants&tier=1&owner=bea-benefits");
    let (_, to) = site.post(&format!("{path}/edit"), &theirs).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let yours = format!("{whole}&name=Benefit+payments&users=Families&tier=2&owner=");
    let (status, page) = site.post(&format!("{path}/edit"), &yours).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(page.matches("type=\"radio\"").count(), 2, "only the users: {page}");
    assert!(page.contains(r#"value="Claimants" checked"#) && page.contains("One field differs"));
    assert!(page.contains(r#"name="name" value="Benefit payments""#), "only you changed it");
    assert!(page.contains(r#"name="tier" value="1""#), "only they changed it");
    assert!(page.contains("Person bea-benefits"), "people are shown by name: {page}");
}

#[tokio::test]
async fn what_is_added_has_its_article_and_no_yes_that_nobody_said() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = site.get("/assets/new").await;
    assert!(page.contains("<h1>Add an asset</h1>"));
    let (_, page) = site.get("/sites/new").await;
    let (_, flag) = page.split_once(r#"<select id="f-staffed_always""#).unwrap();
    assert!(flag.find(">No<") < flag.find(">Yes<"), "{flag}");
}

#[tokio::test]
async fn req_s2_19_a_service_shows_its_business_and_its_technical_owner() {
    let platform = fresh().await;
    state(&platform).await;
    person(&platform, "commerce", "bea-benefits").await;
    person(&platform, "commerce", "ted-technical").await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let form = "agency=commerce&code=benefits&name=Benefits&owner=bea-benefits\
                &custodian=ted-technical";
    let (_, to) = site.post("/services", form).await;
    let (_, page) = site.get(to.split('?').next().unwrap()).await;
    let shown = |label: &str, name: &str| {
        let after = page.split_once(&format!("<dt>{label}</dt>")).expect("it is said who").1;
        assert!(after.split("</dd>").next().unwrap().contains(name), "{label}: {after}");
    };
    shown("Business owner", "Person bea-benefits");
    shown("Technical owner", "Person ted-technical");
}

#[tokio::test]
async fn a_form_that_makes_no_sense_comes_back_with_what_was_typed() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let form = "agency=commerce&code=Bad+Code&name=X&restore=soon&point=99999+d";
    let (status, page) = site.post("/assets", form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(r#"value="soon""#));
    // Everything at once, each with what its field is called.
    let line = |field: &str, text: &str| format!("<a href=\"#f-{field}\">{text}");
    for (field, text) in [
        ("code", "Code: Use lower-case letters, digits and hyphens."),
        ("restore", "Recovery time promised: Write a length of time such as 4 h"),
        ("point", "Recovery point promised: That is too long."),
    ] {
        assert!(page.contains(&line(field, text)), "{field}: {page}");
    }
}

#[tokio::test]
async fn a_form_takes_names_where_codes_are_kept() {
    let platform = fresh().await;
    let at = state(&platform).await;
    for code in ["bo-speight", "kim-one", "kim-two"] {
        person(&platform, "commerce", code).await;
    }
    item(&platform, Kind::Site, "commerce", "eastern").await;
    let both = ["kim-one", "kim-two"].map(|code| PersonDocument {
        code: code.to_owned(),
        agency: "commerce".to_owned(),
        name: "Kim Lee".to_owned(),
        title: String::new(),
        kind: PersonKind::Employee,
        channels: Vec::new(),
    });
    let platform_ctx = ctx(&platform, Role::ContinuityTeam);
    for document in &both {
        let person = persons::by_code(&platform_ctx, &document.code).await.unwrap();
        persons::change(&platform_ctx, person.id, person.version, document).await.unwrap();
    }
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let form = "agency=commerce&code=benefits&name=Benefits&owner=person+BO-speight\
                &site=The+eastern&custodian=";

    let (status, page) = site.post("/services", &format!("{form}Kim+Lee")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Several are called so: kim-one ("), "{page}");
    assert!(page.contains("Type the code of one of them."));

    let (status, to) = site.post("/services", &format!("{form}kim-two")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let added = inventory::by_code(&platform_ctx, Kind::Service, "benefits").await.unwrap();
    let document = inventory::documents(&platform_ctx, &[added]).await.unwrap().remove(0);
    assert_eq!(document.owner.as_deref(), Some("bo-speight"));
    assert_eq!(document.custodian.as_deref(), Some("kim-two"));
    assert_eq!(document.site.as_deref(), Some("eastern"));
    let path = to.split('?').next().unwrap();
    let (status, to) = site.post(&format!("{path}/needs"), "on=The+eastern").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
}

#[tokio::test]
async fn what_something_depends_on_is_said_on_its_page_and_on_its_map() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = service(&platform, "portal", 4, 1).await;
    let database = asset(&platform, "database", 2).await;
    asset(&platform, "storage", 1).await;
    need(&platform, &portal, &database).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let path = format!("/services/{}", portal.id);

    let (status, to) = site.post(&format!("{path}/needs"), "on=asset:storage&max_gap=2+h").await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{path}?done=added")));
    let (status, page) = site.post(&format!("{path}/needs"), "on=asset:nothing").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no asset called “nothing” that you may see."));

    let (_, page) = site.get(&path).await;
    assert!(page.contains("The database") && page.contains("The storage"));
    let (status, map) = site.get(&format!("{path}/map")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(map.contains("<svg") && map.contains("As a table"));
    let (_, csv) = site.get(&format!("{path}/map.csv")).await;
    assert!(csv.contains("service:portal,asset:storage,2,"), "{csv}");
}

#[tokio::test]
async fn several_things_are_asked_about_at_once_and_what_suffices_together_is_found() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = service(&platform, "portal", 4, 1).await;
    for (code, hours) in [("database", 6), ("storage", 5)] {
        need(&platform, &portal, &asset(&platform, code, hours).await).await;
    }
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let path = format!("/services/{}", portal.id);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("not alone") && page.contains("what-if?together=true"), "{page}");

    // Two ways in parallel: neither helps alone, and each may take 3 h for both to.
    let (status, page) = site.get(&format!("{path}/what-if?together=true")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("If The database took 3 h and The storage took 3 h"), "{page}");
    assert!(page.contains("Achievable then</dt><dd><strong>4 h"), "{page}");

    let id = |code| {
        let ctx = platform_ctx(&platform);
        async move { inventory::by_code(&ctx, Kind::Asset, code).await.unwrap().id }
    };
    let (database, storage) = (id("database").await, id("storage").await);
    let query = format!("item={database}&takes=0&item-2={storage}&takes-2=1+h");
    let (status, page) = site.get(&format!("{path}/what-if?{query}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("If The database took no time and The storage took 1 h"), "{page}");
    let (status, page) = site.get(&format!("{path}/what-if?{query}&takes-3=soon")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("<a href=\"#f-takes-3\">took (3): Write a length of time"), "{page}");
    assert!(page.contains("<a href=\"#f-item-3\">What if this (3): Choose"), "{page}");
}

#[tokio::test]
async fn many_are_changed_at_once_after_a_preview() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let a = item(&platform, Kind::Asset, "commerce", "a").await;
    let b = item(&platform, Kind::Asset, "commerce", "b").await;
    let theirs = item(&platform, Kind::Asset, "revenue", "c").await;
    let coordinator = ctx_in(&platform, Role::Coordinator, at.commerce);
    let site = Site::of(&coordinator);
    let form = format!("id={}&id={}&field=tier&value=2&action=set", a.id, b.id);

    let (status, preview) = site.post("/assets/bulk", &form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(preview.contains("Set tier for 2 records?"));
    let tier_two = Query { tier: Some(2), ..Query::all(Kind::Asset) };
    let platform_ctx = platform_ctx(&platform);
    assert_eq!(inventory::count(&platform_ctx, &tier_two).await.unwrap(), 0);

    let (_, to) = site.post("/assets/bulk", &format!("{form}&confirmed=true")).await;
    assert_eq!(to, "/assets?done=saved");
    assert_eq!(inventory::count(&platform_ctx, &tier_two).await.unwrap(), 2);

    let (status, _) =
        site.post("/assets/bulk", &format!("{form}&id={}&confirmed=true", theirs.id)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, page) = site.post("/assets/bulk", &form.replace("value=2", "value=9")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a whole number from 1 to 4."));
}

#[tokio::test]
async fn a_list_is_downloaded_as_csv_and_xlsx_with_its_filters() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Vendor, "commerce", "halyard").await;
    item(&platform, Kind::Vendor, "revenue", "anchor").await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (status, csv) = site.get("/vendors.csv?text=halyard").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.contains("The halyard,halyard,commerce"), "{csv}");
    let (status, xlsx) = site.get("/vendors.xlsx").await;
    assert_eq!(status, StatusCode::OK);
    assert!(xlsx.starts_with("PK"));
}

#[tokio::test]
async fn an_exported_list_counts_in_hours_and_changes_nothing_when_it_is_imported_again() {
    let platform = fresh().await;
    state(&platform).await;
    person(&platform, "commerce", "jane").await;
    let document = ItemDocument {
        owner: Some("jane".to_owned()),
        description: "=SUM(A1), \"quoted\"\nand a second line".to_owned(),
        tier: Some(1),
        target_rto: Some(Span::from_minutes(560)),
        target_rpo: Some(Span::from_minutes(15)),
        restore: Some(Span::from_secs(3_601)),
        proof: Some(Proof {
            source: ProofSource::Test,
            on: Some("2026-03-01".parse().unwrap()),
            measured: Some(Span::from_hours(72)),
        }),
        ..ItemDocument::new(Kind::Service, "commerce", "portal", "The portal")
    };
    put(&platform, &document).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let (_, csv) = Site::of(&ctx).get("/services.csv").await;
    let headers: Vec<String> = csv
        .trim_start_matches('\u{FEFF}')
        .lines()
        .next()
        .unwrap()
        .split(',')
        .map(str::to_owned)
        .collect();
    assert!(headers.contains(&"target_rto_h".to_owned()), "{csv}");
    assert!(csv.contains(",9.333333,") && csv.contains(",1.000278,"), "{csv}");

    let file = File::of(Format::Csv, csv.clone().into_bytes());
    let mapping = imports::propose(Target::Item(Kind::Service), &headers);
    let columns = |field: &str| mapping.fields[field].column.clone().unwrap_or_default();
    assert_eq!(
        (columns("restore"), columns("proof_measured")),
        ("restore_h".into(), "proof_measured_h".into())
    );
    let counts = imports::dry_run(&ctx, &file, &mapping).await.unwrap();
    assert_eq!((counts.n_rows, counts.n_same), (1, 1), "{counts:?}: {csv}");
    // As somebody edits it in a sheet.
    let edited = csv.replace(",9.333333,", ",4.5,").replace(",1.000278,", ",90 min,");
    let file = File::of(Format::Csv, edited.into_bytes());
    let counts = imports::put(&ctx, &file, &mapping, false).await.unwrap();
    assert_eq!(counts.n_changed, 1, "{counts:?}");
    let query = Query::all(Kind::Service);
    let item = inventory::list(&ctx, &query).await.unwrap().items.remove(0);
    let promised = item.recovery;
    assert_eq!(
        (promised.target_rto, promised.restore),
        (Some(Span::from_minutes(270)), Some(Span::from_minutes(90)))
    );
}

#[tokio::test]
async fn a_view_is_kept_under_a_name() {
    let platform = fresh().await;
    state(&platform).await;
    person(&platform, "commerce", "jane-doe").await;
    let person = persons::by_code(&platform_ctx(&platform), "jane-doe").await.unwrap();
    let reach = app::actor::Reach::State;
    let jane = test_support::ctx_with(&platform, person.id, Role::ContinuityTeam, reach);
    let site = Site::of(&jane);
    let (_, to) = site.post("/services/views", "name=Late&query=standing%3Dmissed").await;
    assert_eq!(to, "/services?standing=missed");
    let (_, page) = site.get("/services").await;
    assert!(page.contains(r#"href="?standing=missed""#) && page.contains("Remove “Late”"));
    let others = Site::of(&ctx(&platform, Role::ContinuityTeam));
    assert!(!others.get("/services").await.1.contains("Remove “Late”"));
}

#[tokio::test]
async fn anything_is_found_by_the_start_of_its_words() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Service, "commerce", "unemployment-benefits").await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (status, json) = site.get("/search.json?q=unemp&refs=true").await;
    assert_eq!(status, StatusCode::OK);
    assert!(json.contains(r#""code":"service:unemployment-benefits""#), "{json}");
    let outsider = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert_eq!(outsider.get("/search.json?q=unemp").await.1, "[]");
}

/// What a service depends on is told to everybody who may see the service. A link that leads to an
/// error is not.
#[tokio::test]
async fn what_one_may_not_open_is_named_without_a_link() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = service(&platform, "portal", 4, 1).await;
    let theirs = item(&platform, Kind::Asset, "revenue", "mainframe").await;
    let own = asset(&platform, "database", 9).await;
    need(&platform, &portal, &theirs).await;
    need(&platform, &portal, &own).await;
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    for page in [format!("/services/{}", portal.id), format!("/services/{}/map", portal.id)] {
        let (status, page) = site.get(&page).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("The mainframe"), "{page}");
        assert!(page.contains(&format!("/assets/{}", own.id)));
        assert!(!page.contains(&format!("/assets/{}", theirs.id)), "{page}");
    }
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = site.get(&format!("/services/{}", portal.id)).await;
    assert!(page.contains(&format!("/assets/{}", theirs.id)));
}

/// The panels beside the chain: because of whom it is needed so soon, what a proof says against the
/// promise, and what happened to its needs.
#[tokio::test]
async fn an_item_says_who_requires_it_and_what_a_test_showed_and_what_changed() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = service(&platform, "portal", 3, 1).await;
    let database = asset(&platform, "database", 2).await;
    need(&platform, &portal, &database).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let path = format!("/assets/{}", database.id);
    let form = "version=1&agency=commerce&code=database&name=The+database&restore=2+h\
                &proof_source=test&proof_on=2026-03-02&proof_measured=6+h";
    let (_, to) = site.post(&format!("{path}/edit"), form).await;
    assert_eq!(to, format!("{path}?done=saved"));

    let (_, page) = site.get(&path).await;
    let by = format!("required by <a href=\"/services/{}\">The portal</a>", portal.id);
    assert!(page.contains(&by), "{page}");
    assert!(page.contains("measured 6 h on 2026-03-02, promised 2 h"), "{page}");
    let (_, page) = site.get("/recovery/findings").await;
    assert!(page.contains("The database: measured 6 h on 2026-03-02, promised 2 h."), "{page}");

    let (_, page) = site.get(&format!("/services/{}", portal.id)).await;
    assert!(page.contains("Too slow: 6 h"), "{page}");
    assert!(!page.contains("required by"), "its own target decides: {page}");
    let added = format!("added the need of <a href=\"{path}\">The database</a>");
    assert!(page.contains(&added), "{page}");
    let need = page.split("/needs/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    site.post(&format!("/needs/{need}/remove"), "").await;
    let (_, page) = site.get(&format!("/services/{}", portal.id)).await;
    assert!(page.contains(&added.replace("added", "removed")), "{page}");
}

/// Neither panel leads to a record of another agency, nor tells what a need that is gone was of.
#[tokio::test]
async fn who_requires_it_and_what_changed_keep_what_one_may_not_read() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = service(&platform, "portal", 3, 1).await;
    let theirs = item(&platform, Kind::Asset, "revenue", "mainframe").await;
    need(&platform, &portal, &theirs).await;
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let revenue = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    let (status, page) = revenue.get(&format!("/assets/{}", theirs.id)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("required by"), "{page}");
    assert!(!page.contains(&portal.id.to_string()), "{page}");

    let path = format!("/services/{}", portal.id);
    let (_, page) = team.get(&path).await;
    let need = page.split("/needs/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    team.post(&format!("/needs/{need}/remove"), "").await;
    let (_, page) = team.get(&path).await;
    assert!(page.contains("removed the need of <a"), "{page}");
    let commerce = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let (status, page) = commerce.get(&path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("removed the need of something"), "{page}");
    assert!(!page.contains("mainframe"), "{page}");
}

#[tokio::test]
async fn who_may_not_do_something_is_told_what_and_whom_to_ask() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::Auditor));
    let (status, page) = site.get("/services/new").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("Your roles do not let you add, change or import services"), "{page}");
    assert!(page.contains("Continuity team or Continuity coordinator"), "{page}");
    assert!(!page.contains("inventory.write"), "{page}");
}
