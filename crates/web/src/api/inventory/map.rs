//! What stands around an item, for programs: items, and the needs between them.

use std::collections::BTreeMap;

use app::Span;
use app::ids::ItemId;
use app::prepare::inventory::{self, Item, Kind, NeedKind, Standing, Steps};
use app::prove::recovery;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::forms::NamedForm;
use super::paths;
use crate::Routes;
use crate::api::{Asked, Caller};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, named};
use crate::prepare::inventory::{FILE_MAX, STEPS_MAX};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

/// The operation on items of `kind`.
pub(super) fn routes(kind: Kind) -> Routes {
    let id = format!("map_{}", kind.plural().replace('-', "_"));
    let one = kind.title().to_lowercase();
    let map = Operation::new(id, kind.titles(), format!("Show what stands around a {one}"));
    let map = map.asks(parameters()).answers(200, "At most 2,000 items, it itself first.");
    Routes::new()
        .get(paths(kind).map, Needs(kind.read_permission()), move |caller, id, address| {
            show(kind, caller, id, address)
        })
        .described(map.of("Map"))
}

fn parameters() -> Vec<Parameter> {
    let steps = || Shape::Whole(0, STEPS_MAX);
    vec![
        Parameter::new("down", steps(), "How many steps towards what it needs. 4 if not said."),
        Parameter::new("up", steps(), "How many steps towards who needs it. 1 if not said."),
    ]
}

/// What stands around an item.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MapForm {
    /// The items, the one in the middle first.
    nodes: Vec<NodeForm>,
    /// The needs between them.
    edges: Vec<EdgeForm>,
    /// Whether there is more that is not shown.
    is_cut: bool,
}

/// An item on a map.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "MapNode")]
struct NodeForm {
    /// The item.
    item: NamedForm,
    /// Whether it can be back in time.
    standing: Standing,
    /// How soon it can be back, with all that it needs.
    achievable_rto: Option<Span>,
    /// Whether all times behind that are known. If not, it is the least that it can be.
    is_complete: bool,
    /// Whether it was retired.
    is_retired: bool,
}

/// A need on a map.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "MapEdge")]
struct EdgeForm {
    /// The need.
    need: Uuid,
    /// The item that needs.
    from: Uuid,
    /// The item that is needed.
    to: Uuid,
    /// In which way.
    kind: NeedKind,
    /// For how long it can do without, if at all.
    max_gap: Option<Span>,
    /// Whether it holds the one in the middle back.
    binds: bool,
}

impl From<&Item> for NodeForm {
    fn from(it: &Item) -> Self {
        NodeForm {
            item: NamedForm::item(it),
            standing: it.outcome.standing,
            achievable_rto: it.outcome.achievable_rto,
            is_complete: it.outcome.is_complete,
            is_retired: it.retired_at.is_some(),
        }
    }
}

/// `GET /api/v1/services/{id}/map` and its like.
async fn show(
    kind: Kind,
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
    address: Address,
) -> Answer<Json<MapForm>> {
    let asked = Asked::read(&address, &parameters())?;
    super::find(&ctx, kind, id).await?;
    recovery::refresh(&ctx).await?;
    let (down, up) = (asked.value("down").unwrap_or(4), asked.value("up").unwrap_or(1));
    let steps = Steps { down, up, items_max: FILE_MAX };
    let around = inventory::neighborhood(&ctx, id, steps).await?;
    let binding = recovery::binding(&ctx, id).await?;
    let edges = around.needs.iter().map(|it| EdgeForm {
        need: it.id.into(),
        from: it.from_id.into(),
        to: it.to_id.into(),
        kind: it.kind,
        max_gap: it.strength.max_gap(),
        binds: binding.contains(&(it.from_id, it.to_id)),
    });
    Ok(Json(MapForm {
        edges: edges.collect(),
        nodes: around.items.iter().map(Into::into).collect(),
        is_cut: around.is_cut,
    }))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "Map", MapForm::json_schema(to).to_value());
}
