//! One policy: what it says, how far it is, what was said about it, and what comes next.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::{PersonId, PolicyId};
use app::people::policies::{self, AUDIENCES, Comment, Policy, PolicyVersion, State};
use app::people::{agencies, persons};
use app::{Error, Timestamp};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::list::{standing, state};
use super::{policy_path, prose};
use crate::error::Answer;
use crate::forbidden::who_may;
use crate::layout::forms::{self, Field};
use crate::layout::parts::{self, Head};
use crate::layout::states::Tone;
use crate::people::history::history_panel;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /policies/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    page(&shell, (id, None), &[]).await
}

/// `GET /policies/{id}/versions/{number}`
pub(super) async fn version(
    shell: Shell,
    Path((id, number)): Path<(PolicyId, u32)>,
) -> Answer<Markup> {
    page(&shell, (id, Some(number)), &[]).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    said: String,
}

/// `POST /policies/{id}/comments`
pub(super) async fn comment(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(sent): Form<Said>,
) -> Answer<Response> {
    match policies::comment(&shell.ctx, id, &sent.said).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=added", policy_path(id))).into_response()),
        Err(Error::Invalid(problems)) => {
            let problems = problems.into_iter();
            let problems = problems.map(|it| (it.field.into_owned(), it.reason.into_owned()));
            let page = page(&shell, (id, None), &problems.collect::<Vec<_>>()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What the page shows of a policy beside the policy.
struct Shown<'a> {
    shell: &'a Shell,
    policy: &'a Policy,
    version: &'a PolicyVersion,
    /// Whether the actor wrote at the version that is shown.
    is_own: bool,
}

async fn page(
    shell: &Shell,
    (id, number): (PolicyId, Option<u32>),
    problems: &[(String, String)],
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let policy = policies::show(ctx, id).await?;
    let versions = policies::versions(ctx, id).await?;
    let number = number.or(policy.open.filter(|it| versions.iter().any(|v| v.number == *it)));
    let number = number.or(policy.in_force).unwrap_or(1);
    let version = versions.iter().find(|it| it.number == number).cloned();
    let version = version.ok_or(Error::NotFound("version"))?;
    let is_own = policies::is_own(ctx, &version).await?;
    let shown = Shown { shell, policy: &policy, version: &version, is_own };
    let comments = policies::comments(ctx, id, number).await?;
    let may_comment = policies::may_comment(ctx, &policy, &version).await?;
    let agency = agencies::labels(ctx, &[policy.agency_id].into()).await?;
    let agency = agency.into_values().next().unwrap_or_default();
    let mut people: Vec<PersonId> = comments.iter().map(|it| it.person_id).collect();
    people.extend(
        [Some(version.author_id), version.approved_by, policy.owner_id].into_iter().flatten(),
    );
    let people = persons::labels(ctx, &people.into_iter().collect()).await?;
    let crumbs = vec![("Policies".to_owned(), "/policies".to_owned())];
    let lead = html! { (standing(&policy, ctx.now)) " Binds " (agency) "." };
    let head =
        Head { crumbs, title: &policy.name, lead: Some(lead), actions: Some(shown.actions()) };
    let main = html! {
        (head.shown())
        (shown.notices())
        (acknowledging(shell, &policy).await?)
        div.two {
            div.stack {
                (shown.text())
                (said(shell, &comments, &people))
                @if may_comment { (comment_form(&policy, &version, problems)) }
            }
            div.stack {
                (shown.facts(&agency, &people))
                (shown.versions(&versions))
                (history_panel(shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&policy.name, main))
}

impl Shown<'_> {
    fn may(&self, permission: Permission) -> bool {
        self.shell.ctx.actor.may(permission, self.policy.agency_id)
    }

    /// What may be done next, and by whom.
    fn actions(&self) -> Markup {
        let path = policy_path(self.policy.id);
        let to = |step: &str| format!("{path}/{step}");
        let (write, approve) =
            (self.may(Permission::WritePolicies), self.may(Permission::ApprovePolicies));
        let version = Some(self.version.number) == self.policy.open;
        let at = |state| version && self.version.state == state;
        let is_approved = self.version.approved_at.is_some();
        let in_use = self.policy.retired_at.is_none();
        html! {
            @if write && !in_use { (self.step("restore", "Bring back")) }
            @if write && in_use {
                (parts::button("Retire", &to("retire")))
                @if self.policy.in_force.is_some() && self.policy.open.is_some() && version {
                    (parts::button("Throw the draft away", &to("discard")))
                }
                @if self.policy.state == State::Published {
                    (parts::button("Something significant changed", &to("unsettle")))
                }
                @if self.policy.state == State::ReviewDue { (self.step("reaffirm", "It is still right")) }
                @if self.policy.open.is_none() { (self.step("begin", "Begin a new version")) }
                @if self.policy.open.is_none() || at(State::Draft) { (parts::button("Edit", &to("edit"))) }
                @if at(State::Draft) { (parts::primary("Open for comments", &to("invite"))) }
                @if at(State::Comment) || at(State::Approval) {
                    (parts::button(if approve { "Send back" } else { "Take back" }, &to("return")))
                }
                @if at(State::Comment) && !self.version.takes_comments(self.shell.today()) {
                    (parts::primary("Hand in for approval", &to("submit")))
                }
                @if at(State::Approval) && is_approved { (parts::primary("Publish", &to("publish"))) }
            }
            @if approve && in_use && at(State::Approval) && !is_approved {
                @if !write { (parts::button("Send back", &to("return"))) }
                @if !self.is_own { (parts::primary("Approve", &to("approve"))) }
            }
        }
    }

    fn step(&self, step: &str, words: &str) -> Markup {
        html! {
            form method="post" action={ (policy_path(self.policy.id)) "/" (step) } {
                (forms::hidden("version", &self.policy.version.to_string()))
                button.button { (words) }
            }
        }
    }

    fn notices(&self) -> Markup {
        let (policy, version) = (self.policy, self.version);
        let path = policy_path(policy.id);
        let is_latest = policy.open.or(policy.in_force) == Some(version.number);
        html! {
            @if policy.retired_at.is_some() {
                (parts::notice(Tone::Idle, "Retired", html! { p { (policy.because) } }))
            } @else if policy.is_overdue(self.shell.ctx.now) {
                (parts::notice(Tone::Bad, "Past its review", html! { p { (policy.because) } }))
            } @else if policy.state == State::ReviewDue {
                (parts::notice(Tone::Warn, "Review due", html! { p { (policy.because) } }))
            }
            @if !version.because.is_empty() {
                (parts::notice(Tone::Warn, "Sent back", html! { p { (version.because) } }))
            }
            @if version.state == State::Superseded {
                (parts::notice(Tone::Idle, "A later version is in force", html! {
                    p { a href=(path) { "Read the one that holds" } }
                }))
            } @else if !is_latest && policy.open.is_some() {
                (parts::notice(Tone::Idle, "This is in force", html! {
                    p { a href={ (path) } { "A new version is being written" } }
                }))
            }
            @if version.state == State::Approval && version.approved_at.is_none()
                && (self.is_own || !self.may(Permission::ApprovePolicies)) {
                (parts::notice(Tone::Warn, "It waits for approval", html! {
                    p { "Somebody approves it who did not write at it. These roles may, where they are held: "
                        (who_may(Permission::ApprovePolicies)) "." }
                }))
            }
        }
    }

    fn text(&self) -> Markup {
        let title = format!("Version {}", self.version.number);
        parts::padded_panel(
            &title,
            state(self.version.state),
            html! {
                @if !self.version.summary.is_empty() {
                    p.quiet { "What is new: " (self.version.summary) }
                }
                @if self.version.body.trim().is_empty() {
                    p.quiet { "It does not say anything yet." }
                } @else {
                    (prose(&self.version.body))
                }
            },
        )
    }

    fn facts(&self, agency: &str, people: &BTreeMap<PersonId, String>) -> Markup {
        let (policy, version, shell) = (self.policy, self.version, self.shell);
        let person =
            |id: PersonId| people.get(&id).cloned().unwrap_or_else(|| "Somebody".to_owned());
        let mut facts = vec![("Binds", html! { (agency) ", and all below it" })];
        if let Some(id) = policy.owner_id {
            facts.push(("Answers for it", html! { (person(id)) }));
        }
        let audience: Vec<&str> = AUDIENCES
            .iter()
            .filter(|(kind, _)| policy.audience.contains(kind))
            .map(|it| it.1)
            .collect();
        let audience = if audience.is_empty() { "Nobody".to_owned() } else { audience.join(", ") };
        let may_know = policy.in_force.is_some() && policies::may_write_at(&shell.ctx, policy);
        facts.push(("Acknowledged by", html! {
            (audience)
            @if may_know { " " a href={ (policy_path(policy.id)) "/acknowledgements" } { "Who has not" } }
        }));
        facts.push(("Written by", html! { (person(version.author_id)) }));
        let mut moment = |label: &'static str, at: Option<Timestamp>| {
            if let Some(at) = at {
                facts.push((label, shell.day(at)));
            }
        };
        moment("Approved", version.approved_at);
        moment("In force since", version.published_at);
        moment("Review due", policy.review_due.filter(|_| policy.in_force.is_some()));
        if let Some(id) = version.approved_by {
            facts.push(("Approved by", html! { (person(id)) }));
        }
        if let Some(day) = version.comment_until {
            facts.push(("Comments until", Shell::date(day)));
        }
        facts.push(("Reviewed every", html! { (policy.review_months) " months" }));
        parts::padded_panel("Facts", html! {}, parts::facts(&facts))
    }

    fn versions(&self, versions: &[PolicyVersion]) -> Markup {
        let path = policy_path(self.policy.id);
        let entry = |it: &PolicyVersion| {
            let is_shown = it.number == self.version.number;
            html! {
                li.now[is_shown] aria-current=[is_shown.then_some("page")] {
                    span.n { (it.number) }
                    span {
                        a href={ (path) "/versions/" (it.number) } { "Version " (it.number) }
                        @if let Some(at) = it.published_at { br; small { "Since " (self.shell.day(at)) } }
                    }
                    span { (state(it.state)) }
                }
            }
        };
        parts::panel(
            "Versions",
            html! {},
            html! { ol.steps { @for it in versions { (entry(it)) } } },
        )
    }
}

/// What is asked of whoever looks, if anything is.
async fn acknowledging(shell: &Shell, policy: &Policy) -> Answer<Markup> {
    let asked = policies::acknowledged_at(&shell.ctx, policy).await?;
    let path = policy_path(policy.id);
    Ok(match (asked, policy.in_force) {
        (Some(None), Some(number)) => parts::notice(
            Tone::Warn,
            "Please acknowledge this policy",
            html! {
                p { "It binds you. Read " a href={ (path) "/versions/" (number) } { "version " (number) } ", and say that you have." }
                form method="post" action={ (path) "/acknowledge" } {
                    (forms::hidden("number", &number.to_string()))
                    button.button.primary { "I have read it" }
                }
            },
        ),
        (Some(Some(at)), _) => html! { p.quiet { "You acknowledged it on " (shell.day(at)) "." } },
        _ => html! {},
    })
}

fn said(shell: &Shell, comments: &[Comment], people: &BTreeMap<PersonId, String>) -> Markup {
    let entries: Vec<(Markup, Markup)> = comments
        .iter()
        .map(|it| {
            let who = people.get(&it.person_id).map_or("Somebody", String::as_str);
            (shell.day(it.said_at), html! { strong { (who) } ": " (it.said) })
        })
        .collect();
    html! {
        @if !entries.is_empty() { (parts::padded_panel("Comments", html! {}, parts::log(&entries))) }
    }
}

fn comment_form(policy: &Policy, version: &PolicyVersion, problems: &[(String, String)]) -> Markup {
    let until = version.comment_until.map(Shell::date_words).unwrap_or_default();
    let field = Field::new("said", "What should be different, and why")
        .hint(format!("Until {until}. Whoever may see this draft reads it."))
        .problem_in(problems)
        .required();
    parts::padded_panel(
        "Comment on it",
        html! {},
        forms::form(
            &format!("{}/comments", policy_path(policy.id)),
            html! {
                (forms::error_summary(problems))
                (forms::textarea(&field, 4))
                div.buttons { button.button { "Comment" } }
            },
        ),
    )
}
