//! The key with which the installation signs dossiers (Ed25519). It is made when it is first needed,
//! and kept sealed.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use uuid::Uuid;

use super::dossier::sha256;
use super::key_store as store;
use crate::{Ctx, Error, Result};

/// There is one.
const ID: Uuid = Uuid::from_u128(1);

/// A key that signs.
#[derive(Clone)]
pub(super) struct SigningKey([u8; 32]);

/// Never shows the key.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

impl SigningKey {
    /// The key that follows from these bytes.
    pub(super) const fn of_seed(seed: [u8; 32]) -> SigningKey {
        SigningKey(seed)
    }

    fn pair(&self) -> Result<Ed25519KeyPair> {
        Ed25519KeyPair::from_seed_unchecked(&self.0).map_err(Error::internal)
    }

    /// The part of it that everybody may know.
    pub(super) fn public(&self) -> Result<Vec<u8>> {
        Ok(self.pair()?.public_key().as_ref().to_vec())
    }

    /// By what that is recognized: its SHA-256, in hexadecimal.
    pub(super) fn fingerprint(&self) -> Result<String> {
        Ok(sha256(&self.public()?))
    }

    /// Signs what `bytes` say.
    pub(super) fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        Ok(self.pair()?.sign(bytes).as_ref().to_vec())
    }
}

/// Whether whoever has the key to `public` signed `bytes`.
pub(super) fn verifies(public: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(bytes, signature).is_ok()
}

/// The key of the installation. It is made if there is none.
pub(super) async fn key(ctx: &Ctx) -> Result<SigningKey> {
    let found = store::find(&*ctx.read().await?, ID).await?;
    let sealed = match found {
        Some(sealed) => sealed,
        None => made(ctx).await?,
    };
    let text = ctx.platform.seal.open(ID, &sealed).map_err(Error::internal)?;
    let bytes = STANDARD.decode(text).map_err(Error::internal)?;
    let seed = <[u8; 32]>::try_from(bytes.as_slice()).map_err(Error::internal)?;
    Ok(SigningKey::of_seed(seed))
}

/// Makes the key, unless another server did so first.
async fn made(ctx: &Ctx) -> Result<Vec<u8>> {
    let seed: [u8; 32] = rand::random();
    let sealed = ctx.platform.seal.seal(ID, &STANDARD.encode(seed)).map_err(Error::internal)?;
    let tx = ctx.write().await?;
    store::insert(&tx, ID, sealed, ctx.now).await?;
    let kept = store::find(&tx, ID).await?.ok_or(Error::NotFound("key"))?;
    tx.commit().await?;
    Ok(kept)
}

/// By what the key of the installation is recognized. None as long as nothing was ever signed.
pub async fn fingerprint(ctx: &Ctx) -> Result<Option<String>> {
    let is_there = store::find(&*ctx.read().await?, ID).await?.is_some();
    if is_there { Ok(Some(key(ctx).await?.fingerprint()?)) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_signed_with_the_key_verifies() {
        // The first test of RFC 8032, §7.1: an empty message.
        let hex = |text: &str| -> Vec<u8> {
            let pair = |n: usize| u8::from_str_radix(&text[n..n + 2], 16).unwrap();
            (0..text.len()).step_by(2).map(pair).collect()
        };
        let seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let key = SigningKey::of_seed(seed.try_into().unwrap());
        let public = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assert_eq!(key.public().unwrap(), public);
        let signature = key.sign(b"").unwrap();
        assert!(verifies(&public, b"", &signature));
        assert!(!verifies(&public, b"x", &signature));
        assert!(!verifies(&SigningKey::of_seed([1; 32]).public().unwrap(), b"", &signature));
        assert!(!verifies(b"short", b"", &signature));
        assert_eq!(format!("{key:?}"), "SigningKey");
    }
}
