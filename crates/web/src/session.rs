//! Who is behind a request: the session in its cookie, or the token that a program sends.

use app::actor::Actor;
use app::ids::SessionId;
use app::people::sign_in;
use app::{Platform, Timestamp};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use futures_util::future::{BoxFuture, FutureExt as _};

use crate::request::Sessions;

/// The cookie's name where people come by https: the browser then ties it to this host alone.
const NAME_SECURE: &str = "__Host-mainstay";

/// Its name where they come by http, as on one's own machine.
const NAME_PLAIN: &str = "mainstay";

/// People and programs that are signed in.
#[derive(Debug, Clone, Copy, Default)]
pub struct SignedIn;

impl Sessions for SignedIn {
    fn actor<'a>(
        &'a self,
        platform: &'a Platform,
        headers: &'a HeaderMap,
        now: Timestamp,
    ) -> BoxFuture<'a, app::Result<Option<Actor>>> {
        async move {
            if let Some(token) = token(headers) {
                let found = sign_in::actor_of_token(platform, token, now).await?;
                return Ok(found.map(|(_, actor)| actor));
            }
            Ok(session(platform, headers, now).await?.map(|(_, actor)| actor))
        }
        .boxed()
    }
}

/// The session that a request belongs to, and whose it is.
pub(crate) async fn session(
    platform: &Platform,
    headers: &HeaderMap,
    now: Timestamp,
) -> app::Result<Option<(SessionId, Actor)>> {
    match secret(headers) {
        Some(secret) => sign_in::actor_of_session(platform, secret, now).await,
        None => Ok(None),
    }
}

/// The cookie that keeps somebody signed in who holds `secret`.
pub(crate) fn cookie(secret: &str, secure: bool) -> String {
    match secure {
        true => format!("{NAME_SECURE}={secret}; Path=/; HttpOnly; SameSite=Lax; Secure"),
        false => format!("{NAME_PLAIN}={secret}; Path=/; HttpOnly; SameSite=Lax"),
    }
}

/// The cookie that takes it away.
pub(crate) fn no_cookie(secure: bool) -> String {
    format!("{}; Max-Age=0", cookie("", secure))
}

fn secret(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok());
    let pairs = cookies.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    let mut named = pairs.filter(|(name, _)| [NAME_SECURE, NAME_PLAIN].contains(name));
    named.next().map(|(_, secret)| secret).filter(|it| !it.is_empty())
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "theme=dark; mainstay=abc; x=y".parse().unwrap());
        assert_eq!(secret(&headers), Some("abc"));
        headers.insert(COOKIE, "not-mainstay=abc".parse().unwrap());
        assert_eq!(secret(&headers), None);
    }

    #[test]
    fn a_cookie_over_https_is_tied_to_this_host() {
        assert!(cookie("abc", true).starts_with("__Host-mainstay=abc; Path=/;"));
        assert!(cookie("abc", true).ends_with("Secure"));
        assert!(no_cookie(false).ends_with("Max-Age=0"));
    }
}
