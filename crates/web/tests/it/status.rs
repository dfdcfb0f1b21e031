//! How services are doing, as their clients see it: those pages, and no other.

use app::actor::{Permission, Reach, Role};
use app::prepare::inventory::Kind;
use axum::http::{Request, StatusCode};
use test_support::{ctx_with, fresh, item, person, state};
use web::Access;

use crate::server::{Call, service_for};
use crate::site::Site;

const ME: Option<&str> = Some("me");

/// What is their own: the account with which they sign in, and where they start from.
fn is_own(path: &str) -> bool {
    let is_under = |at: &str| path == at || path.starts_with(&format!("{at}/"));
    path == "/" || is_under("/account") || is_under("/shared") || path == "/shared.csv"
}

/// The acceptance check of S4-01: a client sees their services, and every other page and every other
/// operation of the API is refused.
#[tokio::test]
async fn req_s4_01_a_client_is_refused_everything_else() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = item(&platform, Kind::Service, "commerce", "portal").await;
    let payroll = item(&platform, Kind::Service, "commerce", "payroll").await;
    let cleo = person(&platform, "revenue", "cleo").await;
    let client = ctx_with(&platform, cleo, Role::Client, Reach::Record(portal.id.into()));
    let site = Site::of(&client);
    let mut n_refused = 0;
    for route in web::routes().entries() {
        let is_status = route.access == Access::Needs(Permission::ReadStatus);
        if route.access == Access::Public || is_status || is_own(route.path) {
            continue;
        }
        // Also at their own service: neither its page nor its record is theirs to open.
        for id in [portal.id.to_string(), cleo.to_string()] {
            let parts = route.path.split('/').map(|part| match part.starts_with('{') {
                true => id.as_str(),
                false => part,
            });
            let path = parts.collect::<Vec<_>>().join("/");
            let request = Request::builder().method(route.method).uri(&path);
            let status = site.send(request, "").await.status();
            assert_eq!(status, StatusCode::FORBIDDEN, "{} {path}", route.method);
        }
        n_refused += 1;
    }
    assert!(300 < n_refused, "{n_refused}");

    let (_, to) = site.get_to("/").await;
    assert_eq!(to, "/service-status");
    let (status, page) = site.get(&to).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("The portal") && !page.contains("The payroll"), "{page}");
    assert!(page.contains("No outage known") && page.contains("100.00 %"), "{page}");
    for hidden in ["href=\"/work\"", "href=\"/policies\"", "href=\"/meetings\"", "href=\"/search\""]
    {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
    let path = format!("/service-status/{}", portal.id);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Available for 100.00 %") && page.contains("None is known."), "{page}");
    let other = format!("/service-status/{}", payroll.id);
    assert_eq!(site.get(&other).await.0, StatusCode::NOT_FOUND);
    assert!(site.get("/service-status.csv").await.1.contains("The portal,"));
    assert_eq!(site.get("/account").await.0, StatusCode::OK);
    let (_, page) = site.get("/nothing-here").await;
    assert!(page.contains("Go to Service status"), "{page}");

    let service = service_for(&platform, &[("me", &client)]);
    let found = Call::get("/api/v1/service-status").by(ME).send(&service).await;
    assert_eq!(found.body["items"][0]["name"], "The portal", "{}", found.body);
    assert_eq!(found.body["items"][0]["available"], 10_000);
    let other = Call::get(&format!("/api/v1{other}")).by(ME).send(&service).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

/// Who holds another role beside that of a client keeps what that gives them.
#[tokio::test]
async fn who_is_a_client_and_an_employee_sees_what_an_employee_does() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = item(&platform, Kind::Service, "commerce", "portal").await;
    let cleo = person(&platform, "revenue", "cleo").await;
    let mut both = ctx_with(&platform, cleo, Role::Client, Reach::Record(portal.id.into()));
    let reach = Reach::Agencies([at.revenue].into());
    both.actor.held.push(app::actor::Held { role: Role::Employee, reach });
    let site = Site::of(&both);
    assert_eq!(site.get("/work").await.0, StatusCode::OK);
    assert_eq!(site.get("/service-status").await.0, StatusCode::OK);
    assert_eq!(site.get(&format!("/services/{}", portal.id)).await.0, StatusCode::FORBIDDEN);
}
