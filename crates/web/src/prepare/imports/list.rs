//! What somebody has brought so far.

use app::Paging;
use app::prepare::imports::{self, Import, State};
use maud::{Markup, html};

use super::path;
use crate::error::Answer;
use crate::layout::list::List;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::request::Address;
use crate::shell::Shell;

const LEAD: &str = "Files of your own become records: each row gets a verdict before anything \
    changes, and all of it goes in, or nothing.";

/// `GET /imports`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "").knowing(&[]);
    let page = imports::list(&shell.ctx, Paging { number: list.page, size: list.per }).await?;
    let upload = || parts::primary("Upload a file", "/imports/new");
    let head = Head {
        title: "Import",
        lead: Some(html! { (LEAD) }),
        actions: Some(upload()),
        ..Head::default()
    };
    let main = html! {
        (head.shown())
        (lists::misread(&list))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "imports") {
            (beyond)
        } @else if page.items.is_empty() {
            (lists::empty("Nothing imported yet", LEAD, upload()))
        } @else {
            section.panel {
                (lists::table("Imports", heading(), html! {
                    @for it in &page.items { (row(&shell, it)) }
                }))
            }
            (lists::pages(&list, page.n_items, "import", "imports"))
        }
    };
    Ok(shell.page("Import", main))
}

fn heading() -> Markup {
    html! {
        th scope="col" { "File" }
        th scope="col" { "Becomes" }
        th scope="col" { "State" }
        th.num scope="col" { "Rows" }
        th.num scope="col" { "Added" }
        th.num scope="col" { "Changed" }
        th.num scope="col" { "Refused" }
        th scope="col" { "Uploaded" }
    }
}

fn row(shell: &Shell, it: &Import) -> Markup {
    let target = it.mapping.as_ref().map_or("–", |it| it.target.titles());
    html! {
        tr {
            td data-label="File" { a href=(path(it.id)) { (it.file_name) } }
            td data-label="Becomes" { (target) }
            td data-label="State" { (state(it)) }
            td.num data-label="Rows" { (it.counts.n_rows) }
            td.num data-label="New" { (it.counts.n_added) }
            td.num data-label="Changed" { (it.counts.n_changed) }
            td.num data-label="Refused" { (it.counts.n_refused) }
            td data-label="Uploaded" { (shell.moment(it.created_at)) }
        }
    }
}

/// How far an import is, with its color.
pub(super) fn state(it: &Import) -> Markup {
    let tone = match it.state {
        State::Committed => Tone::Good,
        State::Checked if 0 < it.counts.n_refused => Tone::Warn,
        _ => Tone::Idle,
    };
    states::state(tone, it.state.title())
}
