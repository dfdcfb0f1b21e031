//! What is done again and again: each routine is due at certain times of the programme's zone.
//!
//! A row says when it is due next. Whoever finds it due moves that on, if nobody else did, and puts
//! the task in line in the same transaction: so two servers do it once. What was missed while no
//! server ran is done once, and not as often as it was missed.

use chrono_tz::Tz;
use croner::Cron;
use db::Tx;

use super::schedule_store as store;
use crate::actor::{Permission, Place};
use crate::settings::{self, General};
use crate::{Ctx, Error, Result, Timestamp};

/// How often something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// Its name in the database. It never changes.
    pub name: &'static str,
    /// What it is called, for people.
    pub title: &'static str,
    /// When it is due, as the five fields of `cron`, in the zone of the programme.
    pub cron: &'static str,
}

/// A routine as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routine {
    /// Which it is.
    pub name: String,
    /// When it is due next.
    pub next_at: Timestamp,
    /// When it was last put in line.
    pub last_at: Option<Timestamp>,
}

/// That a routine is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Due {
    /// When it was.
    pub(crate) due_at: Timestamp,
    /// When it was last put in line before that.
    pub(crate) last_at: Option<Timestamp>,
}

impl Rhythm {
    /// The first time after `now` at which it is due in `zone`.
    fn next_after(&self, now: Timestamp, zone: Tz) -> Result<Timestamp> {
        let cron: Cron = self.cron.parse().map_err(Error::internal)?;
        let next = cron.find_next_occurrence(&now.with_timezone(&zone), false);
        Ok(next.map_err(Error::internal)?.to_utc())
    }
}

/// Every routine that was ever due, by name.
pub async fn routines(ctx: &Ctx) -> Result<Vec<Routine>> {
    ctx.require(Permission::ReadJobs, Place::State)?;
    store::all(&*ctx.read().await?).await
}

/// Whether a routine is due now, so that its task must be put in line in this transaction. Says when
/// it was due, and when it last was.
///
/// One that is new or whose rhythm changed is not due before its next time.
pub(crate) async fn take_due(tx: &Tx, ctx: &Ctx, rhythm: &Rhythm) -> Result<Option<Due>> {
    let zone = settings::find::<General>(tx).await?.value.zone();
    let rule = format!("{} {zone}", rhythm.cron);
    let next_at = rhythm.next_after(ctx.now, zone)?;
    match store::find(tx, rhythm.name).await? {
        None => {
            store::insert(tx, rhythm.name, &rule, next_at).await?;
            Ok(None)
        }
        Some((was, _)) if was != rule => {
            store::update_rule(tx, rhythm.name, &rule, next_at).await?;
            Ok(None)
        }
        Some((_, routine)) if ctx.now < routine.next_at => Ok(None),
        Some((_, routine)) => {
            let due_at = routine.next_at;
            let is_ours = store::advance(tx, rhythm.name, (due_at, next_at), ctx.now).await?;
            Ok(is_ours.then_some(Due { due_at, last_at: routine.last_at }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(cron: &'static str, now: &str) -> String {
        let rhythm = Rhythm { name: "test", title: "", cron };
        let next = rhythm.next_after(now.parse().unwrap(), Tz::America__New_York).unwrap();
        next.format("%Y-%m-%dT%H:%MZ").to_string()
    }

    #[test]
    fn a_night_is_where_the_programme_is_in_summer_and_in_winter() {
        assert_eq!(next("0 2 * * *", "2026-07-01T12:00:00Z"), "2026-07-02T06:00Z");
        assert_eq!(next("0 2 * * *", "2026-12-01T12:00:00Z"), "2026-12-02T07:00Z");
        assert_eq!(next("0 7 * * 1", "2026-11-23T12:00:00Z"), "2026-11-30T12:00Z");
    }

    #[test]
    fn an_hour_that_a_night_does_not_have_is_not_left_out() {
        // On 14 March 2027 clocks go from 2 to 3; on 7 November 2027 the hour from 1 comes twice.
        assert_eq!(next("30 2 * * *", "2027-03-14T05:00:00Z"), "2027-03-14T07:00Z");
        assert_eq!(next("30 1 * * *", "2027-11-07T04:00:00Z"), "2027-11-07T05:30Z");
        assert_eq!(next("30 1 * * *", "2027-11-07T05:30:00Z"), "2027-11-08T06:30Z");
    }
}
