//! Signing in and out in a browser, and one's own account.

use app::actor::{Permission, Role};
use app::ids::PersonId;
use app::people::access::{self, Draft, Extent};
use app::people::sign_in::{self, TokenDraft};
use app::{Ctx, Platform};
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use test_support::{ctx, fresh, now, person, platform_ctx, state};

use crate::site::{Site, read};

const PASSWORD: &str = "correct horse battery";
const FORM: &str = "application/x-www-form-urlencoded";

async fn jane(platform: &Platform) -> PersonId {
    state(platform).await;
    let id = person(platform, "commerce", "jane").await;
    let root = platform_ctx(platform);
    sign_in::enroll(&root, id, "jane@franklin.gov", PASSWORD).await.unwrap();
    let draft = Draft {
        person_id: id,
        role: Role::Auditor,
        extent: Extent::State,
        starts_at: None,
        ends_at: None,
        reason: "For the yearly audit.".to_owned(),
    };
    access::give(&root, draft).await.unwrap();
    id
}

async fn enter(site: &Site, password: &str, next: &str) -> Response<Body> {
    let password = password.replace(' ', "+");
    let form = format!("email=jane%40franklin.gov&password={password}&next={next}");
    site.send(Request::post("/sign-in").header("content-type", FORM), &form).await
}

fn header<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |it| it.to_str().unwrap())
}

/// Signs in, and gives the cookie as a browser sends it.
async fn cookie(site: &Site) -> String {
    let response = enter(site, PASSWORD, "").await;
    header(&response, "set-cookie").split(';').next().unwrap().to_owned()
}

async fn with(
    site: &Site,
    cookie: &str,
    method: &str,
    path: &str,
    form: &str,
) -> (StatusCode, String) {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("cookie", cookie).header("content-type", FORM);
    let response = site.send(request, form).await;
    let location = header(&response, "location").to_owned();
    let (status, body) = read(response).await;
    (status, if location.is_empty() { body } else { location })
}

#[tokio::test]
async fn a_person_signs_in_goes_on_and_signs_out() {
    let platform = fresh().await;
    jane(&platform).await;
    let site = Site::in_service(&platform);
    let response = site.send(Request::get("/services?tier=1"), "").await;
    assert_eq!(header(&response, "location"), "/sign-in?next=%2Fservices%3Ftier%3D1");
    let (status, page) = site.get("/sign-in?next=%2Fservices%3Ftier%3D1").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains(r#"name="next" value="/services?tier=1""#));

    let response = enter(&site, PASSWORD, "%2Fservices%3Ftier%3D1").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&response, "location"), "/services?tier=1");
    let set = header(&response, "set-cookie");
    assert!(set.contains("HttpOnly; SameSite=Lax") && set.contains("Path=/;"), "{set}");
    let cookie = set.split(';').next().unwrap().to_owned();

    let (status, page) = with(&site, &cookie, "GET", "/services", "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Person jane"));
    let (_, to) = with(&site, &cookie, "GET", "/sign-in?next=%2Faccess", "").await;
    assert_eq!(to, "/access");
    let (_, to) = with(&site, &cookie, "POST", "/sign-out", "").await;
    assert_eq!(to, "/sign-in?done=out");
    let (_, to) = with(&site, &cookie, "GET", "/services", "").await;
    assert_eq!(to, "/sign-in?next=%2Fservices");
}

#[tokio::test]
async fn a_wrong_password_comes_back_without_it_and_many_are_slowed_down() {
    let platform = fresh().await;
    jane(&platform).await;
    let site = Site::in_service(&platform);
    for n in 0..6 {
        let response = enter(&site, "not it at all", "//evil.example").await;
        let (status, page) = read(response).await;
        assert!(page.contains("jane@franklin.gov") && !page.contains("not it at all"));
        match n {
            5 => assert_eq!(status, StatusCode::TOO_MANY_REQUESTS),
            _ => assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY),
        }
    }
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let platform = fresh().await;
    jane(&platform).await;
    let site = Site::in_service(&platform);
    for next in ["%2F%2Fevil.example", "https%3A%2F%2Fevil.example", "%2F%5Cevil.example"] {
        assert_eq!(header(&enter(&site, PASSWORD, next).await, "location"), "/", "{next}");
    }
}

#[tokio::test]
async fn a_link_asks_for_a_password_once() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    let secret = sign_in::make_link(&platform_ctx(&platform), id).await.unwrap();
    let site = Site::in_service(&platform);
    let path = web::link_path(secret.expose());
    let (status, page) = site.get(&path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("jane@franklin.gov"));
    let form = |password: &str, again: &str| {
        format!("link={}&password={password}&again={again}", secret.expose())
    };
    for (password, again, reason) in [
        ("tin+window+roof", "tin+window", "This is not what you typed above."),
        ("short", "short", "Use at least 12 characters."),
        ("jane+and+the+window", "jane+and+the+window", "It contains your name"),
    ] {
        let (status, page) = site.post("/choose-password", &form(password, again)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(reason) && !page.contains("value=\"tin"), "{reason}");
    }
    let done = form("tin+window+roof", "tin+window+roof");
    let (_, to) = site.post("/choose-password", &done).await;
    assert_eq!(to, "/sign-in?done=password");
    assert_eq!(site.post("/choose-password", &done).await.0, StatusCode::GONE);
    assert_eq!(site.get(&path).await.0, StatusCode::GONE);
}

#[tokio::test]
async fn the_account_page_shows_sessions_and_ends_them() {
    let platform = fresh().await;
    jane(&platform).await;
    let site = Site::in_service(&platform);
    let (here, there) = (cookie(&site).await, cookie(&site).await);
    let (_, page) = with(&site, &here, "GET", "/account", "").await;
    assert_eq!(page.matches("/end\"").count(), 2);
    assert!(page.contains("(this one)") && page.contains("Auditor"));

    let form = "old_password=wrong&password=tin+window+roof&again=tin+window+roof";
    let (status, page) = with(&site, &here, "POST", "/account/password", form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("This is not your password."));
    let form = "old_password=correct+horse+battery&password=tin+window+roof&again=tin+window+roof";
    let (_, to) = with(&site, &here, "POST", "/account/password", form).await;
    assert_eq!(to, "/account?done=password");
    assert_eq!(with(&site, &here, "GET", "/account", "").await.0, StatusCode::OK);
    assert_eq!(with(&site, &there, "GET", "/account", "").await.0, StatusCode::SEE_OTHER);

    let (_, to) = with(&site, &here, "POST", "/account/sign-out-everywhere", "").await;
    assert_eq!(to, "/sign-in?done=out");
    assert_eq!(with(&site, &here, "GET", "/account", "").await.0, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_token_is_issued_shown_once_and_used() {
    let platform = fresh().await;
    jane(&platform).await;
    let site = Site::in_service(&platform);
    let cookie = cookie(&site).await;
    let (_, form) = with(&site, &cookie, "GET", "/account/tokens/new", "").await;
    assert!(form.contains("inventory.read") && !form.contains("inventory.write"));
    assert!(
        form.contains("See services, assets, sites, vendors, teams, crews and equipment"),
        "{form}"
    );
    let typed = "name=Nightly&permissions=inventory.read&permissions=grants.read";
    let (status, page) = with(&site, &cookie, "POST", "/account/tokens", typed).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a day such as") && page.contains(r#"value="Nightly""#));
    let typed = format!("{typed}&expires_at=2027-01-31");
    let (_, page) = with(&site, &cookie, "POST", "/account/tokens", &typed).await;
    let secret = page.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(secret.starts_with("mst_"), "{page}");
    let (_, page) = with(&site, &cookie, "GET", "/account", "").await;
    assert!(page.contains("Nightly") && !page.contains(&secret));

    let by_token = async |path: &str| {
        let request = Request::get(path).header("authorization", format!("Bearer {secret}"));
        site.send(request, "").await.status()
    };
    assert_eq!(by_token("/services").await, StatusCode::OK);
    assert_eq!(by_token("/access").await, StatusCode::OK);
    assert_eq!(by_token("/access/new").await, StatusCode::FORBIDDEN);
    let revoke = page.split("action=\"").find(|it| it.contains("/revoke")).unwrap();
    let revoke = revoke.split('"').next().unwrap();
    let (_, to) = with(&site, &cookie, "POST", revoke, "").await;
    assert_eq!(to, "/account?done=ended");
    assert_eq!(by_token("/services").await, StatusCode::SEE_OTHER);
}

/// A program may do with a token what its person may, and no page gives it more.
#[tokio::test]
async fn a_program_cannot_make_itself_another_token() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    let root = platform_ctx(&platform);
    let mut actor = ctx(&platform, Role::Auditor).actor;
    actor.person_id = id;
    let jane = Ctx::new(root.platform.clone(), actor, now());
    let draft = TokenDraft {
        name: "Nightly".to_owned(),
        permissions: [Permission::ReadInventory].into(),
        expires_at: now() + chrono::TimeDelta::days(9),
    };
    let (_, secret) = sign_in::issue_token(&jane, draft).await.unwrap();
    let site = Site::in_service(&platform);
    let request = Request::post("/account/tokens")
        .header("authorization", format!("Bearer {}", secret.expose()))
        .header("content-type", FORM);
    let typed = "name=Another&permissions=inventory.read&expires_at=2027-01-31";
    let (status, _) = read(site.send(request, typed).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}
