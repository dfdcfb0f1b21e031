//! Locking bytes so that only who is meant can read them, in the form of age
//! (<https://age-encryption.org/v1>): its own program opens them, too.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::str::FromStr as _;

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt, x25519};

use super::unpack::Broken;
use crate::people::sign_in::{LENGTH_MAX, LENGTH_MIN};
use crate::{Error, FieldProblem, Result};

/// What a passphrase costs to try: scrypt with N = 2^17, which takes 128 MiB each time (OWASP
/// Password Storage Cheat Sheet).
const WORK: u8 = 17;

/// What it may cost to open a file, so that a crafted one cannot take all memory: 1 GiB.
const WORK_MAX: u8 = 20;

/// Keys that one file may be locked for.
const KEYS_MAX: usize = 20;

/// Who can open a file.
#[derive(Clone)]
pub struct Lock(Kind);

#[derive(Clone)]
enum Kind {
    Passphrase(SecretString),
    Keys(Vec<x25519::Recipient>),
}

/// What opens a file.
#[derive(Clone)]
pub struct Key(KeyKind);

#[derive(Clone)]
enum KeyKind {
    Passphrase(SecretString),
    Identities(Vec<x25519::Identity>),
}

impl Lock {
    /// For whoever knows a passphrase. Who finds the file can try as many as they like, so it is as
    /// long as a password.
    pub fn passphrase(text: &str) -> Result<Lock> {
        let n = text.chars().count();
        let reason = match n {
            n if n < LENGTH_MIN => "Use at least 12 characters. Some words in a row are fine.",
            n if LENGTH_MAX < n => "Use at most 256 characters.",
            _ => return Ok(Lock(Kind::Passphrase(SecretString::from(text.to_owned())))),
        };
        Err(FieldProblem::new("passphrase", reason).into())
    }

    /// For whoever has the other half of one of these keys, each of which begins with `age1`.
    pub fn keys<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Lock> {
        let mut keys = Vec::new();
        for text in texts.into_iter().map(str::trim).filter(|it| !it.is_empty()) {
            let problem =
                |why| FieldProblem::new("keys", format!("“{text}” is no key of age: {why}."));
            keys.push(x25519::Recipient::from_str(text).map_err(problem)?);
        }
        if keys.is_empty() || KEYS_MAX < keys.len() {
            return Err(FieldProblem::new("keys", "Give one to twenty keys, one a line.").into());
        }
        Ok(Lock(Kind::Keys(keys)))
    }

    /// How it is called in the audit log.
    pub(super) const fn word(&self) -> &'static str {
        match &self.0 {
            Kind::Passphrase(_) => "passphrase",
            Kind::Keys(_) => "keys",
        }
    }

    /// `bytes`, locked.
    pub(super) fn lock(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        match &self.0 {
            Kind::Passphrase(passphrase) => {
                let mut recipient = scrypt::Recipient::new(passphrase.clone());
                recipient.set_work_factor(WORK);
                locked(bytes, &[&recipient])
            }
            Kind::Keys(keys) => {
                let recipients: Vec<&dyn Recipient> = keys.iter().map(|it| it as _).collect();
                locked(bytes, &recipients)
            }
        }
    }
}

fn locked(bytes: &[u8], recipients: &[&dyn Recipient]) -> Result<Vec<u8>> {
    let encryptor =
        Encryptor::with_recipients(recipients.iter().copied()).map_err(Error::internal)?;
    let mut file = Vec::with_capacity(bytes.len() + bytes.len() / 1_000 + 1_000);
    let mut writer = encryptor.wrap_output(&mut file).map_err(Error::internal)?;
    writer.write_all(bytes).map_err(Error::internal)?;
    writer.finish().map_err(Error::internal)?;
    Ok(file)
}

impl Key {
    /// A passphrase.
    pub fn passphrase(text: &str) -> Key {
        Key(KeyKind::Passphrase(SecretString::from(text.to_owned())))
    }

    /// The keys in a file as `age-keygen` writes it: lines that begin with `AGE-SECRET-KEY-1`. None if
    /// there are none.
    pub fn identities(text: &str) -> Option<Key> {
        let lines = text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#'));
        let keys: Option<Vec<x25519::Identity>> =
            lines.map(|it| x25519::Identity::from_str(it).ok()).collect();
        keys.filter(|it| !it.is_empty()).map(|it| Key(KeyKind::Identities(it)))
    }

    /// What was locked.
    pub(super) fn open(&self, file: &[u8]) -> std::result::Result<Vec<u8>, Broken> {
        let decryptor = Decryptor::new(file).or(Err(Broken::NotLocked))?;
        match &self.0 {
            KeyKind::Passphrase(_) if !decryptor.is_scrypt() => Err(Broken::NeedsKey),
            KeyKind::Identities(_) if decryptor.is_scrypt() => Err(Broken::NeedsPassphrase),
            KeyKind::Passphrase(passphrase) => {
                let mut identity = scrypt::Identity::new(passphrase.clone());
                identity.set_max_work_factor(WORK_MAX);
                opened(decryptor, &[&identity], Broken::WrongPassphrase)
            }
            KeyKind::Identities(keys) => {
                let keys: Vec<&dyn Identity> = keys.iter().map(|it| it as _).collect();
                opened(decryptor, &keys, Broken::WrongKey)
            }
        }
    }
}

fn opened(
    decryptor: Decryptor<&[u8]>,
    keys: &[&dyn Identity],
    wrong: Broken,
) -> std::result::Result<Vec<u8>, Broken> {
    let mut reader = decryptor.decrypt(keys.iter().copied()).map_err(|it| match it {
        DecryptError::DecryptionFailed
        | DecryptError::KeyDecryptionFailed
        | DecryptError::NoMatchingKeys => wrong,
        DecryptError::ExcessiveWork { .. } => Broken::TooCostly,
        _ => Broken::Damaged,
    })?;
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).or(Err(Broken::Damaged))?;
    Ok(bytes)
}

/// Never shows what opens it.
impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lock({})", self.word())
    }
}

/// Never shows itself.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

#[cfg(test)]
mod tests {
    use age::secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_passphrase_opens_what_it_locked_and_another_says_that_it_is_wrong() {
        let lock = Lock::passphrase("four words in a row").unwrap();
        let file = lock.lock(b"the plan").unwrap();
        assert!(!file.windows(4).any(|it| it == b"plan"));
        assert_eq!(Key::passphrase("four words in a row").open(&file), Ok(b"the plan".to_vec()));
        assert_eq!(
            Key::passphrase("four words in a bow").open(&file),
            Err(Broken::WrongPassphrase)
        );
        assert!(Lock::passphrase("too short").is_err());
        assert!(!format!("{lock:?}").contains("words"));
    }

    #[test]
    fn a_key_opens_what_was_locked_for_it_and_no_other_does() {
        let (ours, other) = (x25519::Identity::generate(), x25519::Identity::generate());
        let public = ours.to_public().to_string();
        let file = Lock::keys(["", public.as_str()]).unwrap().lock(b"the plan").unwrap();
        let written = |it: &x25519::Identity| {
            format!("# created: today\n{}\n", it.to_string().expose_secret())
        };
        let key = |it| Key::identities(&written(it)).unwrap();
        assert_eq!(key(&ours).open(&file), Ok(b"the plan".to_vec()));
        assert_eq!(key(&other).open(&file), Err(Broken::WrongKey));
        assert_eq!(Key::passphrase("four words in a row").open(&file), Err(Broken::NeedsKey));
        assert!(Lock::keys(["age1nonsense"]).is_err() && Lock::keys([" "]).is_err());
        assert!(Key::identities("no key").is_none() && Key::identities("").is_none());
    }

    #[test]
    fn a_flipped_bit_is_found() {
        let identity = x25519::Identity::generate();
        let public = identity.to_public().to_string();
        let file = Lock::keys([public.as_str()]).unwrap().lock(&[7; 300]).unwrap();
        let key = Key(KeyKind::Identities(vec![identity]));
        for at in (0..file.len()).step_by(3) {
            let mut flipped = file.clone();
            flipped[at] ^= 1;
            assert!(key.open(&flipped).is_err(), "byte {at}");
        }
        assert_eq!(key.open(b"no file of age"), Err(Broken::NotLocked));
    }
}
