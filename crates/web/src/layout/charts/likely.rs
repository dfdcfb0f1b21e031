//! How likely something is back by when: a curve from nothing to all of a hundred cases, with the
//! target and the time in which it is back nine times of ten.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::Caption;
use super::plot::Plot;
use super::scale::{Scale, tenth, words};

/// How likely something is back by when.
#[derive(Debug, Clone, Default)]
pub(crate) struct Likely<'a> {
    pub(crate) caption: Caption<'a>,
    /// Seconds from the loss, and in how many of 1,000 cases it is back by then: both rising.
    pub(crate) curve: Vec<(i64, i64)>,
    /// The recovery time target.
    pub(crate) target_s: Option<i64>,
    /// When it is back nine times of ten.
    pub(crate) ninety_s: Option<i64>,
}

/// Nine of ten.
const NINETY: i64 = 900;

/// The drawing.
pub(crate) fn likely(view: &Likely<'_>) -> Markup {
    let longest = view.curve.iter().map(|it| it.0).chain(view.target_s).max().unwrap_or(0);
    let marks = [0, 250, 500, 750, 1_000].map(|it| (it, format!("{}%", it / 10)));
    let plot = Plot {
        top: 24.0,
        bottoms: (220.0, 190.0),
        longest_s: longest,
        most: 1_000,
        marks: marks.into(),
    };
    plot.drawn(&view.caption, &|across, up| drawing(view, across, up))
}

fn drawing(view: &Likely<'_>, across: &Scale, up: &Scale) -> Markup {
    let (curve, area) = paths(&view.curve, across, up);
    html! {
        path.area d=(area) {}
        path.curve d=(curve) {}
        @if let Some(target) = view.target_s {
            @let (x, anchor) = beside(across.at(target), across);
            line.limit x1=(across.at(target)) x2=(across.at(target)) y1="6" y2=(up.at(0)) {}
            text.target x=(x) y="14" text-anchor=(anchor) { "Target " (words(target)) }
        }
        @if let Some(at) = view.ninety_s {
            @let (x, anchor) = beside(across.at(at), across);
            circle.dot cx=(across.at(at)) cy=(up.at(NINETY)) r="5" {}
            text.strong.above x=(x) y=(up.at(NINETY) + 22.0) text-anchor=(anchor) { "9 of 10 in " (words(at)) }
        }
    }
}

/// A bar of a tornado diagram: from when to when something moves, between the least and the most of all
/// bars. What it says stands beside it in words.
pub(crate) fn bar((from, to): (i64, i64), (least, most): (i64, i64)) -> Markup {
    let scale = Scale { from: 1.0, to: BAR - 1.0, most: most.saturating_sub(least) };
    let [from, to] = [from, to].map(|it| scale.at(it.saturating_sub(least)));
    html! {
        svg.chart viewBox={ "0 0 " (BAR) " 10" } aria-hidden="true" {
            line.axis x1="1" x2=(BAR - 1.0) y1="5" y2="5" {}
            rect.ok x=(from) y="1" height="8" rx="2" width=(tenth(to - from).max(2.0)) {}
        }
    }
}

/// How wide the room for a bar is.
const BAR: f64 = 160.0;

/// Where words beside `x` begin or end: to its left where there is no room to its right.
fn beside(x: f64, across: &Scale) -> (f64, &'static str) {
    if across.to - 120.0 < x { (x - 8.0, "end") } else { (x + 8.0, "start") }
}

/// The line from point to point, and the area under it. Points at the same height as both beside them
/// are left out.
fn paths(points: &[(i64, i64)], across: &Scale, up: &Scale) -> (String, String) {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return (String::new(), String::new());
    };
    let mut line = format!("M{} {}", across.at(first.0), up.at(first.1));
    for three in points.windows(3) {
        let [before, it, after] = three else { continue };
        let is_level = before.1 == it.1 && it.1 == after.1;
        // Writing to a string cannot fail.
        if !is_level && write!(line, "L{} {}", across.at(it.0), up.at(it.1)).is_err() {
            break;
        }
    }
    let line = format!("{line}L{} {}H{}", across.at(last.0), up.at(last.1), across.to);
    let area = format!("{line}V{}H{}Z", up.at(0), across.at(first.0));
    (line, area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_goes_from_point_to_point_and_level_stretches_are_one_line() {
        let caption = Caption { finding: "It is likely.", csv: Some("/curve.csv") };
        let curve = vec![(0, 0), (1_800, 0), (3_600, 0), (5_400, 500), (7_200, 1_000)];
        let view = Likely { caption, curve, target_s: Some(5_400), ninety_s: Some(6_840) };
        let shown = likely(&view).into_string();
        // Broad: 56 to 738 across, 220 up to 24.
        assert!(
            shown.contains(r#"class="curve" d="M56 220L397 220L567.5 122L738 24H738""#),
            "{shown}"
        );
        assert!(shown.contains("Target 1 h 30 m") && shown.contains("9 of 10 in 1 h 54 m"));
        assert!(shown.contains(r#"aria-label="It is likely.""#) && shown.contains("/curve.csv"));
    }

    #[test]
    fn a_bar_is_where_it_moves_between_all_of_them() {
        let shown = bar((7_200, 10_800), (3_600, 10_800)).into_string();
        assert!(shown.contains(r#"x="80" y="1" height="8" rx="2" width="79""#), "{shown}");
        assert!(!bar((0, 0), (0, 0)).into_string().contains("NaN"));
    }

    #[test]
    fn without_points_nothing_is_drawn_wrong() {
        let shown = likely(&Likely::default()).into_string();
        assert!(!shown.contains("NaN") && shown.contains(r#"class="curve" d="""#), "{shown}");
    }
}
