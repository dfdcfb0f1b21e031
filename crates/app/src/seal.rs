//! Sealing what must not be readable in the database or in a backup of it: contact channels.
//!
//! XChaCha20-Poly1305 with a random nonce, bound to the record it belongs to, so that a sealed
//! value moved to another record does not open.

use std::fmt;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use uuid::Uuid;

const NONCE_BYTES: usize = 24;

/// The installation's key.
#[derive(Clone)]
pub struct SealKey(XChaCha20Poly1305);

/// A sealed value does not open: another key, another record, or damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open with this key")]
pub struct DoesNotOpen;

impl SealKey {
    /// The key that these bytes are.
    pub fn new(bytes: &[u8; 32]) -> SealKey {
        SealKey(XChaCha20Poly1305::new(Key::from_slice(bytes)))
    }

    /// A key that nobody else has, as bytes to be kept.
    pub fn fresh_bytes() -> [u8; 32] {
        rand::random()
    }

    /// Seals `text` for the record called `owner`.
    pub fn seal(&self, owner: Uuid, text: &str) -> Result<Vec<u8>, DoesNotOpen> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload { msg: text.as_bytes(), aad: owner.as_bytes() };
        let sealed = self.0.encrypt(XNonce::from_slice(&nonce), payload);
        let mut bytes = nonce.to_vec();
        bytes.extend(sealed.or(Err(DoesNotOpen))?);
        Ok(bytes)
    }

    /// Opens what was sealed for the record called `owner`.
    pub fn open(&self, owner: Uuid, sealed: &[u8]) -> Result<String, DoesNotOpen> {
        let (nonce, rest) = sealed.split_at_checked(NONCE_BYTES).ok_or(DoesNotOpen)?;
        let payload = Payload { msg: rest, aad: owner.as_bytes() };
        let opened = self.0.decrypt(XNonce::from_slice(nonce), payload);
        let bytes = opened.or(Err(DoesNotOpen))?;
        String::from_utf8(bytes).or(Err(DoesNotOpen))
    }
}

/// Never shows the key.
impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_record_and_key_only() {
        let key = SealKey::new(&[7; 32]);
        let (owner, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut sealed = key.seal(owner, "+1 919 555 0100").unwrap();
        assert_eq!(key.open(owner, &sealed).as_deref(), Ok("+1 919 555 0100"));
        assert_eq!(key.open(other, &sealed), Err(DoesNotOpen));
        assert_eq!(SealKey::new(&[8; 32]).open(owner, &sealed), Err(DoesNotOpen));
        sealed[30] ^= 1;
        assert_eq!(key.open(owner, &sealed), Err(DoesNotOpen));
        assert_eq!(key.open(owner, &[]), Err(DoesNotOpen));
    }
}
