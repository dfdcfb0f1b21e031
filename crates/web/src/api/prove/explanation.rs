//! Why an item is back when it is, what would help, and what if something were different.

use std::collections::BTreeMap;

use app::ids::ItemId;
use app::prepare::inventory::{Kind, Standing, Strength};
use app::prove::recovery::{
    self, Circle, Edit, Effect, Explanation, Link, Part, Relief, Row, TimeToGive,
};
use app::{FieldProblem, Span, Timestamp};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::crews::{CrewHelpForm, WithCrewsForm};
use crate::Routes;
use crate::api::inventory::{NamedForm, OutcomeForm, find, paths};
use crate::api::{Caller, Document};
use crate::error::Answer;
use crate::openapi::{Operation, named};
use crate::request::{Json, Path};
use crate::routes::Access::Needs;

/// How many things may be different at once.
const EDITS_MAX: usize = 50;

pub(super) fn routes() -> Routes {
    let kinds = Kind::ALL.iter().filter(|it| it.is_restored());
    kinds.fold(Routes::new(), |routes, &kind| routes.merge(of(kind)))
}

fn of(kind: Kind) -> Routes {
    let (at, read) = (paths(kind), Needs(kind.read_permission()));
    let plural = kind.plural().replace('-', "_");
    let one = kind.title().to_lowercase();
    let why = Operation::new(
        format!("explain_{plural}"),
        kind.titles(),
        format!("Say why a {one} is back when it is, and what would help"),
    );
    let why = why.may_refuse().answers(200, "The explanation.").of("Explanation");
    let what_if = Operation::new(
        format!("what_if_{plural}"),
        kind.titles(),
        format!("Say what would change for a {one}: nothing is saved"),
    );
    let what_if = what_if.takes("Edits").answers(200, "As it is and as it would be.");
    Routes::new()
        .get(at.explanation, read, move |caller, id| explain(kind, caller, id))
        .described(why)
        .post(at.what_if, read, move |caller, id, sent| ask(kind, caller, id, sent))
        .described(what_if.of("WhatIf"))
}

/// An item with where it is and who restores it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Part")]
pub(super) struct PartForm {
    /// The item.
    item: NamedForm,
    /// Where it is.
    site: Option<NamedForm>,
    /// Who restores it.
    crew: Option<NamedForm>,
    /// How many of them that takes.
    crew_size: Option<u32>,
    /// Which equipment that takes.
    equipment: Option<NamedForm>,
    /// How many units of it.
    equipment_size: Option<u32>,
}

impl From<&Part> for PartForm {
    fn from(it: &Part) -> Self {
        PartForm {
            item: (&it.item).into(),
            site: it.site.as_ref().map(Into::into),
            crew: it.crew.as_ref().map(|(crew, _)| crew.into()),
            crew_size: it.crew.as_ref().map(|(_, size)| *size),
            equipment: it.equipment.as_ref().map(|(equipment, _)| equipment.into()),
            equipment_size: it.equipment.as_ref().map(|(_, n)| *n),
        }
    }
}

/// One restoration of those that decide.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Link")]
struct LinkForm {
    /// What is restored.
    part: PartForm,
    /// When that starts, after the loss.
    start: Span,
    /// When it is back.
    finish: Span,
    /// How long before the previous one is back it starts, because it can do without for a while.
    grace: Span,
    /// How much of it lies beyond what is required.
    over: Span,
}

impl From<&Link> for LinkForm {
    fn from(it: &Link) -> Self {
        let (start, finish, grace, over) = (it.start, it.finish, it.grace, it.over);
        LinkForm { part: (&it.part).into(), start, finish, grace, over }
    }
}

/// One restoration on the way.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Restoration")]
struct RowForm {
    /// What is restored.
    part: PartForm,
    /// When that starts, after the loss.
    start: Span,
    /// When it is back.
    finish: Span,
    /// How much later it could be back without delaying the item. Null: it delays nothing.
    slack: Option<Span>,
    /// Whether it is one of those that decide.
    binds: bool,
}

impl From<&Row> for RowForm {
    fn from(it: &Row) -> Self {
        let (start, finish, slack, binds) = (it.start, it.finish, it.slack, it.binds);
        RowForm { part: (&it.part).into(), start, finish, slack, binds }
    }
}

/// What speeding up one restoration would do.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Relief")]
struct ReliefForm {
    /// Which restoration.
    item: NamedForm,
    /// How long it takes.
    restore: Span,
    /// When the item would be back if it took no time at all.
    achievable_after: Span,
    /// The longest that it may take for the item to be in time, if it alone can achieve that.
    restore_needed: Option<Span>,
}

impl From<&Relief> for ReliefForm {
    fn from(it: &Relief) -> Self {
        ReliefForm {
            item: (&it.item).into(),
            restore: it.restore,
            achievable_after: it.achievable_after,
            restore_needed: it.restore_needed,
        }
    }
}

/// Things that cannot work without each other.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Circle")]
struct CircleForm {
    /// Some of them: each needs the next, and the last one the first.
    example: Vec<NamedForm>,
    /// How many there are.
    n_members: usize,
    /// Whether redundancy breaks the circle, so that there is an order after all.
    is_broken: bool,
}

impl From<&Circle> for CircleForm {
    fn from(it: &Circle) -> Self {
        let example = it.example.iter().map(Into::into).collect();
        CircleForm { example, n_members: it.n_members, is_broken: it.is_broken }
    }
}

/// Why an item is back when it is, and what would help.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ExplanationForm {
    /// Which item.
    item: NamedForm,
    /// When this was computed.
    computed_at: Timestamp,
    /// Required, achievable, and the difference.
    outcome: OutcomeForm,
    /// Whether all times behind it are known. If not, what is achievable is the least it can be.
    is_complete: bool,
    /// Whose target is behind what is required, if it is another's.
    required_by: Option<NamedForm>,
    /// What decides how old the data may be.
    point_held_by: Option<NamedForm>,
    /// The same in plain words.
    sentence: String,
    /// Why what is required is impossible even with people enough for everything, as a sum in one
    /// sentence. Null: it is not, or it is part of a circle of needs.
    impossible: Option<String>,
    /// The restorations that decide, one after the other, to the item itself.
    chain: Vec<LinkForm>,
    /// Everything on the way, by start: the most pressing of it, if there is very much.
    rows: Vec<RowForm>,
    /// How much is on the way in all.
    n_rows: usize,
    /// What speeding up one restoration would do, the best first.
    reliefs: Vec<ReliefForm>,
    /// What nobody has said how long it takes: some of it, if it is very much.
    unknown: Vec<NamedForm>,
    /// How much that is in all.
    n_unknown: usize,
    /// The same with who is to say so. Empty in a what-if.
    missing: Vec<TimeToGiveForm>,
    /// The circle of needs that it is part of.
    circle: Option<CircleForm>,
    /// How it is back with the crews there are, where any of it waits for people. Null in a what-if.
    with_crews: Option<WithCrewsForm>,
    /// What would help, the best first: with the crews there are, if it is late or any of it waits for
    /// people. Empty in a what-if.
    helps: Vec<CrewHelpForm>,
}

/// A restore time that nobody has given.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "TimeToGive")]
pub(super) struct TimeToGiveForm {
    /// Of what.
    item: NamedForm,
    /// Whose it is: name of the agency. Empty if that is not to be known.
    agency: String,
    /// Who is to give it: the name of its technical owner, or else of its owner. Null: nobody is named,
    /// or the caller may not see.
    given_by: Option<String>,
}

impl From<&TimeToGive> for TimeToGiveForm {
    fn from(it: &TimeToGive) -> Self {
        TimeToGiveForm {
            item: (&it.item).into(),
            agency: it.agency.clone(),
            given_by: it.ask.as_ref().map(|it| it.1.clone()),
        }
    }
}

impl From<&Explanation> for ExplanationForm {
    fn from(it: &Explanation) -> Self {
        let of = |id: ItemId| {
            let mut parts =
                it.chain.iter().map(|it| &it.part).chain(it.rows.iter().map(|it| &it.part));
            parts.find(|it| it.item.id == id).map(|it| NamedForm::from(&it.item))
        };
        ExplanationForm {
            item: (&it.item).into(),
            computed_at: it.computed_at,
            outcome: OutcomeForm::of(&it.outcome, it.outcome.held_by.and_then(of)),
            is_complete: it.is_complete,
            required_by: it.required_by.as_ref().map(Into::into),
            point_held_by: it.point_held_by.as_ref().map(Into::into),
            sentence: it.sentence.clone(),
            impossible: it.impossible.clone(),
            chain: it.chain.iter().map(Into::into).collect(),
            rows: it.rows.iter().map(Into::into).collect(),
            n_rows: it.n_rows,
            reliefs: it.reliefs.iter().map(Into::into).collect(),
            unknown: it.unknown.iter().map(Into::into).collect(),
            n_unknown: it.n_unknown,
            missing: it.missing.iter().map(Into::into).collect(),
            circle: it.circle.as_ref().map(Into::into),
            with_crews: it.with_crews.as_ref().map(Into::into),
            helps: it.helps.iter().map(Into::into).collect(),
        }
    }
}

/// What might be different.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EditsForm {
    /// One after the other.
    #[schemars(length(max = 50))]
    edits: Vec<EditForm>,
}

/// One thing that might be different.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "edit", rename_all = "snake_case", deny_unknown_fields)]
enum EditForm {
    /// How long an item takes to restore.
    Restore {
        /// Which item.
        item: Uuid,
        /// How long. Null: nobody knows.
        time: Option<Span>,
    },
    /// How soon an item must be back.
    Target {
        /// Which item.
        item: Uuid,
        /// How soon. Null: nobody has said.
        time: Option<Span>,
    },
    /// How many members of a redundancy group suffice.
    Suffice {
        /// Which group.
        item: Uuid,
        /// How many.
        n: u32,
    },
    /// How badly one item needs another.
    Need {
        /// Who needs.
        from: Uuid,
        /// What is needed.
        to: Uuid,
        /// Whether it is needed at all.
        needed: bool,
        /// How long the needer can do without. Null: not at all.
        max_gap: Option<Span>,
    },
}

impl From<EditForm> for Edit {
    fn from(it: EditForm) -> Self {
        match it {
            EditForm::Restore { item, time } => Edit::Restore(item.into(), time),
            EditForm::Target { item, time } => Edit::Target(item.into(), time),
            EditForm::Suffice { item, n } => Edit::Suffice(item.into(), n),
            EditForm::Need { from, to, needed, max_gap } => {
                let strength = max_gap.map_or(Strength::Hard, |it| Strength::Soft { max_gap: it });
                Edit::Need(from.into(), to.into(), needed.then_some(strength))
            }
        }
    }
}

/// What would change.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct WhatIfForm {
    /// As it is.
    before: ExplanationForm,
    /// As it would be.
    after: ExplanationForm,
    /// Other services and processes that would fare otherwise: some of them, if they are many.
    effects: Vec<EffectForm>,
    /// How many of those would be back sooner.
    n_sooner: usize,
    /// How many of those would be back later.
    n_later: usize,
}

/// How another item would fare.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Effect")]
struct EffectForm {
    /// Which.
    item: NamedForm,
    /// How it stands.
    standing_before: Standing,
    /// How it would.
    standing_after: Standing,
    /// When it can be back.
    achievable_before: Span,
    /// When it could.
    achievable_after: Span,
}

impl From<&Effect> for EffectForm {
    fn from(it: &Effect) -> Self {
        EffectForm {
            item: (&it.item).into(),
            standing_before: it.standing.0,
            standing_after: it.standing.1,
            achievable_before: it.achievable.0,
            achievable_after: it.achievable.1,
        }
    }
}

/// `GET /api/v1/services/{id}/explanation` and its like.
async fn explain(
    kind: Kind,
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
) -> Answer<Json<ExplanationForm>> {
    find(&ctx, kind, id).await?;
    Ok(Json((&recovery::explain(&ctx, id).await?).into()))
}

/// `POST /api/v1/services/{id}/what-if` and its like.
async fn ask(
    kind: Kind,
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
    Document(sent): Document<EditsForm>,
) -> Answer<Json<WhatIfForm>> {
    find(&ctx, kind, id).await?;
    if EDITS_MAX < sent.edits.len() {
        return Err(FieldProblem::new("edits", "Ask for at most 50 changes at once.").into());
    }
    let edits: Vec<Edit> = sent.edits.into_iter().map(Edit::from).collect();
    let found = recovery::what_if(&ctx, id, &edits).await?;
    Ok(Json(WhatIfForm {
        before: (&found.before).into(),
        after: (&found.after).into(),
        effects: found.effects.iter().map(Into::into).collect(),
        n_sooner: found.n_sooner,
        n_later: found.n_later,
    }))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "Explanation", ExplanationForm::json_schema(to).to_value());
    named(all, "Edits", EditsForm::json_schema(to).to_value());
    named(all, "WhatIf", WhatIfForm::json_schema(to).to_value());
}
