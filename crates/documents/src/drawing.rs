//! Where the bars, ticks and target of a recovery timeline go, as shares of its width.

use serde::Serialize;

use crate::readiness::Timeline;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Distances between ticks, in seconds.
const STEPS: [i64; 16] = [
    60,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    364 * DAY,
];
/// Ticks that still have room for their labels.
const TICKS_MAX: i64 = 8;
/// Longest time that is drawn: 1,000 years.
const LONGEST: i64 = 1000 * 365 * DAY;
/// Longest name that fits beside a bar; the text alternative has the whole name.
const NAME_MAX: usize = 64;
/// So that a bar of no length is still seen.
const THINNEST: f64 = 0.006;

/// A timeline ready to be drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Drawing {
    alt: String,
    bars: Vec<Bar>,
    ticks: Vec<Tick>,
    target: Option<Tick>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Bar {
    name: String,
    start: f64,
    width: f64,
    over: bool,
    /// The part of it that is past the target: where it starts, and how wide it is.
    late_start: f64,
    late_width: f64,
    finish: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Tick {
    at: f64,
    label: String,
}

/// `timeline` drawn to its own scale.
pub(crate) fn drawing(timeline: &Timeline) -> Drawing {
    let seconds = |it: i64| it.clamp(0, LONGEST);
    let target = timeline.target_s.map(seconds);
    let last = timeline.links.iter().map(|it| seconds(it.finish_s)).max().unwrap_or(0);
    let end = last.max(target.unwrap_or(0)).max(MINUTE);
    let share = |it: i64| it as f64 / end as f64;
    let bars = timeline.links.iter().map(|link| {
        let (start, finish) = (seconds(link.start_s), seconds(link.finish_s));
        let width = share((finish - start).max(0)).max(THINNEST);
        let at = share(start).min(1.0 - width).max(0.0);
        let late_start = share(target.unwrap_or(0)).max(at);
        Bar {
            name: short(&link.name),
            start: at,
            width,
            late_start,
            late_width: if link.over { (at + width - late_start).max(0.0) } else { 0.0 },
            over: link.over,
            finish: words(finish),
        }
    });
    let tick = |it: i64| Tick { at: share(it), label: words(it) };
    Drawing {
        alt: alt(timeline, target, last),
        bars: bars.collect(),
        ticks: ticks(end).into_iter().map(tick).collect(),
        target: target.map(tick),
    }
}

fn ticks(end: i64) -> Vec<i64> {
    let step = STEPS.into_iter().find(|it| end / it <= TICKS_MAX);
    let step = step.unwrap_or(end / TICKS_MAX).max(1);
    (0..=end / step).map(|it| it * step).collect()
}

/// The finding of the picture in words.
fn alt(timeline: &Timeline, target: Option<i64>, last: i64) -> String {
    let links = timeline.links.iter().map(|it| {
        let over = if it.over { ", past the target" } else { "" };
        format!("{} from {} to {}{over}", it.name, words(it.start_s), words(it.finish_s))
    });
    let target = target.map(|it| format!("Target {}. ", words(it))).unwrap_or_default();
    let links = links.collect::<Vec<_>>().join("; ");
    format!("Recovery timeline. {target}Recovered at {}. In order: {links}.", words(last))
}

fn short(name: &str) -> String {
    if name.chars().count() <= NAME_MAX {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_MAX).collect();
    format!("{}…", kept.trim_end())
}

/// `9 h 20 m`, `15 m`, `3 d`. Days appear from two days on.
fn words(seconds: i64) -> String {
    let seconds = seconds.clamp(0, LONGEST);
    let days = if 2 * DAY <= seconds { seconds / DAY } else { 0 };
    let rest = seconds - days * DAY;
    let parts =
        [(days, "d"), (rest / HOUR, "h"), (rest % HOUR / MINUTE, "m"), (rest % MINUTE, "s")];
    let parts = parts.into_iter().filter(|(amount, _)| 0 < *amount);
    let words: Vec<String> = parts.map(|(amount, unit)| format!("{amount} {unit}")).collect();
    if words.is_empty() { "0 m".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readiness::Link;

    fn link(start_s: i64, finish_s: i64) -> Link {
        Link { name: "Core network".to_owned(), start_s, finish_s, over: false }
    }

    #[test]
    fn bars_and_target_share_one_scale() {
        let links = vec![link(0, 2 * HOUR), link(2 * HOUR, 8 * HOUR)];
        let drawn = drawing(&Timeline { target_s: Some(4 * HOUR), links });
        let bars: Vec<_> = drawn.bars.iter().map(|it| (it.start, it.width)).collect();
        assert_eq!(bars, [(0.0, 0.25), (0.25, 0.75)]);
        assert_eq!(drawn.target, Some(Tick { at: 0.5, label: "4 h".to_owned() }));
        assert_eq!(drawn.bars[1].late_width, 0.0, "nobody says that it is over");
        assert_eq!(drawn.ticks.len(), 9);
    }

    #[test]
    fn only_what_is_past_the_target_is_drawn_as_late() {
        let mut links = vec![link(0, 2 * HOUR), link(2 * HOUR, 8 * HOUR)];
        links[1].over = true;
        let drawn = drawing(&Timeline { target_s: Some(4 * HOUR), links });
        let late: Vec<_> = drawn.bars.iter().map(|it| (it.late_start, it.late_width)).collect();
        assert_eq!(late, [(0.5, 0.0), (0.5, 0.5)]);
    }

    #[test]
    fn there_is_always_room_for_the_labels() {
        for end in [MINUTE, 7 * MINUTE, HOUR, 9 * HOUR, 3 * DAY, 400 * DAY, LONGEST] {
            let ticks = ticks(end);
            assert!(ticks.len() <= 9 && 1 < ticks.len(), "{end}: {ticks:?}");
        }
    }

    #[test]
    fn no_number_breaks_it() {
        let odd = [(0, 0), (-5, i64::MAX), (i64::MAX, i64::MIN), (i64::MIN, -1)];
        for (start, finish) in odd {
            let links = vec![link(start, finish)];
            let drawn = drawing(&Timeline { target_s: Some(finish), links });
            for bar in drawn.bars {
                assert!(0.0 <= bar.start && bar.start + bar.width <= 1.000_001, "{bar:?}");
                assert!(bar.late_start + bar.late_width <= 1.000_001, "{bar:?}");
            }
        }
    }

    #[test]
    fn the_text_alternative_tells_what_the_picture_shows() {
        let mut links = vec![link(0, 40 * MINUTE), link(40 * MINUTE, 9 * HOUR + 20 * MINUTE)];
        if let Some(last) = links.last_mut() {
            last.over = true;
        }
        let alt = drawing(&Timeline { target_s: Some(4 * HOUR), links }).alt;
        assert_eq!(
            alt,
            "Recovery timeline. Target 4 h. Recovered at 9 h 20 m. In order: Core network from 0 m \
             to 40 m; Core network from 40 m to 9 h 20 m, past the target."
        );
    }
}
