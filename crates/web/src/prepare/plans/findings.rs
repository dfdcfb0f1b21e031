//! What the rules find in a section while somebody writes it. Without script it stands there after
//! saving.

use app::Ctx;
use app::ids::PlanId;
use app::plans::checks::{self, Finding, Severity};
use app::plans::plan::LISTS;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::checks::{count, section_of, standing, waived};
use super::editor::{Draft, find, merged, section_path};
use super::{plan_path, rows};
use crate::error::Answer;
use crate::layout::states::{Tone, state};
use crate::people::form::Typed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// So many findings in other sections are listed.
const ELSEWHERE_MAX: usize = 50;

/// `POST /plans/{id}/draft/{section}/findings`
pub(super) async fn typed(
    shell: Shell,
    Path((id, key)): Path<(PlanId, String)>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    // It changes nothing: all of it looks through one transaction, as a page does.
    let _sharing = shell.ctx.share_snapshot();
    let Some(draft) = find(&shell.ctx, id, &key).await? else {
        return Ok(StatusCode::CONFLICT.into_response());
    };
    Ok(fragment(&shell.ctx, &draft, &sent).await?.into_response())
}

/// What is found in the plan if its section says what was typed.
pub(super) async fn fragment(ctx: &Ctx, draft: &Draft, typed: &Typed) -> Answer<Markup> {
    let mut coded = typed.clone();
    for kind in draft.lists() {
        // Who is not known by the name that was typed is told so by saving.
        rows::coded(ctx, kind, &mut coded).await?;
    }
    let (content, _) = merged(draft, &coded);
    let found = checks::of_content(ctx, draft.plan.id, &content).await?;
    Ok(panel(draft, typed, &found))
}

/// Puts a finding right for which there is one way, as a button asks: `fix.PLN-022.duties.1.alternates`.
/// False if it asks for nothing of that.
pub(super) fn turned(draft: &Draft, typed: &mut Typed, act: &str) -> bool {
    let Some((code, place)) = act.strip_prefix("fix.").and_then(|it| it.split_once('.')) else {
        return false;
    };
    let (content, problems) = merged(draft, typed);
    if !problems.is_empty() {
        return true;
    }
    let next = checks::fixed(&content, code, place);
    for kind in draft.lists() {
        if let Some(next) = &next {
            rows::stored(typed, kind, next);
        }
    }
    true
}

fn panel(draft: &Draft, typed: &Typed, found: &[Finding]) -> Markup {
    let is_here =
        |it: &&Finding| section_of(it, &draft.template).is_some_and(|it| it.0 == draft.section.key);
    let (here, elsewhere): (Vec<&Finding>, Vec<&Finding>) = found.iter().partition(is_here);
    let n_errors = here.iter().filter(|it| it.is_open_as(Severity::Error)).count();
    let n_here = here.iter().filter(|it| it.waived.is_none()).count();
    let n_elsewhere = elsewhere.iter().filter(|it| it.waived.is_none()).count();
    let n_waived = elsewhere.len() - n_elsewhere;
    html! {
        section.panel #findings aria-labelledby="findings-title" {
            header {
                h2 #findings-title { "Found here" }
                @match (n_here, n_errors) {
                    (0, _) => (state(Tone::Good, "Nothing found")),
                    (n, 0) => (state(Tone::Warn, count(n, "finding"))),
                    (_, n) => (state(Tone::Bad, count(n, "error"))),
                }
            }
            div.body {
                @if !here.is_empty() {
                    ul.plain.checks { @for it in &here { (line(draft, typed, it, true)) } }
                }
                @if elsewhere.is_empty() {
                    p.quiet { "Nothing found in the rest of the plan." }
                } @else {
                    details {
                        summary {
                            (count(n_elsewhere, "finding")) " in the rest of the plan"
                            @if 0 < n_waived { ", " (n_waived) " waived" }
                        }
                        ul.plain.checks {
                            @for it in elsewhere.iter().take(ELSEWHERE_MAX) {
                                (line(draft, typed, it, false))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn line(draft: &Draft, typed: &Typed, it: &Finding, is_here: bool) -> Markup {
    let fix = checks::fix_of(it).filter(|_| is_here);
    html! {
        li {
            (standing(it)) " " (it.sentence)
            @if let (Some(fix), None) = (&it.fix, fix) { " " (fix) }
            @if let Some(fix) = fix {
                " "
                button.button.small form="draft" name="do" formnovalidate
                    value={ "fix." (it.code) "." (it.place) } { (fix) }
            }
            br;
            span.quiet {
                code { (it.code) } ", "
                a href=(way(draft, typed, it, is_here)) { (place(draft, typed, it)) }
            }
            (waived(it))
        }
    }
}

/// The place of a row of this section as the form counts it: rows that say nothing are not stored.
fn in_form(draft: &Draft, typed: &Typed, place: &str) -> String {
    let mut parts = place.splitn(3, '.');
    let (Some(list), Some(n), Some(field)) = (parts.next(), parts.next(), parts.next()) else {
        return place.to_owned();
    };
    let kind = draft.lists().find(|it| it.code() == list);
    let shown = kind.zip(n.parse::<usize>().ok());
    let shown = shown.and_then(|(kind, n)| rows::numbers(typed, kind).get(n).copied());
    shown.map_or_else(|| place.to_owned(), |n| format!("{list}.{n}.{field}"))
}

/// Where a finding is, in words: the line of the text, or the field of a row.
fn place(draft: &Draft, typed: &Typed, it: &Finding) -> String {
    let section = section_of(it, &draft.template).map(|it| it.1);
    let field = rows::label(&in_form(draft, typed, &it.place));
    match (it.line, section) {
        (Some(line), Some(section)) => format!("{section}, line {line}"),
        (None, _) if !field.is_empty() => field,
        (_, Some(section)) => section.to_owned(),
        (_, None) => "The plan itself".to_owned(),
    }
}

/// Where it is put right: the field of this form, the form of another section, or of the plan itself.
fn way(draft: &Draft, typed: &Typed, it: &Finding, is_here: bool) -> String {
    let id = draft.plan.id;
    let is_row = LISTS.iter().any(|(kind, _)| it.place.starts_with(&format!("{}.", kind.code())));
    let field = match is_row {
        true if is_here => in_form(draft, typed, &it.place),
        true => it.place.clone(),
        false => "text".to_owned(),
    };
    match (section_of(it, &draft.template), it.place.as_str()) {
        (Some(_), _) if is_here => format!("#f-{field}"),
        (Some((key, _)), _) => format!("{}#f-{field}", section_path(id, key)),
        (None, "owner" | "parent") => format!("{}/edit#f-{}", plan_path(id), it.place),
        (None, "items") => format!("{}/edit#f-items.0", plan_path(id)),
        (None, "test") => format!("{}/test", plan_path(id)),
        (None, _) => plan_path(id),
    }
}
