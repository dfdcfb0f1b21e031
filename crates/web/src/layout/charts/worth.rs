//! What is worth buying: how many services are in time for so much money, as a stair.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::Caption;
use super::scale::{Scale, amounts, dollars};

/// How much is gained for how much.
#[derive(Debug, Clone, Default)]
pub(crate) struct WorthBuying<'a> {
    pub(crate) caption: Caption<'a>,
    /// Whole dollars, and how many services are in time then: both rising, from nothing spent.
    pub(crate) steps: Vec<(i64, i64)>,
    /// How many services there are.
    pub(crate) n_services: i64,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 220.0;

/// The drawing.
pub(crate) fn worth(view: &WorthBuying<'_>) -> Markup {
    let most = view.steps.last().map_or(0, |it| it.0);
    // Room to the right, so that the last step is seen to hold.
    let across = Scale { from: LEFT, to: WIDTH - 20.0, most: (most + most / 12).max(1) };
    let up = Scale { from: BOTTOM, to: TOP, most: view.n_services.max(1) };
    let (curve, area) = stair(&view.steps, &across, &up);
    let drawing = html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (BOTTOM + 26.0) } width=(WIDTH)
            height=(BOTTOM + 26.0) role="img" aria-label=(view.caption.finding) {
            @for amount in amounts(up.most, 4) {
                line.grid x1=(LEFT) x2=(WIDTH - 20.0) y1=(up.at(amount)) y2=(up.at(amount)) {}
                text x=(LEFT - 8.0) y=(up.at(amount) + 4.0) text-anchor="end" { (amount) }
            }
            @for amount in amounts(across.most, 6) {
                text x=(across.at(amount)) y=(BOTTOM + 18.0) text-anchor="middle" { (dollars(amount)) }
            }
            path.area d=(area) {}
            path.curve d=(curve) {}
            line.claim x1=(LEFT) x2=(WIDTH - 20.0) y1=(up.at(view.n_services)) y2=(up.at(view.n_services)) {}
            text x=(WIDTH - 24.0) y=(up.at(view.n_services) - 5.0) text-anchor="end" { "All " (view.n_services) " services" }
            @for (cost, n) in &view.steps {
                circle.dot cx=(across.at(*cost)) cy=(up.at(*n)) r="4" {}
            }
        }
    };
    view.caption.around(&drawing)
}

/// The stair, and the area under it.
fn stair(steps: &[(i64, i64)], across: &Scale, up: &Scale) -> (String, String) {
    let first = steps.first().map_or(0, |it| it.1);
    let mut line = format!("M{} {}", across.at(0), up.at(first));
    for (cost, n) in steps {
        // Writing to a string cannot fail.
        if write!(line, "H{}V{}", across.at(*cost), up.at(*n)).is_err() {
            break;
        }
    }
    let line = format!("{line}H{}", across.to);
    let area = format!("{line}V{}H{}Z", up.at(0), across.at(0));
    (line, area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_a_place_on_the_stair() {
        let view = WorthBuying {
            steps: vec![(0, 3), (10_000, 5), (250_000, 9)],
            n_services: 12,
            ..WorthBuying::default()
        };
        let shown = worth(&view).into_string();
        assert_eq!(shown.matches("<circle").count(), 3);
        assert!(shown.contains("All 12 services") && shown.contains("$200 k"));
        let nothing = worth(&WorthBuying::default()).into_string();
        assert!(!nothing.contains("NaN"));
    }
}
