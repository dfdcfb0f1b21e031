//! What is due from whoever looks.

mod watch;

use app::people::meetings::Todo;
use app::people::policies::Policy;
use app::plans::plan::{self, Plan};
use app::prepare::impact::Summary;
use app::prepare::inventory::Missing;
use app::prove::readiness::Gap;
use app::prove::work::{Unfinished, Work, due};
use app::{Page, Paging};
use maud::{Markup, html};

use crate::Routes;
use crate::assure::{consultations, contacts, handovers};
use crate::error::{Answer, Failure};
use crate::layout::frame::grouped;
use crate::layout::parts::{self, Head};
use crate::layout::{forms, lists, states};
use crate::people::advisories::way_in;
use crate::people::meetings::meeting_path;
use crate::people::policies::policy_path;
use crate::prepare::inventory::{item_path, paths};
use crate::prepare::plans::{self, next, plan_path, review_due};
use crate::respond::activations;
use crate::routes::Access;
use crate::shell::Shell;

/// So many plans are shown; the rest is in the list.
const PLANS_MAX: u32 = 20;

/// What waits for the reader, and how much.
pub(crate) struct Waits {
    pub(crate) n: u64,
    /// Whether there is anything to see, also if none of it is due from the reader.
    pub(crate) is_shown: bool,
    pub(crate) panel: Markup,
}

impl Waits {
    /// Each of `all` is due, and has a line.
    pub(crate) fn of<T>(
        title: &str,
        aside: Markup,
        all: &[T],
        line: impl Fn(&T) -> Markup,
    ) -> Waits {
        let panel = parts::numbered(title, aside, all, line);
        Waits { n: all.len() as u64, is_shown: !all.is_empty(), panel }
    }
}

/// The routes of the page.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/work", Access::SignedIn, show)
}

/// `GET /work`
async fn show(shell: Shell) -> Answer<Markup> {
    let paging = Paging { number: 1, size: PLANS_MAX };
    let own = async { Ok::<_, Failure>(plan::mine(&shell.ctx, paging).await?) };
    // Each reads a little. One after the other, most of the time would go by between them.
    let work = due(&shell.ctx).await?;
    let (asks, tasks, advice, calls, changes, waivers, own) = tokio::try_join!(
        plans::waiting(&shell),
        activations::waiting(&shell),
        consultations::waiting(&shell),
        contacts::waiting(&shell),
        handovers::waiting(&shell),
        plans::waivers_waiting(&shell),
        own,
    )?;
    let (more, shared) = tokio::try_join!(watch::due(&shell), way_in(&shell.ctx))?;
    let n_plans = own.items.iter().filter(|it| it.next_step().is_up_to_owner()).count() as u64;
    let n_own = work.n_due() + asks.n + tasks.n + n_plans + more.n;
    let n_due = n_own + advice.n + calls.n + changes.n + waivers.n;
    let title = match n_due {
        0 => "Nothing is due from you".to_owned(),
        1 => "One thing is due from you".to_owned(),
        n => format!("{} things are due from you", grouped(n)),
    };
    let is_done = n_due == 0 && own.items.is_empty() && !changes.is_shown;
    let lead = html! {
        "Approvals, analyses, plans, things that you own, and how to reach you"
        @if more.answers { "; and what is due in the agencies that you answer for" }
        "."
    };
    let head = Head { title: &title, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        (more.alerts)
        (shared)
        @if is_done && !work.gaps.is_empty() {
            (gaps(&work.gaps))
        } @else if is_done {
            (lists::empty("All done", "What others hand in for your approval, and what your services still lack, will stand here.", html! {}))
        } @else {
            div.two {
                div.stack {
                    (tasks.panel)
                    (asks.panel)
                    (analyses("Waiting for your approval", &work.to_approve.items, work.to_approve.n_items))
                    (analyses("Waiting for what you know", &work.to_write.items, work.to_write.n_items))
                    (changes.panel)
                    (advice.panel)
                    (waivers.panel)
                    (own_plans(&shell, &own))
                    (to_acknowledge(&work.to_acknowledge))
                    (after_meetings(&shell, &work.after_meetings))
                    (more.panels)
                    @for it in &work.unfinished { (unfinished(&shell, it)) }
                }
                div.stack {
                    (calls.panel)
                    (own_contacts(&shell, &work))
                    (gaps(&work.gaps))
                }
            }
        }
    };
    Ok(shell.page("My work", main))
}

/// The plans that somebody answers for, each with what is to be done next (S4-05).
fn own_plans(shell: &Shell, plans: &Page<Plan>) -> Markup {
    let all = format!("All {}", grouped(plans.n_items));
    html! {
        @if !plans.items.is_empty() {
            (parts::panel("Plans that you answer for", html! { a href="/plans?owner=me" { (all) } }, lists::table("Plans that you answer for", html! {
                th scope="col" { "Plan" } th scope="col" { "Standing" }
                th scope="col" { "Next" } th scope="col" { "Review due" }
            }, html! {
                @for it in &plans.items {
                    tr {
                        td data-label="Plan" { a href=(plan_path(it.id)) { (it.title) } }
                        td data-label="Standing" { (states::plan(it.standing.code())) }
                        td data-label="Next" { (next(&shell.ctx, it)) }
                        td data-label="Review due" {
                            (review_due(shell, it))
                        }
                    }
                }
            })))
        }
    }
}

fn analyses(title: &str, lines: &[Summary], n_all: u64) -> Markup {
    html! {
        @if !lines.is_empty() {
            (parts::panel(title, html! { small { (grouped(n_all)) } }, lists::table(title, html! {
                th scope="col" { "Impact analysis of" } th scope="col" { "State" }
                th.num scope="col" { "Recovery time" } th scope="col" { "Why" }
            }, html! {
                @for it in lines {
                    tr {
                        td data-label="Impact analysis of" { a href={ "/analyses/" (it.id) } { (it.item.name) } }
                        td data-label="State" { (states::analysis(it.state.code())) }
                        td.num data-label="Recovery time" { @match it.rto { Some(it) => (it), None => "–" } }
                        td data-label="Why" { (why(it)) }
                    }
                }
            })))
        }
    }
}

fn to_acknowledge(lines: &[Policy]) -> Markup {
    let title = "Policies that you must acknowledge";
    let count = html! { small { (grouped(lines.len() as u64)) } };
    parts::numbered(title, count, lines, |it| {
        html! {
            a href=(policy_path(it.id)) { (it.name) }
            @if let Some(number) = it.in_force { small { "Version " (number) } }
        }
    })
}

fn after_meetings(shell: &Shell, lines: &[Todo]) -> Markup {
    let title = "To do after meetings";
    let count = html! { small { (grouped(lines.len() as u64)) } };
    html! {
        @if !lines.is_empty() {
            (parts::panel(title, count, lists::table(title, html! {
                th scope="col" { "What" } th scope="col" { "By when" } th scope="col" { "Done?" }
            }, html! {
                @for it in lines {
                    tr {
                        td data-label="What" { a href=(meeting_path(it.meeting.id)) { (it.what) } }
                        td data-label="By when" {
                            @match it.due {
                                Some(due) if due < shell.today() => (states::state(states::Tone::Bad, Shell::date_words(due))),
                                Some(due) => (Shell::date(due)),
                                None => "–",
                            }
                        }
                        td data-label="Done?" {
                            form method="post" action={ (meeting_path(it.meeting.id)) "/done" } {
                                (forms::hidden("number", &it.number.to_string()))
                                button.button.small aria-label={ "Done: " (it.what) } { "Done" }
                            }
                        }
                    }
                }
            })))
        }
    }
}

fn why(it: &Summary) -> String {
    match it.n_missing {
        _ if !it.because.is_empty() => it.because.clone(),
        0 => "–".to_owned(),
        1 => "One thing is missing.".to_owned(),
        n => format!("{n} things are missing."),
    }
}

fn unfinished(shell: &Shell, it: &Unfinished) -> Markup {
    let Some(kind) = it.items.items.first().map(|it| it.kind()) else { return html! {} };
    let title = format!("{} {}", kind.titles(), lacking(it.missing));
    let word = Missing::ALL.iter().find(|(.., missing)| *missing == it.missing).map(|it| it.0);
    let all = format!(
        "{}?person={}&missing={}",
        paths(kind).list,
        shell.ctx.actor.person_id,
        word.unwrap_or_default()
    );
    let all = html! { a href=(all) { "All " (grouped(it.items.n_items)) } };
    parts::numbered(&title, all, &it.items.items, |item| {
        html! {
            a href=(item_path(kind, item.id)) { (item.name) }
            a href={ (item_path(kind, item.id)) "/edit" } aria-label={ "Edit " (item.name) } { "Edit" }
        }
    })
}

fn lacking(missing: Missing) -> &'static str {
    match missing {
        Missing::Owner => "of yours without an owner",
        Missing::Custodian => "of yours that nobody looks after",
        Missing::Target => "of yours without a target",
        Missing::Promise => "of yours without a recovery time",
        Missing::Proof => "of yours without proof",
        Missing::Needs => "of yours that need nothing",
        Missing::Level => "of yours without a required level",
        Missing::Workaround => "of yours without a workaround",
        Missing::Alternate => "of yours without an alternate",
    }
}

fn own_contacts(shell: &Shell, work: &Work) -> Markup {
    let page = format!("/people/{}", shell.ctx.actor.person_id);
    let yours = html! { a href=(page) { "Your contacts" } };
    parts::numbered("Contacts of yours to verify", yours, &work.unverified, |it| {
        html! { span { (it.kind.title()) br; small { (it.hint) } } a href=(page) { "Verify" } }
    })
}

fn gaps(gaps: &[Gap]) -> Markup {
    let all = html! { a href="/recovery/missing" { "All checks" } };
    parts::numbered("Missing where you write", all, gaps, |it| {
        html! {
            a href={ (paths(it.kind.of()).list) "?" (it.kind.filter()) } { (it.kind.title()) }
            small { (grouped(it.n_missing)) " of " (grouped(it.n_all)) }
        }
    })
}
