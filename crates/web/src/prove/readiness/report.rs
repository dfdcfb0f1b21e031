//! What the page says, as files.

use app::Paging;
use app::prove::readiness::late;
use app::prove::report::readiness_pdf;
use axum::response::Response;

use super::Asked;
use crate::error::Answer;
use crate::prove::files::{Form, download, file};
use crate::request::Query;
use crate::shell::Shell;

/// `GET /readiness.pdf`
pub(super) async fn pdf(shell: Shell, Query(asked): Query<Asked>) -> Answer<Response> {
    let report = readiness_pdf(&shell.ctx, asked.agency).await?;
    Ok(file(&report.file_name, "application/pdf", report.bytes))
}

/// `GET /readiness.csv`
pub(super) async fn csv(shell: Shell, Query(asked): Query<Asked>) -> Answer<Response> {
    table(&shell, asked, Form::Csv).await
}

/// `GET /readiness.xlsx`
pub(super) async fn xlsx(shell: Shell, Query(asked): Query<Asked>) -> Answer<Response> {
    table(&shell, asked, Form::Xlsx).await
}

async fn table(shell: &Shell, asked: Asked, form: Form) -> Answer<Response> {
    let mut lines = Vec::new();
    for number in 1.. {
        let paging = Paging { number, size: Paging::SIZE_MAX };
        let page = late(&shell.ctx, asked.agency, paging).await?;
        let is_last = page.is_last();
        lines.extend(page.items);
        if is_last {
            break;
        }
    }
    download("late-services", &crate::prove::late::file(&lines), form)
}
