//! Services that would be back too late.

use app::Paging;
use app::prepare::inventory::Standing;
use app::prove::readiness::{late, readiness};
use maud::{Markup, html};

use super::{OF_AGENCY, agency, top};
use crate::error::Answer;
use crate::layout::list::List;
use crate::layout::{lists, parts};
use crate::prove::late as lines;
use crate::request::Address;
use crate::shell::Shell;

/// `GET /recovery`
pub(super) async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "gap").knowing(&[OF_AGENCY]);
    let ctx = &shell.ctx;
    let found = readiness(ctx, agency(&list), 1).await?;
    let paging = Paging { number: list.page, size: list.per };
    let page = late(ctx, agency(&list), paging).await?;
    let lead = html! {
        "A service is late if it can be back only after it must be: it and everything that it \
         cannot work without has to be restored, one after the other where one needs the other."
    };
    let title = found.title();
    let title_of_table = match page.items.first().map(|it| it.standing) {
        Some(Standing::AtRisk) => "Services that barely recover in time",
        _ => "Services that miss their target, then those that barely make it",
    };
    let main = html! {
        (top(ctx, &list, "/recovery", (title, lead)).await?)
        @if page.n_items == 0 {
            (lists::empty("No service is late", "As far as anybody has said how soon services must be back and how long things take to restore.", parts::button("What has not been said", "/recovery/missing")))
        } @else {
            div.toolbar { (lists::exports(&list, "/readiness")) }
            section.panel { (lines::table(title_of_table, &page.items, ctx.now)) }
            (lists::pages(&list, page.n_items, "service", "services"))
        }
    };
    Ok(shell.page("Recovery analysis", main))
}
