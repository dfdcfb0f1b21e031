//! What the platform does by itself, over HTTP: what waits, runs or failed, and why.

mod list;

use app::actor::Permission;
use app::ids::JobId;
use app::jobs;
use axum::response::Response;

use crate::Routes;
use crate::error::Answer;
use crate::people::sign_in::to;
use crate::request::Path;
use crate::routes::Access::Needs;
use crate::shell::Shell;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadJobs), Needs(Permission::WriteJobs));
    Routes::new().get("/jobs", read, list::list).post("/jobs/{id}/retry", write, retry).post(
        "/jobs/{id}/cancel",
        write,
        cancel,
    )
}

/// `POST /jobs/{id}/retry`
async fn retry(shell: Shell, Path(id): Path<JobId>) -> Answer<Response> {
    jobs::retry(&shell.ctx, id).await?;
    Ok(to("/jobs?done=retried"))
}

/// `POST /jobs/{id}/cancel`
async fn cancel(shell: Shell, Path(id): Path<JobId>) -> Answer<Response> {
    jobs::cancel(&shell.ctx, id).await?;
    Ok(to("/jobs?done=canceled-job"))
}
