//! What reviewers and authors say to each other beside the sections of a draft.

use std::collections::{BTreeMap, BTreeSet};

use app::Error;
use app::ids::{CommentId, PersonId, PlanId};
use app::people::persons;
use app::plans::plan::{self, Comment, Content, Plan, PlanVersion, Remark, Thread, VersionState};
use app::plans::templates::{SectionTemplate, Template};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::{crumbs, plan_path};
use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::people::form::{Filled, Typed, again, text, version};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// So much of a line is shown where one is chosen.
const LINE_MAX: usize = 60;

/// What is said about a version, and what the reader may say.
pub(super) struct Talk {
    id: PlanId,
    number: u32,
    threads: Vec<Thread>,
    names: BTreeMap<PersonId, String>,
    speaks: bool,
    judges: bool,
}

impl Talk {
    /// What is said about a version.
    pub(super) async fn of(shell: &Shell, plan: &Plan, version: &PlanVersion) -> Answer<Talk> {
        let ctx = &shell.ctx;
        let threads = plan::comments(ctx, plan.id, version.number).await?;
        let all = threads.iter().flat_map(|it| std::iter::once(&it.first).chain(&it.replies));
        let people: BTreeSet<PersonId> =
            all.flat_map(|it| it.resolved_by.into_iter().chain([it.author_id])).collect();
        let is_open = matches!(
            version.state,
            VersionState::Draft | VersionState::InReview | VersionState::PendingApproval
        );
        let (speaks, judges) = plan::may_say(ctx, plan);
        Ok(Talk {
            id: plan.id,
            number: version.number,
            threads,
            names: persons::labels(ctx, &people).await?,
            speaks: speaks && is_open && plan.retired_at.is_none(),
            judges,
        })
    }

    /// That fixes are open which the review requires, with where.
    pub(super) fn notice(&self, template: &Template) -> Markup {
        let is_open = |it: &&Thread| it.first.is_required && it.first.resolved_at.is_none();
        let open: Vec<&Thread> = self.threads.iter().filter(is_open).collect();
        if open.is_empty() {
            return html! {};
        }
        let title = match open.len() {
            1 => "One required fix is open".to_owned(),
            n => format!("{n} required fixes are open"),
        };
        parts::notice(
            Tone::Warn,
            &title,
            html! {
                ul.checks {
                    @for it in &open {
                        @let section = template.section(&it.first.section);
                        li {
                            a href={ "#comment-" (it.first.id) } {
                                (section.map_or(it.first.section.as_str(), |it| it.title.as_str()))
                            }
                            ": " (it.first.text)
                        }
                    }
                }
            },
        )
    }

    /// What is said about a section, and a form to say more.
    pub(super) fn beside(&self, shell: &Shell, key: &str, content: &Content) -> Markup {
        self.shown(shell, key, content, "")
    }

    /// The same as a panel of the page where the section is written.
    pub(super) fn panel(
        &self,
        shell: &Shell,
        section: &SectionTemplate,
        content: &Content,
    ) -> Markup {
        let n = self.of_section(&section.key).count();
        if n == 0 && !self.speaks {
            return html! {};
        }
        let inside = self.shown(shell, &section.key, content, "draft");
        parts::padded_panel("What is said about it", html! { small { (n) } }, inside)
    }

    fn of_section<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Thread> {
        self.threads.iter().filter(move |it| it.first.section == key)
    }

    fn shown(&self, shell: &Shell, key: &str, content: &Content, back: &str) -> Markup {
        html! {
            @for it in self.of_section(key) { (self.thread(shell, it, back)) }
            @if self.speaks {
                details {
                    summary { "Comment on this section" }
                    form.form method="post" action={ (plan_path(self.id)) "/comments" } data-unsaved novalidate {
                        (self.fields(key, content, back, &Filled::default()))
                        div.buttons { button.button { "Say it" } }
                    }
                }
            }
        }
    }

    fn fields(&self, key: &str, content: &Content, back: &str, filled: &Filled) -> Markup {
        let lines: Vec<&str> =
            content.section(key).map_or(Vec::new(), |it| it.text.lines().collect());
        let choices = (1_u32..).zip(lines).filter(|it| !it.1.trim().is_empty()).map(|(n, line)| {
            let start: String = line.trim().chars().take(LINE_MAX).collect();
            Choice::new(n.to_string(), format!("Line {n}: {start}"))
        });
        let choices: Vec<Choice<'_>> = choices.collect();
        // The fields of all sections stand on one page: each has its own ids.
        let field = |name: &str, label: &'static str| {
            let it = Field::new(format!("{name}.{key}"), label)
                .value(filled.value(&format!("{name}.{key}")));
            it.problem_in(&filled.problems)
        };
        html! {
            (forms::hidden("number", &self.number.to_string()))
            (forms::hidden("section", key))
            (forms::hidden("back", back))
            @if !choices.is_empty() {
                (forms::select(&field("line", "About").told(), &choices, "The whole section"))
            }
            (forms::textarea(&field("text", "What you say").told(), 3))
            @if self.judges {
                (forms::checkbox(&Field::new(format!("required.{key}"), "It must be put right before the plan is handed in again"),
                    filled.value(&format!("required.{key}")) == "true"))
            }
        }
    }

    fn thread(&self, shell: &Shell, it: &Thread, back: &str) -> Markup {
        let first = &it.first;
        let path = format!("{}/comments/{}", plan_path(self.id), first.id);
        let tone = match (first.resolved_at, first.is_required) {
            (Some(_), _) => Tone::Good,
            (None, true) => Tone::Warn,
            (None, false) => Tone::Idle,
        };
        let label = match (first.resolved_at, first.is_required) {
            (Some(_), _) => "Resolved",
            (None, true) => "Must be put right",
            (None, false) => "Open",
        };
        let aside = |name: &str, what: &str| {
            html! {
                form method="post" action={ (path) "/" (name) } {
                    (forms::hidden("version", &first.version.to_string()))
                    (forms::hidden("number", &self.number.to_string()))
                    (forms::hidden("section", &first.section))
                    (forms::hidden("back", back))
                    button.button.small { (what) }
                }
            }
        };
        html! {
            div class={ "notice " (tone) } id={ "comment-" (first.id) } {
                div {
                    (state(tone, label))
                    @if let Some(line) = first.line { " " span.quiet { "line " (line) ": “" (first.quote) "”" } }
                }
                (self.line(shell, first))
                @for reply in &it.replies { (self.line(shell, reply)) }
                @if let (Some(at), Some(by)) = (first.resolved_at, first.resolved_by) {
                    p.quiet { "Resolved by " (self.name(by)) ", " (shell.day(at)) "." }
                }
                @if self.speaks {
                    @if first.resolved_at.is_none() {
                        details {
                            summary { "Answer" }
                            form.form method="post" action={ (path) "/reply" } novalidate {
                                (forms::hidden("number", &self.number.to_string()))
                                (forms::hidden("section", &first.section))
                                (forms::hidden("back", back))
                                (forms::textarea(&Field::new(format!("text.{}", first.id), "What you say").told(), 2))
                                div.buttons { button.button.small { "Say it" } }
                            }
                        }
                        (aside("resolve", "Resolve"))
                    } @else { (aside("reopen", "Open again")) }
                }
            }
        }
    }

    fn line(&self, shell: &Shell, it: &Comment) -> Markup {
        html! { p { strong { (self.name(it.author_id)) } ", " (shell.day(it.written_at)) ": " (it.text) } }
    }

    fn name(&self, id: PersonId) -> &str {
        self.names.get(&id).map_or("Somebody", String::as_str)
    }
}

/// Back to the section, where somebody said something.
fn to(id: PlanId, typed: &Typed, done: &str) -> Response {
    let key = text(typed, "section");
    // A section's key is lower case, digits and lines below: nothing else leads anywhere.
    let is_key = key.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
    let key = if is_key { key } else { "" };
    let path = plan_path(id);
    let number = text(typed, "number").parse::<u32>().unwrap_or_default();
    let to = match text(typed, "back") {
        "draft" => format!("{path}/draft/{key}?done={done}"),
        _ => format!("{path}/versions/{number}?done={done}#section-{key}"),
    };
    Redirect::to(&to).into_response()
}

/// `POST /plans/{id}/comments`
pub(super) async fn add(
    shell: Shell,
    Path(id): Path<PlanId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let ctx = &shell.ctx;
    let key = text(&typed, "section").to_owned();
    let number = text(&typed, "number").parse().unwrap_or_default();
    let line = text(&typed, &format!("line.{key}"));
    let remark = Remark {
        line: line.parse().ok(),
        text: text(&typed, &format!("text.{key}")).to_owned(),
        is_required: text(&typed, &format!("required.{key}")) == "true",
        section: key.clone(),
    };
    match plan::comment(ctx, id, number, &remark).await {
        Ok(_) => Ok(to(id, &typed, "commented")),
        Err(Error::Invalid(problems)) => {
            let plan = plan::show(ctx, id).await?;
            let version = plan::version(ctx, id, number).await?;
            let talk = Talk::of(&shell, &plan, &version).await?;
            let named = problems
                .into_iter()
                .map(|it| (format!("{}.{key}", it.field), it.reason.into_owned()));
            let filled = Filled { problems: named.collect(), typed };
            let back = filled.value("back").to_owned();
            let head =
                Head { crumbs: crumbs(&plan), title: "Comment on a section", ..Head::default() };
            let main = html! {
                (head.shown())
                (forms::form(&format!("{}/comments", plan_path(id)), html! {
                    (forms::error_summary(&filled.problems))
                    (talk.fields(&key, &version.content, &back, &filled))
                    (forms::buttons("Say it", &plan_path(id)))
                }))
            };
            Ok(again(shell.page("Comment", main)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /plans/{id}/comments/{comment}/reply`
pub(super) async fn reply(
    shell: Shell,
    Path((id, comment)): Path<(PlanId, CommentId)>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let name = format!("text.{comment}");
    match plan::reply(&shell.ctx, id, comment, text(&typed, &name)).await {
        Ok(_) => Ok(to(id, &typed, "commented")),
        Err(Error::Invalid(problems)) => {
            let plan = plan::show(&shell.ctx, id).await?;
            let named = problems
                .into_iter()
                .map(|it| (format!("{}.{comment}", it.field), it.reason.into_owned()));
            let filled = Filled { problems: named.collect(), typed };
            let head = Head { crumbs: crumbs(&plan), title: "Answer a comment", ..Head::default() };
            let main = html! {
                (head.shown())
                (forms::form(&format!("{}/comments/{comment}/reply", plan_path(id)), html! {
                    (forms::error_summary(&filled.problems))
                    @for it in ["number", "section", "back"] { (forms::hidden(it, filled.value(it))) }
                    (forms::textarea(&filled.field(&name, "What you say").required(), 3))
                    (forms::buttons("Say it", &plan_path(id)))
                }))
            };
            Ok(again(shell.page("Answer", main)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /plans/{id}/comments/{comment}/resolve`
pub(super) async fn resolve(
    shell: Shell,
    Path((id, comment)): Path<(PlanId, CommentId)>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    plan::resolve(&shell.ctx, id, comment, version(&typed)).await?;
    Ok(to(id, &typed, "resolved"))
}

/// `POST /plans/{id}/comments/{comment}/reopen`
pub(super) async fn reopen(
    shell: Shell,
    Path((id, comment)): Path<(PlanId, CommentId)>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    plan::reopen(&shell.ctx, id, comment, version(&typed)).await?;
    Ok(to(id, &typed, "reopened"))
}
