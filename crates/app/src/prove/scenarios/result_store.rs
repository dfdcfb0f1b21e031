//! What runs found out, in the database: services, work, and what agencies count on at once. Every
//! query shows only what the actor may see now.

use std::collections::BTreeMap;

use db::{Counts, Tx};
use sea_orm::sea_query::{Expr, ExprTrait as _, NullOrdering, Query as Sql};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, JoinType, Order, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef, Select,
};
use uuid::Uuid;

use super::compare::Change;
use super::entity::{booking, item, service, work};
use super::outcome::{BookingKind, BookingOut, ServiceOut, WorkOut};
use super::results::{RowQuery, RowSort};
use super::row::read;
use super::run::{RowVerdict, Totals};
use crate::actor::{Permission, Scope};
use crate::ids::{ItemId, RunId};
use crate::prepare::impact::CaughtUp;
use crate::prepare::inventory::Kind;
use crate::{Ctx, Error, Page, Paging, Result, Span, events};

/// How many causes one statement asks for.
const CAUSES_ASKED_MAX: usize = 500;

/// Which rows the actor may see: for the kinds of things that stand together, of which agencies.
pub(super) struct Seen {
    kinds: Vec<(Vec<&'static str>, Scope)>,
    /// Whose impact analyses the actor reads.
    analyses: Scope,
}

impl Seen {
    pub(super) fn of(ctx: &Ctx) -> Seen {
        let mut scopes: BTreeMap<_, Vec<&'static str>> = BTreeMap::new();
        for kind in Kind::ALL.iter().filter(|it| ctx.actor.may_somewhere(it.read_permission())) {
            scopes.entry(kind.read_permission()).or_default().push(kind.code());
        }
        let kinds = scopes.into_iter().map(|(it, kinds)| (kinds, ctx.actor.scope(it)));
        Seen { kinds: kinds.collect(), analyses: ctx.actor.scope(Permission::ReadAnalyses) }
    }

    /// Whether that is all of the state. Its impact analyses are among it: who may not read these does
    /// not see processes.
    pub(super) fn is_all(&self) -> bool {
        let n_kinds: usize = self.kinds.iter().map(|it| it.0.len()).sum();
        n_kinds == Kind::ALL.len() && self.kinds.iter().all(|it| it.1 == Scope::Everything)
    }

    /// Which rows are past their MTD, of those of which the actor reads the impact analysis.
    fn past_mtd(&self) -> Condition {
        use service::Column;
        let of = |it: Column| Expr::col((service::Entity, it));
        // What does not come back is past any.
        let never =
            Condition::all().add(of(Column::MtdS).is_not_null()).add(of(Column::BackS).is_null());
        let late = of(Column::MtdS).lt(of(Column::CaughtUpS));
        let read = self.analyses.rows(Column::AgencyId, Column::ItemId);
        Condition::all().add(read).add(Condition::any().add(late).add(never))
    }

    fn condition(&self) -> Condition {
        let of = |(kinds, scope): &(Vec<&'static str>, Scope)| {
            let of_kinds = item::Column::Kind.is_in(kinds.iter().copied());
            Condition::all().add(of_kinds).add(scope.rows(item::Column::AgencyId, item::Column::Id))
        };
        // Who may read nothing sees nothing.
        let nothing = Condition::any().add(item::Column::Id.is_null());
        self.kinds.iter().map(of).fold(nothing, Condition::add)
    }
}

/// What a row says of a service or a process.
pub(super) type ServiceLine = (ServiceOut, String, String);

/// What a row says of a piece of work.
pub(super) type WorkLine = (WorkOut, String, String);

/// One page of the services and processes that are down in a run.
pub(super) async fn services(
    tx: &Tx,
    counts: &Counts,
    (id, seen): (RunId, &Seen),
    query: &RowQuery,
) -> Result<Page<ServiceLine>> {
    let found = match &query.agencies {
        // Whose it is now counts: agencies are merged.
        Some(_) => with_items(id).filter(seen.condition()),
        None => services_seen(id, seen),
    };
    let found = found.filter(asked(query, seen));
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let rows = ordered(found, query.sort, query.descending)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_service).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

fn asked(query: &RowQuery, seen: &Seen) -> Condition {
    use service::Column;
    let text = query.text.trim();
    let mut found = Condition::all();
    if !text.is_empty() {
        let by_name = db::contains((service::Entity, Column::NameFolded), text);
        let by_code = db::contains((service::Entity, Column::Code), text);
        found = found.add(Condition::any().add(by_name).add(by_code));
    }
    if let Some(agencies) = &query.agencies {
        let agencies = agencies.iter().map(|it| Uuid::from(*it));
        found = found.add(item::Column::AgencyId.is_in(agencies));
    }
    found
        .add_option(query.verdict.map(|it| Column::Verdict.eq(it.code())))
        .add_option(query.tier.map(|it| Column::Tier.eq(i32::from(it))))
        .add_option(query.kind.map(|it| Column::Kind.eq(it.code())))
        .add_option(query.is_past_mtd.then(|| seen.past_mtd()))
}

fn ordered(
    found: Select<service::Entity>,
    sort: RowSort,
    descending: bool,
) -> Select<service::Entity> {
    use service::Column;
    let order = if descending { Order::Desc } else { Order::Asc };
    let column = match sort {
        RowSort::Position => Column::Position,
        RowSort::Name => Column::NameFolded,
        RowSort::Tier => Column::Tier,
        RowSort::Back => Column::BackS,
        RowSort::Late => Column::LateS,
        RowSort::Chance => Column::ChancePpm,
    };
    let found = found.order_by_with_nulls(column, order.clone(), NullOrdering::Last);
    found.order_by(Column::ItemId, order)
}

/// The services and processes of a run that may be seen.
fn services_seen(id: RunId, seen: &Seen) -> Select<service::Entity> {
    match seen.is_all() {
        true => service::Entity::find().filter(service::Column::RunId.eq(Uuid::from(id))),
        false => with_items(id).filter(seen.condition()),
    }
}

/// The services and processes of a run, with whose they are now.
fn with_items(id: RunId) -> Select<service::Entity> {
    let about: RelationDef = service::Entity::belongs_to(item::Entity)
        .from(service::Column::ItemId)
        .to(item::Column::Id)
        .into();
    let of_run = service::Column::RunId.eq(Uuid::from(id));
    service::Entity::find().filter(of_run).join(JoinType::InnerJoin, about)
}

/// The services and processes of a run that may be seen, counted.
pub(super) async fn totals(tx: &Tx, (id, seen): (RunId, &Seen)) -> Result<Totals> {
    use service::Column;
    let rows: Vec<(Option<i32>, String, i64)> = services_seen(id, seen)
        .select_only()
        .columns([Column::Tier, Column::Verdict])
        .column_as(Column::ItemId.count(), "n")
        .group_by(Column::Tier)
        .group_by(Column::Verdict)
        .into_tuple()
        .all(tx)
        .await?;
    let mut totals = Totals::default();
    for (tier, verdict, n) in rows {
        totals.add(to_tier(tier), to_verdict(&verdict)?, n.unsigned_abs());
    }
    if 0 < totals.n_unknown {
        let bounded = services_seen(id, seen)
            .filter(Column::Verdict.eq(RowVerdict::Unknown.code()))
            .filter(Column::BackS.gt(0));
        totals.n_at_least = bounded.count(tx).await?;
    }
    Ok(totals)
}

/// How many services and processes of a run that may be seen are past their MTD, of those of which the
/// actor reads the impact analysis.
pub(super) async fn n_past_mtd(
    tx: &Tx,
    counts: &Counts,
    (id, seen): (RunId, &Seen),
) -> Result<u64> {
    let found = services_seen(id, seen).filter(seen.past_mtd());
    Ok(counts.of(tx, events::moment(tx).await?, &found).await?)
}

/// How many services and processes of a run that may be seen are down because of these.
pub(super) async fn n_because(
    tx: &Tx,
    (id, seen): (RunId, &Seen),
    causes: &[ItemId],
) -> Result<u64> {
    let mut n = 0;
    for some in causes.chunks(CAUSES_ASKED_MAX) {
        let ids = some.iter().map(|it| Uuid::from(*it));
        let found = services_seen(id, seen).filter(service::Column::CauseId.is_in(ids));
        n += found.count(tx).await?;
    }
    Ok(n)
}

/// When each service and process of a run that may be seen is back that comes back, in order.
pub(super) async fn times(tx: &Tx, (id, seen): (RunId, &Seen)) -> Result<Vec<Span>> {
    let times: Vec<i64> = services_seen(id, seen)
        .select_only()
        .column(service::Column::BackS)
        .filter(service::Column::BackS.is_not_null())
        .order_by_asc(service::Column::BackS)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(times.into_iter().map(Span::from_secs).collect())
}

/// One page of the work of a run, in its order.
pub(super) async fn work(
    tx: &Tx,
    counts: &Counts,
    (id, seen): (RunId, &Seen),
    (crew, paging): (Option<ItemId>, Paging),
) -> Result<Page<WorkLine>> {
    let mut found = work::Entity::find().filter(work::Column::RunId.eq(Uuid::from(id)));
    if !seen.is_all() {
        let about: RelationDef = work::Entity::belongs_to(item::Entity)
            .from(work::Column::ItemId)
            .to(item::Column::Id)
            .into();
        found = found.join(JoinType::InnerJoin, about).filter(seen.condition());
    }
    if let Some(crew) = crew {
        let crew = Uuid::from(crew);
        let takes = work::Column::CrewId.eq(crew).or(work::Column::EquipmentId.eq(crew));
        found = found.filter(takes);
    }
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let rows = found
        .order_by_asc(work::Column::Position)
        .offset(paging.offset())
        .limit(paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_work).collect::<Result<Vec<_>>>()?;
    Ok(paging.of(items, n_items))
}

/// Everything that agencies count on at once in a run, whoever asks.
pub(super) async fn bookings(tx: &Tx, id: RunId) -> Result<Vec<BookingOut>> {
    let rows = booking::Entity::find()
        .filter(booking::Column::RunId.eq(Uuid::from(id)))
        .order_by_asc(booking::Column::N)
        .all(tx)
        .await?;
    rows.into_iter().map(to_booking).collect()
}

/// How something fares in the run that another one is compared with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Then {
    pub(super) back: Option<Span>,
    pub(super) verdict: RowVerdict,
}

fn to_then(it: &service::Model) -> Result<Then> {
    let verdict = to_verdict(&it.verdict)?;
    Ok(Then { back: it.back_s.map(Span::from_secs), verdict })
}

/// How one service or process fares in a run, if it is down there and may be seen.
pub(super) async fn one(
    tx: &Tx,
    (id, seen): (RunId, &Seen),
    item_id: ItemId,
) -> Result<Option<Then>> {
    let of_item = service::Column::ItemId.eq(Uuid::from(item_id));
    let found = services_seen(id, seen).filter(of_item).one(tx).await?;
    found.as_ref().map(to_then).transpose()
}

/// One page of the services and processes that fare otherwise in `after` than in `before`, in one
/// way: as they are in `after`, or in `before` if they are not down any more; each with how it fares
/// in `before`, if it is down there.
pub(super) async fn changed(
    tx: &Tx,
    counts: &Counts,
    (before, after, seen): (RunId, RunId, &Seen),
    (change, paging): (Change, Paging),
) -> Result<Page<(ServiceLine, Option<Then>)>> {
    let found = differing((before, after, seen), change);
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let rows = ordered(found, RowSort::Tier, false)
        .offset(paging.offset())
        .limit(paging.limit())
        .all(tx)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|it| it.item_id).collect();
    let others = service::Entity::find()
        .filter(service::Column::RunId.eq(Uuid::from(before)))
        .filter(service::Column::ItemId.is_in(ids))
        .all(tx)
        .await?;
    let others = others.into_iter().map(|it| Ok((it.item_id, to_then(&it)?)));
    let others = others.collect::<Result<BTreeMap<Uuid, Then>>>()?;
    let line = |row: service::Model| {
        let other = others.get(&row.item_id).copied();
        Ok((to_service(row)?, other))
    };
    let items = rows.into_iter().map(line).collect::<Result<Vec<_>>>()?;
    Ok(paging.of(items, n_items))
}

/// How many fare otherwise in one way.
pub(super) async fn n_changed(
    tx: &Tx,
    counts: &Counts,
    runs: (RunId, RunId, &Seen),
    change: Change,
) -> Result<u64> {
    Ok(counts.of(tx, events::moment(tx).await?, &differing(runs, change)).await?)
}

fn differing(
    (before, after, seen): (RunId, RunId, &Seen),
    change: Change,
) -> Select<service::Entity> {
    use service::Column;
    let down_in = |id: RunId| {
        let mut ids = Sql::select();
        ids.column(Column::ItemId).from(service::Entity);
        ids.and_where(Column::RunId.eq(Uuid::from(id)));
        ids
    };
    let (is_later, other) = match change {
        Change::NewlyDown => {
            let new = Column::ItemId.not_in_subquery(down_in(before));
            return services_seen(after, seen).filter(new);
        }
        Change::NotDown => {
            let gone = Column::ItemId.not_in_subquery(down_in(after));
            return services_seen(before, seen).filter(gone);
        }
        Change::Later => (true, "other"),
        Change::Earlier | Change::Judged => (false, "other"),
    };
    let same: RelationDef =
        service::Entity::belongs_to(service::Entity).from(Column::ItemId).to(Column::ItemId).into();
    let then = || Expr::col((other, Column::BackS));
    let now = || Expr::col((service::Entity, Column::BackS));
    let judged = Condition::all()
        .add(Condition::any().add(then().eq(now())).add(then().is_null().and(now().is_null())))
        .add(Expr::col((other, Column::Verdict)).ne(Expr::col((service::Entity, Column::Verdict))));
    // What does not come back is later than all that does.
    let (first, last) = if is_later { (then(), now()) } else { (now(), then()) };
    let differs = Condition::any()
        .add(first.clone().lt(last.clone()))
        .add(Condition::all().add(first.is_not_null()).add(last.is_null()));
    services_seen(after, seen)
        .join_as(JoinType::InnerJoin, same, other)
        .filter(Expr::col((other, Column::RunId)).eq(Uuid::from(before)))
        .filter(if change == Change::Judged { judged } else { differs })
}

pub(super) fn to_service(row: service::Model) -> Result<ServiceLine> {
    let span = |it: Option<i64>| it.map(Span::from_secs);
    let number = |it: Option<i32>| it.and_then(|it| u32::try_from(it).ok());
    let out = ServiceOut {
        item_id: row.item_id.into(),
        agency_id: row.agency_id.into(),
        kind: to_kind(&row.kind)?,
        tier: to_tier(row.tier),
        cause_id: row.cause_id.map(Into::into),
        position: number(row.position),
        back: span(row.back_s),
        due: span(row.due_s),
        late: span(row.late_s),
        wait_for_needs: span(row.wait_needs_s),
        wait_for_crew: span(row.wait_crew_s),
        chance_ppm: number(row.chance_ppm),
        verdict: to_verdict(&row.verdict)?,
        peaks: row.peaks.map(read).transpose()?.unwrap_or_default(),
        caught_up: CaughtUp { after: span(row.caught_up_s), mtd: span(row.mtd_s) },
    };
    Ok((out, row.code, row.name))
}

fn to_work(row: work::Model) -> Result<WorkLine> {
    let out = WorkOut {
        position: u32::try_from(row.position).unwrap_or(0),
        item_id: row.item_id.into(),
        agency_id: row.agency_id.into(),
        kind: to_kind(&row.kind)?,
        crew_id: row.crew_id.map(Into::into),
        people: u32::try_from(row.people).unwrap_or(0),
        equipment_id: row.equipment_id.map(Into::into),
        units: u32::try_from(row.units).unwrap_or(0),
        from: Span::from_secs(row.from_s),
        until: Span::from_secs(row.until_s),
    };
    Ok((out, row.code, row.name))
}

fn to_booking(row: booking::Model) -> Result<BookingOut> {
    let kind = BookingKind::from_code(&row.kind);
    Ok(BookingOut {
        kind: kind.ok_or_else(|| Error::internal(format!("kind {}", row.kind)))?,
        item_id: row.item_id.into(),
        from: Span::from_secs(row.from_s),
        until: row.until_s.map(Span::from_secs),
        asked: u32::try_from(row.asked).unwrap_or(0),
        there: row.there.and_then(|it| u32::try_from(it).ok()),
        agencies: read(row.agencies)?,
    })
}

fn to_kind(code: &str) -> Result<Kind> {
    code.parse().map_err(|()| Error::internal(format!("kind {code}")))
}

fn to_verdict(code: &str) -> Result<RowVerdict> {
    RowVerdict::from_code(code).ok_or_else(|| Error::internal(format!("verdict {code}")))
}

fn to_tier(tier: Option<i32>) -> Option<u8> {
    tier.and_then(|it| u8::try_from(it).ok())
}
