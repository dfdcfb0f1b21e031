//! Work sites, inspections, and where people would sit, as people see them.

use app::actor::Role;
use app::prepare::inspections::Check;
use app::prepare::inventory::Kind;
use axum::http::StatusCode;
use test_support::{ctx, fresh, item, platform_ctx, state};

use crate::site::Site;

/// A process, an alternate site with ten seats, and who may do everything.
async fn made() -> (Site, String) {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Site, "commerce", "office").await;
    let site = Site::of(&platform_ctx(&platform));
    let west = "code=west&agency=commerce&name=West&site_role=alternate_office&seats=10";
    let (status, to) = site.post("/sites", west).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.split('?').next().unwrap().to_owned();
    (site, path)
}

fn process(code: &str, agency: &str, seats: u32) -> String {
    format!(
        "code={code}&agency={agency}&name=Process+{code}&site=office&tier=1&people_min=3\
         &seats={seats}&seats_at=west+{seats}"
    )
}

#[tokio::test]
async fn a_process_says_its_seats_by_form_and_the_lists_add_them_up() {
    let (site, _) = made().await;
    let (status, to) = site.post("/processes", &process("licenses", "commerce", 6)).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    site.post("/processes", &process("refunds", "revenue", 7)).await;
    let (status, page) =
        site.post("/processes", &process("x", "commerce", 1).replace("west+1", "nowhere+1")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no site called “nowhere”."), "{page}");
    let (_, page) = site.get("/work-sites").await;
    assert!(
        page.contains("Double booked") && page.contains("Not ready: never inspected"),
        "{page}"
    );
    assert!(page.contains("Agency of revenue: 7"), "{page}");
    let (_, csv) = site.get("/work-sites.csv?overbooked=true").await;
    assert!(csv.contains("west,West,Agency of commerce,alternate_office,10,13,-3,2,"), "{csv}");
    assert!(!site.get("/work-sites?ready=true").await.1.contains("Double booked"));
    let (_, page) = site.get("/staffing").await;
    assert!(page.contains("0 of 3 there, 3 short"), "{page}");
    assert!(page.contains("Its seats are counted on twice"), "{page}");
    let (_, page) = site.get("/staffing?critical=true&without=true").await;
    assert!(page.contains("No functions match"), "{page}");
    site.post("/processes", &process("alone", "commerce", 2).replace("&seats_at=west+2", "")).await;
    let (_, page) = site.get("/staffing?critical=true&without=true").await;
    assert!(page.contains("1 critical function has no alternate seat"), "{page}");
    let (_, csv) = site.get("/staffing.csv?without=true").await;
    assert!(
        csv.contains("alone,Process alone,Agency of commerce,1,yes,office,2,0,,no_seat,3,0,3"),
        "{csv}"
    );
}

#[tokio::test]
async fn req_s4_23_a_site_is_inspected_by_a_list_and_counts_as_ready() {
    let (site, path) = made().await;
    let all: Vec<String> = Check::ALL.iter().map(|it| format!("{}=fine", it.code())).collect();
    let all = all.join("&");
    let form = format!("inspected_on=2026-11-20&inspector=&note=All+there.&{all}");
    let inspections = format!("{path}/inspections");
    let (status, page) = site.post(&inspections, &form.replace("power=fine", "power=")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say what you found.") && page.contains("All there."), "{page}");
    let (status, to) = site.post(&inspections, &form).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, format!("{inspections}?done=saved").as_str())
    );
    assert!(site.get(&path).await.1.contains("Last inspected on"));
    let (_, page) = site.get("/work-sites?ready=true").await;
    assert!(page.contains(">West<"), "{page}");
    let (_, page) = site.get(&inspections).await;
    let withdraw =
        page.split("href=\"/inspections/").nth(1).and_then(|it| it.split('"').next()).unwrap();
    let withdraw = format!("/inspections/{withdraw}");
    assert!(site.get(&withdraw).await.1.contains("Take back the inspection of West"));
    let (_, to) = site.post(&withdraw, "").await;
    assert_eq!(to, format!("{inspections}?done=removed"));
    assert!(site.get(&inspections).await.1.contains("Nobody has looked yet"));
}

#[tokio::test]
async fn how_old_an_inspection_may_be_is_a_setting() {
    let (site, _) = made().await;
    let (_, to) = site.post("/settings/inspections", "version=0&days_max=90").await;
    assert_eq!(to, "/settings?done=saved");
    assert!(site.get("/settings").await.1.contains("90 days"));
    let (status, _) = site.post("/settings/inspections", "version=0&days_max=30").await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, page) = site.post("/settings/inspections", "version=1&days_max=0").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
}

#[tokio::test]
async fn who_may_not_read_the_inventory_sees_no_work_sites() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::Employee));
    for path in ["/work-sites", "/staffing", "/disruptions"] {
        assert_eq!(site.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
}
