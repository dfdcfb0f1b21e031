//! Passwords: what makes a good one, and how it is kept.
//!
//! Length decides (NIST SP 800-63B): no rule asks for digits or signs, and none expires. What
//! anybody would try first is refused: the person's own name or address, and common passwords
//! with some decoration.

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::{Error, FieldProblem, Platform, Result};

/// How many characters a password has at least.
pub const LENGTH_MIN: usize = 12;
/// How many it has at most.
pub const LENGTH_MAX: usize = 256;

/// How many characters are left at least, without what anybody would try first.
const OWN_MIN: usize = 6;

/// What anybody would try first, in lower case.
const COMMON: [&str; 36] = [
    "password",
    "passwort",
    "passw0rd",
    "p@ssw0rd",
    "letmein",
    "welcome",
    "changeme",
    "changeit",
    "default",
    "secret",
    "administrator",
    "admin",
    "root",
    "login",
    "guest",
    "master",
    "dragon",
    "monkey",
    "football",
    "baseball",
    "sunshine",
    "princess",
    "iloveyou",
    "trustno",
    "shadow",
    "superman",
    "qwerty",
    "qwertz",
    "azerty",
    "asdfgh",
    "zxcvbn",
    "mainstay",
    "spring",
    "summer",
    "autumn",
    "winter",
];

/// What is wrong with a new password of somebody called `name` who signs in with `email`.
pub(super) fn problem(password: &str, name: &str, email: &str) -> Option<FieldProblem> {
    let reason = match password.chars().count() {
        n if n < LENGTH_MIN => "Use at least 12 characters. Some words in a row are fine.",
        n if LENGTH_MAX < n => "Use at most 256 characters.",
        _ if password.contains('\0') => "Use plain text.",
        _ => {
            let mut rest = db::fold(password);
            let own = [name, email].map(db::fold);
            for word in own.iter().flat_map(|it| it.split(|c: char| !c.is_alphanumeric())) {
                if 4 <= word.chars().count() && rest.contains(word) {
                    return Some(FieldProblem::new(
                        "password",
                        "It contains your name or e-mail address. Choose something else.",
                    ));
                }
            }
            for word in COMMON {
                rest = rest.replace(word, "");
            }
            if OWN_MIN <= surprises(&rest) {
                return None;
            }
            "Anybody would try this early on. Some words in a row are better."
        }
    };
    Some(FieldProblem::new("password", reason))
}

/// How many characters neither repeat the one before nor count on from it.
fn surprises(text: &str) -> usize {
    let mut before = None;
    text.chars()
        .filter(|&it| {
            let near = |last: char| u32::from(last).abs_diff(u32::from(it)) <= 1;
            !before.replace(it).is_some_and(near)
        })
        .count()
}

/// What is kept of a password. Takes some tens of milliseconds.
pub(super) async fn hash(platform: &Platform, password: &str) -> Result<String> {
    let password = password.to_owned();
    apart(platform, move || {
        let hash = argon2()?.hash_password(password.as_bytes()).map_err(Error::internal)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether `password` is the one of which `hash` was kept. If none was, this takes as long.
pub(super) async fn is_right(
    platform: &Platform,
    kept: Option<String>,
    password: &str,
) -> Result<bool> {
    let password = password.to_owned();
    apart(platform, move || {
        let argon2 = argon2()?;
        let Some(kept) = kept else {
            argon2.hash_password(password.as_bytes()).map_err(Error::internal)?;
            return Ok(false);
        };
        Ok(argon2.verify_password(password.as_bytes(), kept.as_str()).is_ok())
    })
    .await
}

/// What OWASP recommends for Argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Runs `work` where it stops nobody else, with only so many others at a time.
async fn apart<T: Send + 'static>(
    platform: &Platform,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let _turn = platform.hashing.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_fine(password: &str) -> bool {
        problem(password, "Jane Q. Doe", "jane.doe@franklin.gov").is_none()
    }

    #[test]
    fn length_is_what_counts() {
        assert!(is_fine("correct horse battery"));
        assert!(is_fine("tlvgkxqhwmzp"));
        assert!(is_fine(&"añb7 ".repeat(51)));
        assert!(!is_fine("short one"));
        assert!(!is_fine(&"a7x ".repeat(70)));
    }

    #[test]
    fn what_anybody_would_try_first_is_refused() {
        for password in [
            "jane likes horses",
            "Franklin! 4 ever",
            "password1234",
            "P@ssw0rd!2026",
            "aaaaaaaaaaaaaaaa",
            "1234567890123456",
            "abcdefghijklmnop",
            "qwertyqwerty12",
            "passwordpassword",
        ] {
            assert!(!is_fine(password), "{password}");
        }
    }
}
