//! Disruptions, damage, costs, temporary access and roll calls, as people see them.

use app::Platform;
use app::actor::{Reach, Role};
use app::prepare::inventory::Kind;
use axum::http::{Request, StatusCode};
use test_support::{ctx, ctx_with, fresh, item, person, state};

use crate::site::{Site, read};

/// A PNG of one pixel.
pub(crate) const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const FLOOD: &str = "code=flood&agency=commerce&name=Flood&type=weather\
    &started_at=2026-11-20T22%3A30&sites=The+office&description=The+river+came.";

async fn made() -> (Platform, Site) {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "office").await;
    let cora = person(&platform, "commerce", "cora").await;
    let reach = Reach::Agencies([at.commerce].into());
    let site = Site::of(&ctx_with(&platform, cora, Role::Coordinator, reach));
    (platform, site)
}

/// A disruption that was declared, and its address.
async fn flood() -> (Platform, Site, String) {
    let (platform, site) = made().await;
    let (status, to) = site.post("/disruptions", FLOOD).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=declared").unwrap().to_owned();
    (platform, site, path)
}

#[tokio::test]
async fn a_disruption_is_declared_changed_and_ended_by_forms() {
    let (_, site, path) = flood().await;
    let (_, page) = site.get(&path).await;
    for words in
        ["Flood", "Going on", "The river came.", "The office", "Nothing is written down yet."]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let (status, page) =
        site.post("/disruptions", &FLOOD.replace("2026-11-20T22%3A30", "soon")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a day and a time") && page.contains("The river came."), "{page}");
    let (_, form) = site.get(&format!("{path}/edit")).await;
    assert!(form.contains("value=\"2026-11-20T22:30\""), "by the clock of the reader: {form}");
    let changed = FLOOD.replace("The+river+came.", "The+river+rose.");
    let (_, to) = site.post(&format!("{path}/edit"), &format!("version=1&{changed}")).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (status, page) = site.post(&format!("{path}/edit"), &format!("version=1&{FLOOD}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("The river rose.") && page.contains("The river came."), "{page}");
    assert!(site.get(&format!("{path}/end")).await.1.contains("Is “Flood” over?"));
    let (_, to) = site.post(&format!("{path}/end"), "version=2").await;
    assert_eq!(to, format!("{path}?done=disruption-ended"));
    let found =
        async |query: &str| site.get(&format!("/disruptions?{query}")).await.1.contains(">Flood<");
    for query in ["text=flo", "type=weather", "open=false", "exercise=false", "sort=name"] {
        assert!(found(query).await, "{query}");
    }
    for query in ["text=fire", "type=attack", "open=true", "exercise=true"] {
        assert!(!found(query).await, "{query}");
    }
    let (_, csv) = site.get("/disruptions.csv").await;
    assert!(csv.contains("flood,Flood,commerce,weather,no,office,"), "{csv}");
}

/// Damage is sent with its picture as a browser sends it; what is kept comes back as a JPEG.
#[tokio::test]
async fn req_s3_17_a_form_with_a_picture_becomes_damage_and_a_total() {
    let (platform, site, path) = flood().await;
    let picture = base64(PNG);
    let (status, to) = send(&site, &format!("{path}/damage"), "Boiler", &picture).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let entry = to.strip_suffix("?done=added").unwrap();
    let (_, page) = site.get(entry).await;
    assert!(page.contains("$12,500") && page.contains("Repair it in place"), "{page}");
    let photo = page.split("src=\"/photos/").nth(1).and_then(|it| it.split('"').next()).unwrap();
    let photo = format!("/photos/{photo}");
    let response = site.send(Request::get(&photo), "").await;
    assert_eq!(response.headers()["content-type"], "image/jpeg");
    let other = Site::of(&ctx(&platform, Role::Employee));
    assert_eq!(other.get(&photo).await.0, StatusCode::FORBIDDEN);
    // What is no picture is refused, what was typed stays in the form, and nothing is saved.
    let (status, page) = send(&site, &format!("{path}/damage"), "Racks", b"<svg/>").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a JPEG, PNG or WebP picture.") && page.contains("Racks"), "{page}");
    let (_, csv) = site.get(&format!("{path}/damage.csv")).await;
    assert!(!csv.contains("Racks"), "{csv}");
    // Sent again with a picture, it is there once.
    let (status, _) = send(&site, &format!("{path}/damage"), "Racks", &picture).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("<strong>$25,000</strong>"), "{page}");
    let (_, csv) = site.get(&format!("{path}/damage.csv")).await;
    assert!(csv.contains("Boiler,") && csv.contains(",major,no,12500,"), "{csv}");
    let (_, page) = site.get(&format!("{path}/damage?severity=minor")).await;
    assert!(page.contains("No things match"), "{page}");
    let (_, to) = site.post(&format!("{photo}/remove"), "").await;
    assert!(to.ends_with("?done=removed"), "{to}");
    assert_eq!(site.get(&photo).await.0, StatusCode::NOT_FOUND);
}

pub(crate) fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut n_bits) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter(|it| *it != b'=') {
        let value = LETTERS.iter().position(|it| *it == letter).unwrap();
        bits = ((bits << 6) | u32::try_from(value).unwrap()) & 0xFFFF;
        n_bits += 6;
        if 8 <= n_bits {
            n_bits -= 8;
            bytes.push(u8::try_from((bits >> n_bits) & 0xFF).unwrap());
        }
    }
    bytes
}

/// Sends the form of damage with a picture.
async fn send(site: &Site, path: &str, what: &str, picture: &[u8]) -> (StatusCode, String) {
    let mut body = Vec::new();
    for (name, value) in [
        ("what", what),
        ("severity", "major"),
        ("is_safe", "no"),
        ("site", "office"),
        ("item", ""),
        ("estimate", "12,500"),
        ("repair", "3 d"),
        ("decision", "repair"),
        ("at", "2026-11-21T03:00"),
        ("note", ""),
    ] {
        let part =
            format!("--line\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(
        b"--line\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n\
          Content-Type: image/png\r\n\r\n",
    );
    body.extend_from_slice(picture);
    body.extend_from_slice(b"\r\n--line--\r\n");
    let kind = "multipart/form-data; boundary=line";
    let request = Request::post(path).header("content-type", kind);
    let response = site.send_bytes(request, body).await;
    let location = response.headers().get("location").cloned();
    let (status, text) = read(response).await;
    match location {
        Some(location) => (status, location.to_str().unwrap().to_owned()),
        None => (status, text),
    }
}

#[tokio::test]
async fn req_s3_30_costs_are_written_down_and_total_per_category() {
    let (_, site, path) = flood().await;
    let cost = "what=Pumps&category=equipment&amount=1%2C250.50&at=2026-11-21T03%3A00&vendor=&site=\
        &is_emergency=true&approved_by=&reference=PO+17&note=";
    let (status, page) = site.post(&format!("{path}/costs"), cost).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say who allowed it"), "{page}");
    let allowed = cost.replace("approved_by=", "approved_by=Hal");
    let (status, to) = site.post(&format!("{path}/costs"), &allowed).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let more = allowed.replace("Pumps", "Hoses").replace("1%2C250.50", "49.50");
    site.post(&format!("{path}/costs"), &more).await;
    let labor = more.replace("equipment", "labor").replace("Hoses", "Overtime");
    site.post(&format!("{path}/costs"), &labor).await;
    let (_, page) = site.get(&path).await;
    assert!(page.contains(">$1,300<") && page.contains("<strong>$1,349.50</strong>"), "{page}");
    let (_, csv) = site.get(&format!("{path}/costs.csv?category=equipment")).await;
    assert!(csv.contains("equipment,1250.5,yes,Hal,PO 17"), "{csv}");
    assert!(!csv.contains("Overtime"), "{csv}");
}

#[tokio::test]
async fn req_s3_28_access_is_given_for_a_time_and_taken_back() {
    let (_, site, path) = flood().await;
    let access = "who=Ann+Plumber&what=Server+room&site=office&item=&at=2026-11-21T03%3A00\
        &until=2026-11-22T03%3A00&approved_by=Hal&note=";
    let long = access.replace("until=2026-11-22", "until=2027-11-22");
    let (status, page) = site.post(&format!("{path}/temporary-access"), &long).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("at most 90 days"), "{page}");
    let (_, to) = site.post(&format!("{path}/temporary-access"), access).await;
    let entry = to.strip_suffix("?done=added").unwrap();
    let (_, page) = site.get(&format!("{path}/temporary-access?standing=in_force")).await;
    assert!(page.contains("Ann Plumber") && page.contains("In force"), "{page}");
    let (_, to) = site.post(&format!("{entry}/revoke"), "version=1").await;
    assert_eq!(to, format!("{entry}?done=revoked"));
    let (_, page) = site.get(&format!("{path}/temporary-access?standing=in_force")).await;
    assert!(!page.contains("Ann Plumber"), "{page}");
    assert!(site.get(entry).await.1.contains("Taken back"));
    let (_, to) = site.post(&format!("{entry}/remove"), "version=2").await;
    assert_eq!(to, format!("{path}/temporary-access?done=removed"));
}

/// Many people at a time, one by a single tap, and who is unknown as a file.
#[tokio::test]
async fn req_s3_22_a_roll_call_is_gone_through_and_the_unknown_are_exported() {
    let (platform, site, path) = flood().await;
    for code in ["ann", "ben"] {
        person(&platform, "commerce", code).await;
    }
    let form = "site=The+office&agencies=commerce&visitors=Vic+Visitor%0AUna+Guest";
    let (status, to) = site.post(&format!("{path}/roll-calls"), form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let call = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get(&call).await;
    assert!(page.contains("5 unknown") && page.contains("Vic Visitor"), "{page}");
    let ids: Vec<&str> = page
        .split("name=\"id\" value=\"")
        .skip(1)
        .map(|it| it.split('"').next().unwrap())
        .collect();
    assert_eq!(ids.len(), 5);
    let (status, page_again) = site.post(&format!("{call}/mark"), "status=safe&note=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page_again.contains("Pick 1 to 500 people."), "{page_again}");
    let many = format!(
        "id={}&id={}&id={}&status=safe&note=At+the+car+park&query=status%3Dunknown",
        ids[0], ids[1], ids[2]
    );
    let (_, to) = site.post(&format!("{call}/mark"), &many).await;
    assert_eq!(to, format!("{call}?status=unknown&done=marked"));
    let one = format!("one={}+needs_help&note=&query=", ids[3]);
    site.post(&format!("{call}/mark"), &one).await;
    let (_, page) = site.get(&call).await;
    assert!(page.contains("1 need help") && page.contains("1 unknown"), "{page}");
    let (_, csv) = site.get(&format!("{call}/people.csv?status=unknown")).await;
    assert_eq!(csv.trim().lines().count(), 2, "{csv}");
    assert!(csv.contains("Vic Visitor,yes,unknown"), "{csv}");
    let (_, to) = site.post(&format!("{call}/people"), "visitors=Late+Comer&person=").await;
    assert_eq!(to, format!("{call}?done=added"));
    let (_, to) = site.post(&format!("{call}/close"), "version=1").await;
    assert_eq!(to, format!("{call}?done=closed-call"));
    assert!(!site.get(&call).await.1.contains("name=\"one\""));
}
