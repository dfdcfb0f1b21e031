//! The cookie of a session, and who is behind a request.

use app::actor::Actor;
use app::people::sign_in;
use app::{Platform, Timestamp};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use futures_util::future::BoxFuture;

use super::internal;
use crate::error::Answer;
use crate::request::Sessions;

/// How long a browser keeps the cookie: as long as a session lasts at most.
const MAX_AGE_S: u32 = 7 * 24 * 60 * 60;

/// Finds the person behind a request by its cookie, or by the token that a program sent.
#[derive(Debug, Clone, Copy)]
pub struct CookiesAndTokens {
    /// Whether people reach the server by https.
    pub secure: bool,
}

impl Sessions for CookiesAndTokens {
    fn actor<'a>(
        &'a self,
        platform: &'a Platform,
        headers: &'a HeaderMap,
        now: Timestamp,
    ) -> BoxFuture<'a, app::Result<Option<Actor>>> {
        Box::pin(async move {
            // A program that sends a token means it: a cookie beside it does not count.
            if let Some(value) = headers.get(AUTHORIZATION) {
                let token = value.to_str().ok().and_then(|it| it.split_once(' '));
                let token = token.filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
                let Some((_, token)) = token else { return Ok(None) };
                let found = sign_in::actor_of_token(platform, token.trim(), now).await?;
                return Ok(found.map(|(_, actor)| actor));
            }
            let Some(secret) = session_secret(headers, self.secure) else { return Ok(None) };
            let found = sign_in::actor_of_session(platform, &secret, now).await?;
            Ok(found.map(|(_, actor)| actor))
        })
    }
}

/// The secret that a browser sent, if any.
pub(crate) fn session_secret(headers: &HeaderMap, secure: bool) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok());
    let mut pairs = cookies.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    pairs.find(|(it, _)| *it == name(secure)).map(|(_, value)| value.to_owned())
}

/// The cookie that a browser is to keep.
pub(super) fn set(secret: &str, secure: bool) -> Answer<HeaderValue> {
    cookie(secret, MAX_AGE_S, secure)
}

/// The cookie that a browser is to forget.
pub(super) fn clear(secure: bool) -> Answer<HeaderValue> {
    cookie("", 0, secure)
}

/// `__Host-` keeps other hosts of the same domain from setting it.
fn name(secure: bool) -> &'static str {
    if secure { "__Host-mainstay" } else { "mainstay" }
}

fn cookie(value: &str, max_age_s: u32, secure: bool) -> Answer<HeaderValue> {
    let name = name(secure);
    let only_https = if secure { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{only_https}");
    cookie.parse().map_err(internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_only_the_cookie_that_no_other_host_can_set_counts() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "a=b; mainstay=plain; __Host-mainstay=ours".parse().unwrap());
        assert_eq!(session_secret(&headers, true).as_deref(), Some("ours"));
        assert_eq!(session_secret(&headers, false).as_deref(), Some("plain"));
        assert_eq!(session_secret(&HeaderMap::new(), true), None);
        let cookie = set("secret", true).unwrap();
        let expected =
            "__Host-mainstay=secret; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(cookie, expected);
    }
}
