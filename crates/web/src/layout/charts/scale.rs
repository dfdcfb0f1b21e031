//! From values to places on a drawing, and the round values to mark on its axes.

use app::Span;

/// The steps of a time axis, in seconds.
const STEPS: [i64; 22] = [
    60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 43_200, 86_400, 172_800,
    259_200, 604_800, 1_209_600, 2_592_000, 5_184_000, 7_776_000, 15_552_000, 31_104_000,
];

/// Maps `0..=most` to a stretch of the drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) most: i64,
}

impl Scale {
    /// Where `value` is. Values beyond the range are at its ends.
    pub(super) fn at(&self, value: i64) -> f64 {
        let most = self.most.max(1);
        let share = value.clamp(0, most) as f64 / most as f64;
        tenth(self.from + (self.to - self.from) * share)
    }
}

/// To a tenth of a unit: finer is not seen, and only makes the page longer.
pub(super) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The round times from nought to `most`, at most `count` of them besides nought.
pub(super) fn times(most: i64, count: i64) -> Vec<i64> {
    let longest = most.max(60).div_euclid(count.max(1));
    let step = STEPS.into_iter().find(|it| longest < *it).unwrap_or(31_104_000);
    multiples(step, most)
}

/// The round amounts from nought to `most`, at most `count` of them besides nought.
pub(super) fn amounts(most: i64, count: i64) -> Vec<i64> {
    let longest = (most / count.max(1)).max(1);
    let mut step = 1;
    for factor in [2, 5, 2].into_iter().cycle().map(|it| if it == 5 { (5, 2) } else { (it, 1) }) {
        if longest <= step {
            break;
        }
        step = step * factor.0 / factor.1;
    }
    multiples(step, most)
}

fn multiples(step: i64, most: i64) -> Vec<i64> {
    (0..=most / step).map(|it| it * step).collect()
}

/// A length of time for people: `9 h 20 m`, `3 d`. From ten minutes on, seconds are not shown.
pub(super) fn words(seconds: i64) -> String {
    match seconds {
        ..=0 => "0".to_owned(),
        _ => Span::from_secs(seconds).rounded().to_string(),
    }
}

/// An amount of money for people: `$1.2 M`.
pub(super) fn dollars(amount: i64) -> String {
    let (unit, name) = match amount.abs() {
        1_000_000_000.. => (1_000_000_000, " B"),
        1_000_000.. => (1_000_000, " M"),
        1_000.. => (1_000, " k"),
        _ => (1, ""),
    };
    let tenths = amount / (unit / 10).max(1) % 10;
    match unit {
        1 => format!("${amount}"),
        _ if tenths == 0 => format!("${}{name}", amount / unit),
        _ => format!("${}.{tenths}{name}", amount / unit),
    }
}

/// As much of a name as there is room for: its start and its end, because names that begin alike
/// are told apart by how they end.
pub(super) fn shortened(name: &str, most: usize) -> String {
    let n_chars = name.chars().count();
    if n_chars <= most {
        return name.to_owned();
    }
    let kept = most.saturating_sub(1);
    let n_last = kept / 2;
    let start: String = name.chars().take(kept - n_last).collect();
    let end: String = name.chars().skip(n_chars - n_last).collect();
    format!("{}…{}", start.trim_end(), end.trim_start())
}

/// A name in one line or two, broken between words. What the second has no room for is cut out of
/// its middle.
pub(super) fn folded(name: &str, most: usize) -> (String, Option<String>) {
    if name.chars().count() <= most {
        return (name.to_owned(), None);
    }
    let end = name.char_indices().nth(most).map_or(name.len(), |it| it.0);
    let (head, tail) = name.split_at_checked(end).unwrap_or((name, ""));
    let at = if tail.starts_with(' ') { end } else { head.rfind(' ').unwrap_or(end) };
    let (first, rest) = name.split_at_checked(at).unwrap_or((name, ""));
    (first.trim_end().to_owned(), Some(shortened(rest.trim_start(), most)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(most: i64) -> Vec<String> {
        times(most, 8).into_iter().map(words).collect()
    }

    #[test]
    fn ticks_are_round_times_and_never_too_many() {
        assert_eq!(shown(2_400), ["0", "10 m", "20 m", "30 m", "40 m"]);
        assert_eq!(shown(33_600), ["0", "2 h", "4 h", "6 h", "8 h"]);
        assert_eq!(shown(259_200), ["0", "12 h", "24 h", "36 h", "2 d", "2 d 12 h", "3 d"]);
        for most in [0, 1, 59, 3_600, 86_400, 2_592_000, 31_536_000, i64::MAX / 4_000_000] {
            let ticks = times(most, 8);
            assert!(!ticks.is_empty() && ticks.last().unwrap() <= &most, "{most}: {ticks:?}");
        }
        assert!(times(31_536_000, 8).len() <= 9);
    }

    #[test]
    fn amounts_are_ones_twos_and_fives() {
        assert_eq!(amounts(95, 5), [0, 20, 40, 60, 80]);
        assert_eq!(amounts(4_000_000, 4), [0, 1_000_000, 2_000_000, 3_000_000, 4_000_000]);
        assert_eq!(amounts(0, 4), [0]);
        let shown: Vec<_> = [0, 950, 1_500, 2_000_000, 3_400_000_000].map(dollars).into();
        assert_eq!(shown, ["$0", "$950", "$1.5 k", "$2 M", "$3.4 B"]);
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_keeps_its_end() {
        assert_eq!(shortened("Überlandleitung", 6), "Übe…ng");
        assert_eq!(shortened("Short", 6), "Short");
        let of_two = ["Eastern", "Western"].map(|it| format!("Benefit payments database, {it}"));
        assert_ne!(shortened(&of_two[0], 20), shortened(&of_two[1], 20));
    }

    #[test]
    fn a_name_is_folded_between_words_and_none_of_it_is_lost_if_two_lines_hold_it() {
        let lines = |name, most| {
            let (first, second) = folded(name, most);
            (first, second.unwrap_or_default())
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(lines("Short", 9), pair("Short", ""));
        assert_eq!(lines("Benefit payments", 9), pair("Benefit", "payments"));
        assert_eq!(lines("Payments of today", 8), pair("Payments", "of today"));
        assert_eq!(lines("Überlandleitung", 9), pair("Überlandl", "eitung"));
        assert_eq!(lines("Tax and revenue database, East", 10), pair("Tax and", "reven…East"));
        assert_eq!(lines("é éééé", 3), pair("é", "é…é"));
    }

    #[test]
    fn values_beyond_the_range_stay_on_the_drawing() {
        let scale = Scale { from: 100.0, to: 200.0, most: 60 };
        assert_eq!([-5, 0, 30, 60, 90].map(|it| scale.at(it)), [100.0, 100.0, 150.0, 200.0, 200.0]);
    }
}
