//! Bars side by side: how many of each state, agency by agency or tier by tier.

use maud::{Markup, html};

use super::Caption;
use super::scale::{Scale, shortened, tenth};
use crate::layout::frame::grouped;
use crate::layout::states::Tone;

/// One bar, made of parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct BarOfStates {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) parts: Vec<(Tone, u64)>,
    /// What is written at its end: `3 of 19`.
    pub(crate) shown: String,
}

/// Bars to be compared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bars<'a> {
    pub(crate) caption: Caption<'a>,
    pub(crate) bars: Vec<BarOfStates>,
    /// What each tone means here, in the order of the parts.
    pub(crate) legend: Vec<(Tone, &'a str)>,
}

/// Narrow enough for a column at the side: each name stands above its bar.
const WIDTH: f64 = 380.0;
const ROW: f64 = 42.0;

/// The drawing with its legend. What each part counts is said on hover, and their sum beside the name.
pub(crate) fn bars(view: &Bars<'_>) -> Markup {
    let total = |bar: &BarOfStates| bar.parts.iter().map(|it| it.1).sum::<u64>();
    let most = view.bars.iter().map(total).max().unwrap_or(0);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let scale = Scale { from: 0.0, to: WIDTH, most };
    let height = ROW * view.bars.len() as f64 + 4.0;
    let drawing = html! {
        svg.chart.slim viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height)
            role="group" aria-label=(view.caption.finding) {
            @for (index, bar) in view.bars.iter().enumerate() {
                (row(bar, ROW * index as f64 + 4.0, &scale, &view.legend))
            }
        }
    };
    html! {
        (legend(&view.legend))
        (view.caption.around(&drawing))
    }
}

fn row(bar: &BarOfStates, y: f64, scale: &Scale, legend: &[(Tone, &str)]) -> Markup {
    let mut before = 0_i64;
    let mut pieces = Vec::new();
    for (tone, count) in &bar.parts {
        let count = i64::try_from(*count).unwrap_or(i64::MAX);
        let (from, to) = (scale.at(before), scale.at(before.saturating_add(count)));
        before = before.saturating_add(count);
        let meaning = legend.iter().find(|it| it.0 == *tone).map_or("", |it| it.1);
        pieces.push((tone, count, from, tenth(to - from), meaning));
    }
    let name = html! {
        text.strong x="0" y=(y + 12.0) { (shortened(&bar.name, 36)) title { (bar.name) } }
    };
    html! {
        @match &bar.href {
            Some(href) => a href=(href) { (name) },
            None => (name),
        }
        @for (tone, count, x, width, meaning) in pieces {
            @if 0 < count {
                rect class=(tone) x=(x) y=(y + 18.0) width=(tenth(width - 1.0).max(1.5)) height="13" rx="2" {
                    title { (meaning) ": " (count) }
                }
            }
        }
        text x=(WIDTH) y=(y + 12.0) text-anchor="end" { (bar.shown) }
    }
}

/// What the colors mean, with the same glyphs as everywhere.
pub(crate) fn legend(legend: &[(Tone, &str)]) -> Markup {
    html! {
        @if !legend.is_empty() {
            ul.legend {
                @for (tone, meaning) in legend {
                    li {
                        svg.chart viewBox="0 0 26 10" aria-hidden="true" { rect class=(tone) width="26" height="10" rx="2" {} }
                        (tone.glyph()) " " (meaning)
                    }
                }
            }
        }
    }
}

/// One number as a share of another: `396 of 431`.
pub(crate) fn share(part: u64, whole: u64) -> String {
    format!("{} of {}", grouped(part), grouped(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_parts_together() {
        let bar = BarOfStates {
            name: "Revenue".to_owned(),
            parts: vec![(Tone::Good, 3), (Tone::Warn, 0), (Tone::Bad, 1)],
            shown: share(3, 4),
            ..BarOfStates::default()
        };
        let shown = bars(&Bars { bars: vec![bar], ..Bars::default() }).into_string();
        assert!(shown.contains("class=\"good\" x=\"0\"") && shown.contains("3 of 4"));
        assert!(shown.contains("class=\"bad\" x=\"285\"") && !shown.contains("class=\"warn\""));
    }
}
