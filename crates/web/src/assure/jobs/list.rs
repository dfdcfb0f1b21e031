//! The queue: how many jobs are how far, what each is about, and when routines are due.

use app::actor::{Permission, Place};
use app::jobs::Task as _;
use app::jobs::{self, Counts, Job, Query, Routine, State};
use app::mail::SendMail;
use app::{Paging, runner};
use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("state", |it| State::from_code(it).is_some()),
    ("kind", |it| runner::KINDS.iter().any(|(kind, _)| *kind == it)),
];

/// `GET /jobs`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "").knowing(KNOWN);
    let ctx = &shell.ctx;
    let query = Query {
        state: list.filter("state").and_then(State::from_code),
        kind: list.filter("kind").map(str::to_owned),
        paging: Paging { number: list.page, size: list.per },
    };
    let page = jobs::list(ctx, &query).await?;
    let counts = jobs::counts(ctx, None).await?;
    let n_mails = jobs::counts(ctx, Some(SendMail::KIND)).await?.of(State::Waiting);
    let routines = jobs::routines(ctx).await?;
    let main = html! {
        (head(&counts))
        @if !ctx.platform.has_mail() { (no_mail(n_mails)) }
        (toolbar(&list, &counts))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "jobs") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "jobs"))
        } @else if page.items.is_empty() {
            (lists::empty("Nothing to do", "Mails, reminders and nightly work stand here while they \
                wait and for 30 days after they are done.", html! {}))
        } @else {
            section.panel {
                (lists::table("Jobs", html! {
                    th scope="col" { "What" } th scope="col" { "State" } th scope="col" { "Due" }
                    th.num scope="col" { "Attempts" } th scope="col" { "Why not done" }
                    th scope="col" { span.unseen { "Actions" } }
                }, html! { @for job in &page.items { (row(&shell, job)) } }))
            }
            (lists::pages(&list, page.n_items, "job", "jobs"))
        }
        (routines_panel(&shell, &routines))
    };
    Ok(shell.page("Jobs", main))
}

/// The heading is the finding: what failed comes first.
fn head(counts: &Counts) -> Markup {
    let title = match (counts.of(State::Failed), counts.of(State::Waiting)) {
        (0, 0) => "Jobs: nothing waits, nothing failed".to_owned(),
        (0, 1) => "Jobs: one waits, none failed".to_owned(),
        (0, n) => format!("Jobs: {n} wait, none failed"),
        (1, _) => "Jobs: one failed".to_owned(),
        (n, _) => format!("Jobs: {n} failed"),
    };
    let lead = html! {
        "What the platform does by itself: mails, reminders, work at night. What fails because \
         something does not answer is tried ten times, with longer and longer pauses; then it is \
         given up, and stands here until somebody tries it again."
    };
    Head { title: &title, lead: Some(lead), ..Head::default() }.shown()
}

fn no_mail(n_mails: u64) -> Markup {
    let title = match n_mails {
        0 => "There is no mail server".to_owned(),
        1 => "There is no mail server: one mail waits for it".to_owned(),
        n => format!("There is no mail server: {n} mails wait for it"),
    };
    parts::notice(
        Tone::Warn,
        &title,
        html! {
            p {
                "Whoever runs the program names one in its settings: " code { "smtp_host" } ", "
                code { "mail_from" } " and " code { "site_url" } ". Until then links for passwords \
                are handed over by hand."
            }
        },
    )
}

fn toolbar(list: &List, counts: &Counts) -> Markup {
    let states = State::CHOICES
        .iter()
        .map(|(code, title, it)| Choice::new(*code, format!("{title} ({})", counts.of(*it))));
    let kinds = runner::KINDS.iter().map(|(kind, title)| Choice::new(*kind, *title));
    let filters = [
        Filter { name: "state", label: "State", choices: states.collect(), ..Filter::default() },
        Filter { name: "kind", label: "Kind", choices: kinds.collect(), ..Filter::default() },
    ];
    html! {
        div.toolbar {
            form method="get" role="search" data-filters {
                @for filter in &filters { (lists::select(list, filter)) }
                button.button { "Show" }
            }
        }
        (lists::chips(list, &filters))
        (lists::misread(list))
    }
}

fn row(shell: &Shell, job: &Job) -> Markup {
    let may_write = shell.ctx.actor.may(Permission::WriteJobs, Place::State);
    html! {
        tr {
            td data-label="What" { (runner::title(&job.kind)) br; small { (job.about) } }
            td data-label="State" {
                (state(job))
                @if let Some(at) = job.ended_at { br; small { (shell.moment(at)) } }
            }
            td data-label="Due" { (shell.moment(job.run_at)) }
            td.num data-label="Attempts" { (job.attempts) }
            td data-label="Why not done" { (job.last_error.as_deref().unwrap_or_default()) }
            td {
                @if may_write && job.is_open() { (button(job, "cancel", "Cancel")) }
                @if may_write && matches!(job.state, State::Failed | State::Canceled) {
                    (button(job, "retry", "Try again"))
                }
            }
        }
    }
}

fn button(job: &Job, verb: &str, label: &str) -> Markup {
    let name = format!("{label}: {}, {}", runner::title(&job.kind), job.about);
    html! {
        form method="post" action={ "/jobs/" (job.id) "/" (verb) } {
            button.button.small aria-label=(name) { (label) }
        }
    }
}

fn state(job: &Job) -> Markup {
    let title = State::CHOICES.iter().find(|it| it.2 == job.state).map_or("", |it| it.1);
    let tone = match job.state {
        State::Waiting if 0 < job.attempts => Tone::Warn,
        State::Waiting | State::Canceled => Tone::Idle,
        State::Running => Tone::Warn,
        State::Failed => Tone::Bad,
        State::Done => Tone::Good,
    };
    states::state(tone, title)
}

fn routines_panel(shell: &Shell, routines: &[Routine]) -> Markup {
    let title = |name: &str| {
        runner::RHYTHMS.iter().find(|it| it.name == name).map(|it| it.title.to_owned())
    };
    parts::panel(
        "Again and again",
        html! {},
        html! {
            @if routines.is_empty() {
                div.body { p.quiet { "Within a minute of its start a server plans what is done again and again." } }
            } @else {
                (lists::table("Again and again", html! {
                    th scope="col" { "What" } th scope="col" { "Next" } th scope="col" { "Last" }
                }, html! {
                    @for it in routines {
                        tr {
                            td data-label="What" { (title(&it.name).unwrap_or_else(|| it.name.clone())) }
                            td data-label="Next" { (shell.moment(it.next_at)) }
                            td data-label="Last" {
                                @if let Some(at) = it.last_at { (shell.moment(at)) } @else { "Not yet" }
                            }
                        }
                    }
                }))
            }
        },
    )
}
