//! On My work: the agencies whose contacts wait to be confirmed by the reader.

use app::assure::contacts;
use maud::html;

use super::{contacts_path, list_standing};
use crate::assure::consultations::Waits;
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::parts;
use crate::shell::Shell;

/// The agencies whose contacts the reader is to confirm.
pub(crate) async fn waiting(shell: &Shell) -> Answer<Waits> {
    let all = contacts::to_confirm(&shell.ctx).await?;
    let n = all.len() as u64;
    let panel = html! {
        @if 0 < n {
            (parts::panel("Major-incident contacts to confirm", html! { small { (grouped(n)) } }, html! {
                ol.steps {
                    @for (index, it) in all.iter().enumerate() {
                        li {
                            span.n { (index + 1) }
                            a href=(contacts_path(it.agency.id)) { (it.agency.name) }
                            (list_standing(it.standing()))
                        }
                    }
                }
            }))
        }
    };
    Ok(Waits { n, is_shown: 0 < n, panel })
}
