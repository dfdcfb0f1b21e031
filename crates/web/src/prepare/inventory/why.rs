//! Why an item is back when it is: the chain that binds, drawn against the target, what would help,
//! and what would change if something were different.

use std::collections::BTreeMap;

use app::ids::ItemId;
use app::prepare::impact::Tolerance;
use app::prepare::inventory::{Item, Kind};
use app::prove::recovery::{self, Edit, Explanation, Part, Row, TOGETHER_MAX, Together, WhatIf};
use app::{Ctx, Error, FieldProblem, Span};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::list::{at_least, span};
use super::{crews, helps, item_path, missing, paths};
use crate::error::Answer;
use crate::layout::charts::Caption;
use crate::layout::charts::timeline::{Bar, Timeline, timeline};
use crate::layout::forms::{self, Choice, Field};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone, state};
use crate::prove::{link, path};
use crate::request::{Path, Query};
use crate::shell::Shell;

/// How many bars a timeline shows: more cannot be read.
const BARS_MAX: usize = 24;

/// Why an item is back when it is. None if nothing can be said, as of a retired item.
pub(super) async fn explained(ctx: &Ctx, item: &Item) -> Answer<Option<Explanation>> {
    if !item.kind().is_restored() || item.retired_at.is_some() {
        return Ok(None);
    }
    Ok(Some(recovery::explain_item(ctx, item).await?))
}

/// The panels of an item's page: what holds first, and that is with the crews there are. `tolerance`:
/// what its analysis in force says of how long it can be gone.
pub(super) fn panels(
    ctx: &Ctx,
    explanation: &Explanation,
    tried_at: Option<&str>,
    tolerance: Option<Tolerance>,
) -> Markup {
    let helps = helps::table(ctx, explanation, tried_at);
    let caught_up = caught_up(explanation, tolerance);
    let nothing = html! {};
    html! {
        @if crews::is_delayed(explanation) {
            (crews::panel(explanation, &caught_up, &helps))
            (folded(explanation))
        } @else {
            (panel(explanation, &title(explanation), &caught_up, &helps))
            (crews::panel(explanation, &nothing, &nothing))
        }
    }
}

/// When people have caught up with it, and by how much that is too late.
fn caught_up(explanation: &Explanation, tolerance: Option<Tolerance>) -> Markup {
    let said = tolerance.and_then(|it| recovery::catching_up(explanation, it));
    html! {
        @if let Some(it) = said {
            p {
                (it.sentence)
                @if let Some(finding) = &it.finding { " " (state(Tone::Bad, parts::capital(finding))) }
            }
        }
    }
}

/// How it is brought back with people enough for everything.
fn panel(explanation: &Explanation, title: &str, caught_up: &Markup, helps: &Markup) -> Markup {
    parts::padded_panel(title, standing(explanation), inside(explanation, caught_up, helps))
}

/// The same where the crews there are delay it: its answer in one line, and the rest for whoever asks.
fn folded(explanation: &Explanation) -> Markup {
    let outcome = &explanation.outcome;
    // What somebody has to mend is not hidden.
    let is_open = explanation.circle.is_some() || !explanation.unknown.is_empty();
    let nothing = html! {};
    html! {
        details.panel open[is_open] {
            summary {
                "If each part had people of its own"
                @if outcome.achievable_rto.is_some() {
                    ": back in " (at_least(outcome.achievable_rto, explanation.is_complete))
                }
                " " (standing(explanation))
            }
            div.body { (inside(explanation, &nothing, &nothing)) }
        }
    }
}

/// How that stands to its target.
fn standing(explanation: &Explanation) -> Markup {
    let outcome = &explanation.outcome;
    match outcome.gap {
        Some(gap) => state(Tone::Bad, format!("{gap} over target")),
        None => states::standing_so_far(outcome.standing, outcome.achievable_rto),
    }
}

fn inside(explanation: &Explanation, caught_up: &Markup, helps: &Markup) -> Markup {
    html! {
        p { (explanation.sentence) }
        @if let Some(sum) = &explanation.impossible { p { (sum) } }
        (caught_up)
        (drawing(explanation))
        (circle(explanation))
        (missing::panel(explanation))
        (helps)
        (what_if_form(explanation, &Asked::default(), &[]))
    }
}

fn title(explanation: &Explanation) -> String {
    let outcome = &explanation.outcome;
    match (outcome.gap, outcome.required_rto, outcome.achievable_rto) {
        (Some(_), Some(required), _) => format!("Why {required} is not achievable"),
        (None, Some(required), Some(_)) if explanation.is_complete => {
            format!("How it is back within {required}")
        }
        _ => "How it is brought back".to_owned(),
    }
}

fn drawing(explanation: &Explanation) -> Markup {
    let item = &explanation.item;
    let csv = format!("{}/timeline.csv", item_path(item.kind, item.id));
    let unknown = |row: &Row| explanation.unknown.iter().any(|it| it.id == row.part.item.id);
    // What decides is always shown; of the rest, what there is room for.
    let n_rest = BARS_MAX.saturating_sub(explanation.chain.len());
    let mut rest = 0;
    let kept = explanation.rows.iter().filter(|row| {
        rest += usize::from(!row.binds);
        row.binds || rest <= n_rest
    });
    let bars: Vec<Bar> = kept
        .filter(|row| row.start < row.finish || unknown(row))
        .map(|row| Bar {
            name: row.part.item.name.clone(),
            href: path(&row.part.item),
            ready_s: row.start.secs(),
            start_s: row.start.secs(),
            finish_s: row.finish.secs(),
            wait: String::new(),
            unknown: unknown(row),
            decides: row.binds,
        })
        .collect();
    let target_s = explanation.outcome.required_rto.map(Span::secs);
    let caption = Caption { finding: &explanation.sentence, csv: Some(&csv) };
    let n_more = explanation.n_rows.saturating_sub(bars.len());
    html! {
        @if bars.is_empty() {
            p.quiet { "Nobody has said how long its restoration takes, or that of anything it needs." }
        } @else {
            @let has_others = bars.iter().any(|it| !it.decides);
            (timeline(&Timeline { caption, bars, target_s }))
            @if has_others { p.quiet { "What is drawn in gray goes on meanwhile, and decides nothing." } }
            @if 0 < n_more { p.quiet { (n_more) " more that take no time or do not decide are left out." } }
        }
    }
}

fn circle(explanation: &Explanation) -> Markup {
    html! {
        @if let Some(circle) = &explanation.circle {
            (parts::notice(Tone::Warn, "It is part of a circle of needs", html! {
                p {
                    @for (n, named) in circle.example.iter().enumerate() {
                        @if 0 < n { " needs " }
                        (link(named))
                    }
                    @if let Some(first) = circle.example.first() { " needs " (link(first)) }
                    "."
                    @if circle.is_broken { " Redundancy breaks the circle." }
                    @else { " Nobody can say which comes first: their times are added up." }
                }
            }))
        }
    }
}

/// What somebody asks to be different, by the names of the fields.
pub(super) type Asked = BTreeMap<String, String>;

/// How many things a form offers to be different at least.
const EDITS_SHOWN: usize = 3;

/// The names of the fields of the `n`th thing that is to be different, counted from 0.
fn names(n: usize) -> (String, String) {
    match n {
        0 => ("item".to_owned(), "takes".to_owned()),
        n => (format!("item-{}", n + 1), format!("takes-{}", n + 1)),
    }
}

fn text<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.get(name).map_or("", |it| it.trim())
}

/// What was asked, row by row: which thing, and how long it is to take. Only the first row must be
/// filled in.
fn rows(asked: &Asked) -> impl Iterator<Item = (usize, &str, &str)> {
    (0..TOGETHER_MAX).filter_map(|n| {
        let (item, takes) = names(n);
        let (item, takes) = (text(asked, &item), text(asked, &takes));
        (n == 0 || !item.is_empty() || !takes.is_empty()).then_some((n, item, takes))
    })
}

/// What was asked, or everything that is wrong with it.
fn edits(asked: &Asked) -> Result<Vec<Edit>, Vec<FieldProblem>> {
    let (mut edits, mut problems) = (Vec::new(), Vec::new());
    for (n, item, takes) in rows(asked) {
        let (item_name, takes_name) = names(n);
        let item = item.parse::<ItemId>();
        // No time at all has no unit.
        let takes = if takes == "0" { Ok(Span::ZERO) } else { takes.parse::<Span>() };
        if item.is_err() {
            problems.push(FieldProblem::new(item_name, "Choose what would be different."));
        }
        if let Err(error) = takes {
            problems.push(FieldProblem::new(takes_name, error.to_string()));
        }
        if let (Ok(item), Ok(takes)) = (item, takes) {
            edits.push(Edit::Restore(item, Some(takes)));
        }
    }
    if problems.is_empty() { Ok(edits) } else { Err(problems) }
}

/// What could be different: what decides first, then what goes on meanwhile.
fn choices(explanation: &Explanation) -> Vec<Choice<'static>> {
    let chain = explanation.chain.iter().rev().map(|it| (&it.part, it.takes()));
    let others = explanation.rows.iter().filter(|it| !it.binds && it.start < it.finish);
    let others = others.map(|it| (&it.part, it.finish.minus(it.start)));
    let parts = chain.chain(others);
    let choice = |(part, takes): (&Part, Span)| {
        let id = part.item.id;
        let is_unknown = explanation.unknown.iter().any(|it| it.id == id);
        let takes = if is_unknown { "not known".to_owned() } else { takes.to_string() };
        Choice::new(id.to_string(), format!("{} ({takes})", part.item.name))
    };
    parts.map(choice).collect()
}

fn what_if_form(explanation: &Explanation, asked: &Asked, problems: &[(String, String)]) -> Markup {
    let item = &explanation.item;
    let choices = choices(explanation);
    let n_asked = rows(asked).last().map_or(0, |(n, ..)| n + 1);
    let n_rows = (n_asked + 1).clamp(EDITS_SHOWN, TOGETHER_MAX);
    let field = |name: String, label: &'static str| {
        let value = text(asked, &name).to_owned();
        Field::new(name, label).value(value).problem_in(problems)
    };
    html! {
        @if !choices.is_empty() {
            form.form method="get" action={ (item_path(item.kind, item.id)) "/what-if" } {
                @for n in 0..n_rows {
                    @let (item, takes) = names(n);
                    div.group.across {
                        @if n == 0 {
                            (forms::select(&field(item, "What if this").required(), &choices, ""))
                            (forms::duration(&field(takes, "took").required()
                                .hint("For example 4 h, 90 m or 2 d. 0 for no time at all.")))
                        } @else {
                            (forms::select(&field(item, "and this"), &choices, "Nothing more"))
                            (forms::duration(&field(takes, "took")))
                        }
                    }
                }
                div.buttons { button.button { "See what changes" } }
            }
        }
    }
}

/// To the answer of what would suffice together, as if somebody had asked just that. If nothing
/// does, why.
async fn suggested(ctx: &Ctx, kind: Kind, id: ItemId) -> Answer<Result<Asked, &'static str>> {
    if app::prepare::inventory::show(ctx, id).await?.kind() != kind {
        return Err(Error::NotFound("record").into());
    }
    let parts = match recovery::together(ctx, id).await? {
        Together::Suffice(parts) => parts,
        Together::NotLate => return Ok(Err("It is not late: nothing has to be faster.")),
        Together::TooMany => return Ok(Err(TOO_MANY)),
        Together::Nothing => return Ok(Err(NOTHING_SUFFICES)),
    };
    let mut asked = Asked::new();
    for (n, edit) in parts.into_iter().enumerate() {
        if let Edit::Restore(item, takes) = edit {
            let (item_name, takes_name) = names(n);
            asked.insert(item_name, item.to_string());
            asked.insert(takes_name, takes.unwrap_or_default().to_string());
        }
    }
    Ok(Ok(asked))
}

const TOO_MANY: &str = "It takes more than eight faster restorations: look for another way, such as \
    a redundancy group.";

const NOTHING_SUFFICES: &str = "Nothing that helps much, and that you may see, suffices however fast \
    it were restored: look for another way, such as a redundancy group.";

/// The field of the form that a problem with the edits of the use case is about.
fn field_of(problem: &FieldProblem) -> String {
    let n = problem.field.strip_prefix("edits.").and_then(|it| it.split('.').next());
    match n.and_then(|it| it.parse::<usize>().ok()) {
        Some(n) => names(n).0,
        None => problem.field.to_string(),
    }
}

/// `GET /services/{id}/what-if`. With `?together=true`, of what would suffice together.
pub(super) async fn what_if(
    kind: Kind,
    shell: Shell,
    Path(id): Path<ItemId>,
    Query(mut asked): Query<Asked>,
) -> Answer<Response> {
    let is_suggested = asked.contains_key("together");
    let mut why_not = None;
    if is_suggested {
        (asked, why_not) = match suggested(&shell.ctx, kind, id).await? {
            Ok(asked) => (asked, None),
            Err(reason) => (Asked::new(), Some(reason)),
        };
    }
    let answer = match (edits(&asked), why_not) {
        (_, Some(reason)) => Err(FieldProblem::new("", reason).into()),
        (Ok(edits), None) => recovery::what_if(&shell.ctx, id, &edits).await,
        (Err(problems), None) => Err(Error::Invalid(problems)),
    };
    let (status, explanation, inside, problems) = match answer {
        Ok(it) => (StatusCode::OK, it.before.clone(), changes(&it, &asked), Vec::new()),
        Err(Error::Invalid(problems)) => {
            let explanation = recovery::explain(&shell.ctx, id).await?;
            let pair = |it: FieldProblem| (field_of(&it), it.reason.into_owned());
            let problems: Vec<_> = problems.into_iter().map(pair).collect();
            let status =
                if is_suggested { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            (status, explanation, html! {}, problems)
        }
        Err(error) => return Err(error.into()),
    };
    if explanation.item.kind != kind {
        return Err(Error::NotFound("record").into());
    }
    let item = &explanation.item;
    let title = format!("What if: {}", item.name);
    let crumbs = vec![
        (kind.titles().to_owned(), paths(kind).list.to_owned()),
        (item.name.clone(), item_path(kind, id)),
    ];
    let lead = html! { "Nothing is saved. The recovery of everything is computed again with what is different." };
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (forms::error_summary_by(&problems, label))
        (inside)
        (parts::padded_panel("Ask again", html! {}, what_if_form(&explanation, &asked, &problems)))
    };
    Ok((status, shell.page(&title, main)).into_response())
}

/// What the field called `name` is called, for the summary of what is wrong.
fn label(name: &str) -> String {
    let (what, n) = name.split_once('-').unwrap_or((name, ""));
    let number = if n.is_empty() { String::new() } else { format!(" ({n})") };
    match what {
        "item" => format!("What if this{number}"),
        "takes" => format!("took{number}"),
        _ => String::new(),
    }
}

/// What was asked, in words: `If Data center took 2 h and Storage took 0 m`.
fn asked_in_words(before: &Explanation, asked: &Asked) -> String {
    let all = before.chain.iter().map(|it| &it.part).chain(before.rows.iter().map(|it| &it.part));
    let parts: Vec<&Part> = all.collect();
    let said = rows(asked).filter_map(|(_, id, takes)| {
        let part = parts.iter().find(|it| it.item.id.to_string() == id)?;
        let takes = if matches!(takes, "0" | "0 m") { "no time" } else { takes };
        Some(format!("{} took {takes}", part.item.name))
    });
    match said.collect::<Vec<_>>().split_last() {
        None => "With the change".to_owned(),
        Some((only, [])) => format!("If {only}"),
        Some((last, others)) => format!("If {} and {last}", others.join(", ")),
    }
}

fn changes(what_if: &WhatIf, asked: &Asked) -> Markup {
    let (before, after) = (&what_if.before, &what_if.after);
    let achievable = |it: &Explanation| at_least(it.outcome.achievable_rto, it.is_complete);
    let change = asked_in_words(before, asked);
    html! {
        (parts::padded_panel(&change, states::standing(after.outcome.standing.code()), html! {
            (parts::facts(&[
                ("Needed in", html! { (span(after.outcome.required_rto)) }),
                ("Achievable now", html! { (achievable(before)) }),
                ("Achievable then", html! { strong { (achievable(after)) } }),
            ]))
            (drawing(after))
            p { (after.sentence) }
        }))
        @if !what_if.effects.is_empty() {
            (parts::panel("Others that would fare otherwise", html! {
                small { (what_if.n_sooner) " sooner, " (what_if.n_later) " later" }
            }, lists::table("Others that would fare otherwise", html! {
                th scope="col" { "What" } th.num scope="col" { "Back in now" }
                th.num scope="col" { "Back in then" } th scope="col" { "Recovery then" }
            }, html! {
                @for it in &what_if.effects {
                    tr {
                        td data-label="What" { (link(&it.item)) }
                        td.num data-label="Back in now" { (it.achievable.0) }
                        td.num data-label="Back in then" { (it.achievable.1) }
                        td data-label="Recovery then" { (states::standing(it.standing.1.code())) }
                    }
                }
            })))
        }
    }
}
