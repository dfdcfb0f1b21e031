//! Secrets that are shown once: of sessions, links and tokens.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// How a token starts, so that tools that look for leaked secrets know it.
const TOKEN_PREFIX: &str = "mst_";

/// 256 random bits as text for a cookie, an address, or a header. Only its hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// One that nobody can guess.
    pub(crate) fn fresh() -> Secret {
        Secret(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    /// One for a program.
    pub(super) fn fresh_token() -> Secret {
        Secret(format!("{TOKEN_PREFIX}{}", Secret::fresh().0))
    }

    /// The secret itself, to be handed over.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(crate) fn hash(&self) -> Vec<u8> {
        hash(&self.0)
    }
}

/// What is kept of a secret. It is long and random, so a fast hash is enough.
pub(crate) fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// Never shows the secret.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_never_printed() {
        let secret = Secret::fresh_token();
        assert_eq!(secret.expose().len(), 4 + 43);
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_ne!(Secret::fresh(), Secret::fresh());
    }
}
