//! How likely an item is back in time, and what that hangs on.

use app::Span;
use app::ids::ItemId;
use app::prepare::inventory::{Kind, failing_tries};
use app::prove::recovery::{
    self, LIKELY_TRIALS_MAX, Likely, LikelyAnswer, LikelyOdds, LikelyStep, LikelySwing,
    REPEATS_MAX, TimeToGive, cases,
};
use app::prove::scenarios::WRITE;
use app::{Ctx, Error};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::files::{Form, download};
use super::link;
use crate::Routes;
use crate::download::hours;
use crate::error::Answer;
use crate::layout::charts::Caption;
use crate::layout::charts::likely::{Likely as Chart, bar, likely as chart};
use crate::layout::frame::grouped;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::prepare::inventory::{item_path, paths, whom};
use crate::request::Path;
use crate::routes::Access::Needs;
use crate::shell::Shell;

/// How many steps the page shows. The file has all of them.
const STEPS_MAX: usize = 25;

/// How many crews the page shows.
const CREWS_MAX: usize = 10;

/// How many missing times the page names.
const MISSING_MAX: usize = 20;

pub(super) fn routes() -> Routes {
    let kinds = Kind::ALL.iter().filter(|it| it.is_restored());
    kinds.fold(Routes::new(), |routes, &kind| {
        let (at, read) = (paths(kind), Needs(kind.read_permission()));
        routes
            .get(at.likely, read, move |shell, id| show(kind, shell, id))
            .get(at.likely_csv, read, csv)
            .get(at.likely_curve_csv, read, curve_csv)
    })
}

/// `GET /services/{id}/likely` and its like.
async fn show(kind: Kind, shell: Shell, Path(id): Path<ItemId>) -> Answer<Markup> {
    let found = recovery::likely(&shell.ctx, id).await?;
    if found.item.kind != kind {
        return Err(Error::NotFound("record").into());
    }
    let at = item_path(kind, id);
    let crumbs = vec![
        (kind.titles().to_owned(), paths(kind).list.to_owned()),
        (found.item.name.clone(), at.clone()),
    ];
    let title = title(&found);
    let lead = html! {
        "For it alone, with the crews there are, in the order that its page shows. Each step takes longer or \
         shorter, as far as it is known how long it takes."
    };
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        @match &found.answer {
            LikelyAnswer::Odds(odds) => (answered(&found, odds, &at)),
            LikelyAnswer::Missing(missing) => (not_known(missing)),
            LikelyAnswer::Never => (never(&at)),
            LikelyAnswer::TooMuch => (too_much(&shell.ctx)),
        }
    };
    Ok(shell.page(&format!("How likely {} is in time", found.item.name), main))
}

fn title(found: &Likely) -> String {
    let name = &found.item.name;
    match &found.answer {
        LikelyAnswer::Odds(it) => match (it.met, it.within(90)) {
            (Some(met), _) => {
                let chance = (met.value, met.low, met.high);
                format!("{name} {}", in_time(chance, it.trials, it.is_counted()))
            }
            (None, Some(within)) => {
                format!("{name} is back within {within} nine times of ten")
            }
            (None, None) => format!("How likely {name} is in time"),
        },
        LikelyAnswer::Missing(_) => {
            format!("Nobody can say how likely {name} is in time: times are missing")
        }
        LikelyAnswer::Never => format!("{name} never comes back as it is"),
        LikelyAnswer::TooMuch => format!("{name} rests on too much to try it here"),
    }
}

/// How likely something is in time, to be said after its name: that it never or always was only of what
/// was tried. Some crews may be taken to be enough that nobody counted.
fn in_time((value, low, high): (f64, f64, f64), trials: u64, is_counted: bool) -> String {
    let trials = grouped(trials);
    match (value, is_counted) {
        (value, _) if value <= 0.0 => format!("is never in time in {trials} trials"),
        (value, true) if 1.0 <= value => format!("is in time in all {trials} trials"),
        (value, false) if 1.0 <= value => {
            format!("is in time in all {trials} trials, if its crews are enough")
        }
        _ => {
            let at_most = if is_counted { "" } else { "at most " };
            let (low, high) = ((low * 100.0).floor(), (high * 100.0).ceil());
            format!("is back in time in {at_most}{} ({low:.0} to {high:.0})", cases(value))
        }
    }
}

fn not_known(missing: &[TimeToGive]) -> Markup {
    let n_more = missing.len().saturating_sub(MISSING_MAX);
    parts::notice(
        Tone::Idle,
        "Some times are not known",
        html! {
            p { "It can be tried as soon as somebody says how long these take to restore:" }
            ul {
                @for it in missing.iter().take(MISSING_MAX) { li { (link(&it.item)) " " (whom(it)) } }
                @if 0 < n_more { li { "and " (n_more) " more" } }
            }
        },
    )
}

fn never(at: &str) -> Markup {
    parts::notice(
        Tone::Bad,
        "It never comes back",
        html! {
            p { "A crew that its restoration takes has nobody, or there is none of its equipment. " a href=(at) { "Its page says what would help." } }
        },
    )
}

fn too_much(ctx: &Ctx) -> Markup {
    parts::notice(
        Tone::Idle,
        "Only a scenario tells",
        html! {
            p {
                "It rests on more than 400 parts. The run of a scenario says how likely it is in time. "
                @if ctx.actor.may_somewhere(WRITE) { a href="/scenarios/new" { "Try a loss" } }
            }
        },
    )
}

fn answered(found: &Likely, it: &LikelyOdds, at: &str) -> Markup {
    html! {
        (when(found, it, at))
        (tornado(it))
        (steps(it, at))
        (crews(it))
        (how(it))
    }
}

/// When it is back: in words, drawn, and as figures.
fn when(found: &Likely, it: &LikelyOdds, at: &str) -> Markup {
    let finding = it.sentences.first().map_or("", String::as_str);
    let csv = format!("{at}/likely/curve.csv");
    let view = Chart {
        caption: Caption { finding, csv: Some(&csv) },
        curve: it.curve.iter().map(|(at, part)| (at.secs(), of_1000(*part))).collect(),
        target_s: found.required.map(Span::secs),
        ninety_s: it.within(90).map(Span::secs),
    };
    let aside = match (it.is_kept(), it.met) {
        (Some(true), _) if it.is_counted() => state(Tone::Good, "Can be promised"),
        (Some(true), _) => state(Tone::Warn, "Crews not counted"),
        (_, Some(met)) if 0.5 <= met.value => state(Tone::Warn, "Often late"),
        (_, Some(_)) => state(Tone::Bad, "Mostly late"),
        (_, None) => state(Tone::Idle, "No target"),
    };
    parts::padded_panel(
        "When it is back",
        aside,
        html! {
            @for sentence in &it.sentences { p { (sentence) } }
            (chart(&view))
            p.quiet { "The curve says in how many of 100 cases it is back by when." }
            (times(it))
        },
    )
}

#[expect(clippy::cast_possible_truncation, reason = "from 0 to 1,000")]
fn of_1000(part: f64) -> i64 {
    (part.clamp(0.0, 1.0) * 1_000.0).round() as i64
}

fn times(it: &LikelyOdds) -> Markup {
    lists::table(
        "When it is back",
        html! { th scope="col" { "In" } th.num scope="col" { "Back within" } th scope="col" { "95% sure" } },
        html! {
            tr {
                td data-label="In" { "By plan, if every step takes as long as planned" }
                td.num data-label="Back within" { (it.planned) }
                td data-label="95% sure" { "–" }
            }
            tr {
                td data-label="In" { "On average" }
                td.num data-label="Back within" { (it.mean) }
                td data-label="95% sure" { "–" }
            }
            @for time in &it.times {
                tr {
                    td data-label="In" { (time.of_100) " of 100 cases" }
                    td.num data-label="Back within" { (time.within) }
                    td data-label="95% sure" { (time.low) " to " (time.high) }
                }
            }
        },
    )
}

/// What matters most: how far each step moves the end.
fn tornado(it: &LikelyOdds) -> Markup {
    let all = it.tornado();
    let (shorts, longs) =
        (all.iter().map(|it| it.1.back_if_short), all.iter().map(|it| it.1.back_if_long));
    let least = shorts.min().unwrap_or_default().secs();
    let reach = (least, longs.max().unwrap_or_default().secs());
    html! {
        @if !all.is_empty() {
            (parts::panel("What matters most", html! { small { "a tornado diagram" } }, html! {
                (lists::table("What matters most", html! {
                    th scope="col" { "If this step takes" } th.num scope="col" { "Its short or long time" }
                    th.num scope="col" { "Back on average" } th scope="col" { "Difference" }
                }, html! {
                    @for (step, swing) in all { (swing_row(step, &swing, reach)) }
                }))
                div.body {
                    p.quiet { "The short time is what one case of ten stays below, the long time what one of ten goes beyond. Everything else is as chance has it." }
                }
            }))
        }
    }
}

fn swing_row(step: &LikelyStep, swing: &LikelySwing, reach: (i64, i64)) -> Markup {
    let (short, long) = (swing.back_if_short, swing.back_if_long);
    html! {
        tr {
            td data-label="If this step takes" { (link(&step.item)) }
            td.num data-label="Its short or long time" { (swing.short) " or " (swing.long) }
            td.num data-label="Back on average" { (short) " or " (long) }
            td data-label="Difference" { (swing.width()) (bar((short.secs(), long.secs()), reach)) }
        }
    }
}

fn steps(it: &LikelyOdds, at: &str) -> Markup {
    let n_more = it.steps.len().saturating_sub(STEPS_MAX) as u64;
    let csv = html! { a href={ (at) "/likely.csv" } download { "Data as CSV" } };
    html! {
        @if !it.steps.is_empty() {
            (parts::panel("Each step", csv, html! {
                (lists::table("Each step", html! {
                    th scope="col" { "Step" } th.num scope="col" { "Takes" } th scope="col" { "Known from" }
                    th.num scope="col" { "Decides in" } th.num scope="col" { "Goes along with the end" }
                    th.num scope="col" { "May be later by" }
                }, html! {
                    @for it in it.steps.iter().take(STEPS_MAX) { (step_row(it)) }
                }))
                div.body {
                    @if 0 < n_more { p.quiet { (grouped(n_more)) " more that decide as often or less are in the file." } }
                    p.quiet {
                        "A step decides where nothing but it, and those before it, held the end up (criticality). \
                         It goes along with the end as far as one is late when the other is (cruciality): 1 is always, 0 is not at all. \
                         How much later it may be holds for the plan, with the crews there are."
                    }
                }
            }))
        }
    }
}

fn step_row(it: &LikelyStep) -> Markup {
    html! {
        tr {
            td data-label="Step" { (link(&it.item)) }
            td.num data-label="Takes" { (it.takes) }
            td data-label="Known from" {
                @match it.known_from { Some(from) => (from), None => "–" }
                @if let Some(percent) = it.fails_percent { br; small.quiet { (failing_tries(percent)) } }
            }
            td.num data-label="Decides in" { (cases(it.criticality)) }
            td.num data-label="Goes along with the end" { (along(it.cruciality)) }
            td.num data-label="May be later by" {
                @match it.slack {
                    None => "any time",
                    Some(Span::ZERO) => "nothing",
                    Some(slack) => (slack),
                }
            }
        }
    }
}

/// A correlation, to a hundredth.
fn along(it: f64) -> String {
    let shown = format!("{it:.2}");
    if shown == "-0.00" { "0.00".to_owned() } else { shown }
}

fn crews(it: &LikelyOdds) -> Markup {
    html! {
        @if !it.crews.is_empty() {
            (parts::panel("Waits that decide", html! {}, lists::table("Waits that decide", html! {
                th scope="col" { "For whom or what" } th.num scope="col" { "A wait for that decides in" }
            }, html! {
                @for it in it.crews.iter().take(CREWS_MAX) {
                    tr {
                        td data-label="For whom or what" { (link(&it.crew)) }
                        td.num data-label="A wait for that decides in" { (cases(it.binds)) }
                    }
                }
            })))
        }
    }
}

/// How it was found out, and what it does not say.
fn how(it: &LikelyOdds) -> Markup {
    let wanted = format!("{:.0}", it.error_wanted * 100.0);
    html! {
        p.quiet {
            "Tried " (grouped(it.trials)) " times: until the chance is sure to " (wanted)
            " percentage point either way with 95% confidence, at most " (grouped(LIKELY_TRIALS_MAX)) " times. "
            @if !it.is_precise { "That was not enough for all times: the intervals say how sure they are. " }
            "Whoever asks again gets the same answer. A step of which it is said that tries fail is tried again, at most " (REPEATS_MAX)
            " times; every other step goes well the first time. By plan, each takes one try."
        }
    }
}

/// What was tried of an item, for a file. Where nothing was, there is no file.
async fn odds(ctx: &Ctx, id: ItemId) -> Answer<LikelyOdds> {
    match recovery::likely(ctx, id).await?.answer {
        LikelyAnswer::Odds(it) => Ok(*it),
        _ => Err(Error::NotFound("chance").into()),
    }
}

/// `GET /services/{id}/likely.csv` and its like: every step.
async fn csv(shell: Shell, Path(id): Path<ItemId>) -> Answer<Response> {
    let odds = odds(&shell.ctx, id).await?;
    let texts = ["name", "kind", "code", "known_from"].map(Column::text);
    let times = ["takes", "start", "may_be_later_by"].map(Column::hours);
    let numbers = ["criticality", "cruciality"].map(Column::number);
    let swings =
        ["short", "long", "back_on_average_if_short", "back_on_average_if_long"].map(Column::hours);
    let columns = texts.into_iter().chain(times).chain(numbers).chain(swings);
    let columns = columns.chain([Column::number("fails_percent")]);
    let mut table = Table::new("Steps", columns.collect());
    table.rows.extend(odds.steps.iter().map(cells));
    download("likely-steps", &table, Form::Csv)
}

fn cells(it: &LikelyStep) -> Vec<Cell> {
    let item = &it.item;
    let kind = if item.code.is_empty() { String::new() } else { item.kind.to_string() };
    let known_from = it.known_from.map(|it| it.to_string());
    let texts = [item.name.clone(), kind, item.code.clone(), known_from.unwrap_or_default()];
    let times = [Some(it.takes), Some(it.start), it.slack].map(hours);
    let numbers = [it.criticality, it.cruciality].map(Cell::Number);
    let swing = |of: fn(&LikelySwing) -> Span| hours(it.swing.as_ref().map(of));
    let swings = [
        swing(|it| it.short),
        swing(|it| it.long),
        swing(|it| it.back_if_short),
        swing(|it| it.back_if_long),
    ];
    let texts = texts.into_iter().map(Cell::from);
    let fails: Cell = it.fails_percent.map(u32::from).into();
    texts.chain(times).chain(numbers).chain(swings).chain([fails]).collect()
}

/// `GET /services/{id}/likely/curve.csv` and its like: the drawing.
async fn curve_csv(shell: Shell, Path(id): Path<ItemId>) -> Answer<Response> {
    let odds = odds(&shell.ctx, id).await?;
    let columns = vec![Column::hours("after"), Column::number("part_of_all_cases")];
    let mut table = Table::new("How likely", columns);
    let row = |(at, part): &(Span, f64)| vec![hours(Some(*at)), Cell::Number(*part)];
    table.rows.extend(odds.curve.iter().map(row));
    download("likely-curve", &table, Form::Csv)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_says_how_likely_it_is_and_between_what_that_lies() {
        let said = |value, low, high| in_time((value, low, high), 4_096, true);
        let never = said(0.0, 0.0, 0.001);
        assert_eq!(never, "is never in time in 4,096 trials");
        assert_eq!(said(1.0, 0.999, 1.0), "is in time in all 4,096 trials");
        let often = said(0.724, 0.715, 0.733);
        assert_eq!(often, "is back in time in 72 of 100 cases (71 to 74)");
        // Rarely is not never.
        assert_eq!(said(0.001, 0.0004, 0.002), "is back in time in 1 of 100 cases (0 to 1)");
    }

    #[test]
    fn with_a_crew_that_nobody_counted_that_is_the_most() {
        let said = |value, low, high| in_time((value, low, high), 2_048, false);
        let often = said(0.724, 0.715, 0.733);
        assert_eq!(often, "is back in time in at most 72 of 100 cases (71 to 74)");
        let all = said(1.0, 0.998, 1.0);
        assert_eq!(all, "is in time in all 2,048 trials, if its crews are enough");
        assert_eq!(said(0.0, 0.0, 0.002), "is never in time in 2,048 trials");
    }
}
