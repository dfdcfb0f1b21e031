//! How much is back over time after a loss, with the band within which chance may keep it.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::Caption;
use super::plot::Plot;
use super::scale::{Scale, amounts};
use crate::layout::frame::grouped;

/// How many are back by a moment.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Moment {
    /// In seconds from the loss.
    pub(crate) at_s: i64,
    /// As planned.
    pub(crate) back: u64,
    /// What chance makes of it: rarely less, rarely more.
    pub(crate) low_high: Option<(u64, u64)>,
}

/// A restoration from the loss to the end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Restoration<'a> {
    pub(crate) caption: Caption<'a>,
    /// How many are down.
    pub(crate) n_down: u64,
    /// In order.
    pub(crate) moments: Vec<Moment>,
}

const TOP: f64 = 22.0;

/// The drawing.
pub(crate) fn restoration(view: &Restoration<'_>) -> Markup {
    let most = i64::try_from(view.n_down).unwrap_or(i64::MAX);
    let marks = amounts(most.max(1), 4).into_iter().map(|it| (it, number(it)));
    let plot = Plot {
        top: TOP,
        bottoms: (250.0, 210.0),
        longest_s: view.moments.last().map_or(0, |it| it.at_s),
        most,
        marks: marks.collect(),
    };
    plot.drawn(&view.caption, &|across, up| drawing(view, across, up))
}

fn drawing(view: &Restoration<'_>, across: &Scale, up: &Scale) -> Markup {
    let most = i64::try_from(view.n_down).unwrap_or(i64::MAX);
    html! {
        line.claim x1=(across.from) x2=(across.to) y1=(up.at(most)) y2=(up.at(most)) {}
        text x=(across.from) y=(TOP - 8.0) { "All " (grouped(view.n_down)) " that are down" }
        path.area d=(band(&view.moments, across, up)) {}
        path.curve d=(steps(view.moments.iter().map(|it| (it.at_s, it.back)), 'M', across, up)) {}
    }
}

fn number(amount: i64) -> String {
    grouped(u64::try_from(amount).unwrap_or(0))
}

/// A line that stays where it is until the next moment, and then rises.
fn steps(
    points: impl Iterator<Item = (i64, u64)>,
    start: char,
    across: &Scale,
    up: &Scale,
) -> String {
    let (mut path, mut before) = (String::new(), None);
    for (at, n) in points {
        let (x, y) = (across.at(at), up.at(i64::try_from(n).unwrap_or(i64::MAX)));
        // Writing to a string cannot fail.
        let written = match before {
            None => write!(path, "{start}{x} {y}"),
            Some(last) if last == y => Ok(()),
            Some(_) => write!(path, "H{x}V{y}"),
        };
        if written.is_err() {
            break;
        }
        before = Some(y);
    }
    if before.is_some() && start == 'M' && write!(path, "H{}", across.to).is_err() {
        path.clear();
    }
    path
}

/// The area between what rarely is less and what rarely is more.
fn band(moments: &[Moment], across: &Scale, up: &Scale) -> String {
    let known: Vec<(i64, (u64, u64))> =
        moments.iter().filter_map(|it| Some((it.at_s, it.low_high?))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return String::new() };
    let y = |n: u64| up.at(i64::try_from(n).unwrap_or(i64::MAX));
    let upper = steps(known.iter().map(|(at, it)| (*at, it.1)), 'M', across, up);
    // Back along the lower edge: there a line falls before it goes on.
    let mut lower = format!("V{}", y(last.1.0));
    for pair in known.windows(2).rev() {
        let [(_, (low, _)), (at, (next, _))] = pair else { continue };
        if low != next && write!(lower, "H{}V{}", across.at(*at), y(*low)).is_err() {
            break;
        }
    }
    format!("{upper}{lower}H{}Z", across.at(first.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When, how many are back, and the band around that.
    type Told = (i64, u64, Option<(u64, u64)>);

    fn view(moments: &[Told]) -> Restoration<'static> {
        let moment = |&(at_s, back, low_high): &Told| Moment { at_s, back, low_high };
        let caption = Caption { finding: "All are back after 2 h.", csv: Some("/curve.csv") };
        Restoration { caption, n_down: 4, moments: moments.iter().map(moment).collect() }
    }

    #[test]
    fn the_line_rises_only_when_something_is_back_and_the_band_is_around_it() {
        let band = Some((0, 4));
        let view = view(&[(0, 0, Some((0, 0))), (3_600, 2, band), (7_200, 4, Some((4, 4)))]);
        let shown = restoration(&view).into_string();
        assert!(shown.contains("All 4 that are down") && shown.contains("/curve.csv"), "{shown}");
        assert!(shown.contains(r#"aria-label="All are back after 2 h.""#));
        // Broad: 56 to 738 across, 250 up to 22.
        assert!(shown.contains(r#"class="curve" d="M56 250H397V136H738V22H738""#), "{shown}");
        assert!(shown.contains(r#"class="area" d="M56 250H397V22H738V22H738V250H56Z""#), "{shown}");
    }

    #[test]
    fn without_chance_there_is_no_band_and_without_moments_no_line() {
        let shown = restoration(&view(&[(0, 0, None), (60, 4, None)])).into_string();
        assert!(shown.contains(r#"class="area" d="""#), "{shown}");
        let shown = restoration(&view(&[])).into_string();
        assert!(shown.contains(r#"class="curve" d="""#) && !shown.contains("NaN"), "{shown}");
    }
}
