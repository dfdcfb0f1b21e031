//! What the page says of the crews there are, and of what it counts.

use app::prove::readiness::{Basis, Figure, Figures};
use maud::{Markup, html};

use super::Asked;
use crate::layout::frame::counted;
use crate::layout::parts::capital;
use crate::prove::recovery::services_path;

/// How it is with the crews there are, as far as that is known.
pub(super) fn known(it: &Figures, asked: Asked) -> Markup {
    let link = |n: u64| {
        let services = counted(n, "service is", "services are");
        html! { a href=(services_path(Figure::WithCrews, asked.agency)) { (services) } }
    };
    html! {
        @if 0 < it.n_late_with_crews {
            (link(it.n_late_with_crews))
            " late only with the crews there are: if each part had people of its own, "
            @if it.n_late_with_crews == 1 { "it" } @else { "they" }
            " would be in time as far as is known. "
        }
        @if 0 < it.n_too_large {
            (counted(it.n_too_large, "service rests", "services rest"))
            " on too much to try them with crews: a scenario tells. "
        }
        @if let Some(so_far) = it.trying() { (capital(&so_far)) ". " }
    }
}

/// What is counted, and why a run of a scenario counts others.
pub(super) fn counted_how(basis: Basis) -> &'static str {
    match basis {
        Basis::Essential => {
            "Only essential services are counted, each as if it were lost alone with all that it \
             rests on and crews worked for nothing else; a run of a scenario counts services of \
             every tier, which share the crews."
        }
        Basis::All => {
            "All services are counted, because none is marked as essential, each as if it were \
             lost alone with all that it rests on and crews worked for nothing else; in a run of a \
             scenario they share the crews."
        }
    }
}
