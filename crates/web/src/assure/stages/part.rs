//! One part of a programme: what is written down about it, and when an activity was done.

use app::actor::Permission;
use app::assure::stages::{self, DoneDocument, Group, Part, Record};
use app::ids::AgencyId;
use app::people::agencies::Agency;
use app::people::persons;
use app::{Ctx, Error, FieldProblem};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::part_path;
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::layout::{forms, lists};
use crate::people::form::{Filled, Typed, again, text, version};
use crate::people::history::history_panel;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The way to a part: the programme, or its business case.
pub(super) fn crumbs(agency: &Agency, part: Part) -> Vec<(String, String)> {
    let (label, path) = match part.group() {
        Group::Benefit => ("Business case", "/programme/benefits"),
        Group::SetUp | Group::Activity => ("Programme", "/programme"),
    };
    vec![(label.to_owned(), format!("{path}?agency={}", agency.code))]
}

/// `GET /programme/{agency}/{part}`
pub(super) async fn show(shell: Shell, Path(key): Path<(AgencyId, Part)>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let (agency, it) = stages::show(ctx, key).await?;
    let part = it.part;
    let title = format!("{}: {}", agency.name, part.title());
    let head = Head {
        crumbs: crumbs(&agency, part),
        title: &title,
        lead: Some(html! { (part.about()) }),
        actions: Some(actions(ctx, &it)),
    };
    let history = match it.version {
        0 => html! {},
        _ => history_panel(&shell, it.id.uuid()).await?,
    };
    let main = html! {
        (head.shown())
        (notices(&shell, &it))
        div.two {
            div.stack {
                (parts::padded_panel("What is written down", html! {}, facts(ctx, &it).await?))
                @if part.group() == Group::Activity { (log(&it)) }
            }
            (history)
        }
    };
    Ok(shell.page(&title, main))
}

fn is_own(ctx: &Ctx, it: &Record) -> bool {
    it.owner_id.is_some_and(|it| ctx.actor.is(it))
}

fn actions(ctx: &Ctx, it: &Record) -> Markup {
    let path = part_path((it.agency_id, it.part));
    let may_write = ctx.actor.may(Permission::WriteAssurance, it.agency_id);
    html! {
        @if may_write { (parts::button("Edit", &format!("{path}/edit"))) }
        @if it.next().is_some() && (may_write || is_own(ctx, it)) {
            (parts::primary("Note that it was done", &format!("{path}/done")))
        }
    }
}

fn notices(shell: &Shell, it: &Record) -> Markup {
    let is_activity = it.part.group() == Group::Activity;
    html! {
        @if is_activity && it.next().is_none() {
            (parts::notice(Tone::Bad, "It has no next date", html! {
                p { "Say who answers for it and how it comes again: until then its stage is red." }
            }))
        } @else if it.is_past(shell.today()) {
            (parts::notice(Tone::Bad, "Its date is past", html! {
                p { "Note that it was done, with what proves it, or plan it anew." }
            }))
        } @else if !is_activity && !it.is_said() {
            (parts::notice(Tone::Warn, "Nothing is written down yet", html! {
                p {
                    @match it.part.group() {
                        Group::Benefit => "It takes a value or a note.",
                        _ => "It takes an owner and a note, unless what is kept here proves it.",
                    }
                }
            }))
        }
    }
}

async fn facts(ctx: &Ctx, it: &Record) -> Answer<Markup> {
    let document = &it.document;
    let mut facts = Vec::new();
    if let Some(owner) = it.owner_id {
        let names = persons::labels(ctx, &[owner].into()).await?;
        let name = names.get(&owner).map_or("Somebody", String::as_str);
        facts.push(("Answers for it", html! { (name) }));
    }
    if let Some(rule) = &document.rule {
        facts.push(("Comes again", html! { code { (rule) } }));
    }
    if let Some(day) = it.next() {
        facts.push(("Next date", Shell::date(day)));
    }
    if let Some(value) = document.value {
        facts.push(("Value a year", html! { (value.to_string()) }));
    }
    for (label, said) in [("Note", &document.note), ("Evidence", &document.evidence)] {
        if !said.is_empty() {
            facts.push((label, html! { (said) }));
        }
    }
    Ok(html! {
        @if facts.is_empty() { p.quiet { "Nothing yet." } } @else { (parts::facts(&facts)) }
    })
}

/// When an activity was done, the last time first.
fn log(it: &Record) -> Markup {
    let done = &it.document.done;
    parts::panel(
        "Done",
        html! { small { (done.len()) } },
        html! {
            @if done.is_empty() {
                div.body { p.quiet { "It was not done yet." } }
            } @else {
                (lists::table("Done", html! {
                    th scope="col" { "On" } th scope="col" { "Was due" }
                    th scope="col" { "What proves it" }
                }, html! {
                    @for it in done.iter().rev() {
                        tr {
                            td data-label="On" { (Shell::date(it.on)) }
                            td data-label="Was due" {
                                @match it.was_due {
                                    Some(due) if due < it.on => (state(Tone::Warn, Shell::date_words(due))),
                                    Some(due) => (Shell::date(due)),
                                    None => "–",
                                }
                            }
                            td data-label="What proves it" { (it.evidence) }
                        }
                    }
                }))
            }
        },
    )
}

/// `GET /programme/{agency}/{part}/done`
pub(super) async fn ask_done(shell: Shell, Path(key): Path<(AgencyId, Part)>) -> Answer<Markup> {
    let (agency, it) = stages::show(&shell.ctx, key).await?;
    if !is_own(&shell.ctx, &it) {
        shell.ctx.require(Permission::WriteAssurance, agency.id)?;
    }
    let typed = [("on".to_owned(), shell.today().to_string())].into();
    Ok(done_page(&shell, (&agency, &it), it.version, &Filled::of(typed)))
}

/// `POST /programme/{agency}/{part}/done`
pub(super) async fn done(
    shell: Shell,
    Path(key): Path<(AgencyId, Part)>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let seen = version(&sent);
    let said = match text(&sent, "on").parse() {
        Ok(on) => {
            let evidence = text(&sent, "evidence").to_owned();
            stages::done(&shell.ctx, key, seen, &DoneDocument { on, evidence }).await
        }
        Err(_) => Err(FieldProblem::new("on", "Use a day such as 2026-11-21.").into()),
    };
    match said {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=done", part_path(key))).into_response()),
        Err(Error::Invalid(problems)) => {
            let (agency, it) = stages::show(&shell.ctx, key).await?;
            let filled = Filled::refused(sent, problems);
            Ok(again(done_page(&shell, (&agency, &it), seen, &filled)))
        }
        Err(error) => Err(error.into()),
    }
}

fn done_page(
    shell: &Shell,
    (agency, it): (&Agency, &Record),
    seen: i64,
    filled: &Filled,
) -> Markup {
    let path = part_path((agency.id, it.part));
    let title = format!("{} was done", it.part.title());
    let mut crumbs = crumbs(agency, it.part);
    crumbs.push((it.part.title().to_owned(), path.clone()));
    let evidence = filled.field("evidence", "What proves it");
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/done"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::date(&filled.field("on", "On which day").required()))
            (forms::textarea(&evidence.hint("A report, a list of who took part, where it is kept").required(), 3))
            (forms::buttons("Note it", &path))
        }))
    };
    shell.page(&title, main)
}
