//! The dossier: what an agency handed in, as one archive that anybody can check without a server.
//!
//! It is a ZIP of files, a manifest that names each of them with its SHA-256, and an Ed25519
//! signature (RFC 8032) of the manifest. Nothing here does I/O.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::signing::key::{PublicKey, SigningKey};
use crate::{Error, Timestamp};

/// The form in which it is written.
pub(super) const FORMAT: &str = "mainstay-dossier/1";

/// The file that names all others.
const MANIFEST: &str = "manifest.json";

/// The file with the signature of that.
const SIGNATURE: &str = "signature.json";

const ALGORITHM: &str = "Ed25519";

/// How many files one may have.
const FILES_MAX: usize = 5_000;

/// Bytes that all files may have together once they are unpacked.
const UNPACKED_MAX: usize = 1 << 30;

/// What was handed in: by whom, when, and which files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form in which it is written.
    pub format: String,
    /// To whom it was handed in.
    pub state: String,
    /// Whose plans, by code.
    pub agency: String,
    /// What the agency is called.
    pub agency_name: String,
    /// For what.
    pub campaign: String,
    /// For which year.
    pub year: i32,
    /// The number of its receipt.
    pub receipt: String,
    /// Who attested it.
    pub attested_by: String,
    /// When that was.
    pub attested_at: Timestamp,
    /// With which words.
    pub statement: String,
    /// Which plans, at which versions.
    pub plans: Vec<ManifestPlan>,
    /// Every file but this one and its signature.
    pub files: Vec<ManifestFile>,
}

/// A plan that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestPlan {
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// Which type of plan it is.
    #[serde(rename = "type")]
    pub plan_type: String,
    /// Which version was in force.
    pub version: u32,
    /// SHA-256 of what that says: what was approved.
    pub sha256: String,
}

/// A file of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Where it is.
    pub path: String,
    /// How long it is.
    pub bytes: u64,
    /// SHA-256 of it, in hexadecimal.
    pub sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Signature {
    algorithm: String,
    public_key: String,
    signature: String,
}

/// What a check of a dossier came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// What it says of itself.
    pub manifest: Manifest,
    /// By which key it is signed: its fingerprint.
    pub key: String,
    /// SHA-256 of the whole file, which stands on the receipt.
    pub sha256: String,
    /// What is wrong with it. Nothing: all of it is as it was handed in.
    pub problems: Vec<Problem>,
}

/// What is wrong with one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Which.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

/// Packs files into a dossier. `manifest` need not name them.
pub(super) fn pack(
    manifest: Manifest,
    files: &[(String, Vec<u8>)],
    key: &SigningKey,
) -> Result<Vec<u8>, Error> {
    let file = |(path, bytes): &(String, Vec<u8>)| ManifestFile {
        path: path.clone(),
        bytes: bytes.len() as u64,
        sha256: sha256(bytes),
    };
    let manifest = Manifest { files: files.iter().map(file).collect(), ..manifest };
    let said = serde_json::to_vec_pretty(&manifest).map_err(Error::internal)?;
    let signature = Signature {
        algorithm: ALGORITHM.to_owned(),
        public_key: STANDARD.encode(key.public().to_bytes()),
        signature: STANDARD.encode(key.sign(&said)),
    };
    let signature = serde_json::to_vec_pretty(&signature).map_err(Error::internal)?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let own = [(MANIFEST, said.as_slice()), (SIGNATURE, signature.as_slice())];
    let others = files.iter().map(|it| (it.0.as_str(), it.1.as_slice()));
    for (path, bytes) in own.into_iter().chain(others) {
        zip.start_file(path, SimpleFileOptions::default()).map_err(Error::internal)?;
        zip.write_all(bytes).map_err(Error::internal)?;
    }
    Ok(zip.finish().map_err(Error::internal)?.into_inner())
}

/// An archive that is being read, and how many bytes may still come out of it.
struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    rest: usize,
}

impl Archive<'_> {
    /// A file, unpacked. What it says of its size is not believed.
    fn file(&mut self, path: &str) -> Result<Vec<u8>, String> {
        let file = self.zip.by_name(path).map_err(|it| it.to_string())?;
        let mut bytes = Vec::new();
        let limit = u64::try_from(self.rest).unwrap_or(u64::MAX).saturating_add(1);
        file.take(limit).read_to_end(&mut bytes).map_err(|it| it.to_string())?;
        if self.rest < bytes.len() {
            return Err("it unpacks to more than a dossier may hold".to_owned());
        }
        self.rest -= bytes.len();
        Ok(bytes)
    }
}

/// Checks every file of a dossier, and its signature.
///
/// # Errors
///
/// If it is no dossier at all, with why.
pub fn verify(bytes: &[u8]) -> Result<Verdict, String> {
    let zip =
        ZipArchive::new(Cursor::new(bytes)).map_err(|it| format!("it is no archive: {it}"))?;
    if FILES_MAX < zip.len() {
        return Err(format!("it has {} files, and {FILES_MAX} are the most", zip.len()));
    }
    let names: Vec<String> =
        zip.file_names().filter_map(|it| Some(it.ok()?.into_owned())).collect();
    let mut archive = Archive { zip, rest: UNPACKED_MAX };
    let said =
        archive.file(MANIFEST).map_err(|it| format!("its {MANIFEST} cannot be read: {it}"))?;
    let manifest: Manifest = serde_json::from_slice(&said)
        .map_err(|it| format!("its {MANIFEST} makes no sense: {it}"))?;
    if manifest.format != FORMAT {
        return Err(format!("it is of the form {}, and only {FORMAT} is known", manifest.format));
    }
    let mut problems = Vec::new();
    let mut problem = |file: &str, what: &str| {
        problems.push(Problem { file: file.to_owned(), what: what.to_owned() });
    };
    let signed = match archive.file(SIGNATURE) {
        Ok(it) => signed(&said, &it),
        Err(why) => Err(format!("cannot be read: {why}")),
    };
    let key = signed.unwrap_or_else(|why| {
        problem(SIGNATURE, &why);
        String::new()
    });
    let mut known = BTreeSet::from([MANIFEST, SIGNATURE]);
    for it in &manifest.files {
        if !known.insert(&it.path) {
            problem(&it.path, "is named twice");
            continue;
        }
        match archive.file(&it.path) {
            Ok(file) if it.bytes != file.len() as u64 || it.sha256 != sha256(&file) => {
                problem(&it.path, "was changed");
            }
            Ok(_) => {}
            Err(_) if !names.contains(&it.path) => problem(&it.path, "is missing"),
            Err(why) => problem(&it.path, &format!("cannot be read: {why}")),
        }
    }
    for name in names.iter().filter(|it| !known.contains(it.as_str())) {
        problem(name, "was added");
    }
    Ok(Verdict { manifest, key, sha256: sha256(bytes), problems })
}

/// By which key a manifest is signed.
fn signed(manifest: &[u8], signature: &[u8]) -> Result<String, String> {
    let it: Signature =
        serde_json::from_slice(signature).map_err(|it| format!("makes no sense: {it}"))?;
    if it.algorithm != ALGORITHM {
        return Err(format!("is of the kind {}, and only {ALGORITHM} is known", it.algorithm));
    }
    let decoded = |text: &str| STANDARD.decode(text).map_err(|it| format!("makes no sense: {it}"));
    let (public, signature) = (decoded(&it.public_key)?, decoded(&it.signature)?);
    match PublicKey::from_bytes(&public).filter(|it| it.verifies(manifest, &signature)) {
        Some(key) => Ok(key.fingerprint()),
        None => Err(format!("does not fit {MANIFEST}: one of the two was changed")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn key() -> SigningKey {
        SigningKey::new(&[7; 32])
    }

    fn manifest() -> Manifest {
        Manifest {
            format: FORMAT.to_owned(),
            state: "State of Franklin".to_owned(),
            agency: "commerce".to_owned(),
            agency_name: "Commerce".to_owned(),
            campaign: "Plans of 2026".to_owned(),
            year: 2026,
            receipt: "2026-commerce-1".to_owned(),
            attested_by: "Hal Head".to_owned(),
            attested_at: "2026-11-21T09:00:00Z".parse().unwrap(),
            statement: "They hold.".to_owned(),
            plans: Vec::new(),
            files: Vec::new(),
        }
    }

    fn files() -> Vec<(String, Vec<u8>)> {
        let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
        vec![file("plans/it.json", "{\"code\":\"it\"}"), file("plans/it.pdf", "%PDF")]
    }

    fn packed() -> Vec<u8> {
        pack(manifest(), &files(), &key()).unwrap()
    }

    /// The files of an archive as whoever unpacks it sees them.
    fn unpacked(bytes: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let names: Vec<String> =
            zip.file_names().filter_map(|it| Some(it.ok()?.into_owned())).collect();
        let mut all = BTreeMap::new();
        for name in names {
            let mut file = Vec::new();
            zip.by_name(&name).ok()?.read_to_end(&mut file).ok()?;
            all.insert(name, file);
        }
        Some(all)
    }

    /// The same archive with other files.
    fn repacked(change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Vec<u8> {
        let mut all = unpacked(&packed()).unwrap();
        change(&mut all);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in all {
            zip.start_file(path, SimpleFileOptions::default()).unwrap();
            zip.write_all(&bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn problems(bytes: &[u8]) -> Vec<(String, String)> {
        let verdict = verify(bytes).unwrap();
        verdict.problems.into_iter().map(|it| (it.file, it.what)).collect()
    }

    #[test]
    fn what_was_packed_is_whole() {
        let verdict = verify(&packed()).unwrap();
        assert_eq!(verdict.problems, []);
        assert_eq!(verdict.manifest.files.len(), 2);
        assert_eq!(verdict.key, key().public().fingerprint());
        assert_eq!(verdict.sha256, sha256(&packed()));
    }

    #[test]
    fn a_check_says_which_file_is_wrong() {
        let pair = |file: &str, what: &str| (file.to_owned(), what.to_owned());
        let changed = repacked(|all| drop(all.insert("plans/it.pdf".into(), b"%PDG".to_vec())));
        assert_eq!(problems(&changed), [pair("plans/it.pdf", "was changed")]);
        let missing = repacked(|all| drop(all.remove("plans/it.json")));
        assert_eq!(problems(&missing), [pair("plans/it.json", "is missing")]);
        let added = repacked(|all| drop(all.insert("plans/more.pdf".into(), Vec::new())));
        assert_eq!(problems(&added), [pair("plans/more.pdf", "was added")]);
        let unsigned = repacked(|all| drop(all.remove(SIGNATURE)));
        assert_eq!(problems(&unsigned)[0].0, SIGNATURE);
    }

    #[test]
    fn whoever_changes_the_manifest_cannot_sign_it() {
        let forged = repacked(|all| {
            let said = String::from_utf8(all.remove(MANIFEST).unwrap()).unwrap();
            all.insert(MANIFEST.into(), said.replace("They hold.", "They don't.").into());
        });
        let found = problems(&forged);
        assert_eq!(found[0].0, SIGNATURE);
        assert!(found[0].1.starts_with("does not fit"), "{found:?}");
        // With a key of their own they can, and the key is another.
        let other = SigningKey::new(&[8; 32]);
        let resigned = verify(&pack(manifest(), &files(), &other).unwrap()).unwrap();
        assert_ne!(resigned.key, key().public().fingerprint());
    }

    proptest! {
        #[test]
        fn no_byte_can_be_changed_without_a_trace(at in any::<prop::sample::Index>(), to in 1..=255_u8) {
            let mut bytes = packed();
            let at = at.index(bytes.len());
            bytes[at] ^= to;
            let is_whole = verify(&bytes).is_ok_and(|it| it.problems.is_empty());
            // What is not part of any file, such as the hour of an entry, says nothing.
            prop_assert!(!is_whole || unpacked(&bytes) == unpacked(&packed()), "byte {at}");
        }

        #[test]
        fn nothing_that_is_no_dossier_stops_the_check(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(verify(&bytes).is_err());
        }

        #[test]
        fn a_dossier_that_was_cut_off_is_none(n in any::<prop::sample::Index>()) {
            let bytes = packed();
            let cut = &bytes[..n.index(bytes.len())];
            prop_assert!(!verify(cut).is_ok_and(|it| it.problems.is_empty()));
        }
    }
}
