//! What the page of a site says of its inspections.

use app::Ctx;
use app::prepare::inspections;
use app::prepare::inventory::{Details, Item, SiteRole};
use maud::{Markup, html};

use super::{inspections_path, readiness};
use crate::error::Answer;
use crate::layout::parts;
use crate::shell::Shell;

/// Whether people could work at a site today, and who looked last. Nothing where nobody would work.
pub(crate) async fn panel(ctx: &Ctx, item: &Item) -> Answer<Markup> {
    let Details::Site(details) = &item.details else { return Ok(html! {}) };
    let is_alternate = matches!(
        details.site_role,
        Some(SiteRole::AlternateOffice | SiteRole::AlternateDataCenter)
    );
    let sheet = inspections::sheet(ctx, item.id).await?;
    if item.retired_at.is_some() || !is_alternate && sheet.inspections.is_empty() {
        return Ok(html! {});
    }
    let path = inspections_path(item.id);
    let last = sheet.inspections.first();
    Ok(parts::padded_panel(
        "Ready for people?",
        html! { a href=(path) { "Inspections" } },
        html! {
            p { (readiness(&sheet.readiness)) }
            @if let Some(it) = last {
                p { "Last inspected on " (Shell::date(it.inspected_on)) "." }
                ul.plain { @for check in it.missing() { li { (check.title()) } } }
            }
            @if super::list::may_write(ctx, &sheet) {
                div.actions { (parts::button("Write down an inspection", &format!("{path}/new"))) }
            }
        },
    ))
}
