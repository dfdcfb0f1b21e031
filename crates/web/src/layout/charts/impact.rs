//! Impact over time: one row of steps for each impact type, the first unacceptable one marked.

use maud::{Markup, html};

use super::Caption;
use super::scale::{shortened, tenth};

/// How impacts grow with the time a process is down.
#[derive(Debug, Clone, Default)]
pub(crate) struct ImpactOverTime<'a> {
    pub(crate) caption: Caption<'a>,
    /// The time points, in words.
    pub(crate) points: Vec<String>,
    /// Each impact type with its level (1 to 5) at each time point, or none.
    pub(crate) rows: Vec<(String, Vec<Option<u8>>)>,
    /// The level from which an impact cannot be borne.
    pub(crate) unacceptable: u8,
    /// The time point at which that is first so, by its place in `points`.
    pub(crate) first: Option<usize>,
}

const WIDTH: f64 = 760.0;
const NAMES: f64 = 180.0;
const ROW: f64 = 44.0;

/// The drawing. Levels are written on the steps, so it can be read without its colors.
pub(crate) fn impact(view: &ImpactOverTime<'_>) -> Markup {
    let column = (WIDTH - NAMES) / view.points.len().max(1) as f64;
    let bottom = 22.0 + ROW * view.rows.len() as f64;
    let x = |index: usize| tenth(NAMES + column * index as f64);
    let drawing = html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (bottom + 24.0) } width=(WIDTH)
            height=(bottom + 24.0) role="img" aria-label=(view.caption.finding) {
            @for (row, (name, levels)) in view.rows.iter().enumerate() {
                @let floor = 22.0 + ROW * (row + 1) as f64;
                text.strong x="0" y=(floor - 6.0) { (shortened(name, 24)) title { (name) } }
                line.axis x1=(NAMES) x2=(WIDTH) y1=(floor) y2=(floor) {}
                @for (index, level) in levels.iter().enumerate() {
                    @if let Some(level) = level { (step(*level, x(index), column, floor, view.unacceptable)) }
                }
            }
            @for (index, words) in view.points.iter().enumerate() {
                text x=(x(index) + tenth(column / 2.0)) y=(bottom + 17.0) text-anchor="middle" { (words) }
            }
            @if let Some(first) = view.first {
                line.limit x1=(x(first)) x2=(x(first)) y1="6" y2=(bottom) {}
                // To the left of the line where there is no room to its right.
                @let (at, anchor) = if WIDTH - 180.0 < x(first) { (x(first) - 6.0, "end") } else { (x(first) + 6.0, "start") };
                text.target x=(at) y="14" text-anchor=(anchor) { "Cannot be borne from here" }
            }
        }
    };
    view.caption.around(&drawing)
}

fn step(level: u8, x: f64, column: f64, floor: f64, unacceptable: u8) -> Markup {
    let height = f64::from(level.min(5)) * 5.2;
    let class = match level {
        _ if unacceptable <= level => "over",
        _ if unacceptable <= level + 1 => "warn",
        _ => "ok",
    };
    html! {
        rect class=(class) x=(tenth(x + 2.0)) y=(tenth(floor - height)) width=(tenth(column - 4.0)) height=(tenth(height)) {}
        text x=(tenth(x + column / 2.0)) y=(tenth(floor - height - 4.0)) text-anchor="middle" { (level) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_cannot_be_borne_is_marked_and_says_its_level() {
        let view = ImpactOverTime {
            points: vec!["1 h".to_owned(), "4 h".to_owned()],
            rows: vec![("Financial".to_owned(), vec![Some(2), Some(4)])],
            unacceptable: 4,
            first: Some(1),
            ..ImpactOverTime::default()
        };
        let shown = impact(&view).into_string();
        assert_eq!(shown.matches("class=\"over\"").count(), 1);
        assert!(shown.contains(">4</text>") && shown.contains("Cannot be borne"));
    }
}
