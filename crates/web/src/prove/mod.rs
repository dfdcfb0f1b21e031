//! Proving, over HTTP.

mod cuts;
pub(crate) mod files;
pub(crate) mod investments;
mod late;
mod likely;
mod readiness;
mod recovery;
pub(crate) mod scenarios;
mod scope;
mod seats;

use app::prove::recovery::Named;
use maud::{Markup, html};

use crate::Routes;
use crate::prepare::inventory::item_path;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(readiness::routes())
        .merge(recovery::routes())
        .merge(cuts::routes())
        .merge(likely::routes())
        .merge(investments::routes())
        .merge(scenarios::routes())
        .merge(scope::routes())
        .merge(seats::routes())
}

/// Where the page of an item is, if whoever asks may open it.
pub(crate) fn path(item: &Named) -> Option<String> {
    item.may_open.then(|| item_path(item.kind, item.id))
}

/// What an item is called, as a link if whoever asks may open it.
pub(crate) fn link(item: &Named) -> Markup {
    html! { @match path(item) { Some(path) => a href=(path) { (item.name) }, None => (item.name) } }
}

/// `part` of `whole` to the nearest percent, never 100 unless it is all, and never 0 unless it is none.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    match (part, whole) {
        (_, 0) => "–".to_owned(),
        (0, _) => "0%".to_owned(),
        (part, whole) if part == whole => "100%".to_owned(),
        (part, whole) => format!("{}%", ((part * 100 + whole / 2) / whole).clamp(1, 99)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_whole_only_if_nothing_is_missing() {
        let shares = [(0, 0), (0, 9), (1, 999), (998, 999), (5, 10), (7, 9), (9, 9)];
        let shown = shares.map(|(part, whole)| percent(part, whole));
        assert_eq!(shown, ["–", "0%", "1%", "99%", "50%", "78%", "100%"]);
    }
}
