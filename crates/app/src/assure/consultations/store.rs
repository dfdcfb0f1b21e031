//! Consultations in the database, with who advises.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Set,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entity::adviser;
use super::entity::consultation::{ActiveModel, Column, Entity, Model};
use super::{About, Area, Consultation, Recommendation, State};
use crate::actor::Scope;
use crate::ids::{AgencyId, ConsultationId, GrantId, PersonId, PlanId};
use crate::row_store::VALUES_MAX;
use crate::{Error, Result, Span, Timestamp, row_store};

/// How many are read at once at most.
const ALL_MAX: u64 = 50_000;

/// What is kept of a consultation beside its columns.
#[derive(Serialize, Deserialize)]
struct Inside {
    topic: String,
    question: String,
    meets_at: Option<Timestamp>,
    spent: Span,
    outcome: String,
    recommendations: Vec<Recommendation>,
}

/// Which of the consultations that somebody may see to read.
pub(super) enum Which {
    /// All.
    All,
    /// Those about a plan.
    About(PlanId),
    /// Those that are not over, and those of these agencies that were closed.
    Waiting(BTreeSet<AgencyId>),
}

impl Which {
    fn rows(&self) -> Condition {
        match self {
            Which::All => Condition::all(),
            Which::About(id) => Condition::all().add(Column::PlanId.eq(Uuid::from(*id))),
            Which::Waiting(agencies) => {
                let theirs = Column::AgencyId.is_in(agencies.iter().map(|it| Uuid::from(*it)));
                let closed = Column::State.eq(State::Closed.code());
                Condition::any()
                    .add(Column::State.is_in([State::Asked.code(), State::Taken.code()]))
                    .add(Condition::all().add(closed).add(theirs))
            }
        }
    }
}

/// The consultation called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: ConsultationId) -> Result<Option<Consultation>> {
    let rows = Entity::find_by_id(id).all(tx).await?;
    Ok(with_advisers(tx, rows).await?.pop())
}

/// Whether there is any.
pub(super) async fn is_any(tx: &Tx) -> Result<bool> {
    Ok(Entity::find().one(tx).await?.is_some())
}

/// Those about a plan that are not over, whoever may see them.
pub(super) async fn open_about(tx: &Tx, id: PlanId) -> Result<Vec<Consultation>> {
    let open = [State::Asked.code(), State::Taken.code()];
    let found = Entity::find().filter(Which::About(id).rows()).filter(Column::State.is_in(open));
    let rows = found.order_by_asc(Column::Id).all(tx).await?;
    with_advisers(tx, rows).await
}

/// Every consultation of `which` that `scope` lets see, or in which `adviser` advises, the last first.
pub(super) async fn all(
    tx: &Tx,
    (scope, adviser): (&Scope, Option<PersonId>),
    which: &Which,
) -> Result<Vec<Consultation>> {
    let mut seen = Condition::any().add(scope.rows(Column::AgencyId, Column::Id));
    if let Some(id) = adviser {
        let theirs = adviser::Entity::find()
            .select_only()
            .column(adviser::Column::ConsultationId)
            .filter(adviser::Column::PersonId.eq(Uuid::from(id)))
            .into_query();
        seen = seen.add(Column::Id.in_subquery(theirs));
    }
    // Of everything, everything is left.
    let seen = if *scope == Scope::Everything { Condition::all() } else { seen };
    let found =
        Entity::find().filter(which.rows()).filter(seen).order_by_desc(Column::Id).limit(ALL_MAX);
    let rows = found.all(tx).await?;
    with_advisers(tx, rows).await
}

async fn with_advisers(tx: &Tx, rows: Vec<Model>) -> Result<Vec<Consultation>> {
    let mut advisers: BTreeMap<Uuid, BTreeMap<PersonId, Option<GrantId>>> = BTreeMap::new();
    for some in rows.chunks(VALUES_MAX) {
        let ids = some.iter().map(|it| it.id);
        let found = adviser::Entity::find().filter(adviser::Column::ConsultationId.is_in(ids));
        for it in found.all(tx).await? {
            let of = advisers.entry(it.consultation_id).or_default();
            of.insert(it.person_id.into(), it.grant_id.map(Into::into));
        }
    }
    let with = |row: Model| {
        let advisers = advisers.remove(&row.id).unwrap_or_default();
        to_consultation(row, advisers)
    };
    rows.into_iter().map(with).collect()
}

/// Saves a new consultation, which nobody has taken on.
pub(super) async fn insert(tx: &Tx, it: &Consultation) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    put_advisers(tx, it).await
}

/// Saves a changed consultation, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Consultation) -> Result<Consultation> {
    let next = Consultation { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "consultation").await?;
    put_advisers(tx, &next).await?;
    Ok(next)
}

async fn put_advisers(tx: &Tx, it: &Consultation) -> Result<()> {
    let row = |(person, grant): (&PersonId, &Option<GrantId>)| adviser::ActiveModel {
        consultation_id: Set(it.id.into()),
        person_id: Set((*person).into()),
        grant_id: Set(grant.map(Into::into)),
    };
    let of_it = adviser::Column::ConsultationId.eq(Uuid::from(it.id));
    row_store::put_all(tx, of_it, it.advisers.iter().map(row).collect()).await
}

fn to_row(it: &Consultation) -> Result<ActiveModel> {
    let inside = Inside {
        topic: it.topic.clone(),
        question: it.question.clone(),
        meets_at: it.meets_at,
        spent: it.spent,
        outcome: it.outcome.clone(),
        recommendations: it.recommendations.clone(),
    };
    let (plan, risk, analysis) = match it.about {
        About::Nothing => (None, None, None),
        About::Plan(id) => (Some(id.into()), None, None),
        About::Risk(id) => (None, Some(id.into()), None),
        About::Analysis(id) => (None, None, Some(id.into())),
    };
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        plan_id: Set(plan),
        risk_id: Set(risk),
        analysis_id: Set(analysis),
        area: Set(it.area.code().to_owned()),
        state: Set(it.state.code().to_owned()),
        asked_by: Set(it.asked_by.into()),
        asked_at: Set(it.asked_at),
        document: Set(serde_json::to_value(inside).map_err(Error::internal)?),
        closed_at: Set(it.closed_at),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

fn to_consultation(
    row: Model,
    advisers: BTreeMap<PersonId, Option<GrantId>>,
) -> Result<Consultation> {
    let what = || Error::internal(format!("the consultation {} makes no sense", row.id));
    let (area, state) = (Area::from_code(&row.area), State::from_code(&row.state));
    let (area, state) = (area.ok_or_else(what)?, state.ok_or_else(what)?);
    let about = match (row.plan_id, row.risk_id, row.analysis_id) {
        (None, None, None) => About::Nothing,
        (Some(id), None, None) => About::Plan(id.into()),
        (None, Some(id), None) => About::Risk(id.into()),
        (None, None, Some(id)) => About::Analysis(id.into()),
        _ => return Err(what()),
    };
    let inside: Inside = serde_json::from_value(row.document).map_err(Error::internal)?;
    Ok(Consultation {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        about,
        area,
        topic: inside.topic,
        question: inside.question,
        state,
        asked_by: row.asked_by.into(),
        asked_at: row.asked_at,
        advisers,
        meets_at: inside.meets_at,
        spent: inside.spent,
        outcome: inside.outcome,
        recommendations: inside.recommendations,
        closed_at: row.closed_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}
