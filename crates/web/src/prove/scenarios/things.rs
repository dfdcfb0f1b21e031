//! What can be lost, while somebody types: what they find, and what their services stand on.

use app::prepare::inventory::{Kind, reference};
use app::prove::scenarios;

use crate::error::Answer;
use crate::request::{Json, Query};
use crate::search::{Asked, Offer, offered};
use crate::shell::Shell;

/// How many things of others are offered.
const OTHERS_MAX: usize = 12;

/// `GET /scenarios/things.json`
pub(super) async fn offers(shell: Shell, Query(asked): Query<Asked>) -> Answer<Json<Vec<Offer>>> {
    let mut offers = offered(&shell, &asked).await?;
    let kind: Option<Kind> = asked.kind.parse().ok();
    let words: Vec<String> = asked.q.split_whitespace().map(str::to_owned).collect();
    // Before anything is typed there is nothing to find.
    let n_max = if words.is_empty() { 0 } else { OTHERS_MAX };
    let others = scenarios::nameable(&shell.ctx, kind, &words, n_max).await?;
    offers.extend(others.into_iter().map(|it| Offer {
        code: if asked.refs { reference(it.kind, &it.code) } else { it.code },
        label: it.name,
        detail: format!("{} · not yours, and your services stand on it", it.kind.title()),
        href: String::new(),
    }));
    Ok(Json(offers))
}
