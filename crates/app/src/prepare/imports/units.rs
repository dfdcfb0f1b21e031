//! Numbers in columns whose headers say what they count: `RTO (hours)`, `target_rto_h`.

use super::propose::fold;
use crate::Span;

/// How many digits behind the point count.
const PLACES: usize = 9;

/// A header, folded, without the unit at its end, and how many seconds that unit has. None: it ends
/// with none.
pub(super) fn split(folded: &str) -> Option<(&str, i64)> {
    let (stem, unit) = folded.rsplit_once(' ')?;
    let seconds = match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        // `m` alone may be months.
        "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 86_400,
        "week" | "weeks" => 604_800,
        _ => return None,
    };
    Some((stem, seconds))
}

/// Whether numbers under this header are lengths of time.
pub(super) fn is_in(header: &str) -> bool {
    split(&fold(header)).is_some()
}

/// The length of time that a number under this header means, to the second.
pub(super) fn span(header: &str, text: &str) -> Option<Span> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let header = fold(header);
    let (_, unit) = split(&header)?;
    let fraction = fraction.get(..fraction.len().min(PLACES))?;
    let scale = 10_i64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let part = fraction.parse::<i64>().ok()?.checked_mul(unit)?;
    let rounded = part.checked_add(scale / 2)? / scale;
    let seconds = whole.parse::<i64>().ok()?.checked_mul(unit)?.checked_add(rounded)?;
    (seconds <= Span::MAX.secs()).then(|| Span::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_means_what_its_header_says() {
        for (header, text, seconds) in [
            ("target_rto_h", "9.333333", 33_600),
            ("RTO (hours)", "4", 14_400),
            ("Restore [min]", "90", 5_400),
            ("MTTR, days", "1.5", 129_600),
            ("rpo_h", "0.000278", 1),
            ("restore s", "33600", 33_600),
            ("RTO in weeks", "2", 1_209_600),
            ("rto_h", "9.33333333333333", 33_600),
        ] {
            assert_eq!(span(header, text), Some(Span::from_secs(seconds)), "{header} {text}");
        }
    }

    #[test]
    fn what_is_no_number_or_has_no_unit_means_nothing_here() {
        for (header, text) in [
            ("target_rto", "4"),
            ("hours", "4"),
            ("rto_m", "4"),
            ("rto_h", "4 h"),
            ("rto_h", ""),
            ("rto_h", "-4"),
            ("rto_h", "4."),
            ("rto_h", "1e3"),
            ("rto_h", "99999999999999999999"),
            ("rto_days", "36501"),
        ] {
            assert_eq!(span(header, text), None, "{header} {text}");
        }
    }

    #[test]
    fn every_second_can_be_told_again() {
        for seconds in [1, 59, 61, 3_599, 3_601, 33_600, 86_399, 3_153_599_999] {
            let hours = format!("{:.6}", seconds as f64 / 3_600.0);
            assert_eq!(span("rto_h", &hours), Some(Span::from_secs(seconds)), "{hours}");
        }
    }
}
