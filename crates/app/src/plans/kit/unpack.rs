//! Opening what was taken along, without server and database.

use super::archive;
use super::lock::Key;
use crate::signing::key::PublicKey;
use crate::signing::manifest::{Fault, Files, Verified, verify};

/// What was taken along, open and as it was when it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// Its files, the signed list among them.
    pub files: Files,
    /// What it is, and who signed it.
    pub verified: Verified,
}

/// Why a file cannot be opened, or is not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// It is no file of age.
    #[error("this is no kit: nothing in it is locked with age")]
    NotLocked,
    /// It is locked with a passphrase.
    #[error("this kit is locked with a passphrase, and not for a key")]
    NeedsPassphrase,
    /// It is locked for keys.
    #[error("this kit is locked for keys: name the file with yours (--identity)")]
    NeedsKey,
    /// The passphrase is another one.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// It is locked for other keys.
    #[error("this kit is locked for other keys")]
    WrongKey,
    /// To try a passphrase would take more memory than is reasonable.
    #[error("opening this kit would take more than 1 GiB of memory: it was not made by Mainstay")]
    TooCostly,
    /// Bytes of it are missing or others.
    #[error("the file is damaged: its end is missing, or somebody changed it")]
    Damaged,
    /// It opens, but what is in it is not an archive of ours.
    #[error("the file opens, but what is in it is no kit")]
    NotAKit,
    /// What is in it is not what was signed.
    #[error("what is in it is not what was signed: {}", listed(.0))]
    Tampered(Vec<Fault>),
}

fn listed(faults: &[Fault]) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("; ")
}

/// The files of a kit, if they are what was signed: by the key `expected`, or without one, by the key
/// that lies beside them.
pub fn unpack(file: &[u8], key: &Key, expected: Option<&PublicKey>) -> Result<Unpacked, Broken> {
    let files = archive::read(&key.open(file)?).ok_or(Broken::NotAKit)?;
    let verified = verify(&files, expected).map_err(Broken::Tampered)?;
    Ok(Unpacked { files, verified })
}
