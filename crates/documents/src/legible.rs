//! Text that the fonts can show and the standards allow.
//!
//! PDF/A and PDF/UA refuse a page with a character that no font has, so such characters become
//! [`STAND_IN`], and the document says so. What is invisible or turns the reading direction around is left
//! out: a name must read as what it is.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use crate::world::fonts;

/// Shown for a character that no font has.
const STAND_IN: char = '□';
/// Where a long word may break.
const BREAK: char = '\u{200b}';
/// A word longer than this many characters may break …
const LONG_WORD: usize = 24;
/// … after each so many.
const PIECE: usize = 8;

static COVERED: LazyLock<BTreeSet<u32>> = LazyLock::new(|| {
    let book = fonts().book();
    (0..).map_while(|index| book.info(index)).flat_map(|it| it.coverage.iter()).collect()
});

/// `value` with every text made legible, and whether a character could not be shown.
pub(crate) fn value(value: &Value) -> (Value, bool) {
    let mut lost = false;
    (map(value, &mut lost), lost)
}

fn map(value: &Value, lost: &mut bool) -> Value {
    match value {
        Value::String(it) => Value::String(breakable(&shown(it, lost))),
        Value::Array(it) => it.iter().map(|it| map(it, lost)).collect(),
        Value::Object(it) => it.iter().map(|(key, it)| (key.clone(), map(it, lost))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn shown(text: &str, lost: &mut bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' '..='~' => shown.push(c),
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => shown.push(' '),
            _ if c.is_control() || is_invisible(c) => {}
            _ if COVERED.contains(&u32::from(c)) && !is_private(c) => shown.push(c),
            _ => {
                *lost = true;
                shown.push(STAND_IN);
            }
        }
    }
    shown
}

/// Joiners, direction marks, variation selectors, byte order marks, tags.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Code points without a meaning of their own, which some fonts use and PDF/A refuses.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// `text` with places in its long words where a line may end.
fn breakable(text: &str) -> String {
    if text.split(' ').all(|it| it.len() <= LONG_WORD) {
        return text.to_owned();
    }
    let words = text.split(' ').map(|word| {
        if word.chars().count() <= LONG_WORD {
            return word.to_owned();
        }
        let chars: Vec<char> = word.chars().collect();
        let pieces: Vec<String> = chars.chunks(PIECE).map(|it| it.iter().collect()).collect();
        pieces.join(&BREAK.to_string())
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in ["Trooper dispatch", "Niños y niñas", "Ελληνικά", "שלום", "#panic() *x* $y$"]
        {
            let mut lost = false;
            assert_eq!((shown(text, &mut lost).as_str(), lost), (text, false));
        }
    }

    #[test]
    fn what_no_font_has_is_stood_in_for_and_told() {
        let (shown, lost) = value(&json!({"name": ["ok 🚒", "漢字\u{e000}"], "n": 3}));
        assert_eq!(shown, json!({"name": ["ok □", "□□□"], "n": 3}));
        assert!(lost);
    }

    #[test]
    fn what_is_invisible_or_turns_the_reading_direction_is_left_out() {
        let mut lost = false;
        assert_eq!(shown("a\u{202e}b\u{0}c\u{feff}\nd\u{fe0f}", &mut lost), "abc d");
        assert!(!lost);
    }

    #[test]
    fn only_long_words_may_break() {
        assert_eq!(breakable("short words stay as they are"), "short words stay as they are");
        let long = "x".repeat(30);
        assert_eq!(breakable(&long).replace(BREAK, ""), long);
        assert_eq!(breakable(&long).matches(BREAK).count(), 3);
    }
}
