//! What stands beside the text of a plan: who let it pass, its facts, what it is about, the plans
//! around it, and its versions.

use std::collections::BTreeMap;

use app::ids::PersonId;
use app::plans::live::Opened;
use app::plans::plan::{self, Plan, PlanVersion, VersionState};
use app::{Ctx, Timestamp};
use maud::{Markup, html};

use super::{plan_path, type_name};
use crate::error::Answer;
use crate::layout::parts::{self, Step};
use crate::layout::records::{self, Branch};
use crate::layout::states::{self, Tone, state};
use crate::people::calendars::why_this_day;
use crate::prepare::inventory::item_path;
use crate::prove::percent;
use crate::shell::Shell;

/// So many children show the plans under them too.
const CHILDREN_MAX: usize = 30;

/// What the people and the agency are called that a plan names.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) agency: String,
    pub(super) persons: BTreeMap<PersonId, String>,
}

impl Names {
    fn person(&self, id: PersonId) -> &str {
        self.persons.get(&id).map_or("Somebody", String::as_str)
    }
}

/// The way of a version: the owner, the continuity team, the agency head, and into force.
pub(super) fn review(shell: &Shell, it: &Opened, names: &Names) -> Markup {
    let version = &it.version;
    let is_at = |state: VersionState| version.state == state;
    let by = |id: Option<PersonId>| id.map(|it| names.person(it).to_owned()).unwrap_or_default();
    let owner = by(it.plan.owner_id.or(Some(version.author_id)));
    let approved = version.approved_at;
    let steps = [
        line(
            shell,
            ("Plan owner", owner),
            ("Handed in", version.submitted_at),
            is_at(VersionState::Draft),
        ),
        line(
            shell,
            ("Continuity team", by(version.reviewed_by)),
            ("Let pass", version.reviewed_at),
            is_at(VersionState::InReview),
        ),
        line(
            shell,
            ("Agency head", by(version.approved_by)),
            ("Approved", approved),
            is_at(VersionState::PendingApproval),
        ),
        line(
            shell,
            ("In force", String::new()),
            ("Put in force", version.published_at),
            is_at(VersionState::Approved),
        ),
    ];
    parts::panel("Review", html! { small { "Version " (version.number) } }, parts::steps(&steps))
}

fn line(
    shell: &Shell,
    (what, who): (&str, String),
    (done, at): (&str, Option<Timestamp>),
    is_now: bool,
) -> Step {
    let aside = match (at, is_now) {
        (Some(at), false) => html! { (state(Tone::Good, done)) br; small { (shell.day(at)) } },
        (_, true) => state(Tone::Warn, "Waiting"),
        (None, false) => state(Tone::Idle, "Next"),
    };
    Step {
        what: Some(html! { (what) }),
        detail: who,
        aside: Some(aside),
        now: is_now,
        done: at.is_some() && !is_now,
    }
}

/// What is known about the plan itself.
pub(super) fn facts(shell: &Shell, it: &Opened, names: &Names) -> Markup {
    let plan = &it.plan;
    let score = percent(it.version.content.score(&it.template).into(), 10_000);
    let mut facts: Vec<(&str, Markup)> = vec![
        ("Type", html! { (type_name(&plan.plan_type)) }),
        ("Code", html! { code { (plan.code) } }),
        ("Complete", html! { (score) }),
        ("Test", tested(shell, plan)),
    ];
    if let Some(owner) = plan.owner_id {
        let name = html! { a href={ "/people/" (owner) } { (names.person(owner)) } };
        facts.insert(1, ("Answers for it", name));
    }
    if let Some(at) = plan.looked_at {
        facts.push(("Last looked at", shell.day(at)));
    }
    if let Some(at) = plan.review_due {
        facts.push(("Review due", shell.day(at)));
    }
    if !it.version.summary.is_empty() {
        facts.push(("What is new", html! { (it.version.summary) }));
    }
    if let Some(hash) = &it.version.sha256 {
        let short = hash.get(..12).unwrap_or(hash);
        facts.push(("Approved text", html! { code title=(hash) { (short) "…" } }));
    }
    parts::padded_panel("Facts", html! {}, parts::facts(&facts))
}

/// Why its review is due on its day, if business days were counted until then.
pub(super) async fn why_due(shell: &Shell, it: &Plan) -> Answer<Markup> {
    let Some(why) = plan::why_due(&shell.ctx, it).await? else { return Ok(html! {}) };
    let said = html! {
        "Something significant changed"
        @if let Some(from) = it.review_from { " on " (Shell::date(from)) }
        ". The review is due when the agency closes on the last of the business days that the state allows."
    };
    Ok(why_this_day(&said, &why))
}

fn tested(shell: &Shell, plan: &Plan) -> Markup {
    let day = |it: chrono::NaiveDate| it.format("%-d %b %Y").to_string();
    html! {
        @match &plan.test {
            None => (state(Tone::Idle, "Not yet")),
            Some(it) => {
                @match it.on {
                    Some(on) => {
                        (state(Tone::Good, "Tested")) " "
                        (parts::day(&on.to_string(), &day(on)))
                        @if 365 < (shell.ctx.now.date_naive() - on).num_days() { " (over a year ago)" }
                    },
                    None => (state(Tone::Warn, "Waived")),
                }
                br; small { (it.note) }
            },
        }
    }
}

/// What the plan is about.
pub(super) fn about(ctx: &Ctx, it: &Opened) -> Markup {
    let n_hidden = it.plan.items.len().saturating_sub(it.items.len());
    parts::padded_panel(
        "What it is about",
        html! {},
        html! {
            @if it.plan.items.is_empty() {
                p.quiet { "Nobody has said yet, so nothing in it writes itself." }
            }
            ul.plain {
                @for (id, label) in &it.items {
                    li {
                        @if label.may_open(ctx, *id) {
                            a href=(item_path(label.kind, *id)) { (label.name) }
                        } @else { (label.name) }
                        " " small { (label.kind.title()) }
                    }
                }
            }
            @if 0 < n_hidden { p.quiet { (n_hidden) " more that you may not see." } }
        },
    )
}

/// The plan that it belongs to, and the plans that belong to it, with how they stand (S3-15).
pub(super) async fn family(shell: &Shell, it: &Opened) -> Answer<Markup> {
    let mut branches = Vec::new();
    for child in &it.children {
        let below = match it.children.len() <= CHILDREN_MAX {
            true => plan::children(&shell.ctx, child.id).await?,
            false => Vec::new(),
        };
        branches.push(Branch { branches: below.iter().map(branch).collect(), ..branch(child) });
    }
    if it.parent.is_none() && branches.is_empty() {
        return Ok(html! {});
    }
    Ok(parts::padded_panel(
        "Plans around it",
        html! {},
        html! {
            @if let Some(parent) = &it.parent {
                p { "Part of " a href=(plan_path(parent.id)) { (parent.title) } ", " (parent.state().to_lowercase()) "." }
            }
            @if !branches.is_empty() {
                h3 { "Plans that belong to it" }
                (records::tree(&branches))
            }
        },
    ))
}

fn branch(it: &Plan) -> Branch {
    Branch {
        label: it.title.clone(),
        href: plan_path(it.id),
        detail: it.state().to_owned(),
        open: true,
        branches: Vec::new(),
    }
}

/// Every version that the reader may see.
pub(super) fn versions(shell: &Shell, it: &Opened) -> Markup {
    let line = |version: &PlanVersion| {
        html! {
            li {
                @if version.number == it.version.number { strong { "Version " (version.number) } }
                @else { a href={ (plan_path(it.plan.id)) "/versions/" (version.number) } { "Version " (version.number) } }
                " " (states::plan_version(version.state.code()))
                @if let Some(at) = version.published_at { " " small { (shell.day(at)) } }
                @if !version.summary.is_empty() { br; small.quiet { (version.summary) } }
            }
        }
    };
    parts::padded_panel(
        "Versions",
        html! {},
        html! { ul.plain.versions-list { @for version in &it.versions { (line(version)) } } },
    )
}
