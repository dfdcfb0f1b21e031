//! The table of routes.

use app::actor::{Permission, Role};
use axum::http::{Request, StatusCode};
use test_support::{ctx, fresh, platform_ctx, state};
use web::Access;

use crate::site::Site;

/// An address of the route, with an id that no record has.
fn address(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{') {
        Some(_) => "01a20011-a55c-7264-8ce3-7c5cb826332d",
        None => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Whoever adds a route sees here, and shows the reviewer, who may use it.
#[test]
fn every_route_says_who_may_use_it() {
    insta::assert_snapshot!(web::routes());
}

#[tokio::test]
async fn without_a_session_no_route_answers_that_is_not_for_anyone() {
    let platform = fresh().await;
    let site = Site::anonymous(&platform);
    for route in web::routes().entries() {
        let path = address(route.path);
        let request = Request::builder().method(route.method).uri(&path);
        let response = site.send(request, "").await;
        let to_sign_in = response
            .headers()
            .get("location")
            .is_some_and(|it| it.to_str().unwrap().starts_with("/sign-in?next="));
        let refused = response.status() == StatusCode::UNAUTHORIZED || to_sign_in;
        assert_eq!(refused, route.access != Access::Public, "{route:?}: {}", response.status());
    }
}

/// Each route, asked by each role that does not hold what it needs.
#[tokio::test]
async fn no_role_uses_a_route_that_it_may_not() {
    let platform = fresh().await;
    state(&platform).await;
    for &role in Role::ALL {
        let site = Site::of(&ctx(&platform, role));
        for route in web::routes().entries() {
            let Access::Needs(permission) = route.access else { continue };
            if role.allows(permission) {
                continue;
            }
            let request = Request::builder().method(route.method).uri(address(route.path));
            let status = site.send(request, "").await.status();
            assert_eq!(status, StatusCode::FORBIDDEN, "{role:?} {route:?}");
        }
    }
}

/// Nobody learns from an answer whether a record is there that they may not see.
#[tokio::test]
async fn what_is_not_there_and_what_is_not_theirs_look_the_same() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let theirs =
        test_support::item(&platform, app::prepare::inventory::Kind::Service, "commerce", "x")
            .await;
    let outsider = test_support::ctx_in(&platform, Role::Coordinator, at.revenue);
    let site = Site::of(&outsider);
    for route in web::routes().entries() {
        let path = route.path.strip_prefix("/api/v1").unwrap_or(route.path);
        let is_one = path.starts_with("/services/{id}") && route.method == "GET";
        if !is_one {
            continue;
        }
        let real = site.get(&route.path.replace("{id}", &theirs.id.to_string())).await;
        let none = site.get(&address(route.path)).await;
        assert_eq!(real.0, StatusCode::NOT_FOUND, "{route:?}");
        assert_eq!(none.0, StatusCode::NOT_FOUND, "{route:?}");
    }
}

/// Every list says what of its address it did not understand, so that nobody takes all of it for a
/// part.
#[tokio::test]
async fn a_list_names_the_filter_that_it_does_not_know_and_leads_to_one_without() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&platform_ctx(&platform));
    let lists = [
        "/services",
        "/assets",
        "/analyses",
        "/people",
        "/agencies",
        "/access",
        "/audit",
        "/imports",
        "/recovery",
        "/recovery/services",
        "/recovery/findings",
        "/recovery/single-points",
        "/recovery/missing",
        "/recovery/agencies",
        "/risks",
        "/strategies",
        "/investments",
        "/worth-buying",
        "/scenarios",
        "/jobs",
        "/plans",
        "/plans/uncovered",
        "/plans/waivers",
        "/activations",
        "/work-sites",
        "/staffing",
        "/disruptions",
        "/lessons",
        "/programme",
        "/programme/benefits",
        "/projects",
        "/objectives",
        "/obligations",
        "/compliance",
        "/calendars",
        "/policies",
        "/meetings",
        "/service-status",
        "/partners",
        "/advisories",
        "/managers",
        "/contacts",
        "/handovers",
        "/consultations",
    ];
    for path in lists {
        let (status, page) = site.get(&format!("{path}?kind=nonsense&sort=foo&done=saved")).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(page.contains("Part of the address was not understood"), "{path}: {page}");
        assert!(page.contains("<code>kind=nonsense</code>, <code>sort=foo</code>"), "{path}");
        assert!(page.contains("Clear it</a>") && !page.contains("?kind=nonsense"), "{path}");
        assert!(!page.contains(r#"class="chips""#), "{path}: nothing narrows it");
        let (_, page) = site.get(&format!("{path}?page=2&done=saved")).await;
        assert!(!page.contains("not understood"), "{path}");
    }
    let known = "/analyses?kind=service&state=draft&sort=rto&mine=true&agency=nowhere";
    assert!(!site.get(known).await.1.contains("not understood"));
}

#[tokio::test]
async fn an_error_leads_everybody_to_a_page_that_they_may_read() {
    let platform = fresh().await;
    state(&platform).await;
    for (role, home) in [(Role::Employee, "Go to My work"), (Role::Auditor, "Go to Readiness")] {
        let site = Site::of(&ctx(&platform, role));
        for path in ["/nothing-here", "/imports"] {
            let (_, page) = site.get(path).await;
            assert_eq!(page.matches("Go to ").count(), 1, "{path}: {page}");
            assert!(page.contains(home), "{role:?} at {path}: {page}");
        }
    }
}

#[tokio::test]
async fn a_change_that_another_site_asks_for_is_refused() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&platform_ctx(&platform));
    let form = "application/x-www-form-urlencoded";
    let request = Request::post("/services")
        .header("content-type", form)
        .header("sec-fetch-site", "cross-site");
    let response = site.send(request, "agency=commerce&code=x&name=X").await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&platform_ctx(&platform));
    for path in ["/services", "/nothing-here"] {
        let response = site.send(Request::get(path), "").await;
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert!(header("content-security-policy").contains("default-src 'none'"));
        assert!(!header("content-security-policy").contains("unsafe"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        assert!(response.headers().contains_key("x-request-id"));
    }
}

/// A permission that no route asks for would be one that nobody tests.
#[test]
fn the_inventory_is_written_only_with_permission() {
    let routes = web::routes();
    let writes = routes.entries().iter().filter(|it| it.path.starts_with("/services"));
    for route in writes.filter(|it| it.method == "POST" && !it.path.contains("/views")) {
        assert_eq!(route.access, Access::Needs(Permission::WriteInventory), "{route:?}");
    }
}
