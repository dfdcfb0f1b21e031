//! The recovery timeline: what is restored when, what it waits for, and where the target is.

use maud::{Markup, html};

use super::Caption;
use super::scale::{Scale, folded, shortened, times, words};

/// One thing that is restored.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    /// When all it needs is back, in seconds from the loss.
    pub(crate) ready_s: i64,
    /// When work on it starts: later than `ready_s` if it waits.
    pub(crate) start_s: i64,
    pub(crate) finish_s: i64,
    /// What it waits for: `waits for crew`.
    pub(crate) wait: String,
    /// Whether the finish is not known: nobody has said how long it takes.
    pub(crate) unknown: bool,
    /// Whether it decides when all is back. What does not is neither in time nor late.
    pub(crate) decides: bool,
}

/// A recovery from the loss to the end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timeline<'a> {
    pub(crate) caption: Caption<'a>,
    /// In the order they are restored.
    pub(crate) bars: Vec<Bar>,
    pub(crate) target_s: Option<i64>,
}

/// How it is laid out. The stylesheet shows the form that there is room for.
struct Form {
    class: &'static str,
    width: f64,
    /// Where the time begins, and the room after its end.
    from: f64,
    after: f64,
    row: f64,
    /// How many characters of a name fit into a line.
    chars: usize,
    /// Whether a name stands above its bar, not beside it.
    above: bool,
    n_ticks: i64,
}

const BROAD: Form = Form {
    class: "broad",
    width: 760.0,
    from: 190.0,
    after: 30.0,
    row: 36.0,
    chars: 25,
    above: false,
    n_ticks: 8,
};

/// On a phone, so that names and times can be read without scrolling.
const SLIM: Form = Form {
    class: "slim",
    width: 340.0,
    from: 6.0,
    after: 24.0,
    row: 46.0,
    chars: 46,
    above: true,
    n_ticks: 4,
};

const TOP: f64 = 26.0;

/// The drawing, and the same as a table.
pub(crate) fn timeline(view: &Timeline<'_>) -> Markup {
    let drawings = html! { (drawing(view, &BROAD)) (drawing(view, &SLIM)) };
    html! {
        (view.caption.around(&drawings))
        (table(view))
    }
}

fn drawing(view: &Timeline<'_>, form: &Form) -> Markup {
    let last = view.bars.iter().map(|it| it.finish_s).chain(view.target_s).max().unwrap_or(0);
    let scale = Scale { from: form.from, to: form.width - form.after, most: last.max(60) };
    let bottom = TOP + form.row * view.bars.len() as f64;
    let height = bottom + 26.0;
    let rows =
        || view.bars.iter().zip(0_u16..).map(|(bar, n)| (bar, TOP + form.row * f64::from(n)));
    html! {
        svg class={ "chart " (form.class) } viewBox={ "0 0 " (form.width) " " (height) } width=(form.width)
            height=(height) role="group" aria-label=(view.caption.finding) {
            @for tick in times(scale.most, form.n_ticks) {
                line.grid x1=(scale.at(tick)) x2=(scale.at(tick)) y1=(TOP - 6.0) y2=(bottom) {}
                text x=(scale.at(tick)) y=(bottom + 17.0) text-anchor="middle" { (words(tick)) }
            }
            @for (bar, y) in rows() {
                (pieces(bar, if form.above { y + 19.0 } else { y + 3.0 }, &scale, view.target_s))
            }
            @if let Some(target) = view.target_s {
                @if form.above {
                    // Beside the bars only: not through the names above them.
                    line.limit x1=(scale.at(target)) x2=(scale.at(target)) y1="6" y2=(TOP) {}
                    @for (_, y) in rows() {
                        line.limit x1=(scale.at(target)) x2=(scale.at(target)) y1=(y + 17.0) y2=(y + form.row) {}
                    }
                } @else {
                    line.limit x1=(scale.at(target)) x2=(scale.at(target)) y1="6" y2=(bottom) {}
                }
                (target_words(target, &scale))
            }
            @for (bar, y) in rows() { (named(bar, y, form)) }
        }
    }
}

/// Where words beside `x` begin or end: to its left where there is no room to its right.
fn beside(x: f64, scale: &Scale) -> (f64, &'static str) {
    if scale.to - 80.0 < x { (x - 6.0, "end") } else { (x + 6.0, "start") }
}

fn target_words(target: i64, scale: &Scale) -> Markup {
    let (x, anchor) = beside(scale.at(target), scale);
    html! { text.target x=(x) y="14" text-anchor=(anchor) { "Target " (words(target)) } }
}

/// What a row is about: above its bar, or beside it in one line or two.
fn named(bar: &Bar, y: f64, form: &Form) -> Markup {
    let name = if form.above {
        html! { text.strong.above x="0" y=(y + 13.0) { (shortened(&bar.name, form.chars)) } }
    } else {
        let (first, second) = folded(&bar.name, form.chars);
        html! {
            @match second {
                None => text.strong x="0" y=(y + 18.0) { (first) },
                Some(second) => {
                    text.strong x="0" y=(y + 11.0) { (first) }
                    text.strong x="0" y=(y + 25.0) { (second) }
                }
            }
        }
    };
    html! {
        @match &bar.href {
            Some(href) => a href=(href) { title { (bar.name) } (name) },
            None => g { title { (bar.name) } (name) },
        }
    }
}

fn pieces(bar: &Bar, y: f64, scale: &Scale, target: Option<i64>) -> Markup {
    // Of what decides, work up to the target is as it should be, and work after it too late.
    let target = target.filter(|_| bar.decides).unwrap_or(i64::MAX);
    let turn = target.clamp(bar.start_s, bar.finish_s.max(bar.start_s));
    html! {
        (piece("wait", bar.ready_s, bar.start_s, y, scale))
        (piece(if bar.decides { "ok" } else { "aside" }, bar.start_s, turn, y, scale))
        (piece("over", turn, bar.finish_s, y, scale))
        @if bar.ready_s < bar.start_s {
            // Only where the words fit into the wait.
            @if bar.wait.chars().count() as f64 * 6.2 < scale.at(bar.start_s) - scale.at(bar.ready_s) {
                text x=(scale.at(bar.ready_s) + 6.0) y=(y + 15.0) { (bar.wait) }
            }
        }
        @if bar.unknown {
            @let (x, anchor) = beside(scale.at(bar.start_s), scale);
            text x=(x) y=(y + 15.0) text-anchor=(anchor) { "time not known" }
        }
    }
}

fn piece(class: &str, from: i64, to: i64, y: f64, scale: &Scale) -> Markup {
    let width = scale.at(to) - scale.at(from);
    html! {
        @if from < to {
            rect class=(class) x=(scale.at(from)) y=(y + 1.0) height="20" rx="3"
                width=(super::scale::tenth(width).max(2.0)) {
                title { (words(from)) " to " (words(to)) }
            }
        }
    }
}

fn table(view: &Timeline<'_>) -> Markup {
    html! {
        details {
            summary { "As a table" }
            div.scroll role="region" aria-label="The timeline as a table" tabindex="0" {
                table {
                    thead { tr { th scope="col" { "What" } th.num scope="col" { "Can start" } th.num scope="col" { "Starts" } th.num scope="col" { "Ready" } th scope="col" { "Decides" } th scope="col" { "Waits for" } } }
                    tbody {
                        @for bar in &view.bars {
                            tr {
                                th scope="row" { @match &bar.href { Some(href) => a href=(href) { (bar.name) }, None => (bar.name) } }
                                td.num { (words(bar.ready_s)) }
                                td.num { (words(bar.start_s)) }
                                td.num { @if bar.unknown { "Not known" } @else { (words(bar.finish_s)) } }
                                td { @if bar.decides { "Yes" } @else { "No" } }
                                td { @if bar.ready_s < bar.start_s { (bar.wait) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(ready_s: i64, start_s: i64, finish_s: i64) -> Bar {
        let name = "Database".to_owned();
        Bar { name, ready_s, start_s, finish_s, decides: true, ..Bar::default() }
    }

    fn drawn(bars: Vec<Bar>, target_s: Option<i64>) -> String {
        timeline(&Timeline { bars, target_s, ..Timeline::default() }).into_string()
    }

    #[test]
    fn a_bar_changes_where_it_passes_the_target() {
        let passes = drawn(vec![bar(0, 0, 7_200)], Some(3_600));
        assert!(passes.contains("class=\"ok\"") && passes.contains("class=\"over\""));
        let before = drawn(vec![bar(0, 0, 3_600)], Some(3_600));
        assert!(before.contains("class=\"ok\"") && !before.contains("class=\"over\""));
        let after = drawn(vec![bar(7_200, 7_200, 9_000)], Some(3_600));
        assert!(!after.contains("class=\"ok\"") && after.contains("class=\"over\""));
    }

    #[test]
    fn what_does_not_decide_is_never_drawn_as_too_late() {
        let late = Bar { decides: false, ..bar(7_200, 7_200, 9_000) };
        let shown = drawn(vec![late], Some(3_600));
        assert!(shown.contains("class=\"aside\"") && !shown.contains("class=\"over\""));
    }

    #[test]
    fn a_wait_is_drawn_before_the_work() {
        let shown = drawn(vec![bar(0, 3_600, 7_200)], None);
        assert!(shown.contains("class=\"wait\"") && !shown.contains("class=\"limit\""));
    }

    #[test]
    fn rows_whose_names_begin_alike_are_told_apart() {
        let named = |name: &str| Bar { name: name.to_owned(), ..bar(0, 0, 3_600) };
        let names = ["East", "West"].map(|it| {
            format!("Eligibility and enrollment gateway of the Department of Health, {it}")
        });
        let shown = drawn(names.iter().map(|it| named(it)).collect(), None);
        for (name, end) in names.iter().zip(["h, East</text>", "h, West</text>"]) {
            assert_eq!(shown.matches(end).count(), 2, "broad and slim: {shown}");
            assert_eq!(shown.matches(&format!("<title>{name}</title>")).count(), 2);
        }
    }

    #[test]
    fn nothing_at_all_can_be_drawn() {
        assert!(drawn(Vec::new(), None).contains("<svg"));
    }
}
