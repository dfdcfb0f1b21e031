//! A version of a plan as a file.

use app::ids::PlanId;
use app::plans::print::{Print, print};
use axum::response::Response;

use crate::error::Answer;
use crate::prove::files::file;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /plans/{id}/versions/{number}/pdf`
pub(super) async fn pdf(shell: Shell, Path(of): Path<(PlanId, u32)>) -> Answer<Response> {
    printed(&shell, of, Print::Pdf).await
}

/// `GET /plans/{id}/versions/{number}/docx`
pub(super) async fn docx(shell: Shell, Path(of): Path<(PlanId, u32)>) -> Answer<Response> {
    printed(&shell, of, Print::Docx).await
}

/// `GET /plans/{id}/versions/{number}/public`: the edition for everybody.
pub(super) async fn public(shell: Shell, Path(of): Path<(PlanId, u32)>) -> Answer<Response> {
    printed(&shell, of, Print::Public).await
}

async fn printed(shell: &Shell, (id, number): (PlanId, u32), how: Print) -> Answer<Response> {
    let it = print(&shell.ctx, id, number, how).await?;
    Ok(file(&it.file_name, it.media_type, it.bytes))
}
