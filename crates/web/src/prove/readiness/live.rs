//! The page while it is looked at: it is sent again when something happens, and when more is known.

use std::convert::Infallible;
use std::time::Duration;

use app::Ctx;
use app::events;
use app::prove::readiness::watch_crews;
use axum::extract::State as Held;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};

use super::{Asked, page};
use crate::request::{Query, State};
use crate::shell::Shell;

/// How long one request is answered. The browser then asks again, and shows who it is.
const LASTS: Duration = Duration::from_secs(300);

/// `GET /events/readiness`
pub(super) async fn events(
    shell: Shell,
    Held(state): Held<State>,
    Query(asked): Query<Asked>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let start = (events::watch(&shell.ctx), watch_crews(&shell.ctx), asked.seen.unwrap_or(0));
    let until = tokio::time::Instant::now() + LASTS;
    let news = stream::unfold(start, move |(mut watch, mut crews, seen)| {
        let (shell, clock) = (shell.clone(), state.clock);
        async move {
            let next = async {
                tokio::select! {
                    seq = watch.other_than(seen) => seq,
                    more = crews.changed() => more.ok().map(|()| seen),
                }
            };
            let seq = tokio::time::timeout_at(until, next).await.ok().flatten()?;
            let asked = Asked { seen: Some(seq), ..asked };
            let ctx = Ctx::new(shell.ctx.platform.clone(), shell.ctx.actor.clone(), clock());
            let fragment = page::fragment(&ctx, &shell, asked).await.ok()?;
            Some((Ok(Event::default().data(fragment.into_string())), (watch, crews, seq)))
        }
    });
    Sse::new(news).keep_alive(KeepAlive::default())
}
