//! Cells that a spreadsheet would run as formulas.
//!
//! A spreadsheet that opens a CSV file evaluates a cell such as `=HYPERLINK(…)`, whoever wrote it.
//! [`guard`] puts an apostrophe before it, which makes it text. Numbers are left alone, because
//! `-5` is one. [`unguard`] takes exactly these apostrophes away, so nothing is lost by writing a
//! file and reading it again.

use std::borrow::Cow;

/// What makes a spreadsheet take a cell for a formula when it is the first character: the signs,
/// their full-width forms, and the blanks that it skips.
const TRIGGERS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];

/// The text as a cell that no spreadsheet runs.
///
/// Text that already starts with an apostrophe before such a character gets another one, so that
/// [`unguard`] can tell the two apart.
#[must_use]
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_formula_after_apostrophes(text) && !is_plain_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that [`guard`] was given.
#[must_use]
pub fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|it| is_formula_after_apostrophes(it)).unwrap_or(text)
}

fn is_formula_after_apostrophes(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(TRIGGERS)
}

/// Whether the text is an optional sign, digits, perhaps a fraction and an exponent.
fn is_plain_number(text: &str) -> bool {
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let unsigned = |it: &str| it.strip_prefix(['+', '-']).unwrap_or(it).to_owned();
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa = unsigned(mantissa);
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa.as_str(), None),
    };
    digits(whole) && fraction.is_none_or(digits) && exponent.is_none_or(|it| digits(&unsigned(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_gets_an_apostrophe() {
        for text in ["=1+1", "+1 919 555 0100", "-", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(guard(text), format!("'{text}"));
            assert_eq!(unguard(&guard(text)), text);
        }
        for text in ["-1+cmd|'/C calc'!A0", "-1e", "-1.", "+.5", "-1e+-5", "-1,5"] {
            assert_eq!(guard(text), format!("'{text}"));
        }
    }

    #[test]
    fn numbers_and_words_stay_as_they_are() {
        for text in ["-5", "+5", "-5.25", "-1e5", "1E-7", "", "a=b", "'quoted'", " =1", "'"] {
            assert_eq!(guard(text), text);
            assert_eq!(unguard(text), text);
        }
    }

    #[test]
    fn an_apostrophe_of_the_author_is_kept() {
        for text in ["'=1", "''=1", "'-5", "'''@"] {
            assert_eq!(unguard(&guard(text)), text);
        }
    }
}
