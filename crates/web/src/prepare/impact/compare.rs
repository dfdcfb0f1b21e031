//! An analysis beside the last approved one.

use app::ids::AnalysisId;
use app::prepare::impact;
use maud::{Markup, html};

use super::analysis_path;
use super::show::{crumbs, title};
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::{lists, records};
use crate::request::Path;
use crate::shell::Shell;

/// `GET /analyses/{id}/compare`
pub(super) async fn compare(shell: Shell, Path(id): Path<AnalysisId>) -> Answer<Markup> {
    let (analysis, item) = impact::show(&shell.ctx, id).await?;
    let comparison = impact::comparison(&shell.ctx, id).await?;
    let mut crumbs = crumbs(&item);
    crumbs.push((format!("Version {}", analysis.number), analysis_path(id)));
    let title = format!("What changed: {}", title(&item));
    let main = match comparison {
        None => html! {
            (Head { crumbs, title: &title, ..Head::default() }.shown())
            (lists::empty("Nothing to compare with", "No earlier version was ever approved.",
                parts::button("Go back", &analysis_path(id))))
        },
        Some((before, differences)) => {
            let lead = html! {
                "Version " (analysis.number) " beside version " (before.number) ", which was approved"
                @if let Some(at) = before.approved_at { " on " (shell.day(at)) }
                ". "
                @match differences.len() {
                    0 => "Both say the same.",
                    1 => "One line differs.",
                    n => { (n) " lines differ." }
                }
            };
            let changes: Vec<(String, String, String)> =
                differences.into_iter().map(|it| (it.label, it.before, it.after)).collect();
            html! {
                (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
                @if !changes.is_empty() { section.panel { (records::changes(&changes)) } }
            }
        }
    };
    Ok(shell.page(&title, main))
}
