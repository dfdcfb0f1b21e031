//! What downtime costs as it goes on, and where a remedy has paid for itself.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::Caption;
use super::scale::{Scale, amounts, dollars, times, words};

/// A curve of cost over the length of an outage.
#[derive(Debug, Clone, Default)]
pub(crate) struct CostOfDowntime<'a> {
    pub(crate) caption: Caption<'a>,
    /// Seconds of downtime and whole dollars lost by then, rising.
    pub(crate) curve: Vec<(i64, i64)>,
    /// What a remedy costs, and what it is called.
    pub(crate) remedy: Option<(i64, String)>,
    /// The downtime at which the loss has reached the cost of the remedy.
    pub(crate) break_even_s: Option<i64>,
    /// The recovery time target.
    pub(crate) target_s: Option<i64>,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 210.0;

/// The drawing.
pub(crate) fn cost(view: &CostOfDowntime<'_>) -> Markup {
    let longest = view.curve.iter().map(|it| it.0).chain(view.target_s).max().unwrap_or(0);
    let remedy = view.remedy.as_ref().map(|it| it.0);
    let most = view.curve.iter().map(|it| it.1).chain(remedy).max().unwrap_or(0);
    let across = Scale { from: LEFT, to: WIDTH - 20.0, most: longest.max(60) };
    let up = Scale { from: BOTTOM, to: TOP, most: most.max(1) };
    let (curve, area) = paths(&view.curve, &across, &up);
    let drawing = html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (BOTTOM + 26.0) } width=(WIDTH)
            height=(BOTTOM + 26.0) role="img" aria-label=(view.caption.finding) {
            @for amount in amounts(up.most, 4) {
                line.grid x1=(LEFT) x2=(WIDTH - 20.0) y1=(up.at(amount)) y2=(up.at(amount)) {}
                text x=(LEFT - 8.0) y=(up.at(amount) + 4.0) text-anchor="end" { (dollars(amount)) }
            }
            @for tick in times(across.most, 8) {
                text x=(across.at(tick)) y=(BOTTOM + 18.0) text-anchor="middle" { (words(tick)) }
            }
            path.area d=(area) {}
            path.curve d=(curve) {}
            @if let Some((amount, name)) = &view.remedy {
                line.claim x1=(LEFT) x2=(WIDTH - 20.0) y1=(up.at(*amount)) y2=(up.at(*amount)) {}
                text x=(WIDTH - 24.0) y=(up.at(*amount) - 5.0) text-anchor="end" { (name) ", " (dollars(*amount)) }
            }
            @if let Some(target) = view.target_s {
                line.limit x1=(across.at(target)) x2=(across.at(target)) y1="6" y2=(BOTTOM) {}
                (beside("target", across.at(target), 14.0, &format!("Target {}", words(target))))
            }
            @if let (Some(at), Some(amount)) = (view.break_even_s, remedy) {
                @let (x, y) = (across.at(at), up.at(amount));
                circle.dot cx=(x) cy=(y) r="5" {}
                @let said = format!("Paid for after {}", words(at));
                @let claim = view.remedy.as_ref().map_or("", |it| it.1.as_str());
                @let (x, y, anchor) = paid_at((x, y), &said, claim, view.target_s.map(|it| across.at(it)));
                text.strong.above x=(x) y=(y) text-anchor=(anchor) { (said) }
            }
        }
    };
    view.caption.around(&drawing)
}

/// Where the words about a place on the curve stand. The curve rises, so there is room above it to
/// the left, and beneath it to the right: where the words fit, and neither the target nor what the
/// remedy is called stands.
fn paid_at(
    (x, y): (f64, f64),
    said: &str,
    claim: &str,
    target: Option<f64>,
) -> (f64, f64, &'static str) {
    let wide = |text: &str| 7.0 * text.chars().count() as f64;
    let (left, right) = (x - 8.0 - wide(said), x + 8.0 + wide(said));
    let is_between = |from: f64, to: f64| target.is_some_and(|it| from <= it && it <= to);
    let claimed = WIDTH - 24.0 - wide(claim) - wide(", $100 k");
    if LEFT < left && x < claimed && !is_between(left, x - 4.0) {
        return (x - 8.0, y - 10.0, "end");
    }
    if right < WIDTH && y < BOTTOM - 24.0 && !is_between(x + 4.0, right) {
        return (x + 8.0, y + 18.0, "start");
    }
    let y = if BOTTOM - 24.0 < y { y - 24.0 } else { y + 18.0 };
    if right < WIDTH { (x + 8.0, y, "start") } else { (x - 8.0, y, "end") }
}

/// Words to the right of a place, or to its left where there is no room.
fn beside(class: &str, x: f64, y: f64, said: &str) -> Markup {
    let (x, anchor) = if WIDTH - 150.0 < x { (x - 8.0, "end") } else { (x + 8.0, "start") };
    html! { text class=(class) x=(x) y=(y) text-anchor=(anchor) { (said) } }
}

/// The line from the start of the outage, and the area under it.
fn paths(points: &[(i64, i64)], across: &Scale, up: &Scale) -> (String, String) {
    let mut line = format!("M{} {}", across.at(0), up.at(0));
    for (at, amount) in points {
        // Writing to a string cannot fail.
        if write!(line, "L{} {}", across.at(*at), up.at(*amount)).is_err() {
            break;
        }
    }
    let end = points.last().map_or(0, |it| it.0);
    let area = format!("{line}L{} {}Z", across.at(end), up.at(0));
    (line, area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_break_even_keep_clear_of_the_curve_and_the_target() {
        let said = "Paid for after 10 h";
        assert_eq!(paid_at((400.0, 190.0), said, "", None), (392.0, 180.0, "end"));
        assert_eq!(paid_at((400.0, 100.0), said, "", Some(350.0)), (408.0, 118.0, "start"));
        assert_eq!(paid_at((80.0, 100.0), said, "", None), (88.0, 118.0, "start"));
    }

    #[test]
    fn the_break_even_is_on_the_line_of_the_remedy() {
        let view = CostOfDowntime {
            curve: vec![(3_600, 10_000), (7_200, 40_000)],
            remedy: Some((20_000, "Replica".to_owned())),
            break_even_s: Some(4_800),
            ..CostOfDowntime::default()
        };
        let shown = cost(&view).into_string();
        assert!(shown.contains("Paid for after 1 h 20 m") && shown.contains("Replica, $20 k"));
        assert!(!shown.contains("NaN"));
    }
}
