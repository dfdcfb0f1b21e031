//! The archive that a Word document is: its parts by what they are, within limits.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Place;
use super::scan::{Node, attribute, scan};
use crate::error::Error;

/// Largest file that is read. Plans with many pictures have some ten megabytes.
const FILE_MAX: usize = 64 << 20;

/// Parts that an archive may have.
const PARTS_MAX: usize = 10_000;

/// Bytes that all parts which are read may have together once they are unpacked.
const UNPACKED_MAX: usize = 64 << 20;

/// What parts are called that hold text, by the end of the type of their content.
const PLACES: [(&str, Place); 7] = [
    ("wordprocessingml.header+xml", Place::Header),
    ("wordprocessingml.footer+xml", Place::Footer),
    ("wordprocessingml.footnotes+xml", Place::Footnote),
    ("wordprocessingml.endnotes+xml", Place::Endnote),
    ("wordprocessingml.comments+xml", Place::Comment),
    ("drawingml.diagramData+xml", Place::Diagram),
    ("document.main+xml", Place::Body),
];

/// The parts of a Word document that say something.
#[derive(Debug, Default)]
pub(super) struct Package {
    /// Those with text, the body first, then by their names.
    pub(super) texts: Vec<(Place, String, Vec<u8>)>,
    /// What styles are called; empty without.
    pub(super) styles: Vec<u8>,
    /// How lists are numbered; empty without.
    pub(super) numbering: Vec<u8>,
}

/// An archive that is being read, and how many bytes may still come out of it.
struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    rest: usize,
}

impl<'a> Archive<'a> {
    fn open(bytes: &'a [u8]) -> Result<Archive<'a>, Error> {
        if FILE_MAX < bytes.len() {
            let size = bytes.len() >> 20;
            return Err(wrong(format!("it has {size} MB, and {} are the most", FILE_MAX >> 20)));
        }
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(wrong("it is of the kind before 2007 (.doc), or has a password".into()));
        }
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| wrong(format!("it is no archive of parts: {error}")))?;
        if PARTS_MAX < zip.len() {
            return Err(wrong(format!("it has {} parts, and {PARTS_MAX} are the most", zip.len())));
        }
        Ok(Archive { zip, rest: UNPACKED_MAX })
    }

    /// The names of all parts.
    fn names(&self) -> Result<Vec<String>, Error> {
        let name = |it: zip::result::ZipResult<std::borrow::Cow<'_, str>>| match it {
            Ok(name) => Ok(name.into_owned()),
            Err(error) => Err(wrong(format!("the name of a part cannot be read: {error}"))),
        };
        self.zip.file_names().map(name).collect()
    }

    /// A part, unpacked. What it says of its size is not believed.
    fn part(&mut self, name: &str) -> Result<Vec<u8>, Error> {
        let broken = |error: String| wrong(format!("its part {name} cannot be unpacked: {error}"));
        let file = self.zip.by_name(name).map_err(|error| broken(error.to_string()))?;
        let mut bytes = Vec::new();
        let limit = u64::try_from(self.rest).unwrap_or(u64::MAX).saturating_add(1);
        file.take(limit).read_to_end(&mut bytes).map_err(|error| broken(error.to_string()))?;
        if self.rest < bytes.len() {
            let most = UNPACKED_MAX >> 20;
            return Err(wrong(format!("its parts unpack to more than {most} MB")));
        }
        self.rest -= bytes.len();
        Ok(bytes)
    }
}

/// Takes a Word document apart.
pub(super) fn open(bytes: &[u8]) -> Result<Package, Error> {
    let mut archive = Archive::open(bytes)?;
    let names = archive.names()?;
    let types = content_types(&mut archive, &names)?;
    let mut package = Package::default();
    for name in names.iter().filter(|it| !it.ends_with('/')) {
        let kind = types.get(&name.to_lowercase()).map_or("", String::as_str);
        // Building blocks are what Word offers to insert, not what is in the document.
        if name.contains("glossary/") {
            continue;
        }
        if let Some((_, place)) = PLACES.iter().find(|(end, _)| kind.ends_with(end)) {
            package.texts.push((*place, name.clone(), archive.part(name)?));
        } else if kind.ends_with("wordprocessingml.styles+xml") {
            package.styles = archive.part(name)?;
        } else if kind.ends_with("wordprocessingml.numbering+xml") {
            package.numbering = archive.part(name)?;
        }
    }
    if !package.texts.iter().any(|(place, ..)| *place == Place::Body) {
        return Err(wrong("it has no text: it may be a sheet or slides".to_owned()));
    }
    package.texts.sort_by(|(a, a_name, _), (b, b_name, _)| (a, a_name).cmp(&(b, b_name)));
    Ok(package)
}

/// The type of the content of each part, by its name in small letters.
fn content_types(
    archive: &mut Archive<'_>,
    names: &[String],
) -> Result<BTreeMap<String, String>, Error> {
    const LIST: &str = "[Content_Types].xml";
    if !names.iter().any(|it| it == LIST) {
        return Err(wrong("it does not say what its parts are, as every document does".to_owned()));
    }
    let xml = archive.part(LIST)?;
    let (mut parts, mut defaults) = (BTreeMap::new(), BTreeMap::new());
    scan(&xml, LIST, &mut |node| {
        if let Node::Open(name, element) = node {
            let kind = attribute(element, "ContentType").unwrap_or_default();
            if name == "Override" {
                let part = attribute(element, "PartName").unwrap_or_default();
                parts.insert(part.trim_start_matches('/').to_lowercase(), kind);
            } else if name == "Default" {
                defaults.insert(attribute(element, "Extension").unwrap_or_default(), kind);
            }
        }
        Ok(())
    })?;
    for name in names {
        let end = name.rsplit_once('.').map_or("", |(_, it)| it);
        if let Some(kind) = defaults.get(end) {
            parts.entry(name.to_lowercase()).or_insert_with(|| kind.clone());
        }
    }
    Ok(parts)
}

/// What a document says beside its text: its properties, and where its links lead.
pub(crate) fn xml_parts(bytes: &[u8]) -> Result<Vec<(String, String)>, Error> {
    let mut archive = Archive::open(bytes)?;
    let mut parts = Vec::new();
    for name in archive.names()? {
        if name.starts_with("docProps/") && !name.ends_with('/') || name.ends_with(".rels") {
            let xml = archive.part(&name)?;
            parts.push((name, String::from_utf8_lossy(&xml).into_owned()));
        }
    }
    Ok(parts)
}

/// The file is no document that can be read, and why.
pub(super) fn wrong(why: String) -> Error {
    Error::Docx(why)
}
