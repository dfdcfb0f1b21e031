//! Files as one ZIP archive, and back within limits. The same files always give the same bytes.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::signing::manifest::{Files, is_path};

/// Files that an archive may have.
const FILES_MAX: usize = 5_000;

/// Bytes that all files may have together.
const BYTES_MAX: usize = 1 << 30;

/// The archive that `files` are.
pub(super) fn write(files: &Files) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        // What is compressed already does not become smaller.
        let method = match path.ends_with(".pdf") {
            true => CompressionMethod::Stored,
            false => CompressionMethod::Deflated,
        };
        zip.start_file(path, SimpleFileOptions::default().compression_method(method))?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The files of an archive. What it says of their sizes is not believed, and no path leads out.
pub(super) fn read(bytes: &[u8]) -> Option<Files> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if FILES_MAX < zip.len() {
        return None;
    }
    let mut files = Files::new();
    let mut rest = BYTES_MAX;
    for n in 0..zip.len() {
        let file = zip.by_index(n).ok()?;
        let path = file.name().ok()?.into_owned();
        if !is_path(&path) {
            return None;
        }
        let mut inside = Vec::new();
        let limit = u64::try_from(rest).ok()?.saturating_add(1);
        file.take(limit).read_to_end(&mut inside).ok()?;
        rest = rest.checked_sub(inside.len())?;
        if files.insert(path, inside).is_some() {
            return None;
        }
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &[u8])]) -> Files {
        all.iter().map(|(path, it)| ((*path).to_owned(), it.to_vec())).collect()
    }

    #[test]
    fn files_come_back_as_they_were_and_always_give_the_same_archive() {
        let all = files(&[("index.html", b"<p>Plan</p>"), ("a.pdf", &[0; 5_000]), ("empty", b"")]);
        let archive = write(&all).unwrap();
        assert_eq!(read(&archive), Some(all.clone()));
        assert_eq!(write(&all).unwrap(), archive);
    }

    #[test]
    fn what_leads_out_of_the_folder_or_is_no_archive_is_not_read() {
        for path in ["../up", "/etc/passwd", "a\\b"] {
            let archive = write(&files(&[(path, b"x")])).unwrap();
            assert_eq!(read(&archive), None, "{path}");
        }
        assert_eq!(read(b"PK but no archive"), None);
    }
}
