//! Values that show by their form that they must not be public, wherever nobody wrote them down as
//! such: numbers of telephones, addresses of mail and of machines.

use std::net::IpAddr;

use documents::redaction::Secret;

/// How many digits a number of a telephone has at most (ITU-T E.164).
const DIGITS_MAX: usize = 15;

/// How many it has at least, if nothing but its groups shows that it is one.
const DIGITS_MIN: usize = 7;

/// Every such value in `text`.
pub(super) fn values_in(text: &str) -> Vec<Secret> {
    let mut found: Vec<Secret> = emails(text).chain(machines(text)).collect();
    found.extend(numbers(text));
    found.sort();
    found.dedup();
    found
}

fn emails(text: &str) -> impl Iterator<Item = Secret> {
    let is_in = |it: char| it.is_alphanumeric() || matches!(it, '@' | '.' | '-' | '_' | '+');
    let words = text.split(move |it| !is_in(it)).map(|it| it.trim_matches('.'));
    let is_email = |it: &&str| match it.split_once('@') {
        Some((user, host)) => {
            !user.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.')
        }
        None => false,
    };
    words.filter(is_email).map(|it| Secret::Email(it.to_owned()))
}

fn machines(text: &str) -> impl Iterator<Item = Secret> {
    let is_in = |it: char| it.is_alphanumeric() || matches!(it, '.' | ':');
    let words = text.split(move |it| !is_in(it));
    let whole = words.flat_map(|it| {
        let it = it.trim_matches('.');
        // A word may stand before it, a port follow, or a sentence go on.
        let parts = it.split(':').map(Some);
        [Some(it), it.rsplit_once(':').map(|it| it.0), it.strip_suffix(':')]
            .into_iter()
            .chain(parts)
    });
    let address = |it: &str| match it.parse::<IpAddr>() {
        // `::` alone is more often a word of a language than no address.
        Ok(address) if !address.is_unspecified() => Some(Secret::Ip(address)),
        _ => None,
    };
    whole.flatten().filter_map(address)
}

/// Groups of digits that are dialed: `+1 919 555 0142`, `(919) 555-0142`, `555-0142`. Dates, times and
/// amounts are none.
fn numbers(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|it: char| it.is_ascii_digit() || matches!(it, '+' | '(')) {
        let is_inside = rest.get(..at).is_some_and(|it| it.ends_with(char::is_alphanumeric));
        let from = rest.get(at..).unwrap_or_default();
        let end = from.find(|it: char| !is_in_number(it)).unwrap_or(from.len());
        let run = from.get(..end).unwrap_or_default();
        if !is_inside && let Some(number) = number_at(run) {
            found.push(Secret::Phone(number));
        }
        rest = from.get(end.max(1)..).unwrap_or_default();
    }
    found
}

fn is_in_number(it: char) -> bool {
    it.is_ascii_digit() || matches!(it, '+' | '(' | ')' | '-' | '.' | ' ' | '\u{a0}' | '/')
}

fn number_at(run: &str) -> Option<String> {
    let run = run.trim_end_matches(|it: char| !it.is_ascii_digit());
    let groups: Vec<&str> =
        run.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    let lengths: Vec<usize> = groups.iter().map(|it| it.len()).collect();
    let n_digits: usize = lengths.iter().sum();
    // North American groups, with or without the code of the country and of the area.
    let is_grouped = matches!(lengths.as_slice(), [3, 3, 4] | [1, 3, 3, 4] | [3, 4] | [10])
        || matches!(lengths.as_slice(), [11]) && run.starts_with('1');
    let is_dialed = run.starts_with('+') && (DIGITS_MIN..=DIGITS_MAX).contains(&n_digits);
    (is_grouped || is_dialed).then(|| run.to_owned())
}

#[cfg(test)]
mod tests {
    use documents::redaction::Redactions;
    use proptest::prelude::*;

    use super::*;

    fn said(text: &str) -> Vec<String> {
        let found = values_in(text).into_iter();
        found.map(|it| format!("{it:?}")).collect()
    }

    #[test]
    fn numbers_mails_and_machines_are_known_by_their_form() {
        for (text, value) in [
            ("Call (919) 555-0142 first.", "Phone(\"(919) 555-0142\")"),
            ("call +1 919 555 0142.", "Phone(\"+1 919 555 0142\")"),
            ("+49 30 901820, then wait", "Phone(\"+49 30 901820\")"),
            ("desk: 555-0142", "Phone(\"555-0142\")"),
            ("9195550142", "Phone(\"9195550142\")"),
            ("Write to <desk@franklin.example>.", "Email(\"desk@franklin.example\")"),
            ("log on to 10.20.30.40:443", "Ip(10.20.30.40)"),
            ("to fe80::1, then", "Ip(fe80::1)"),
        ] {
            assert_eq!(said(text), [value], "{text}");
        }
    }

    #[test]
    fn dates_times_amounts_and_versions_are_none() {
        for text in [
            "on 2026-11-21 at 09:00",
            "$1,250,000 of 3 500 000",
            "version 2.14.7, RFC 3339",
            "from 8:00 to 17:30, 24/7",
            "21/11/2026",
            "@all: see std::mem, 1.5 h",
            "section 3.1.4",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// What is planted anywhere in a text is taken out of it.
        #[test]
        fn what_is_planted_is_taken_out(
            before in "[A-Za-z ,.]{0,40}", after in "[A-Za-z ,.]{0,40}", kind in 0_u8..5,
            area in 200_u16..990, office in 200_u16..990, line in 0_u16..9_999,
            bytes in any::<[u8; 4]>(), user in "[a-z]{3,9}",
        ) {
            let value = match kind {
                0 => format!("({area}) {office}-{line:04}"),
                1 => format!("+1 {area} {office} {line:04}"),
                2 => format!("{area}.{office}.{line:04}"),
                3 => format!("{user}@{user}.example"),
                _ => {
                    let [a, b, c, d] = bytes;
                    format!("{}.{b}.{c}.{d}", a.max(1))
                }
            };
            let text = format!("{before} {value} {after}");
            let redactions = Redactions::new(values_in(&text)).unwrap();
            let clean = redactions.redacted(&text);
            prop_assert!(!clean.contains(&value), "{clean}");
            prop_assert!(redactions.in_text(&clean, "here").is_empty(), "{clean}");
        }
    }
}
