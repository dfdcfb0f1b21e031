//! Text as it is compared: what a reader would take for the same becomes the same.
//!
//! Entities and percent signs are decoded, letters lose case, marks and width, look-alikes of other
//! alphabets become Latin, what is invisible is gone. Every token remembers where it came from.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// How often text may have been escaped over what was escaped.
const ESCAPES_MAX: usize = 3;

/// Longest entity that is looked for: `&#x00000041;`.
const ENTITY_MAX: usize = 12;

/// A run of letters, or of digits, and the bytes of the text it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Token {
    /// Whether it is made of digits.
    pub(super) fn is_number(&self) -> bool {
        self.text.starts_with(|it: char| it.is_ascii_digit())
    }
}

/// A character and the bytes of the text it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) c: char,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether it was a capital after a small letter: a word begins, as in `DanaWhitfield`.
    begins: bool,
}

/// The characters of `text` as they are compared, separators included.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let mut decoded: Vec<(char, usize, usize)> =
        text.char_indices().map(|(at, c)| (c, at, at + c.len_utf8())).collect();
    for _ in 0..ESCAPES_MAX {
        if !decoded.iter().any(|(c, ..)| matches!(c, '&' | '%' | '＆' | '％')) {
            break;
        }
        decoded = unescaped(&decoded);
    }
    let mut letters = Vec::with_capacity(decoded.len());
    let mut was_small = false;
    for (c, from, to) in decoded {
        if is_invisible(c) {
            continue;
        }
        let mut begins = was_small && c.is_uppercase();
        was_small = c.is_lowercase();
        decompose_compatible(c, |part| {
            if is_combining_mark(part) {
                return;
            }
            for small in part.to_lowercase() {
                for c in plain(small) {
                    letters.push(Letter { c, from, to, begins });
                    begins = false;
                }
            }
        });
    }
    letters
}

/// The runs of letters and of digits in `letters`.
pub(super) fn tokens(letters: &[Letter]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut before = None;
    for it in letters {
        let class = it.c.is_alphanumeric().then(|| it.c.is_ascii_digit());
        let goes_on = class.is_some() && class == before && !it.begins;
        match tokens.last_mut().filter(|_| goes_on) {
            Some(token) => {
                token.text.push(it.c);
                token.to = it.to;
            }
            None if class.is_some() => {
                tokens.push(Token { text: it.c.to_string(), from: it.from, to: it.to });
            }
            None => {}
        }
        before = class;
    }
    tokens
}

fn unescaped(chars: &[(char, usize, usize)]) -> Vec<(char, usize, usize)> {
    let mut decoded = Vec::with_capacity(chars.len());
    let mut rest = chars;
    while let Some((&first @ (c, from, _), others)) = rest.split_first() {
        let found = match c {
            '&' | '＆' => entity(others),
            '%' | '％' => percent(others),
            _ => None,
        };
        match found {
            Some((c, n)) => {
                let (inside, after) = others.split_at(n.min(others.len()));
                let to = inside.last().map_or(from, |(.., to)| *to);
                decoded.push((c, from, to));
                rest = after;
            }
            None => {
                decoded.push(first);
                rest = others;
            }
        }
    }
    decoded
}

/// The character that the entity after an ampersand stands for, and how long the entity is.
fn entity(chars: &[(char, usize, usize)]) -> Option<(char, usize)> {
    let name: String = chars
        .iter()
        .take(ENTITY_MAX)
        .map(|(c, ..)| *c)
        .take_while(|it| it.is_ascii_alphanumeric() || *it == '#')
        .collect();
    let has_end = chars.get(name.len()).is_some_and(|(c, ..)| *c == ';');
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(it) => u32::from_str_radix(it, 16).ok(),
                None => number.parse().ok(),
            };
            char::from_u32(code?)?
        }
        None => named(&name)?,
    };
    Some((c, name.len() + usize::from(has_end)))
}

fn named(name: &str) -> Option<char> {
    const NAMES: [(&str, char); 27] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("ensp", ' '),
        ("emsp", ' '),
        ("thinsp", ' '),
        ("Tab", ' '),
        ("NewLine", ' '),
        ("shy", '\u{ad}'),
        ("zwnj", '\u{200c}'),
        ("zwj", '\u{200d}'),
        ("ZeroWidthSpace", '\u{200b}'),
        ("commat", '@'),
        ("period", '.'),
        ("comma", ','),
        ("hyphen", '-'),
        ("dash", '-'),
        ("ndash", '-'),
        ("mdash", '-'),
        ("lpar", '('),
        ("rpar", ')'),
        ("colon", ':'),
        ("plus", '+'),
        ("lowbar", '_'),
    ];
    NAMES.iter().find(|(it, _)| *it == name).map(|(_, c)| *c)
}

/// The ASCII character that two hexadecimal digits stand for.
fn percent(chars: &[(char, usize, usize)]) -> Option<(char, usize)> {
    let digits: String = chars.iter().take(2).map(|(c, ..)| *c).collect();
    let is_code = digits.len() == 2 && digits.chars().all(|it| it.is_ascii_hexdigit());
    let code = u8::from_str_radix(&digits, 16).ok().filter(|it| is_code && it.is_ascii())?;
    Some((char::from(code), 2))
}

/// Joiners, direction marks, variation selectors, soft hyphens, controls that no line breaks at.
fn is_invisible(c: char) -> bool {
    crate::legible::is_invisible(c) || c.is_control() && !c.is_whitespace()
}

/// `c` as a Latin letter or a digit of ASCII, if it is one to the eye.
fn plain(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'ø' => ('o', None),
        'đ' | 'ð' => ('d', None),
        'ł' => ('l', None),
        'ı' | 'і' | 'ι' => ('i', None),
        'а' | 'α' => ('a', None),
        'в' => ('b', None),
        'с' | 'ϲ' => ('c', None),
        'е' | 'ε' => ('e', None),
        'һ' => ('h', None),
        'ј' => ('j', None),
        'к' | 'κ' => ('k', None),
        'м' => ('m', None),
        'о' | 'ο' => ('o', None),
        'р' | 'ρ' => ('p', None),
        'ѕ' => ('s', None),
        'т' | 'τ' => ('t', None),
        'ν' => ('v', None),
        'х' | 'χ' => ('x', None),
        'у' | 'υ' => ('y', None),
        _ => (digit(c).unwrap_or(c), None),
    };
    [Some(first), second].into_iter().flatten()
}

/// Digits of other scripts.
fn digit(c: char) -> Option<char> {
    const ZEROS: [char; 4] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}'];
    let value = |zero: &char| u32::from(c).checked_sub(u32::from(*zero)).filter(|it| *it < 10);
    char::from_digit(ZEROS.iter().find_map(value)?, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let tokens: Vec<String> = tokens(&letters(text)).into_iter().map(|it| it.text).collect();
        tokens.join(" ")
    }

    #[test]
    fn what_reads_the_same_is_the_same() {
        for text in [
            "Dana Whitfield",
            "DANA\nWHITFIELD",
            "Da\u{ad}na\u{200b} Whit\u{2060}field",
            "&#68;ana&nbsp;Whit&shy;field",
            "&amp;#x44;ana Whitfield",
            "Dana%20Whitfield",
            "Ｄａｎａ Ｗｈｉｔﬁｅｌｄ",
            "Dаnа Whіtfіеld",
            "Dána Whitfiéld",
            "DanaWhitfield",
            "𝐃𝐚𝐧𝐚 _Whitfield_",
        ] {
            assert_eq!(words(text), "dana whitfield", "{text}");
        }
        assert_eq!(words("٩١٩ x2b"), "919 x 2 b");
    }

    #[test]
    fn a_token_knows_the_bytes_it_came_from() {
        let text = "ü: &#68;a\u{ad}na%21";
        let found: Vec<&str> =
            tokens(&letters(text)).iter().map(|it| &text[it.from..it.to]).collect();
        assert_eq!(found, ["ü", "&#68;a\u{ad}na"]);
    }

    #[test]
    fn broken_escapes_are_text() {
        for text in ["100%", "%", "&", "&;", "&#;", "&#xFFFFFFFF;", "a & b", "%zz", "%+1"] {
            let letters = letters(text);
            assert!(letters.iter().all(|it| text.get(it.from..it.to).is_some()), "{text}");
        }
    }
}
