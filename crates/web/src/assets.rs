//! The stylesheet, scripts and icons, held in the binary.
//!
//! All of them are addressed under one hash of the whole set, `/static/<hash>/<path>`: a browser
//! keeps them for ever, and a module that imports `./other.js` stays within the same set.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest, Sha256};

#[derive(Embed)]
#[folder = "assets/"]
struct Files;

/// The first half of the SHA-256 of every path and content, in the order of the paths.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut paths: Vec<_> = Files::iter().collect();
    paths.sort_unstable();
    let mut hasher = Sha256::new();
    for path in paths {
        hasher.update(path.as_bytes());
        hasher.update([0]);
        hasher.update(Files::get(&path).map(|it| it.metadata.sha256_hash()).unwrap_or_default());
    }
    hex(&hasher.finalize()).chars().take(16).collect()
});

/// Where the asset at `path` is: `url("mainstay.css")`.
pub(crate) fn url(path: &str) -> String {
    debug_assert!(Files::get(path).is_some(), "there is no asset {path}");
    format!("/static/{}/{path}", *HASH)
}

/// What tells this set of assets from every other.
pub(crate) fn set() -> &'static str {
    &HASH
}

/// What the asset at `path` says, for pages that are read without a server.
pub(crate) fn text(path: &str) -> String {
    let file = Files::get(path).map(|it| it.data.into_owned()).unwrap_or_default();
    String::from_utf8_lossy(&file).into_owned()
}

/// `GET /static/{hash}/{*path}`.
///
/// A page from before an upgrade asks for the old hash: it gets what there is now, to be asked
/// for again the next time.
pub(crate) async fn serve(
    Path((hash, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(file) = Files::get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()));
    let keep =
        if hash == *HASH { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    let known = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(','))
        .any(|it| it.trim().trim_start_matches("W/") == tag);
    let caching = [(CACHE_CONTROL, keep.to_owned()), (ETAG, tag)];
    if known {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(CONTENT_TYPE, content_type(&path, &file))], file.data).into_response()
}

/// Text is always UTF-8, whatever the guess says of it.
fn content_type(path: &str, file: &EmbeddedFile) -> String {
    match path.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8".to_owned(),
        Some((_, "css")) => "text/css; charset=utf-8".to_owned(),
        _ => file.metadata.mimetype().to_owned(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    async fn get(hash: &str, path: &str, seen: Option<&HeaderValue>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(seen) = seen {
            headers.insert(IF_NONE_MATCH, seen.clone());
        }
        serve(Path((hash.to_owned(), path.to_owned())), headers).await
    }

    #[tokio::test]
    async fn an_asset_is_kept_for_ever_under_its_hash_and_asked_for_again_under_another() {
        let answer = get(&HASH, "mainstay.css", None).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
        assert_eq!(answer.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
        let again = get(&HASH, "mainstay.css", Some(&answer.headers()[ETAG])).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let old = get("0123456789abcdef", "mainstay.css", None).await;
        assert_eq!(old.headers()[CACHE_CONTROL], "public, no-cache");
    }

    #[tokio::test]
    async fn what_is_not_an_asset_is_not_found() {
        for path in ["../Cargo.toml", "nothing.css", ""] {
            assert_eq!(get(&HASH, path, None).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn a_module_imports_only_modules_that_exist_and_by_relative_paths() {
        for path in Files::iter().filter(|it| it.ends_with(".js")) {
            let text = String::from_utf8(Files::get(&path).unwrap().data.into_owned()).unwrap();
            assert!(text.lines().count() < 150, "{path} is too long");
            assert!(!text.contains("innerHTML") || !text.contains("style="), "{path}");
            for import in text.split("import(\"").chain(text.split("from \"")).skip(1) {
                let Some(name) = import.split('"').next().filter(|it| it.ends_with(".js")) else {
                    continue;
                };
                let name = name.strip_prefix("./").unwrap_or_else(|| panic!("{path}: {name}"));
                assert!(Files::get(&format!("script/{name}")).is_some(), "{path} imports {name}");
            }
        }
    }
}
