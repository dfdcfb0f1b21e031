//! The list of all files that belong together, with the SHA-256 of each: what is signed in place of
//! the files.
//!
//! It lies beside them as [`MANIFEST`], with the signature of its bytes as [`SIGNATURE`] and the key
//! as [`PUBLIC_KEY`]. Anybody can check it without us:
//! `openssl pkeyutl -verify -pubin -inkey manifest.pem -rawin -in manifest.json -sigfile manifest.sig`.
//!
//! That the key is the installation's, the files cannot prove: whoever changed them could have signed
//! with their own. So [`verify`] takes the key that is expected, or says whose it was.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::key::{PublicKey, SigningKey, hex};
use crate::Timestamp;

/// The file that the list is.
pub const MANIFEST: &str = "manifest.json";

/// The file with the signature of the list.
pub const SIGNATURE: &str = "manifest.sig";

/// The file with the key that the signature is checked with.
pub const PUBLIC_KEY: &str = "manifest.pem";

/// What the list says of its own form.
const FORMAT: &str = "mainstay-manifest/1";

/// How long a path may be. Every system takes that.
const PATH_MAX: usize = 200;

/// Files by their paths, parts separated by `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// All files that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// In which form this is written.
    format: String,
    /// What the files are, in one word: `kit`, `dossier`.
    pub what: String,
    /// Of what or whom, by code.
    pub of: String,
    /// When they were made.
    pub made_at: Timestamp,
    /// The files by their paths.
    pub files: Vec<Listed>,
}

/// One file of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Where it is.
    pub path: String,
    /// How long it is.
    pub bytes: u64,
    /// What is in it: SHA-256 in hex.
    pub sha256: String,
}

/// Files that are what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The list.
    pub manifest: Manifest,
    /// Who signed it.
    pub key: PublicKey,
}

/// Why files are not what was signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// One of the three files of the list itself is not there, or makes no sense.
    #[error("`{0}` is missing or makes no sense, so nothing can be said about the rest")]
    Unreadable(&'static str),
    /// The list was changed, or signed with another key than the one beside it.
    #[error("the signature is not that of `{MANIFEST}`: somebody changed the list of files")]
    NotSigned,
    /// The key is not the one that was expected.
    #[error("signed with the key {0}, and not with the one that you expect")]
    OtherKey(String),
    /// A file is not what it was.
    #[error("`{0}` was changed")]
    Changed(String),
    /// A file is not there any more.
    #[error("`{0}` is missing")]
    Missing(String),
    /// A file was not there.
    #[error("`{0}` was added: it is not in the list")]
    Added(String),
}

/// A path that is no good on every system, or leads out of its folder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot be the path of a file")]
pub struct WrongPath(pub String);

impl Manifest {
    /// The list of `files`, which are `what` of `of`.
    pub fn new(
        (what, of): (&str, &str),
        made_at: Timestamp,
        files: &Files,
    ) -> Result<Manifest, WrongPath> {
        if let Some(wrong) = files.keys().find(|it| !is_path(it) || is_own(it)) {
            return Err(WrongPath(wrong.clone()));
        }
        let listed = files.iter().map(|(path, bytes)| Listed {
            path: path.clone(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            sha256: sha256(bytes),
        });
        Ok(Manifest {
            format: FORMAT.to_owned(),
            what: what.to_owned(),
            of: of.to_owned(),
            made_at,
            files: listed.collect(),
        })
    }

    /// The list, its signature and the key: the files that lie beside the others.
    pub fn signed(&self, key: &SigningKey) -> Result<Files, serde_json::Error> {
        let mut list = serde_json::to_vec_pretty(self)?;
        list.push(b'\n');
        let signature = key.sign(&list).to_vec();
        let pem = key.public().to_pem().into_bytes();
        let files = [(MANIFEST, list), (SIGNATURE, signature), (PUBLIC_KEY, pem)];
        Ok(files.into_iter().map(|(path, bytes)| (path.to_owned(), bytes)).collect())
    }
}

/// Whether `files`, those of the list among them, are what was signed: by the key `expected`, or
/// without one, by the key that lies beside them. Otherwise everything that is wrong.
pub fn verify(files: &Files, expected: Option<&PublicKey>) -> Result<Verified, Vec<Fault>> {
    let (manifest, key) = signed_list(files).map_err(|it| vec![it])?;
    let mut faults = Vec::new();
    if expected.is_some_and(|it| *it != key) {
        faults.push(Fault::OtherKey(key.fingerprint()));
    }
    for listed in &manifest.files {
        match files.get(&listed.path) {
            None => faults.push(Fault::Missing(listed.path.clone())),
            Some(bytes) if sha256(bytes) != listed.sha256 => {
                faults.push(Fault::Changed(listed.path.clone()));
            }
            Some(_) => {}
        }
    }
    let known: BTreeSet<&str> = manifest.files.iter().map(|it| it.path.as_str()).collect();
    let is_added = |it: &&String| !known.contains(it.as_str()) && !is_own(it);
    faults.extend(files.keys().filter(is_added).map(|it| Fault::Added(it.clone())));
    if faults.is_empty() { Ok(Verified { manifest, key }) } else { Err(faults) }
}

fn signed_list(files: &Files) -> Result<(Manifest, PublicKey), Fault> {
    let part = |name: &'static str| files.get(name).ok_or(Fault::Unreadable(name));
    let (list, signature, pem) = (part(MANIFEST)?, part(SIGNATURE)?, part(PUBLIC_KEY)?);
    let pem = std::str::from_utf8(pem).ok().and_then(PublicKey::from_pem);
    let key = pem.ok_or(Fault::Unreadable(PUBLIC_KEY))?;
    // What is in the list means nothing before it is known to be what was signed.
    if !key.verifies(list, signature) {
        return Err(Fault::NotSigned);
    }
    let manifest: Option<Manifest> = serde_json::from_slice(list).ok();
    let manifest = manifest.filter(|it| it.format == FORMAT);
    let manifest = manifest.filter(|it| it.files.iter().all(|it| is_path(&it.path)));
    Ok((manifest.ok_or(Fault::Unreadable(MANIFEST))?, key))
}

/// Whether a file may be called so: plain letters, so that it is the same on every system, and
/// nothing that leads out of the folder.
pub fn is_path(path: &str) -> bool {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    let is_part = |it: &str| !it.is_empty() && !it.starts_with('.') && it.chars().all(is_plain);
    path.len() <= PATH_MAX && path.split('/').all(is_part)
}

fn is_own(path: &str) -> bool {
    [MANIFEST, SIGNATURE, PUBLIC_KEY].contains(&path)
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kit() -> Files {
        let files = [("index.html", "<p>Plans</p>"), ("plans/portal.pdf", "%PDF"), ("empty", "")];
        let mut files: Files =
            files.iter().map(|(path, it)| ((*path).to_owned(), it.as_bytes().to_vec())).collect();
        let at = "2026-11-24T09:00:00Z".parse().unwrap();
        let manifest = Manifest::new(("kit", "commerce"), at, &files).unwrap();
        files.extend(manifest.signed(&SigningKey::new(&[7; 32])).unwrap());
        files
    }

    fn faults(change: impl FnOnce(&mut Files)) -> Vec<Fault> {
        let mut files = kit();
        change(&mut files);
        verify(&files, None).err().unwrap_or_default()
    }

    #[test]
    fn files_are_what_was_signed_by_whom_one_expects() {
        let key = SigningKey::new(&[7; 32]).public();
        let verified = verify(&kit(), Some(&key)).unwrap();
        assert_eq!((verified.manifest.what.as_str(), verified.key), ("kit", key));
        assert_eq!(verified.manifest.files.len(), 3);
        let other = SigningKey::new(&[8; 32]).public();
        assert_eq!(verify(&kit(), Some(&other)), Err(vec![Fault::OtherKey(key.fingerprint())]));
    }

    #[test]
    fn every_way_to_tamper_is_found() {
        let text = |it: &str| it.to_owned();
        let changed = faults(|it| it.get_mut("index.html").unwrap().push(b' '));
        assert_eq!(changed, [Fault::Changed(text("index.html"))]);
        let missing = faults(|it| drop(it.remove("plans/portal.pdf")));
        assert_eq!(missing, [Fault::Missing(text("plans/portal.pdf"))]);
        let added = faults(|it| drop(it.insert(text("plans/more.pdf"), Vec::new())));
        assert_eq!(added, [Fault::Added(text("plans/more.pdf"))]);
        let swapped = faults(|it| {
            let empty = it.remove("empty").unwrap();
            let page = it.insert(text("index.html"), empty).unwrap();
            it.insert(text("empty"), page);
        });
        assert_eq!(swapped, [Fault::Changed(text("empty")), Fault::Changed(text("index.html"))]);
        let list = faults(|it| it.get_mut(MANIFEST).unwrap().push(b' '));
        assert_eq!(list, [Fault::NotSigned]);
        let signature = faults(|it| it.get_mut(SIGNATURE).unwrap()[9] ^= 1);
        assert_eq!(signature, [Fault::NotSigned]);
        for name in [MANIFEST, SIGNATURE, PUBLIC_KEY] {
            assert_eq!(faults(|it| drop(it.remove(name))), [Fault::Unreadable(name)]);
        }
        let key = SigningKey::new(&[8; 32]).public().to_pem();
        let other = faults(|it| drop(it.insert(text(PUBLIC_KEY), key.into_bytes())));
        assert_eq!(other, [Fault::NotSigned]);
    }

    #[test]
    fn a_flipped_bit_anywhere_is_found() {
        let kit = kit();
        for (path, bytes) in &kit {
            for at in 0..bytes.len() {
                let mut files = kit.clone();
                files.get_mut(path).unwrap()[at] ^= 4;
                assert!(verify(&files, None).is_err(), "byte {at} of {path}");
            }
        }
    }

    #[test]
    fn a_path_stays_in_its_folder() {
        for wrong in ["", "/etc/passwd", "../up", "a/../b", "a//b", "a\\b", ".hidden", "C:x", "ä"]
        {
            assert!(!is_path(wrong), "{wrong}");
        }
        assert!(!is_path(&"a".repeat(201)) && is_path("plans/dr-plan_2.v1.pdf"));
        for path in ["../up", MANIFEST] {
            let files = Files::from([(path.to_owned(), Vec::new())]);
            let refused = Manifest::new(("kit", "commerce"), Timestamp::default(), &files);
            assert_eq!(refused, Err(WrongPath(path.to_owned())));
        }
    }
}
