//! What takes a service down, for programs.

use std::collections::BTreeMap;

use app::Timestamp;
use app::ids::ItemId;
use app::prepare::inventory::Kind;
use app::prove::cuts::{Asked as Depth, Cut, CutQuery, Member, Sort, cuts};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Routes;
use crate::api::inventory::NamedForm;
use crate::api::{Asked, Caller, List, page};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named, replace};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let list = Operation::new(
        "list_cut_sets",
        Kind::Service.titles(),
        "List the smallest combinations whose loss stops a service",
    );
    let list = list.asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of them, and how far that reaches.").of("CutSets");
    Routes::new()
        .get("/api/v1/services/{id}/cut-sets", Needs(Kind::Service.read_permission()), show)
        .described(list)
}

fn parameters() -> Vec<Parameter> {
    let kinds = Kind::ALL.iter().filter(|it| **it != Kind::Group).map(|it| it.code());
    let mut parameters = vec![
        Parameter::new(
            "order",
            Shape::Whole(1, 4),
            "How many members they have at most. 3 if not said.",
        ),
        Parameter::new(
            "crews",
            Shape::Flag,
            "Whether losing a crew, or equipment, counts as losing what it restores.",
        ),
        Parameter::new(
            "kind",
            Shape::OneOf(kinds.collect()),
            "Only those with a member of this kind.",
        ),
        Parameter::new("text", Shape::Text, "Only those with a member of this name or code."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// What takes a service down, and how far that was looked for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CutSetsForm {
    /// Which service.
    service: NamedForm,
    /// As of when: what stands on what has not changed since.
    computed_at: Timestamp,
    /// There are no other combinations of up to so many members.
    order_complete: u32,
    /// There are no others of any size.
    is_complete: bool,
    /// How many there are of one member, of two, and so on.
    counts: Vec<u64>,
    /// How many of them are listed.
    n_listed: u64,
    /// In how many combinations each member is that the caller may know of: at most 100, most first.
    members: Vec<WeightForm>,
    /// A stretch of those that were asked for, the smallest first.
    cut_sets: Value,
}

/// In how many combinations a member is.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "CutWeight")]
struct WeightForm {
    /// The member.
    item: NamedForm,
    /// In how many.
    n_cut_sets: u64,
}

/// A combination whose loss stops the service.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CutForm {
    /// All of these together.
    members: Vec<MemberForm>,
    /// How many other things with a target stop with them. Null: the caller sees single records.
    n_others: Option<u32>,
}

/// A member of a combination.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "CutMember")]
struct MemberForm {
    /// What it is. Null: something that you may not see.
    item: Option<NamedForm>,
    /// What stands on it, in a sentence.
    why: String,
}

impl From<Member> for MemberForm {
    fn from(it: Member) -> Self {
        MemberForm { item: it.item.as_ref().map(Into::into), why: it.why }
    }
}

impl From<Cut> for CutForm {
    fn from(it: Cut) -> Self {
        let n_others = it.n_others;
        CutForm { members: it.members.into_iter().map(Into::into).collect(), n_others }
    }
}

/// How many members are weighed.
const MEMBERS_MAX: usize = 100;

/// `GET /api/v1/services/{id}/cut-sets`
async fn show(
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
    address: Address,
) -> Answer<Json<CutSetsForm>> {
    let asked = Asked::read(&address, &parameters())?;
    let order = asked.value("order").unwrap_or(Depth::default().order);
    let query = CutQuery {
        asked: Depth { order, crews: asked.flag("crews") },
        kind: asked.value("kind"),
        text: asked.text("text").unwrap_or_default().to_owned(),
        sort: Sort::Size,
        descending: false,
        paging: asked.paging(),
    };
    let found = cuts(&ctx, id, &query).await?;
    let weight = |(item, n): &(_, u64)| WeightForm { item: NamedForm::from(item), n_cut_sets: *n };
    let Json(cut_sets): Json<List<CutForm>> = page(found.page, CutForm::from);
    Ok(Json(CutSetsForm {
        service: (&found.service).into(),
        computed_at: found.computed_at,
        order_complete: found.order_complete,
        is_complete: found.is_complete,
        counts: found.counts,
        n_listed: found.n_listed,
        members: found.members.iter().take(MEMBERS_MAX).map(weight).collect(),
        cut_sets: serde_json::to_value(cut_sets).map_err(app::Error::internal)?,
    }))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "CutSet", CutForm::json_schema(to).to_value());
    list_of(all, "CutSetList", "CutSet");
    let mut whole = CutSetsForm::json_schema(to).to_value();
    let list = json!({ "$ref": "#/components/schemas/CutSetList" });
    replace(&mut whole, "cut_sets", list);
    named(all, "CutSets", whole);
}
