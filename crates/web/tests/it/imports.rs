//! Importing a file, as people do it.

use app::Ctx;
use app::actor::Role;
use app::ids::ImportId;
use app::prepare::imports;
use app::prepare::inventory::{self, Kind, Query};
use axum::http::{Request, StatusCode};
use test_support::{ctx, fresh, fresh_in, state};

use crate::site::{Site, read};

const BOUNDARY: &str = "----form";

/// The page that a file leads to, or the one that says why it is refused.
async fn upload(site: &Site, name: &str, text: &str) -> (StatusCode, String) {
    let body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nservice\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n{text}\r\n--{BOUNDARY}--\r\n"
    );
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = Request::post("/imports").header("content-type", kind);
    let response = site.send(request, &body).await;
    let to = response.headers().get("location").map(|it| it.to_str().unwrap().to_owned());
    let (status, page) = read(response).await;
    (status, to.unwrap_or(page))
}

/// The page of an import once nothing is under way any more.
async fn settled(site: &Site, path: &str) -> String {
    // The stream ends with the work.
    let (status, stream) = site.get(&format!("{path}/live")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(stream.ends_with(&format!("event: done\ndata: {path}\n\n")), "{stream}");
    site.get(path).await.1
}

#[tokio::test]
async fn a_file_is_uploaded_mapped_checked_and_put_in() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let site = Site::of(&ctx);
    let (_, page) = site.get("/imports").await;
    assert!(page.contains("Nothing imported yet"));
    let (_, page) = site.get("/imports/new?kind=asset").await;
    assert!(page.contains(r#"<option value="asset" selected>"#), "{page}");

    let rows = "id,title,agency,rto\n1,Portal,commerce,4 h\n2,Mail,Trade,2 h\n";
    let (status, to) = upload(&site, "services.csv", rows).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("/map?kind=service").unwrap().to_owned();
    let (_, page) = site.get(&to).await;
    assert!(page.contains("→ Recovery time wanted (RTO)") && page.contains("Portal"), "{page}");

    let (status, page) = site.post(&format!("{path}/map"), "kind=service").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say where the code comes from."));
    assert!(page.contains("Nothing says which services are essential"), "{page}");
    assert!(page.contains(r##"href="#f-otherwise-importance""##), "{page}");
    assert!(
        page.contains("<legend>Code (needed)</legend>")
            && !page.contains("(optional)</span></label><select id=\"f-column"),
        "{page}"
    );

    let form = "kind=service&column-code=id&column-name=title&column-agency=agency\
        &column-target_rto=rto";
    let (_, to) = site.post(&format!("{path}/map"), form).await;
    assert_eq!(to, path);
    let page = settled(&site, &path).await;
    assert!(page.contains("There is no agency called “Trade”."), "{page}");
    assert!(page.contains("Put 1 row in, leave 1 out"), "{page}");
    // One word for each verdict: in the figures as in the tabs.
    for word in ["New", "Changed", "Unchanged", "Refused"] {
        assert!(page.contains(&format!("<dt>{word}</dt>")), "{word}: {page}");
    }
    assert!(!page.contains("Check again"), "{page}");
    // First what cannot be put in; the verdict on every other row is one step away.
    assert!(page.contains("Row by row") && page.contains("1 row</span>"), "{page}");
    assert!(page.contains("Refused</span>") && !page.contains("New</span>"), "{page}");
    let (_, all) = site.get(&format!("{path}?verdict=all")).await;
    assert!(all.contains("Refused</span>") && all.contains("New</span>"), "{all}");
    assert!(all.contains("2 rows</span>"), "{all}");
    let (_, new) = site.get(&format!("{path}?verdict=add")).await;
    assert!(new.contains("New</span>") && !new.contains("Refused</span>"), "{new}");
    let (_, same) = site.get(&format!("{path}?verdict=same")).await;
    assert!(same.contains("There are no such rows."), "{same}");
    let (_, csv) = site.get(&format!("{path}/verdicts.csv")).await;
    assert!(csv.contains("3,2,refuse,agency,"), "{csv}");

    let (_, page) = site.get(&format!("{path}/map")).await;
    assert!(page.contains("Trade = "), "{page}");
    site.post(&format!("{path}/map"), &format!("{form}&agencies=Trade+%3D+commerce")).await;
    let page = settled(&site, &path).await;
    assert!(page.contains("Put 2 rows in") && !page.contains("leave"), "{page}");
    site.post(&format!("{path}/commit"), "").await;
    let page = settled(&site, &path).await;
    assert!(page.contains("Committed"), "{page}");
    assert_eq!(inventory::count(&ctx, &Query::all(Kind::Service)).await.unwrap(), 2);
    assert!(page.contains("See the services"), "{page}");
    let (_, list) = site.get("/imports").await;
    assert!(list.contains("services.csv") && list.contains("Committed"));

    // The same file once more is read as it was.
    let (_, to) = upload(&site, "services.csv", rows).await;
    let (_, page) = site.get(&to).await;
    assert!(page.contains("as you said of services.csv last"), "{page}");
    assert!(page.contains("Trade = commerce") && page.contains("Give up"), "{page}");
}

#[tokio::test]
async fn a_cell_that_is_not_understood_is_quoted_and_a_column_says_all_that_it_means() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let csv = "System,agency,RTO (hours)\nPortal,commerce,eight\n";
    let (_, to) = upload(&site, "systems.csv", csv).await;
    let path = to.split("/map").next().unwrap().to_owned();
    let form = "kind=service&column-code=System&column-name=System&column-agency=agency\
                &column-target_rto=RTO+(hours)";
    site.post(&format!("{path}/map"), form).await;
    let page = settled(&site, &path).await;
    assert!(page.contains("“eight” is not understood."), "{page}");
    assert!(page.contains("A number alone will do, too"), "{page}");
    let (_, page) = site.get(&format!("{path}/map")).await;
    assert!(page.contains("→ Name, Code") || page.contains("→ Code, Name"), "{page}");
}

/// A check that ends early forgets what the one before said of each row, and no more.
#[tokio::test]
async fn an_import_without_the_verdict_on_each_row_says_what_is_known_and_checks_again() {
    let folder = tempfile::tempdir().unwrap();
    let platform = fresh_in(folder.path()).await;
    state(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let site = Site::of(&ctx);
    let rows: String = (0..3_000).map(|n| format!("{n},Service {n},commerce\n")).collect();
    let csv = format!("id,title,agency\nx,Odd,Nowhere\n{rows}");
    let (_, to) = upload(&site, "services.csv", &csv).await;
    let path = to.strip_suffix("/map?kind=service").unwrap().to_owned();
    let form = "kind=service&column-code=id&column-name=title&column-agency=agency";
    site.post(&format!("{path}/map"), form).await;
    let page = settled(&site, &path).await;
    assert!(page.contains("Row by row") && !page.contains("Check again"), "{page}");

    tokio::select! {
        biased;
        _ = imports::check(&ctx, id_of(&path)) => panic!("it ended"),
        () = begun(&ctx, id_of(&path)) => {}
    }
    let page = site.get(&path).await.1;
    assert!(page.contains("Check again") && page.contains("Refused rows"), "{page}");
    assert!(page.contains("There is no agency called “Nowhere”."), "{page}");
    assert!(!page.contains("There are no such rows."), "{page}");

    site.post(&format!("{path}/check"), "").await;
    let page = settled(&site, &path).await;
    assert!(page.contains("Row by row") && !page.contains("Check again"), "{page}");
}

fn id_of(path: &str) -> ImportId {
    path.strip_prefix("/imports/").unwrap().parse().unwrap()
}

/// Waits until a check has begun to forget what the last one said.
async fn begun(ctx: &Ctx, id: ImportId) {
    let import = imports::show(ctx, id).await.unwrap();
    while imports::has_verdicts(ctx, &import).await.unwrap() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_import_is_given_up_and_an_empty_file_is_refused() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (status, page) = upload(&site, "empty.csv", "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choose a file that is not empty."), "{page}");
    let (status, page) = upload(&site, "plan.pdf", "%PDF-1.7\n1 0 obj").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("This is a PDF document, not a table."), "{page}");

    let (_, to) = upload(&site, "s.csv", "id,title\n1,One\n").await;
    let path = to.split("/map").next().unwrap().to_owned();
    let (_, to) = site.post(&format!("{path}/cancel"), "").await;
    assert_eq!(to, "/imports?done=canceled");
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Canceled") && !page.contains("Change the mapping"));
    let other = Site::of(&ctx(&platform, Role::ContinuityTeam));
    assert_eq!(other.get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_first_rows_show_those_with_too_few_or_too_many_cells_and_what_is_wrong() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let csv = "id,title,agency\n1,Portal,commerce\n2,Mail\n3,Fax,commerce,extra\n";
    let (_, to) = upload(&site, "s.csv", csv).await;
    let (_, page) = site.get(&to).await;
    assert!(page.contains("2 cells for 3 columns") && page.contains("<td>Mail</td>"), "{page}");
    assert!(page.contains("4 cells for 3 columns: extra"), "{page}");
    assert!(page.contains(r#"<td class="num">4</td>"#), "its line: {page}");
    // All of them have as many cells as there are headings.
    assert_eq!(page.matches("<td>commerce</td>").count(), 2, "{page}");
    let (_, to) = upload(&site, "t.csv", "id,title,agency\n1,Portal,commerce\n").await;
    assert!(!site.get(&to).await.1.contains("What is wrong"));
}

#[tokio::test]
async fn what_stands_beside_a_file_is_short() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let send = async |kind: &str| {
        let body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n\
             --{BOUNDARY}--\r\n"
        );
        let content = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = Request::post("/imports").header("content-type", content);
        read(site.send(request, &body).await).await
    };
    let (status, page) = send(&"x".repeat(101)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.contains("The field `kind` has more than 100 bytes."), "{page}");
    let (status, page) = send("asset").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("Choose a file.") && page.contains(r#"value="asset" selected"#),
        "{page}"
    );
}
