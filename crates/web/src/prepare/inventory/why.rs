//! Why an item is back when it is: the chain that binds, drawn against the target, what would help,
//! and what would change if something were different.

use app::actor::Permission;
use app::ids::ItemId;
use app::prepare::inventory::{Item, Kind, reference};
use app::prove::investments::ImprovementKind;
use app::prove::recovery::{self, Edit, Explanation, Link, Relief, Row, WhatIf};
use app::{Ctx, Error, FieldProblem, Span};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;
use tables::{Cell, Column, CsvStyle, Table};

use super::list::{at_least, span};
use super::{item_path, paths};
use crate::error::Answer;
use crate::layout::charts::Caption;
use crate::layout::charts::timeline::{Bar, Timeline, timeline};
use crate::layout::forms::{self, Choice, Field};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::prove::{link, path};
use crate::request::{Path, Query};
use crate::shell::Shell;

/// How many bars a timeline shows: more cannot be read.
const BARS_MAX: usize = 24;

/// How many ways to help are shown.
const RELIEFS_MAX: usize = 5;

/// Why an item is back when it is. None if nothing can be said, as of a retired item.
pub(super) async fn explained(ctx: &Ctx, item: &Item) -> Answer<Option<Explanation>> {
    if !item.kind().is_restored() || item.retired_at.is_some() {
        return Ok(None);
    }
    Ok(Some(recovery::explain_item(ctx, item).await?))
}

/// The panel of an item's page.
pub(super) fn panel(ctx: &Ctx, explanation: &Explanation) -> Markup {
    let title = title(explanation);
    let aside = match explanation.outcome.gap {
        Some(gap) => state(Tone::Bad, format!("{gap} over target")),
        None => crate::layout::states::standing(explanation.outcome.standing.code()),
    };
    parts::padded_panel(
        &title,
        aside,
        html! {
            (drawing(explanation))
            p { (explanation.sentence) }
            (circle(explanation))
            (unknown(explanation))
            (reliefs(ctx, explanation))
            (what_if_form(explanation, &Asked::default(), &[]))
        },
    )
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

fn unknown(explanation: &Explanation) -> Markup {
    html! {
        @if 0 < explanation.n_unknown {
            (parts::notice(Tone::Idle, "Some times are not known", html! {
                p {
                    "Nobody has said how long these take, so the time shown is the least it can be: "
                    @for (n, named) in explanation.unknown.iter().enumerate() {
                        @if 0 < n { ", " }
                        (link(named))
                    }
                    @let n_more = explanation.n_unknown.saturating_sub(explanation.unknown.len());
                    @if 0 < n_more { " and " (n_more) " more" }
                    "."
                }
            }))
        }
    }
}

fn reliefs(ctx: &Ctx, explanation: &Explanation) -> Markup {
    let may_invest = ctx.actor.may_somewhere(Permission::WriteInvestments);
    html! {
        @if explanation.outcome.gap.is_some() && !explanation.reliefs.is_empty() {
            h3 { "What would help" }
            (lists::table("What would help", html! {
                th scope="col" { "If this took no time" } th.num scope="col" { "Takes now" }
                th.num scope="col" { "Back in" } th.num scope="col" { "Enough if within" }
                @if may_invest { th scope="col" { span.unseen { "Actions" } } }
            }, html! {
                @for it in explanation.reliefs.iter().take(RELIEFS_MAX) {
                    tr {
                        td data-label="If this took no time" { (link(&it.item)) }
                        td.num data-label="Takes now" { (it.restore) }
                        td.num data-label="Back in" { (it.achievable_after) }
                        td.num data-label="Enough if within" {
                            @match it.restore_needed {
                                Some(span) => (state(Tone::Good, span)),
                                None => span.quiet { "not alone" },
                            }
                        }
                        @if may_invest {
                            td.actions {
                                @if it.item.may_open {
                                    a href=(investment_form(it)) aria-label={ "Note a faster " (it.item.name) " as an investment" } { "As an investment" }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// The form of an investment that makes this restoration as fast as is enough, filled in.
fn investment_form(it: &Relief) -> String {
    let within = it.restore_needed.unwrap_or(Span::ZERO).to_string();
    let pairs = [
        ("name", format!("Faster restoration of {}", it.item.name)),
        ("changes.0.kind", ImprovementKind::Faster.code().to_owned()),
        ("changes.0.item", reference(it.item.kind, &it.item.code)),
        ("changes.0.within", within),
    ];
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    format!("/investments/new?{query}")
}

/// What somebody asks to be different.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    item: String,
    takes: String,
}

fn what_if_form(explanation: &Explanation, asked: &Asked, problems: &[(String, String)]) -> Markup {
    let item = &explanation.item;
    let choices: Vec<Choice<'_>> = explanation
        .chain
        .iter()
        .rev()
        .filter(|it| it.part.item.may_open)
        .map(|it| {
            let id = it.part.item.id;
            let is_unknown = explanation.unknown.iter().any(|it| it.id == id);
            let takes = if is_unknown { "not known".to_owned() } else { it.takes().to_string() };
            Choice::new(id.to_string(), format!("{} ({takes})", it.part.item.name))
        })
        .collect();
    let field = |name, label, value| Field::new(name, label).value(value).problem_in(problems);
    html! {
        @if !choices.is_empty() {
            form.form.across method="get" action={ (item_path(item.kind, item.id)) "/what-if" } {
                (forms::select(&field("item", "What if this", asked.item.as_str()).required(), &choices, ""))
                (forms::duration(&field("takes", "took", asked.takes.as_str()).required()))
                button.button { "See what changes" }
            }
        }
    }
}

/// `GET /services/{id}/what-if`
pub(super) async fn what_if(
    kind: Kind,
    shell: Shell,
    Path(id): Path<ItemId>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let edited: Result<ItemId, _> = asked.item.parse();
    let takes: Result<Span, _> = asked.takes.parse();
    let answer = match (edited, takes) {
        (Ok(edited), Ok(takes)) => {
            recovery::what_if(&shell.ctx, id, &[Edit::Restore(edited, Some(takes))]).await
        }
        (Err(_), _) => Err(FieldProblem::new("item", "Choose what would be different.").into()),
        (_, Err(error)) => Err(FieldProblem::new("takes", error.to_string()).into()),
    };
    let (status, explanation, inside, problems) = match answer {
        Ok(it) => (StatusCode::OK, it.before.clone(), changes(&it, &asked), Vec::new()),
        Err(Error::Invalid(problems)) => {
            let explanation = recovery::explain(&shell.ctx, id).await?;
            let problems: Vec<(String, String)> = problems
                .into_iter()
                .map(|it| (it.field.into_owned(), it.reason.into_owned()))
                .collect();
            (StatusCode::UNPROCESSABLE_ENTITY, explanation, html! {}, problems)
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
    let lead =
        html! { "Nothing is saved. The recovery of everything is computed again with the change." };
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (forms::error_summary(&problems))
        (inside)
        (parts::padded_panel("Ask again", html! {}, what_if_form(&explanation, &asked, &problems)))
    };
    Ok((status, shell.page(&title, main)).into_response())
}

fn changes(what_if: &WhatIf, asked: &Asked) -> Markup {
    let (before, after) = (&what_if.before, &what_if.after);
    let edited = before.chain.iter().find(|it| it.part.item.id.to_string() == asked.item);
    let achievable = |it: &Explanation| at_least(it.outcome.achievable_rto, it.is_complete);
    let change = match edited {
        Some(Link { part, .. }) => format!("If {} took {}", part.item.name, asked.takes.trim()),
        None => "With the change".to_owned(),
    };
    html! {
        (parts::padded_panel(&change, crate::layout::states::standing(after.outcome.standing.code()), html! {
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
                        td data-label="Recovery then" { (crate::layout::states::standing(it.standing.1.code())) }
                    }
                }
            })))
        }
    }
}

/// `GET /services/{id}/timeline.csv`
pub(super) async fn timeline_csv(shell: Shell, Path(id): Path<ItemId>) -> Answer<Response> {
    let explanation = recovery::explain(&shell.ctx, id).await?;
    let columns = [
        Column::text("name"),
        Column::text("kind"),
        Column::text("code"),
        Column::number("start_s"),
        Column::number("finish_s"),
        Column::number("slack_s"),
        Column::text("binds"),
    ];
    let mut table = Table::new("Timeline", columns.to_vec());
    for row in &explanation.rows {
        let item = &row.part.item;
        table.rows.push(vec![
            Cell::Text(item.name.clone()),
            Cell::Text(item.kind.to_string()),
            Cell::Text(item.code.clone()),
            Cell::from(row.start.secs()),
            Cell::from(row.finish.secs()),
            row.slack.map_or(Cell::Empty, |it| Cell::from(it.secs())),
            Cell::Text(if row.binds { "yes" } else { "no" }.to_owned()),
        ]);
    }
    let bytes = table.to_csv(CsvStyle::EXCEL).map_err(Error::internal)?;
    let kind = (CONTENT_TYPE, "text/csv; charset=utf-8");
    let name = (CONTENT_DISPOSITION, "attachment; filename=\"timeline.csv\"");
    Ok(([kind, name], bytes).into_response())
}
