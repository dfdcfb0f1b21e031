//! What is not counted because nobody has given its time: who is to give it, and where.

use app::prepare::inventory::Standing;
use app::prove::recovery::{Explanation, TimeToGive};
use maud::{Markup, html};

use super::item_path;
use crate::layout::parts;
use crate::layout::states::Tone;
use crate::prove::link;

/// What is not counted of an item, on its page. Nothing if all that matters is known.
pub(super) fn panel(explanation: &Explanation) -> Markup {
    let n_more = explanation.n_unknown.saturating_sub(explanation.missing.len());
    let outcome = &explanation.outcome;
    let title = match outcome.achievable_rto {
        Some(at) => format!("At least {at}: some times are not known"),
        None => "Some times are not known".to_owned(),
    };
    html! {
        @if !explanation.missing.is_empty() {
            (parts::notice(Tone::Idle, &title, html! {
                p {
                    @match (outcome.standing, outcome.achievable_rto) {
                        (Standing::Missed, _) => "It is too late already without these, whatever they take. Not counted:",
                        (_, Some(_)) => "What is shown is the least that it can be. Not counted:",
                        (_, None) => "Nothing can be said until these times are given:",
                    }
                }
                ul {
                    @for it in &explanation.missing {
                        li { (link(&it.item)) " " (whom(it)) }
                    }
                    @if 0 < n_more { li { "and " (n_more) " more" } }
                }
            }))
        }
    }
}

/// Who is to give a time, and a link to where whoever looks gives it.
pub(crate) fn whom(it: &TimeToGive) -> Markup {
    html! {
        @if it.may_give {
            a href={ (item_path(it.item.kind, it.item.id)) "/edit" }
                aria-label={ "Give the time of " (it.item.name) } { "Give the time" }
            " "
        }
        small.quiet {
            @match &it.ask {
                Some((id, name)) => { "To be given by " a href={ "/people/" (id) } { (name) } ", " (it.agency) },
                None if it.agency.is_empty() => "To be given by another agency",
                None => { "To be given by " (it.agency) ", where nobody is named for it" },
            }
        }
    }
}
