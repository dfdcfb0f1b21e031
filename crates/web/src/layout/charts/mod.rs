//! Charts, drawn on the server as SVG: pure functions from a view to markup.
//!
//! Each states its finding in words, and says where its data is. Colors come from the
//! stylesheet by class, so a chart is right in both schemes, in print and in forced colors.

pub(crate) mod cost;
pub(crate) mod counties;
pub(crate) mod impact;
pub(crate) mod likely;
pub(crate) mod map;
mod place;
mod plot;
pub(crate) mod restoration;
mod scale;
pub(crate) mod timeline;
pub(crate) mod worth;

use maud::{Markup, html};

/// The words around a drawing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caption<'a> {
    /// What the drawing shows, as one sentence: the text alternative.
    pub(crate) finding: &'a str,
    /// Where its data is as CSV.
    pub(crate) csv: Option<&'a str>,
}

impl Caption<'_> {
    /// A drawing with its words, in a box that scrolls by itself on a phone.
    fn around(&self, drawing: &Markup) -> Markup {
        html! {
            figure.figure-box {
                div.scroll role="region" aria-label=(self.finding) tabindex="0" {
                    p.more aria-hidden="true" { "More to the right →" }
                    (drawing)
                }
                @if let Some(csv) = self.csv {
                    figcaption { a href=(csv) download { "Data as CSV" } }
                }
            }
        }
    }
}
