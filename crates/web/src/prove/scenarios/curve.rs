//! The restoration curve of a run: as a drawing, a table and a file.

use app::ids::RunId;
use app::prove::scenarios::{self, Curve, CurvePoint};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use crate::download::hours;
use crate::error::Answer;
use crate::layout::charts::Caption;
use crate::layout::charts::restoration::{Moment, Restoration, restoration};
use crate::layout::frame::grouped;
use crate::layout::lists;
use crate::prove::files::{Form, download};
use crate::prove::percent;
use crate::request::Path;
use crate::shell::Shell;

/// How many moments the table on the page has at most. The file has all of them.
const ROWS_MAX: usize = 12;

/// What the line says, and what the band does.
const LINE_AND_BAND: &str = "The line is how it goes if every step takes as long as it is planned; the \
    band is where eight of ten trials are, in which steps take longer or shorter, so the line may leave it.";

/// The curve on the page of a run.
pub(super) fn drawn(curve: &Curve, path: &str) -> Markup {
    let finding = finding(curve);
    let csv = format!("{path}/curve.csv");
    let moment = |it: &CurvePoint| Moment {
        at_s: it.at.secs(),
        back: it.n_back,
        low_high: it.n_low.zip(it.n_high),
    };
    let view = Restoration {
        caption: Caption { finding: &finding, csv: Some(&csv) },
        n_down: curve.n_down,
        moments: curve.points.iter().map(moment).collect(),
    };
    let has_band = curve.points.iter().any(|it| it.n_low.is_some());
    html! {
        p { (finding) }
        (restoration(&view))
        @if has_band {
            p.quiet { (LINE_AND_BAND) }
        }
        details {
            summary { "The same as a table" }
            (table(curve, has_band))
        }
    }
}

/// By when half, and all of those that come back, are back.
fn finding(curve: &Curve) -> String {
    let n_back = curve.points.last().map_or(0, |it| it.n_back);
    if n_back == 0 {
        return format!("None of the {} that are down come back.", grouped(curve.n_down));
    }
    // To the second: the points are as far apart as the drawing can show.
    let half = curve.half_back.map(|it| {
        format!("Half of the {} that are down are back after {it}", grouped(curve.n_down))
    });
    let last = curve.last_back.unwrap_or_default();
    match (half, n_back == curve.n_down) {
        (Some(half), true) => format!("{half}, all of them after {last}."),
        (Some(half), false) => {
            format!("{half}, {} after {last}; the rest do not come back.", grouped(n_back))
        }
        (None, _) => format!(
            "{} of the {} that are down are back after {last}; the rest do not come back.",
            grouped(n_back),
            grouped(curve.n_down)
        ),
    }
}

/// Some of the points, evenly: the first and the last always.
fn some(points: &[CurvePoint]) -> Vec<CurvePoint> {
    let step = points.len().div_ceil(ROWS_MAX).max(1);
    let mut shown: Vec<CurvePoint> = points.iter().step_by(step).copied().collect();
    if shown.last() != points.last() {
        shown.extend(points.last());
    }
    shown
}

fn table(curve: &Curve, has_band: bool) -> Markup {
    lists::wide_table(
        "How many are back over time",
        html! {
            th.num scope="col" { "After" } th.num scope="col" { "Back" } th.num scope="col" { "Of all" }
            @if has_band { th.num scope="col" { "At least, in 9 of 10 cases" } th.num scope="col" { "At most, in 9 of 10 cases" } }
        },
        html! {
            @for it in some(&curve.points) {
                tr {
                    td.num { (it.at) }
                    td.num { (grouped(it.n_back)) }
                    td.num { (percent(it.n_back, curve.n_down)) }
                    @if has_band { td.num { (known(it.n_low)) } td.num { (known(it.n_high)) } }
                }
            }
        },
    )
}

fn known(n: Option<u64>) -> String {
    n.map_or_else(|| "–".to_owned(), grouped)
}

/// `GET /scenarios/runs/{id}/curve.csv`
pub(super) async fn csv(shell: Shell, Path(id): Path<RunId>) -> Answer<Response> {
    let curve = scenarios::curve(&shell.ctx, id).await?;
    let mut columns = vec![Column::hours("after")];
    columns.extend(["down", "back", "back_low", "back_high"].map(Column::number));
    let mut table = Table::new("Restoration curve", columns);
    let number = |n: u64| Cell::from(i64::try_from(n).unwrap_or(i64::MAX));
    table.rows.extend(curve.points.iter().map(|it| {
        vec![
            hours(Some(it.at)),
            number(curve.n_down),
            number(it.n_back),
            it.n_low.map_or(Cell::Empty, number),
            it.n_high.map_or(Cell::Empty, number),
        ]
    }));
    download("restoration-curve", &table, Form::Csv)
}

#[cfg(test)]
mod tests {
    use app::Span;

    use super::*;

    fn curve(n_down: u64, points: &[(i64, u64)], half: Option<i64>) -> Curve {
        let point = |&(hours, n_back): &(i64, u64)| CurvePoint {
            at: Span::from_hours(hours),
            n_back,
            n_low: None,
            n_high: None,
        };
        let minutes = Span::from_minutes;
        Curve {
            n_down,
            points: points.iter().map(point).collect(),
            half_back: half.map(minutes),
            last_back: Some(minutes(539)),
        }
    }

    #[test]
    fn the_finding_says_by_when_half_and_all_are_back() {
        let said = |n_down, points: &[(i64, u64)], half| finding(&curve(n_down, points, half));
        // As exact as it is known, however far the points are apart.
        assert_eq!(
            said(4, &[(0, 0), (2, 2), (9, 4)], Some(100)),
            "Half of the 4 that are down are back after 1 h 40 m, all of them after 8 h 59 m."
        );
        assert_eq!(
            said(4, &[(0, 0), (9, 1)], None),
            "1 of the 4 that are down are back after 8 h 59 m; the rest do not come back."
        );
        assert_eq!(said(3, &[(0, 0)], None), "None of the 3 that are down come back.");
    }

    #[test]
    fn the_table_has_few_rows_with_the_first_and_the_last() {
        let points: Vec<(i64, u64)> = (0_u8..240).map(|n| (n.into(), n.into())).collect();
        let shown = some(&curve(240, &points, None).points);
        assert!(shown.len() <= ROWS_MAX + 1 && shown[0].n_back == 0);
        assert_eq!(shown.last().unwrap().n_back, 239);
        assert!(some(&[]).is_empty());
    }
}
