//! Whether a file is text, of which a table can be made. Nothing here does I/O.

use tables::{Dialect, Encoding, SAMPLE_BYTES};

/// Of a hundred bytes of text, fewer than these are control characters. Of packed data, more are.
const CONTROLS_PERCENT: usize = 5;

/// How files begin that are known not to be text, and what they are.
const KNOWN: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xFF\xD8\xFF", "a picture (JPEG)"),
    (b"GIF87a", "a picture (GIF)"),
    (b"GIF89a", "a picture (GIF)"),
    (b"\xD0\xCF\x11\xE0", "a document of an older Office program"),
    (b"\x1F\x8B", "a compressed file"),
    (b"7z\xBC\xAF", "a compressed file"),
    (b"SQLite format 3\0", "a database"),
];

/// Why no table can be made of a file that starts so, if nobody named its encoding or `named` is
/// the one that somebody did. None: it may be one.
pub(super) fn problem(start: &[u8], named: Option<Encoding>) -> Option<String> {
    let known = KNOWN.iter().find(|(bytes, _)| start.starts_with(bytes)).map(|(_, it)| *it);
    let what = known.or_else(|| archive(start)).or_else(|| other(start, named))?;
    let advice = match what {
        WORKBOOK => " In the spreadsheet, save the sheet as CSV, and upload that.",
        _ => "",
    };
    Some(format!(
        "This is {what}, not a table. What can be read: CSV files (cells separated by comma, \
         semicolon, tab or |) and Backstage catalogs (.yaml).{advice}"
    ))
}

const WORKBOOK: &str = "a spreadsheet";

/// What a ZIP archive holds shows by the names of the first files in it.
fn archive(start: &[u8]) -> Option<&'static str> {
    let has = |name: &[u8]| start.windows(name.len()).any(|it| it == name);
    if !start.starts_with(b"PK\x03\x04") {
        return None;
    }
    Some(match () {
        () if has(b"xl/") || has(b"opendocument.spreadsheet") => WORKBOOK,
        () if has(b"word/") || has(b"opendocument.text") => "a text document",
        () => "a ZIP archive",
    })
}

fn other(start: &[u8], named: Option<Encoding>) -> Option<&'static str> {
    let sample = start.get(..SAMPLE_BYTES).unwrap_or(start);
    let encoding = named.unwrap_or_else(|| Dialect::sniff(sample).encoding);
    if matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
        return None;
    }
    // Somebody may yet name the encoding.
    let may_be_named = |unit| named.is_none() && is_utf_16(sample, unit);
    if may_be_named(u16::from_le_bytes) || may_be_named(u16::from_be_bytes) {
        return None;
    }
    let is_control = |it: &&u8| it.is_ascii_control() && !matches!(it, b'\t' | b'\n' | b'\r' | 12);
    let n_controls = sample.iter().filter(is_control).count();
    (sample.len() * CONTROLS_PERCENT < n_controls * 100).then_some("no text")
}

/// Whether the sample reads as lines of text when every two bytes make a `unit`.
fn is_utf_16(sample: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    let pairs = sample.chunks_exact(2).filter_map(|it| it.try_into().ok());
    let (mut n_lines, mut n_bad) = (0, 0);
    for it in char::decode_utf16(pairs.map(unit)) {
        match it {
            Ok('\n' | '\r') => n_lines += 1,
            Ok(it) if !it.is_control() || it == '\t' => {}
            _ => n_bad += 1,
        }
    }
    // The end of the sample may have cut a character in two.
    0 < n_lines && n_bad <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_text_is_named_with_what_can_be_read() {
        let named = |start: &[u8]| problem(start, None).unwrap_or_default();
        let pdf = named(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n");
        assert!(pdf.starts_with("This is a PDF document, not a table."), "{pdf}");
        assert!(pdf.contains("CSV files") && pdf.contains("Backstage"), "{pdf}");
        assert!(named(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR").contains("a picture (PNG)"));
        assert!(named(b"PK\x03\x04\x14\0readme.txt").contains("a ZIP archive"));
        let workbook = named(b"PK\x03\x04\x14\0\x06\0[Content_Types].xml xl/workbook.xml");
        assert!(workbook.contains("a spreadsheet") && workbook.ends_with("upload that."));
        let packed: Vec<u8> = (0..=255_u8).cycle().take(4_096).collect();
        assert!(named(&packed).starts_with("This is no text"));
    }

    #[test]
    fn text_in_any_encoding_is_let_through() {
        let utf_16: Vec<u8> =
            "id;title\n1;Größe\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let stray = [b"a,b\n".repeat(500), b"\0,c\n".to_vec()].concat();
        for text in
            [b"id,title\n1,Caf\xE9\n".as_slice(), &utf_16, &stray, b"", "\u{FEFF}a\n".as_bytes()]
        {
            assert_eq!(problem(text, None), None, "{text:?}");
        }
    }

    /// Such as Chinese with numbers that is not recognized by the zero halves of its characters.
    #[test]
    fn utf_16_that_is_not_recognized_is_let_through() {
        let text = "id,title\n1,一一丁丁七七\n".repeat(20);
        let low: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let high: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, named) in [(low, Encoding::Utf16Le), (high, Encoding::Utf16Be)] {
            assert_eq!(Dialect::sniff(&bytes).encoding, Encoding::Utf8);
            for named in [None, Some(named)] {
                assert_eq!(problem(&bytes, named), None, "{named:?}");
            }
            assert!(problem(&bytes, Some(Encoding::Utf8)).is_some());
        }
        // Who names it is believed even where a line is not all text.
        let odd = [1_u8, 0].repeat(100);
        assert!(problem(&odd, None).is_some());
        assert_eq!(problem(&odd, Some(Encoding::Utf16Le)), None);
        assert!(problem(b"%PDF-1.7\n", Some(Encoding::Utf16Le)).is_some());
    }
}
