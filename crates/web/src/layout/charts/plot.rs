//! What a curve over time after a loss is drawn into: its axes, broad and slim.

use maud::{Markup, html};

use super::Caption;
use super::scale::{Scale, times, words};

/// How it is laid out. The stylesheet shows the form that there is room for.
#[derive(Debug, Clone, Copy)]
struct Form {
    class: &'static str,
    width: f64,
    left: f64,
    n_ticks: i64,
}

const BROAD: Form = Form { class: "broad", width: 760.0, left: 56.0, n_ticks: 8 };

/// On a phone, so that it can be read without scrolling.
const SLIM: Form = Form { class: "slim", width: 340.0, left: 44.0, n_ticks: 4 };

const AFTER: f64 = 22.0;

/// What the axes reach, and what stands beside them.
#[derive(Debug, Clone, Default)]
pub(super) struct Plot {
    /// Where its upper end is.
    pub(super) top: f64,
    /// Where its lower end is, broad and slim.
    pub(super) bottoms: (f64, f64),
    /// How far it reaches to the right, in seconds from the loss.
    pub(super) longest_s: i64,
    /// How far it reaches up.
    pub(super) most: i64,
    /// The heights that are marked, with what they are called.
    pub(super) marks: Vec<(i64, String)>,
}

impl Plot {
    /// The drawing in both forms, with its words. `inside` draws what it is about, by the scales across
    /// and up.
    pub(super) fn drawn(
        &self,
        caption: &Caption<'_>,
        inside: &dyn Fn(&Scale, &Scale) -> Markup,
    ) -> Markup {
        let (broad, slim) = self.bottoms;
        let drawings = html! {
            (self.form((&BROAD, broad), caption.finding, inside))
            (self.form((&SLIM, slim), caption.finding, inside))
        };
        caption.around(&drawings)
    }

    fn form(
        &self,
        (form, bottom): (&Form, f64),
        finding: &str,
        inside: &dyn Fn(&Scale, &Scale) -> Markup,
    ) -> Markup {
        let (left, right) = (form.left, form.width - AFTER);
        let across = Scale { from: left, to: right, most: self.longest_s.max(60) };
        let up = Scale { from: bottom, to: self.top, most: self.most.max(1) };
        let height = bottom + 26.0;
        html! {
            svg class={ "chart " (form.class) } viewBox={ "0 0 " (form.width) " " (height) } width=(form.width)
                height=(height) role="img" aria-label=(finding) {
                @for (at, label) in &self.marks {
                    line.grid x1=(left) x2=(right) y1=(up.at(*at)) y2=(up.at(*at)) {}
                    text x=(left - 8.0) y=(up.at(*at) + 4.0) text-anchor="end" { (label) }
                }
                @for tick in times(across.most, form.n_ticks) {
                    text x=(across.at(tick)) y=(bottom + 18.0) text-anchor="middle" { (words(tick)) }
                }
                (inside(&across, &up))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_have_the_same_axes_and_what_is_drawn_into_them() {
        let plot = Plot {
            top: 24.0,
            bottoms: (220.0, 190.0),
            longest_s: 7_200,
            most: 10,
            marks: vec![(0, "none".to_owned()), (10, "all".to_owned())],
        };
        let caption = Caption { finding: "It rises.", csv: Some("/curve.csv") };
        let ends = |across: &Scale, up: &Scale| {
            html! { path d={ "M" (across.at(0)) " " (up.at(0)) "L" (across.at(7_200)) " " (up.at(10)) } {} }
        };
        let shown = plot.drawn(&caption, &ends).into_string();
        assert!(shown.contains(r#"<path d="M56 220L738 24">"#), "{shown}");
        assert!(shown.contains(r#"<path d="M44 190L318 24">"#), "{shown}");
        assert_eq!(shown.matches(">all</text>").count(), 2);
        assert_eq!(shown.matches(r#"role="img" aria-label="It rises.""#).count(), 2);
        assert_eq!(shown.matches("/curve.csv").count(), 1);
    }
}
