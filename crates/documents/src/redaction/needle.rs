//! What is looked for, and how it is found in text that was folded.
//!
//! Tokens are joined without what stands between them, each kind of value in a lane of its own:
//! names without single letters, addresses of mail without "at" and "dot", addresses of places with
//! one word for "Street". A value is found where whole tokens join to it. Numbers of telephones are
//! found within longer numbers, too, and addresses of machines by their value.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Secret;
use super::fold::{Letter, Token, letters, tokens};

/// How many words of a name are tried in every order.
const ORDERS_MAX: usize = 4;

/// Digits that are found within longer numbers. With fewer, any number could be it.
const PHONE_MIN: usize = 7;

/// Which tokens of a text are joined, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// All, as they are.
    Plain,
    /// All but single letters: "Dana M. Whitfield".
    Name,
    /// All but what stands for `@` and `.`, or should keep machines from reading.
    Mail,
    /// Words of streets in one spelling.
    Address,
    /// Digits, and words for digits. Other words are borders.
    Phone,
}

const LANES: [Lane; 5] = [Lane::Plain, Lane::Name, Lane::Mail, Lane::Address, Lane::Phone];

/// What may stand between the numbers of an address: " (point) " and a line break.
const GAP_MAX: usize = 12;

/// Letters of the longest address of a machine, and a period.
const IPV6_MAX: usize = 46;

/// What stands for a border in a lane: nothing that is looked for has it.
const BORDER: char = '\n';

/// A value as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needle {
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Joined { lane: Lane, texts: Vec<String>, whole: bool },
    Ip { address: IpAddr, texts: Vec<String> },
}

/// Text ready to be searched.
pub(super) struct Haystack {
    letters: Vec<Letter>,
    tokens: Vec<Token>,
    lanes: Vec<Joined>,
}

/// The tokens of a lane, joined.
struct Joined {
    text: String,
    /// Where each begins and ends in `text`, and which token it is.
    parts: Vec<(usize, usize, usize)>,
}

impl Haystack {
    pub(super) fn new(text: &str) -> Haystack {
        let letters = letters(text);
        let tokens = tokens(&letters);
        let lanes = LANES.into_iter().map(|it| joined(it, &tokens)).collect();
        Haystack { letters, tokens, lanes }
    }

    fn lane(&self, lane: Lane) -> Option<&Joined> {
        let at = LANES.iter().position(|it| *it == lane)?;
        self.lanes.get(at)
    }

    /// The bytes of the text from token `first` to token `last`.
    fn bytes(&self, first: usize, last: usize) -> Option<(usize, usize)> {
        Some((self.tokens.get(first)?.from, self.tokens.get(last)?.to))
    }
}

fn joined(lane: Lane, tokens: &[Token]) -> Joined {
    let mut joined = Joined { text: String::new(), parts: Vec::new() };
    for (at, token) in tokens.iter().enumerate() {
        let Some(part) = part(lane, token) else { continue };
        let from = joined.text.len();
        joined.text.push_str(part);
        joined.parts.push((from, joined.text.len(), at));
    }
    joined
}

/// What `token` is in `lane`, if it is there at all.
fn part(lane: Lane, token: &Token) -> Option<&str> {
    let text = token.text.as_str();
    match lane {
        Lane::Plain => Some(text),
        Lane::Name => (1 < text.chars().count() || token.is_number()).then_some(text),
        Lane::Mail => {
            let is_noise = matches!(text, "at" | "dot" | "nospam" | "removethis" | "punkt");
            (!is_noise).then_some(text)
        }
        Lane::Address => Some(street_word(text)),
        Lane::Phone if token.is_number() => Some(text),
        Lane::Phone if matches!(text, "dot" | "dash" | "hyphen" | "space" | "point") => None,
        Lane::Phone => Some(digit_word(text).unwrap_or("\n")),
    }
}

fn digit_word(word: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 11] = [
        ("zero", "0"),
        ("oh", "0"),
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
    ];
    WORDS.iter().find(|(it, _)| *it == word).map(|(_, digit)| *digit)
}

/// One spelling for the words that addresses abbreviate (USPS Publication 28, appendix C).
fn street_word(word: &str) -> &str {
    const WORDS: [(&str, &str); 22] = [
        ("street", "st"),
        ("avenue", "ave"),
        ("av", "ave"),
        ("road", "rd"),
        ("drive", "dr"),
        ("boulevard", "blvd"),
        ("lane", "ln"),
        ("court", "ct"),
        ("place", "pl"),
        ("square", "sq"),
        ("highway", "hwy"),
        ("parkway", "pkwy"),
        ("terrace", "ter"),
        ("circle", "cir"),
        ("suite", "ste"),
        ("apartment", "apt"),
        ("building", "bldg"),
        ("floor", "fl"),
        ("north", "n"),
        ("south", "s"),
        ("east", "e"),
        ("west", "w"),
    ];
    WORDS.iter().find(|(it, _)| *it == word).map_or(word, |(_, short)| *short)
}

impl Needle {
    /// `secret` as it is looked for; none when it is too short to be told from other words.
    pub(super) fn new(secret: &Secret) -> Option<Needle> {
        let kind = match secret {
            Secret::Ip(address) => Kind::Ip { address: *address, texts: spelled_out(*address) },
            Secret::Name(it) => name(it)?,
            Secret::Email(it) => whole(Lane::Mail, vec![squeezed(Lane::Mail, it)])?,
            Secret::Words(it) => whole(Lane::Plain, vec![squeezed(Lane::Plain, it)])?,
            Secret::Address(it) => address(it)?,
            Secret::Phone(it) => phone(it)?,
        };
        Some(Needle { kind })
    }

    /// The bytes of each place in the text where it is.
    pub(super) fn found_in(&self, hay: &Haystack) -> Vec<(usize, usize)> {
        match &self.kind {
            Kind::Joined { lane, texts, whole } => {
                texts.iter().flat_map(|it| search(hay, *lane, it, *whole)).collect()
            }
            Kind::Ip { address, texts } => {
                let spelled = texts.iter().flat_map(|it| search(hay, Lane::Plain, it, true));
                let mut found: Vec<_> = spelled.collect();
                match address {
                    IpAddr::V4(it) => found.extend(v4(hay, *it)),
                    IpAddr::V6(it) => found.extend(v6(hay, *it)),
                }
                found
            }
        }
    }
}

fn whole(lane: Lane, texts: Vec<String>) -> Option<Kind> {
    let is_enough = texts.iter().all(|it| 2 <= it.chars().count());
    is_enough.then_some(Kind::Joined { lane, texts, whole: true })
}

fn squeezed(lane: Lane, value: &str) -> String {
    joined(lane, &tokens(&letters(value))).text
}

/// A name in every order of its words, or forward and backward if there are many.
fn name(value: &str) -> Option<Kind> {
    let tokens = tokens(&letters(value));
    let long: Vec<&str> = tokens.iter().filter_map(|it| part(Lane::Name, it)).collect();
    let (lane, words) = if long.is_empty() {
        (Lane::Plain, tokens.iter().map(|it| it.text.as_str()).collect())
    } else {
        (Lane::Name, long)
    };
    let mut texts = if words.len() <= ORDERS_MAX {
        orders(&words)
    } else {
        vec![words.concat(), words.iter().rev().copied().collect()]
    };
    texts.sort();
    texts.dedup();
    whole(lane, texts)
}

fn orders(words: &[&str]) -> Vec<String> {
    if words.len() < 2 {
        return vec![words.concat()];
    }
    let mut found = Vec::new();
    for (at, first) in words.iter().enumerate() {
        let rest: Vec<&str> =
            words.iter().enumerate().filter(|(it, _)| *it != at).map(|(_, it)| *it).collect();
        found.extend(orders(&rest).into_iter().map(|it| format!("{first}{it}")));
    }
    found
}

/// An address, and its street alone: that is where somebody is.
fn address(value: &str) -> Option<Kind> {
    let full = squeezed(Lane::Address, value);
    let street = value.split([',', '\n', ';']).next().unwrap_or_default();
    let street = squeezed(Lane::Address, street);
    let is_place = street.chars().any(|it| it.is_ascii_digit())
        && street.chars().filter(|it| it.is_alphabetic()).count() > 2;
    let texts = if is_place && street != full { vec![full, street] } else { vec![full] };
    whole(Lane::Address, texts)
}

/// A number without the country code of North America, which may or may not be dialed.
fn phone(value: &str) -> Option<Kind> {
    let value = value.split(['x', 'X', 'e', ';']).next().unwrap_or_default();
    let digits = squeezed(Lane::Phone, value).replace(BORDER, "");
    let digits = match digits.strip_prefix('1') {
        Some(national) if national.len() == 10 => national.to_owned(),
        _ => digits,
    };
    let is_long = PHONE_MIN <= digits.len();
    let lane = if is_long { Lane::Phone } else { Lane::Plain };
    // Elsewhere the code of the country has one to three digits, and is not dialed at home.
    let at_home = [1, 2, 3].map(|it| digits.get(it..).unwrap_or_default().to_owned());
    let is_abroad = value.trim_start().starts_with('+') && 10 < digits.len();
    let at_home = at_home.into_iter().filter(|it| is_abroad && 8 <= it.len());
    let texts: Vec<String> = std::iter::once(digits.clone()).chain(at_home).collect();
    (3 <= digits.len()).then_some(Kind::Joined { lane, texts, whole: !is_long })
}

/// An address of a machine as one number, in decimal and in hexadecimal.
fn spelled_out(address: IpAddr) -> Vec<String> {
    match address {
        IpAddr::V4(it) => {
            let number = u32::from(it);
            vec![number.to_string(), format!("0x{number:08x}"), format!("0x{number:x}")]
        }
        IpAddr::V6(it) => vec![format!("{:032x}", u128::from(it))],
    }
}

fn search(hay: &Haystack, lane: Lane, needle: &str, whole: bool) -> Vec<(usize, usize)> {
    let mut found = in_lane(hay, lane, needle, whole);
    if lane == Lane::Name || lane == Lane::Address {
        // Words that were taken apart: "D a n a", "S t r e e t".
        found.extend(in_lane(hay, Lane::Plain, needle, whole));
    }
    found
}

fn in_lane(hay: &Haystack, lane: Lane, needle: &str, whole: bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let Some(joined) = hay.lane(lane) else { return found };
    let mut from = 0;
    while let Some(at) = joined.text.get(from..).and_then(|it| it.find(needle)) {
        let (begin, end) = (from + at, from + at + needle.len());
        let first = joined.parts.partition_point(|(_, to, _)| *to <= begin);
        let last = joined.parts.partition_point(|(from, ..)| *from < end);
        let parts = joined.parts.get(first..last).unwrap_or_default();
        if let (Some((starts, _, first)), Some((_, ends, last))) = (parts.first(), parts.last()) {
            let is_whole = *starts == begin && *ends == end;
            found.extend(hay.bytes(*first, *last).filter(|_| is_whole || !whole));
        }
        // Places may overlap, and only one of them be made of whole tokens.
        from = begin + needle.chars().next().map_or(1, char::len_utf8);
    }
    found
}

/// Four numbers in a row that are the bytes of `address`, with something between them that could
/// stand for a dot: numbers in columns are no address.
fn v4(hay: &Haystack, address: Ipv4Addr) -> Vec<(usize, usize)> {
    let is_dot = |it: &Token| matches!(it.text.as_str(), "dot" | "point");
    let numbers: Vec<&Token> = hay.tokens.iter().filter(|it| !is_dot(it)).collect();
    let is_address = |window: &&[&Token]| {
        let mut pairs = window.iter().zip(window.iter().skip(1));
        window.iter().zip(address.octets()).all(|(token, octet)| is_byte(&token.text, octet))
            && pairs.all(|(before, after)| is_joint(hay, before.to, after.from))
    };
    let found = numbers.windows(4).filter(is_address);
    found.filter_map(|it| Some((it.first()?.from, it.last()?.to))).collect()
}

fn is_joint(hay: &Haystack, from: usize, to: usize) -> bool {
    let first = hay.letters.partition_point(|it| it.from < from);
    let gap = hay.letters.get(first..).unwrap_or_default().iter().take_while(|it| it.to <= to);
    let (n, n_shown) =
        gap.fold((0, 0), |(n, n_shown), it| (n + 1, n_shown + usize::from(!it.c.is_whitespace())));
    n <= GAP_MAX && 0 < n_shown
}

/// Whether `digits` say `octet`, with zeros before it or in octal as old programs read it.
fn is_byte(digits: &str, octet: u8) -> bool {
    let octet = u32::from(octet);
    let is_decimal = digits.parse::<u32>().is_ok_and(|it| it == octet);
    let is_octal =
        digits.starts_with('0') && u32::from_str_radix(digits, 8).is_ok_and(|it| it == octet);
    is_decimal || is_octal
}

/// Every run of hexadecimal digits and colons that says `address`.
fn v6(hay: &Haystack, address: Ipv6Addr) -> Vec<(usize, usize)> {
    let is_of_it = |it: &&Letter| it.c.is_ascii_hexdigit() || it.c == ':' || it.c == '.';
    // Lines may break within it.
    let letters: Vec<&Letter> = hay.letters.iter().filter(|it| !it.c.is_whitespace()).collect();
    let mut found = Vec::new();
    for run in letters.chunk_by(|a, b| is_of_it(a) == is_of_it(b)) {
        if run.iter().filter(|it| it.c == ':').count() >= 2 {
            found.extend(v6_in(run, address));
        }
    }
    found
}

/// The places in a run where `address` stands between two gaps.
fn v6_in(run: &[&Letter], address: Ipv6Addr) -> Vec<(usize, usize)> {
    let text: String = run.iter().map(|it| it.c).collect();
    let is_gap = |at: &usize| match (at.checked_sub(1).and_then(|it| run.get(it)), run.get(*at)) {
        (Some(before), Some(after)) => before.to != after.from,
        _ => true,
    };
    let gaps: Vec<usize> = (0..=run.len()).filter(is_gap).collect();
    let mut found = Vec::new();
    for (n, start) in gaps.iter().enumerate() {
        for end in gaps.iter().skip(n + 1).take_while(|it| **it - start <= IPV6_MAX) {
            let piece = text.get(*start..*end).unwrap_or_default();
            // A sentence ends, or a port would follow.
            let piece = piece.trim_end_matches('.');
            let says = |it: &str| it.parse::<Ipv6Addr>().is_ok_and(|it| it == address);
            if says(piece) || piece.strip_suffix(':').is_some_and(says) {
                let last = start + piece.len().max(1) - 1;
                found.extend(run.get(*start).zip(run.get(last)).map(|(a, b)| (a.from, b.to)));
            }
        }
    }
    found
}
