//! The strategies that wait for money, on the first page: whoever decides about money sees them.

use app::actor::Permission;
use app::people::agencies;
use app::prepare::strategies::{self, Funding, Query, Sort};
use app::{Ctx, Paging};
use maud::{Markup, html};

use super::Asked;
use crate::error::Answer;
use crate::layout::frame::counted;
use crate::layout::parts;

/// So many of the dearest are shown.
const SHOWN_MAX: u32 = 3;

/// The strategies that wait for money. Nothing if none does, or if whoever looks may not see any.
pub(super) async fn panel(ctx: &Ctx, asked: Asked) -> Answer<Markup> {
    if !ctx.actor.may_somewhere(Permission::ReadStrategies) {
        return Ok(html! {});
    }
    let below = match asked.agency {
        Some(id) => Some(agencies::subtree(ctx, id).await?),
        None => None,
    };
    let query = Query {
        agencies: below.clone(),
        funding: Some(Funding::Unfunded),
        sort: Sort::Capital,
        descending: true,
        paging: Paging { number: 1, size: SHOWN_MAX },
        ..Query::default()
    };
    let total = strategies::unfunded(ctx, below).await?;
    if total.n == 0 {
        return Ok(html! {});
    }
    let dearest = strategies::list(ctx, &query).await?;
    let all = match asked.agency {
        Some(id) => format!("/strategies?funding=unfunded&agency={id}"),
        None => "/strategies?funding=unfunded".to_owned(),
    };
    let aside = html! { a href=(all) { "All" } };
    Ok(parts::panel(
        "Unfunded strategies",
        aside,
        html! {
            div.body {
                p {
                    (counted(total.n, "strategy waits", "strategies wait")) " for money: "
                    (total.capital) " once and " (total.yearly) " each year."
                }
            }
            ol.steps {
                @for (index, it) in dearest.items.iter().enumerate() {
                    @let (capital, yearly) = it.content.cost();
                    li {
                        span.n { (index + 1) }
                        span {
                            a href={ "/strategies/" (it.id) } { (it.name) } br;
                            small { (it.state.title()) }
                        }
                        small { (capital) ", then " (yearly) " a year" }
                    }
                }
            }
        },
    ))
}
