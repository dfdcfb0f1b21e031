//! The bytes of a file as a parser of ASCII delimiters can take them.
//!
//! UTF-16 becomes UTF-8 here; UTF-8 and Windows-1252 pass through, because their delimiters are
//! the same bytes, and become characters cell by cell.

use std::fmt;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE};

use crate::{Encoding, Reason};

const CHUNK_BYTES: usize = 1 << 16;

/// A byte that is never in UTF-8: it stands for what was no character in UTF-16 either.
const NOT_TEXT: u8 = 0xFF;

const UTF_8_BOM: &[u8] = &[0xEF, 0xBB, 0xBF];

/// What people upload instead of a CSV file.
const OTHER_FORMATS: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "a spreadsheet workbook or another zip file"),
    (b"\xD0\xCF\x11\xE0", "a spreadsheet workbook of an old format"),
    (b"%PDF", "a PDF file"),
    (b"{\\rtf", "a rich text file"),
    (b"\x1F\x8B", "a compressed file"),
    (b"<html", "a web page"),
    (b"<!DOCTYP", "a web page"),
    (b"<?xml", "an XML file"),
];

/// A file without its byte order mark, never in UTF-16.
pub(crate) struct Source<R> {
    input: R,
    /// The first bytes, which were looked at before the rest.
    head: Vec<u8>,
    n_bytes: u64,
    utf_16: Option<Utf16>,
}

struct Utf16 {
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    n_given: usize,
    is_over: bool,
}

impl<R: Read> Source<R> {
    pub(crate) fn new(mut input: R, encoding: Encoding) -> Result<Self, Reason> {
        let mut head = Vec::new();
        input.by_ref().take(8).read_to_end(&mut head)?;
        if let Some((_, name)) = OTHER_FORMATS.iter().find(|(start, _)| head.starts_with(start)) {
            return Err(Reason::NotCsv(name));
        }
        let n_bytes = head.len() as u64;
        let utf_16 = match encoding {
            Encoding::Utf16Le => Some(UTF_16LE),
            Encoding::Utf16Be => Some(UTF_16BE),
            Encoding::Utf8 | Encoding::Utf8Bom | Encoding::Windows1252 => None,
        };
        if utf_16.is_none() && head.starts_with(UTF_8_BOM) {
            head.drain(..UTF_8_BOM.len());
        }
        let utf_16 = utf_16.map(|it| Utf16 {
            decoder: it.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK_BYTES],
            text: Vec::new(),
            n_given: 0,
            is_over: false,
        });
        Ok(Self { input, head, n_bytes, utf_16 })
    }

    /// How many bytes of the file were taken so far.
    pub(crate) fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    fn read_raw(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.head.is_empty() {
            let n = self.head.as_slice().read(buffer)?;
            self.head.drain(..n);
            return Ok(n);
        }
        let n = self.input.read(buffer)?;
        self.n_bytes += n as u64;
        Ok(n)
    }
}

impl<R> fmt::Debug for Source<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("n_bytes", &self.n_bytes).finish_non_exhaustive()
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(mut utf_16) = self.utf_16.take() else {
            return self.read_raw(buffer);
        };
        let n = utf_16.read(self, buffer);
        self.utf_16 = Some(utf_16);
        n
    }
}

impl Utf16 {
    fn read<R: Read>(&mut self, source: &mut Source<R>, buffer: &mut [u8]) -> io::Result<usize> {
        while self.n_given == self.text.len() && !self.is_over {
            self.text.clear();
            self.n_given = 0;
            let n = source.read_raw(&mut self.raw)?;
            self.is_over = n == 0;
            self.decode(n);
        }
        let mut rest = self.text.get(self.n_given..).unwrap_or_default();
        let n = rest.read(buffer)?;
        self.n_given += n;
        Ok(n)
    }

    /// Appends what the first `n` raw bytes say to the text.
    fn decode(&mut self, n: usize) {
        let mut raw = self.raw.get(..n).unwrap_or_default();
        let mut text = vec![0; CHUNK_BYTES];
        loop {
            let (result, n_read, n_written) =
                self.decoder.decode_to_utf8_without_replacement(raw, &mut text, self.is_over);
            raw = raw.get(n_read..).unwrap_or_default();
            self.text.extend_from_slice(text.get(..n_written).unwrap_or_default());
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.text.push(NOT_TEXT),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
        let mut text = Vec::new();
        Source::new(bytes, encoding).unwrap().read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn a_byte_order_mark_is_not_text() {
        assert_eq!(read(b"\xEF\xBB\xBFa,b", Encoding::Utf8), b"a,b");
        assert_eq!(read(b"\xFF\xFEa\0,\0", Encoding::Utf16Le), b"a,");
        assert_eq!(read(b"\xFE\xFF\0a\0,", Encoding::Utf16Be), b"a,");
        assert_eq!(read(b"a\0,\0", Encoding::Utf16Le), b"a,");
        assert_eq!(read(b"", Encoding::Utf16Le), b"");
        assert_eq!(read(b"\xEF\xBB", Encoding::Utf8), b"\xEF\xBB");
    }

    #[test]
    fn half_a_pair_is_marked_as_no_text() {
        assert_eq!(read(b"a\0\x00\xD8b\0", Encoding::Utf16Le), b"a\xFFb");
        assert_eq!(read(b"a\0b", Encoding::Utf16Le), b"a\xFF");
    }

    #[test]
    fn long_text_of_wide_characters_survives() {
        let text = "€漢".repeat(100_000);
        let raw: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&raw, Encoding::Utf16Be), text.as_bytes());
    }

    #[test]
    fn a_workbook_is_recognized() {
        let read = |bytes: &'static [u8]| Source::new(bytes, Encoding::Utf8).err();
        assert!(matches!(read(b"PK\x03\x04rest"), Some(Reason::NotCsv(_))));
        assert!(matches!(read(b"%PDF-1.7"), Some(Reason::NotCsv(_))));
        assert_eq!(read(b"PK,b"), None);
    }
}
