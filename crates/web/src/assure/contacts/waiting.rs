//! On My work: the agencies whose contacts wait to be confirmed by the reader.

use app::assure::contacts;
use maud::html;

use super::{contacts_path, list_standing};
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::shell::Shell;
use crate::work::Waits;

/// The agencies whose contacts the reader is to confirm.
pub(crate) async fn waiting(shell: &Shell) -> Answer<Waits> {
    let all = contacts::to_confirm(&shell.ctx).await?;
    let n = html! { small { (grouped(all.len() as u64)) } };
    Ok(Waits::of("Major-incident contacts to confirm", n, &all, |it| {
        html! {
            a href=(contacts_path(it.agency.id)) { (it.agency.name) }
            (list_standing(it.standing()))
        }
    }))
}
