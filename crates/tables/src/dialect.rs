//! How a CSV file is written down: its encoding and what separates its cells.

use std::fmt;

use crate::sniff;

/// Everything a [`crate::Reader`] must know before it can read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// How characters became bytes.
    pub encoding: Encoding,
    /// What stands between two cells.
    pub delimiter: Delimiter,
    /// Whether the first byte that cannot be UTF-8 makes the file Windows-1252.
    /// True for a guess from a sample without any accented letter, false for what a person chose.
    pub may_be_windows_1252: bool,
}

impl Dialect {
    /// What a person said it is. Nothing is guessed.
    #[must_use]
    pub fn new(encoding: Encoding, delimiter: Delimiter) -> Self {
        Self { encoding, delimiter, may_be_windows_1252: false }
    }

    /// Guesses from the start of a file; [`crate::SAMPLE_BYTES`] of it are enough.
    ///
    /// A byte order mark decides; without one, zero bytes show UTF-16, and what is not UTF-8 is
    /// Windows-1252. The delimiter is the one that splits most rows as it splits the first, with
    /// quotation marks respected, unless a line `sep=;` names it.
    #[must_use]
    pub fn sniff(sample: &[u8]) -> Self {
        sniff::dialect(sample)
    }

    /// The same dialect in the encoding that a person chose.
    #[must_use]
    pub fn with_encoding(self, encoding: Encoding) -> Self {
        Self { encoding, may_be_windows_1252: false, ..self }
    }

    /// The same dialect with the delimiter that a person chose.
    #[must_use]
    pub fn with_delimiter(self, delimiter: Delimiter) -> Self {
        Self { delimiter, ..self }
    }
}

/// How characters became bytes. A byte order mark is skipped wherever there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// UTF-8 without a byte order mark. Plain ASCII is also this.
    Utf8,
    /// UTF-8 as Excel saves it, with a byte order mark.
    Utf8Bom,
    /// UTF-16, low byte first: Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// What Western European Windows wrote before Unicode.
    Windows1252,
}

impl Encoding {
    /// Every encoding, the likeliest first.
    pub const ALL: [Self; 5] =
        [Self::Utf8, Self::Utf8Bom, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    /// The word for it in forms and on the command line: `utf-16le`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The encoding with this [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with byte order mark",
            Self::Utf16Le => "UTF-16 little-endian",
            Self::Utf16Be => "UTF-16 big-endian",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`, where the comma is the decimal point.
    Semicolon,
    /// The tab character.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// Every delimiter, the likeliest first.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The character itself, which is one byte.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    /// The delimiter that is this byte.
    #[must_use]
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.byte() == byte)
    }

    /// The word for it in forms and on the command line: `semicolon`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Pipe => "pipe",
        }
    }

    /// The delimiter with this [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_leads_back_to_its_dialect() {
        for encoding in Encoding::ALL {
            assert_eq!(Encoding::from_code(encoding.code()), Some(encoding));
        }
        for delimiter in Delimiter::ALL {
            assert_eq!(Delimiter::from_code(delimiter.code()), Some(delimiter));
            assert_eq!(Delimiter::from_byte(delimiter.byte()), Some(delimiter));
        }
        assert_eq!(Encoding::from_code("ebcdic"), None);
    }
}
