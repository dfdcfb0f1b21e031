//! Reading the whole log, and saying whether it is what was written.

use app::events::{self, Verdict};
use maud::{Markup, html};

use super::list::hash;
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::parts::{self, Head};
use crate::layout::states::Tone;
use crate::shell::Shell;

/// `GET /audit/verify`: it changes nothing.
pub(super) async fn verify(shell: Shell) -> Answer<Markup> {
    let verdict = events::verify(&shell.ctx).await?;
    let crumbs = vec![("Audit log".to_owned(), "/audit".to_owned())];
    let (title, said) = match verdict {
        Verdict::Intact { n_events, hash: last } => (
            "The audit log is as it was written".to_owned(),
            html! {
                p {
                    "All " (grouped(u64::try_from(n_events).unwrap_or_default())) " entries follow \
                     from one another. None was altered, removed or reordered."
                }
                p { "The hash of the last one stands for all of them:" }
                p { code { (hash(&last)) } }
                p.quiet {
                    "Keep it where nobody who could rewrite the whole database can reach it, such \
                     as on paper. A later check must find the same at the same number."
                }
            },
        ),
        Verdict::Broken { at_seq } => (
            format!("The audit log was altered at entry {at_seq}"),
            html! {
                p {
                    "Entry " (at_seq) " is not what was written, or is missing. Entries before it \
                     are as they were. Compare with a backup, and find out who had access to the \
                     database."
                }
            },
        ),
    };
    let tone = if matches!(verdict, Verdict::Intact { .. }) { Tone::Good } else { Tone::Bad };
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (parts::notice(tone, if tone == Tone::Good { "Intact" } else { "Altered" }, said))
        p.quiet { "Checked " (shell.moment(shell.ctx.now)) ". On the command line: " code { "mainstay audit verify" } "." }
    };
    Ok(shell.page(&title, main))
}
