//! The dependency map of an item: a drawing, and a table that says the same.

use std::collections::BTreeSet;

use app::ids::ItemId;
use app::prepare::inventory::{self, Item, Kind, Neighborhood, Standing, Steps, reference};
use app::prove::recovery;
use app::{Ctx, Error, Span};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;
use tables::{Cell, Column, CsvStyle, Table};

use super::list::at_least;
use super::{item_path, paths};
use crate::download::{bound, hours};
use crate::error::Answer;
use crate::layout::charts::map::{Edge, Map, Node, map};
use crate::layout::forms::{self, Choice, Field};
use crate::layout::parts::Head;
use crate::layout::states::{self, Tone};
use crate::request::{Path, Query};
use crate::shell::Shell;

/// How far the map reaches.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default)]
pub(super) struct Reach {
    down: u32,
    up: u32,
}

/// Four layers down is usually all; one up says who would notice.
impl Default for Reach {
    fn default() -> Self {
        Reach { down: 4, up: 1 }
    }
}

/// How much the page shows in each direction: more could neither be read nor sent quickly. The file has it all.
const SHOWN_MAX: usize = 50;

/// How much the file has at most in each direction.
pub(crate) const FILE_MAX: usize = 2_000;

/// How far anybody may ask it to reach.
pub(crate) const STEPS_MAX: u32 = 8;

/// `GET /services/{id}/map`
pub(super) async fn page(
    kind: Kind,
    shell: Shell,
    Path(id): Path<ItemId>,
    Query(reach): Query<Reach>,
) -> Answer<Markup> {
    let around = find(kind, &shell, id, (reach, SHOWN_MAX)).await?;
    let middle = around.items.first().ok_or(Error::NotFound("record"))?;
    let path = item_path(kind, id);
    let title = format!("What {} depends on", middle.name);
    let crumbs = vec![
        (kind.titles().to_owned(), paths(kind).list.to_owned()),
        (middle.name.clone(), path.clone()),
    ];
    let csv = format!("{path}/map.csv?down={}&up={}", reach.down, reach.up);
    let finding = finding(&around, middle);
    let binding = recovery::binding(&shell.ctx, id).await?;
    let focus = middle.id.to_string();
    let view = Map {
        finding: &finding,
        nodes: around.items.iter().map(|it| node(&shell.ctx, it)).collect(),
        edges: edges(&around, &binding),
        focus: Some(&focus),
        csv: Some(&csv),
    };
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(html! { (finding) }), ..Head::default() }.shown())
        form.toolbar method="get" {
            (steps("down", "Steps down", reach.down))
            (steps("up", "Steps up", reach.up))
            button.button { "Show" }
        }
        (map(&view))
    };
    Ok(shell.page(&title, main))
}

/// `GET /services/{id}/map.csv`
pub(super) async fn csv(
    kind: Kind,
    shell: Shell,
    Path(id): Path<ItemId>,
    Query(reach): Query<Reach>,
) -> Answer<Response> {
    let around = find(kind, &shell, id, (reach, FILE_MAX)).await?;
    let texts = ["needs", "needed"].map(Column::text).into_iter();
    let spans = ["can_do_without", "needed_back_in"].map(Column::hours);
    let columns = texts.chain(spans).chain(["needed_standing", "needed_back_is"].map(Column::text));
    let mut table = Table::new("Dependencies", columns.collect());
    for (from, to, gap) in pairs(&around) {
        table.rows.push(vec![
            Cell::Text(reference(from.kind(), &from.code)),
            Cell::Text(reference(to.kind(), &to.code)),
            hours(gap),
            hours(to.outcome.achievable_rto),
            Cell::Text(to.outcome.standing.code().to_owned()),
            bound(to.outcome.achievable_rto, to.outcome.is_complete),
        ]);
    }
    let bytes = table.to_csv(CsvStyle::EXCEL).map_err(Error::internal)?;
    let kind = (CONTENT_TYPE, "text/csv; charset=utf-8");
    let name = (CONTENT_DISPOSITION, "attachment; filename=\"dependencies.csv\"");
    Ok(([kind, name], bytes).into_response())
}

async fn find(
    kind: Kind,
    shell: &Shell,
    id: ItemId,
    (reach, items_max): (Reach, usize),
) -> Answer<Neighborhood> {
    let steps = Steps { down: reach.down.min(STEPS_MAX), up: reach.up.min(STEPS_MAX), items_max };
    let around = inventory::neighborhood(&shell.ctx, id, steps).await?;
    match around.items.first() {
        Some(middle) if middle.kind() == kind => Ok(around),
        _ => Err(Error::NotFound("record").into()),
    }
}

fn finding(around: &Neighborhood, middle: &Item) -> String {
    let n_others = around.items.len().saturating_sub(1);
    let n_late = around.items.iter().filter(|it| it.outcome.standing == Standing::Missed).count();
    let cut = if around.is_cut { " There is more than fits here." } else { "" };
    format!(
        "{n_others} other things stand around {}; {n_late} of all shown cannot be back in time.{cut}",
        middle.name
    )
}

fn node(ctx: &Ctx, item: &Item) -> Node {
    let (tone, words) = states::standing_words(item.outcome.standing.code());
    let tone = if item.retired_at.is_some() { Tone::Bad } else { tone };
    Node {
        id: item.id.to_string(),
        name: item.name.clone(),
        href: inventory::reads(ctx, item).then(|| item_path(item.kind(), item.id)),
        detail: match item.outcome.achievable_rto {
            it @ Some(_) => {
                let back_in = at_least(it, item.outcome.is_complete);
                format!("{} · {back_in}", item.kind().title())
            }
            None => item.kind().title().to_owned(),
        },
        tone,
        standing: if item.retired_at.is_some() { "Retired".to_owned() } else { words.to_owned() },
    }
}

fn edges(around: &Neighborhood, binding: &BTreeSet<(ItemId, ItemId)>) -> Vec<Edge> {
    let edges = around.needs.iter().map(|it| Edge {
        from: it.from_id.to_string(),
        to: it.to_id.to_string(),
        soft: it.strength.max_gap().is_some(),
        max_gap: it.strength.max_gap().map(|it| it.to_string()).unwrap_or_default(),
        binds: binding.contains(&(it.from_id, it.to_id)),
    });
    edges.collect()
}

fn pairs(around: &Neighborhood) -> Vec<(&Item, &Item, Option<Span>)> {
    let item = |id| around.items.iter().find(|it| it.id == id);
    let pairs = around.needs.iter().filter_map(|it| {
        let gap = it.strength.max_gap();
        Some((item(it.from_id)?, item(it.to_id)?, gap))
    });
    pairs.collect()
}

fn steps(name: &str, label: &str, chosen: u32) -> Markup {
    let choices: Vec<Choice<'_>> =
        (0..=STEPS_MAX).map(|it| Choice::new(it.to_string(), it.to_string())).collect();
    forms::select(&Field::new(name, label).value(chosen.to_string()).required(), &choices, "")
}
