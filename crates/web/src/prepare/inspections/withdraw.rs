//! Taking back an inspection that was written down by mistake.

use app::actor::{Permission, Place};
use app::ids::InspectionId;
use app::prepare::inspections;
use axum::response::Redirect;
use maud::Markup;

use super::inspections_path;
use crate::error::Answer;
use crate::layout::records::{self, Confirm};
use crate::request::Path;
use crate::shell::Shell;

/// `GET /inspections/{id}/withdraw`
pub(super) async fn ask(shell: Shell, Path(id): Path<InspectionId>) -> Answer<Markup> {
    let (site, it) = inspections::show(&shell.ctx, id).await?;
    let place = Place::Record(site.agency_id, site.id.into());
    shell.ctx.require(Permission::WriteInventory, place)?;
    let day = Shell::date_words(it.inspected_on);
    let question = format!("Take back the inspection of {} on {day}?", site.name);
    let ask = Confirm {
        question: &question,
        consequence: "The one before it counts again. The audit log keeps what it said.",
        action: &format!("/inspections/{id}/withdraw"),
        button: "Take it back",
        back: &inspections_path(site.id),
        fields: Vec::new(),
    };
    Ok(shell.page(&question, records::confirm(&ask)))
}

/// `POST /inspections/{id}/withdraw`
pub(super) async fn withdraw(shell: Shell, Path(id): Path<InspectionId>) -> Answer<Redirect> {
    let it = inspections::withdraw(&shell.ctx, id).await?;
    Ok(Redirect::to(&format!("{}?done=removed", inspections_path(it.site_id))))
}
