//! The key that the installation signs with: made when something is first signed, sealed as contact
//! channels are, and of the kind that anybody's tools can check (Ed25519, RFC 8032).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use db::Tx;
use ed25519_dalek::{
    SECRET_KEY_LENGTH, Signature, Signer as _, SigningKey as Secret, VerifyingKey,
};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::store;
use crate::events::{self, Action, Event, Subject};
use crate::ids::SigningKeyId;
use crate::{Ctx, Error, Result, Timestamp};

/// How many bytes a signature has.
pub const SIGNATURE_BYTES: usize = ed25519_dalek::SIGNATURE_LENGTH;

/// What stands before the bytes of a public key where it is written down by itself (RFC 8410,
/// section 4).
const PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";

/// The half that everybody may know: it checks signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// The half that signs.
pub struct SigningKey(Secret);

/// A key as the database keeps it.
#[derive(Clone)]
pub(super) struct Kept {
    /// The how many-th: the first is 1.
    pub(super) number: i32,
    /// What it was sealed for.
    pub(super) id: SigningKeyId,
    /// The bytes of the half that everybody may know.
    pub(super) public_key: Vec<u8>,
    /// The half that signs.
    pub(super) sealed: Vec<u8>,
    /// When it was made.
    pub(super) made_at: Timestamp,
}

/// The half that everybody may know of the key that the installation signs with, once it has one.
pub async fn public(ctx: &Ctx) -> Result<Option<PublicKey>> {
    let kept = store::newest(&*ctx.read().await?).await?;
    kept.map(|it| PublicKey::from_bytes(&it.public_key).ok_or_else(wrong)).transpose()
}

/// The key that the installation signs with, made now if there is none: whoever signs something has
/// a transaction in which that is written down.
pub(crate) async fn of_installation(tx: &Tx, ctx: &Ctx) -> Result<SigningKey> {
    if let Some(kept) = store::newest(tx).await? {
        return opened(ctx, &kept);
    }
    let id = SigningKeyId::new();
    let secret: [u8; SECRET_KEY_LENGTH] = rand::random();
    let key = SigningKey(Secret::from_bytes(&secret));
    let text = STANDARD_NO_PAD.encode(secret);
    let sealed = ctx.platform.seal.seal(id.into(), &text).map_err(Error::internal)?;
    let public_key = key.public().0.to_bytes().to_vec();
    let kept = Kept { number: 1, id, public_key, sealed, made_at: ctx.now };
    if !store::insert(tx, &kept).await? {
        // Another server was faster.
        let kept = store::newest(tx).await?.ok_or_else(wrong)?;
        return opened(ctx, &kept);
    }
    let after = json!({ "number": kept.number, "fingerprint": key.public().fingerprint() });
    let event = Event::new(Action::SigningKeyMade, Subject::new("signing_key", id)).to(&after);
    events::record(tx, ctx, event).await?;
    Ok(key)
}

fn opened(ctx: &Ctx, kept: &Kept) -> Result<SigningKey> {
    let text = ctx.platform.seal.open(kept.id.into(), &kept.sealed).map_err(Error::internal)?;
    let bytes = STANDARD_NO_PAD.decode(text).map_err(Error::internal)?;
    let secret = <[u8; SECRET_KEY_LENGTH]>::try_from(bytes).or(Err(wrong()))?;
    Ok(SigningKey(Secret::from_bytes(&secret)))
}

fn wrong() -> Error {
    Error::internal("the key that signs is damaged")
}

impl SigningKey {
    /// The key that these bytes are.
    pub fn new(bytes: &[u8; SECRET_KEY_LENGTH]) -> SigningKey {
        SigningKey(Secret::from_bytes(bytes))
    }

    /// The half that everybody may know.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs `bytes`.
    pub fn sign(&self, bytes: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.0.sign(bytes).to_bytes()
    }
}

/// Never shows the secret.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public().fingerprint())
    }
}

impl PublicKey {
    /// The key that these bytes are.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<PublicKey> {
        let bytes = bytes.try_into().ok()?;
        VerifyingKey::from_bytes(bytes).ok().map(PublicKey)
    }

    /// Its bytes, without anything around them.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// As it is written down by itself, for tools that know nothing of us.
    fn der(&self) -> Vec<u8> {
        [PREFIX.as_slice(), self.0.as_bytes()].concat()
    }

    /// As a file in the form that tools such as OpenSSL read (PEM, RFC 7468).
    pub fn to_pem(&self) -> String {
        format!("{BEGIN}\n{}\n{END}\n", STANDARD.encode(self.der()))
    }

    /// What [`PublicKey::to_pem`] wrote.
    pub fn from_pem(text: &str) -> Option<PublicKey> {
        let inside = text.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
        let inside: String = inside.split_ascii_whitespace().collect();
        let der = STANDARD.decode(inside).ok()?;
        PublicKey::from_bytes(der.strip_prefix(&PREFIX)?)
    }

    /// What tells it from every other: SHA-256 of what [`PublicKey::to_pem`] holds, in hex.
    pub fn fingerprint(&self) -> String {
        hex(&Sha256::digest(self.der()))
    }

    /// Whether `signature` is of `bytes` by the owner of this key.
    pub fn verifies(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|it| self.0.verify_strict(bytes, &it).is_ok())
    }
}

/// `bytes` as digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unhex(text: &str) -> Vec<u8> {
        let pairs = text.as_bytes().chunks(2).map(|it| std::str::from_utf8(it).unwrap());
        pairs.map(|it| u8::from_str_radix(it, 16).unwrap()).collect()
    }

    /// RFC 8032, section 7.1, test 2.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let secret = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
        let key = SigningKey::new(&unhex(secret).try_into().unwrap());
        let public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        assert_eq!(key.public().0.as_bytes().as_slice(), unhex(public));
        let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert_eq!(key.sign(&[0x72]).as_slice(), unhex(signature));
        assert!(key.public().verifies(&[0x72], &unhex(signature)));
    }

    #[test]
    fn another_text_or_key_or_half_a_signature_does_not_pass() {
        let key = SigningKey::new(&[7; 32]);
        let signature = key.sign(b"plan");
        assert!(key.public().verifies(b"plan", &signature));
        assert!(!key.public().verifies(b"plans", &signature));
        assert!(!SigningKey::new(&[8; 32]).public().verifies(b"plan", &signature));
        assert!(!key.public().verifies(b"plan", &signature[..63]));
        assert!(!format!("{key:?}").contains("[7"), "it shows the secret");
    }

    /// RFC 8410, section 10.1.
    #[test]
    fn a_public_key_is_a_file_that_other_tools_read() {
        let pem = "-----BEGIN PUBLIC KEY-----\n\
                   MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
                   -----END PUBLIC KEY-----\n";
        let key = PublicKey::from_pem(pem).unwrap();
        assert_eq!(key.to_pem(), pem);
        assert_eq!(key.fingerprint().len(), 64);
        for wrong in ["", "-----BEGIN PUBLIC KEY-----", &pem.replace("MCow", "MCox"), &pem[30..]] {
            assert_eq!(PublicKey::from_pem(wrong), None);
        }
    }
}
