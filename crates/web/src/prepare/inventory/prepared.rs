//! What is prepared for a record: the risks that would hit it, and the strategies for it.

use app::actor::{Permission, Place};
use app::prepare::inventory::{Item, Kind, reference};
use app::prepare::{risks, strategies};
use app::{Ctx, Paging};
use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::frame::counted;
use crate::layout::{parts, states};
use crate::prepare::strategies::strategy_path;

/// So many strategies are named.
const SHOWN_MAX: u32 = 5;

/// How many risks would hit a record, and the strategies for it. Nothing for whoever may see neither.
pub(super) async fn panel(ctx: &Ctx, item: &Item) -> Answer<Markup> {
    let place = Place::Record(item.agency_id, item.id.into());
    let named = reference(item.kind(), &item.code);
    let n_risks = match ctx.actor.may_in_agencies(Permission::ReadRisks) {
        true => {
            let query = risks::Query { item: Some(named.clone()), ..risks::Query::default() };
            Some(risks::count(ctx, &query).await?)
        }
        false => None,
    };
    let has_strategies = matches!(item.kind(), Kind::Process | Kind::Service)
        && ctx.actor.may(Permission::ReadStrategies, place);
    let found = match has_strategies {
        true => {
            let paging = Paging { number: 1, size: SHOWN_MAX };
            let query = strategies::Query {
                item_id: Some(item.id),
                paging,
                ..strategies::Query::default()
            };
            Some(strategies::list(ctx, &query).await?.items)
        }
        false => None,
    };
    if n_risks.is_none() && found.is_none() || item.retired_at.is_some() {
        return Ok(html! {});
    }
    let may_write = ctx.actor.may(Permission::WriteStrategies, place);
    Ok(parts::padded_panel(
        "Risks and strategies",
        html! {},
        html! {
            @match n_risks {
                Some(0) => p.quiet { "No risk is written down that would hit it." },
                Some(n) => p {
                    a href={ "/risks?item=" (named) } { (counted(n, "risk", "risks")) } " would hit it."
                },
                None => {},
            }
            @if let Some(found) = &found {
                @if found.is_empty() { p.quiet { "No strategy says how it is kept going." } }
                ul.plain {
                    @for it in found {
                        li { a href=(strategy_path(it.id)) { (it.name) } " " (states::strategy(it.state)) }
                    }
                }
                @if may_write {
                    p { a href={ "/strategies/new?target=" (named) } { "Add a strategy" } }
                }
            }
        },
    ))
}
