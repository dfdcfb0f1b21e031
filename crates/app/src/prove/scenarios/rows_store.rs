//! The rows of what runs found out, written and removed some at a time.

use std::collections::BTreeMap;

use db::Tx;
use sea_orm::sea_query::Query as Sql;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbBackend, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryTrait as _, Set, Statement,
};
use uuid::Uuid;

use super::entity::{booking, service, work};
use super::outcome::{BookingOut, Outcome, RowPeaks, ServiceOut, WorkOut};
use super::row::value;
use crate::ids::{ItemId, RunId};
use crate::prepare::inventory::Label;
use crate::{Result, Span};

/// How many rows one transaction writes or removes of each table: few enough that nobody waits long
/// for their turn to write.
pub(super) const ROWS_AT_ONCE_MAX: usize = 2_000;

/// How many rows one statement writes: SQLite takes at most 32,766 values.
const ROWS_WRITTEN_MAX: usize = 500;

/// Some of what a run found out: as much as one transaction writes.
#[derive(Debug, Clone, Copy)]
pub(super) enum SomeRows<'a> {
    Services(&'a [ServiceOut]),
    Work(&'a [WorkOut]),
    /// From which place on, and these.
    Bookings(i32, &'a [BookingOut]),
}

impl SomeRows<'_> {
    /// All that a run found out, in such parts.
    pub(super) fn of(outcome: &Outcome) -> Vec<SomeRows<'_>> {
        let n = ROWS_AT_ONCE_MAX;
        let services = outcome.services.chunks(n).map(SomeRows::Services);
        let work = outcome.work.chunks(n).map(SomeRows::Work);
        let bookings = (0_i32..).step_by(n).zip(outcome.bookings.chunks(n));
        let bookings = bookings.map(|(from, some)| SomeRows::Bookings(from, some));
        services.chain(work).chain(bookings).collect()
    }
}

/// In which words the database is spoken to.
pub(super) fn dialect(tx: &Tx) -> DbBackend {
    tx.get_database_backend()
}

/// The statements that save some of what a run found out, for [`carry_out`]; `labels` has the names of
/// all of it.
pub(super) fn statements(
    backend: DbBackend,
    id: RunId,
    some: SomeRows<'_>,
    labels: &BTreeMap<ItemId, Label>,
) -> Result<Vec<Statement>> {
    let n = ROWS_WRITTEN_MAX;
    match some {
        SomeRows::Services(all) => {
            let row = |it: &ServiceOut| service_row(id, it, labels.get(&it.item_id));
            let rows = |some: &[ServiceOut]| some.iter().map(row).collect::<Result<Vec<_>>>();
            let insert = |some| Ok(service::Entity::insert_many(rows(some)?).build(backend));
            all.chunks(n).map(insert).collect()
        }
        SomeRows::Work(all) => {
            let row = |it: &WorkOut| work_row(id, it, labels.get(&it.item_id));
            let rows = |some: &[WorkOut]| some.iter().map(row).collect::<Vec<_>>();
            Ok(all.chunks(n).map(|it| work::Entity::insert_many(rows(it)).build(backend)).collect())
        }
        SomeRows::Bookings(from, all) => {
            let rows = |(from, some): (i32, &[BookingOut])| {
                let rows = (from..).zip(some).map(|(n, it)| booking_row((id, n), it));
                rows.collect::<Result<Vec<_>>>()
            };
            let insert = |some| Ok(booking::Entity::insert_many(rows(some)?).build(backend));
            (from..).step_by(n).zip(all.chunks(n)).map(insert).collect()
        }
    }
}

/// Writes rows, and says how many.
pub(super) async fn carry_out(tx: &Tx, statements: Vec<Statement>) -> Result<u64> {
    let mut n_rows = 0;
    for it in statements {
        n_rows += tx.execute_raw(it).await?.rows_affected();
    }
    Ok(n_rows)
}

/// How many rows there are of a run.
pub(super) async fn n_rows(tx: &Tx, id: RunId) -> Result<u64> {
    let of_run = Uuid::from(id);
    let services = service::Entity::find().filter(service::Column::RunId.eq(of_run));
    let work = work::Entity::find().filter(work::Column::RunId.eq(of_run));
    let bookings = booking::Entity::find().filter(booking::Column::RunId.eq(of_run));
    Ok(services.count(tx).await? + work.count(tx).await? + bookings.count(tx).await?)
}

/// Removes at most [`ROWS_AT_ONCE_MAX`] rows of a run from each table, and says how many.
pub(super) async fn remove_some(tx: &Tx, id: RunId) -> Result<u64> {
    use {booking::Column as Booking, service::Column as Service, work::Column as Work};
    let (of_run, n_max) = (Uuid::from(id), ROWS_AT_ONCE_MAX as u64);
    let mut some = Sql::select();
    some.column(Service::ItemId).from(service::Entity);
    some.and_where(Service::RunId.eq(of_run)).limit(n_max);
    let services = service::Entity::delete_many().filter(Service::RunId.eq(of_run));
    let services = services.filter(Service::ItemId.in_subquery(some)).exec(tx).await?;
    let mut some = Sql::select();
    some.column(Work::Position).from(work::Entity);
    some.and_where(Work::RunId.eq(of_run)).limit(n_max);
    let work = work::Entity::delete_many().filter(Work::RunId.eq(of_run));
    let work = work.filter(Work::Position.in_subquery(some)).exec(tx).await?;
    let mut some = Sql::select();
    some.column(Booking::N).from(booking::Entity);
    some.and_where(Booking::RunId.eq(of_run)).limit(n_max);
    let bookings = booking::Entity::delete_many().filter(Booking::RunId.eq(of_run));
    let bookings = bookings.filter(Booking::N.in_subquery(some)).exec(tx).await?;
    Ok(services.rows_affected + work.rows_affected + bookings.rows_affected)
}

fn service_row(id: RunId, it: &ServiceOut, label: Option<&Label>) -> Result<service::ActiveModel> {
    let seconds = |it: Option<Span>| it.map(Span::secs);
    let (code, name) = label.map(|it| (it.code.clone(), it.name.clone())).unwrap_or_default();
    let peaks = (it.peaks != RowPeaks::default()).then(|| value(&it.peaks)).transpose()?;
    Ok(service::ActiveModel {
        run_id: Set(id.into()),
        item_id: Set(it.item_id.into()),
        agency_id: Set(it.agency_id.into()),
        kind: Set(it.kind.code().to_owned()),
        name_folded: Set(db::fold(&name)),
        code: Set(code),
        name: Set(name),
        tier: Set(it.tier.map(i32::from)),
        cause_id: Set(it.cause_id.map(Into::into)),
        position: Set(it.position.map(whole)),
        back_s: Set(seconds(it.back)),
        due_s: Set(seconds(it.due)),
        late_s: Set(seconds(it.late)),
        wait_needs_s: Set(seconds(it.wait_for_needs)),
        wait_crew_s: Set(seconds(it.wait_for_crew)),
        chance_ppm: Set(it.chance_ppm.map(whole)),
        verdict: Set(it.verdict.code().to_owned()),
        peaks: Set(peaks),
        caught_up_s: Set(seconds(it.caught_up.after)),
        mtd_s: Set(seconds(it.caught_up.mtd)),
    })
}

fn work_row(id: RunId, it: &WorkOut, label: Option<&Label>) -> work::ActiveModel {
    let (code, name) = label.map(|it| (it.code.clone(), it.name.clone())).unwrap_or_default();
    work::ActiveModel {
        run_id: Set(id.into()),
        position: Set(whole(it.position)),
        item_id: Set(it.item_id.into()),
        agency_id: Set(it.agency_id.into()),
        kind: Set(it.kind.code().to_owned()),
        code: Set(code),
        name: Set(name),
        crew_id: Set(it.crew_id.map(Into::into)),
        people: Set(whole(it.people)),
        equipment_id: Set(it.equipment_id.map(Into::into)),
        units: Set(whole(it.units)),
        from_s: Set(it.from.secs()),
        until_s: Set(it.until.secs()),
    }
}

fn booking_row((id, n): (RunId, i32), it: &BookingOut) -> Result<booking::ActiveModel> {
    Ok(booking::ActiveModel {
        run_id: Set(id.into()),
        n: Set(n),
        kind: Set(it.kind.code().to_owned()),
        item_id: Set(it.item_id.into()),
        from_s: Set(it.from.secs()),
        until_s: Set(it.until.map(Span::secs)),
        asked: Set(whole(it.asked)),
        there: Set(it.there.map(whole)),
        agencies: Set(value(&it.agencies)?),
    })
}

fn whole(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AgencyId;
    use crate::prepare::inventory::Kind;

    #[test]
    fn all_that_a_run_found_out_is_written_in_parts_that_are_small() {
        let work = |position| WorkOut {
            position,
            item_id: ItemId::new(),
            agency_id: AgencyId::new(),
            kind: Kind::Asset,
            crew_id: None,
            people: 1,
            equipment_id: None,
            units: 0,
            from: Span::ZERO,
            until: Span::ZERO,
        };
        let outcome = Outcome { work: (0..4_500).map(work).collect(), ..Outcome::default() };
        let lengths = SomeRows::of(&outcome).into_iter().map(|it| match it {
            SomeRows::Services(some) => some.len(),
            SomeRows::Work(some) => some.len(),
            SomeRows::Bookings(_, some) => some.len(),
        });
        assert_eq!(lengths.collect::<Vec<_>>(), [2_000, 2_000, 500]);
    }
}
