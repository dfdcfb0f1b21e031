//! One import: how far it is, the verdict on its rows, and what to do next.

use app::ids::ImportId;
use app::prepare::imports::{self, Counts, Import, State, Target, What};
use app::progress::Progress;
use maud::{Markup, html};

use super::list::state;
use super::{path, verdicts};
use crate::error::Answer;
use crate::layout::frame::{counted, grouped};
use crate::layout::list::List;
use crate::layout::parts::{self, Head};
use crate::layout::states::Tone;
use crate::layout::{forms, lists};
use crate::prepare::inventory::paths;
use crate::request::{Address, Path};
use crate::shell::Shell;

/// How many problems the page of an import shows whose verdicts are not there row by row.
const PROBLEMS_SHOWN: usize = 100;

/// `GET /imports/{id}`
pub(super) async fn show(
    shell: Shell,
    Path(id): Path<ImportId>,
    Address(address): Address,
) -> Answer<Markup> {
    let running = imports::watch(&shell.ctx, id).map(|it| *it.borrow());
    if let Some(progress) = running {
        return Ok(under_way(&shell, id, progress));
    }
    let import = imports::show(&shell.ctx, id).await?;
    let head = Head {
        crumbs: vec![("Import".to_owned(), "/imports".to_owned())],
        title: &import.file_name,
        lead: Some(html! {
            (state(&import)) " "
            @match import.finished_at {
                Some(at) => (shell.moment(at)),
                None => { "uploaded " (shell.moment(import.created_at)) }
            }
        }),
        actions: match import.state {
            State::Committed => Some(records(&import)),
            it => it.is_open().then(|| actions(&import)),
        },
    };
    let verdicts = match import.state {
        State::Checked if imports::has_verdicts(&shell.ctx, &import).await? => {
            let list = List::read(&address, "").knowing(verdicts::KNOWN);
            verdicts::panel(&shell, &import, &list).await?
        }
        State::Checked => html! { (check_again(&import)) (problems(&import, "Refused rows")) },
        _ => problems(&import, "Rows that were left out"),
    };
    let main = html! {
        (head.shown())
        @if !import.problem.is_empty() {
            (parts::notice(Tone::Bad, "This did not work", html! { p { (import.problem) } }))
        }
        @if matches!(import.state, State::Checked | State::Committed) {
            (verdict(&import))
            @if import.state == State::Checked { (next(&import)) }
            (verdicts)
        }
    };
    Ok(shell.page(&import.file_name, main))
}

/// The way to what was put in, the last changed first.
fn records(import: &Import) -> Markup {
    let target = import.mapping.as_ref().map(|it| it.target);
    let list = match target {
        Some(Target::Agency) => "/agencies?sort=updated&descending=true".to_owned(),
        Some(Target::Item(kind)) => format!("{}?sort=updated&descending=true", paths(kind).list),
        None => return html! {},
    };
    let titles = target.map_or_else(String::new, |it| it.titles().to_lowercase());
    parts::primary(&format!("See the {titles}"), &list)
}

fn actions(import: &Import) -> Markup {
    let path = path(import.id);
    html! {
        (parts::button("Change the mapping", &format!("{path}/map")))
        form method="post" action={ (path) "/cancel" } {
            button.button data-confirm="Give this import up? Nothing of it is in the inventory." {
                "Give up"
            }
        }
    }
}

/// The page while rows are being read. Without script it is looked at again by hand.
fn under_way(shell: &Shell, id: ImportId, progress: Progress) -> Markup {
    let path = path(id);
    let head = Head {
        crumbs: vec![("Import".to_owned(), "/imports".to_owned())],
        title: if progress.writes { "Putting every row in" } else { "Looking at every row" },
        actions: Some(parts::button("Look again", &path)),
        ..Head::default()
    };
    let main = html! {
        (head.shown())
        div data-live={ (path) "/live" } { (bar(id, progress)) }
    };
    shell.page("Import", main)
}

/// How far it is, as a fragment that is swapped in by its id.
pub(super) fn bar(id: ImportId, progress: Progress) -> Markup {
    let cancel = format!("{}/cancel", path(id));
    let left = counted(progress.n_done, "row", "rows");
    html! {
        div id="progress" {
            (parts::progress(&parts::Progress {
                doing: if progress.writes { "Putting in" } else { "Checking" },
                done: progress.percent.into(),
                total: Some(100),
                left: &left,
                cancel: Some(&cancel),
            }))
        }
    }
}

fn verdict(import: &Import) -> Markup {
    let (n_moved, n_losing) = (import.counts.n_moved, import.counts.n_losing_needs);
    let done = import.state == State::Committed;
    let shown = [What::Add, What::Change, What::Same, What::Refuse];
    let mut facts = vec![("Rows", html! { (grouped(import.counts.n_rows)) })];
    facts.extend(shown.map(|it| (verdicts::word(it), html! { (grouped(import.counts.of(it))) })));
    let rows = parts::padded_panel(
        if done { "What became of the rows" } else { "What would become of the rows" },
        html! {},
        parts::facts(&facts),
    );
    html! {
        (rows)
        @if 0 < n_moved && !done {
            (parts::notice(Tone::Warn, "Some records would go to another agency", html! {
                p {
                    (counted(n_moved, "row names", "rows name"))
                    " a record that is there already and belongs to another agency. If it is not \
                     the same thing, give the row a code of its own. "
                    a href=(format!("{}?verdict=change", path(import.id))) { "See what would change" }
                    "."
                }
            }))
        }
        @if 0 < n_losing && !done {
            (parts::notice(Tone::Warn, "Some records would need less than before", html! {
                p {
                    (counted(n_losing, "row takes", "rows take"))
                    " away what a record needs now: an empty cell says that it needs nothing. \
                     To leave needs as they are, do not choose a column for them."
                }
            }))
        }
    }
}

/// What to do after the verdict.
fn next(import: &Import) -> Markup {
    let path = path(import.id);
    let Counts { n_added, n_changed, n_refused, .. } = import.counts;
    let n = n_added + n_changed;
    html! {
        div.actions {
            form method="post" action={ (path) "/commit" } {
                @if 0 < n_refused { (forms::hidden("leave_out", "true")) }
                button.button.primary {
                    "Put " (counted(n, "row", "rows")) " in"
                    @if 0 < n_refused { ", leave " (grouped(n_refused)) " out" }
                }
            }
            a.button href={ (path) "/verdicts.csv" } download { "Download every verdict" }
        }
    }
}

/// What to do where the verdict on each row is not there to be listed.
fn check_again(import: &Import) -> Markup {
    parts::notice(
        Tone::Warn,
        "The verdict on each row is not here",
        html! {
            p { "Check the file again to see it row by row. Nothing of it is put in by that." }
            form method="post" action={ (path(import.id)) "/check" } {
                button.button { "Check again" }
            }
        },
    )
}

fn problems(import: &Import, title: &str) -> Markup {
    let all = &import.counts.problems;
    if all.is_empty() {
        return html! {};
    }
    let heading = html! {
        th.num scope="col" { "Line" }
        th scope="col" { "Record" }
        th scope="col" { "Field" }
        th scope="col" { "What is wrong" }
    };
    let rows = html! {
        @for it in all.iter().take(PROBLEMS_SHOWN) {
            tr {
                td.num data-label="Line" { (it.line) }
                td data-label="Record" { (it.code) }
                td data-label="Field" { (verdicts::label(import, &it.field)) }
                td data-label="What is wrong" { (it.reason) }
            }
        }
    };
    html! {
        (parts::panel(title, html! {}, lists::table(title, heading, rows)))
        @if PROBLEMS_SHOWN < all.len() { p.quiet { "The first " (PROBLEMS_SHOWN) "." } }
    }
}
