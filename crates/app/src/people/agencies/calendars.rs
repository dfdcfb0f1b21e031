//! By which calendars agencies count business days: one that they chose, for a division that chose none
//! that of the agency it is part of, or the state's.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use db::Tx;

use super::store;
use crate::ids::{AgencyId, CalendarId};
use crate::people::calendars::{self, Calendar, DayLine, DueDay, Opening};
use crate::{Ctx, Result};

/// So deep is no tree of agencies.
const DEPTH_MAX: usize = 50;

/// The calendars of some agencies. Each has one: of a calendar that was retired since it was chosen,
/// nothing is counted, and what would hold without it holds again.
#[derive(Debug, Clone)]
pub struct AgencyCalendars {
    chosen: BTreeMap<AgencyId, CalendarId>,
    /// Of which agency each division is a part.
    whole: BTreeMap<AgencyId, AgencyId>,
    by_id: BTreeMap<CalendarId, Calendar>,
    normal: Option<Calendar>,
    unless_named: Opening,
}

impl AgencyCalendars {
    /// Agencies none of which chose any.
    #[cfg(test)]
    pub(crate) fn normal(unless_named: Opening) -> AgencyCalendars {
        let (chosen, whole, by_id) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        AgencyCalendars { chosen, whole, by_id, normal: None, unless_named }
    }

    /// The calendar that an agency chose, as long as it is in use.
    pub fn chosen(&self, id: AgencyId) -> Option<&Calendar> {
        self.by_id.get(self.chosen.get(&id)?)
    }

    /// The agency whose calendar holds in a division that chose none: the next above it that chose one,
    /// as long as what lies between are divisions.
    pub fn inherited_from(&self, id: AgencyId) -> Option<AgencyId> {
        if self.chosen(id).is_some() {
            return None;
        }
        let above = |it: &AgencyId| self.whole.get(it).copied();
        std::iter::successors(above(&id), above)
            .take(DEPTH_MAX)
            .find(|it| self.chosen(*it).is_some())
    }

    /// The calendar by which an agency counts because it chose it, or the agency did that it is a
    /// division of.
    fn own(&self, id: AgencyId) -> Option<&Calendar> {
        self.chosen(id).or_else(|| self.chosen(self.inherited_from(id)?))
    }

    /// The calendar by which an agency counts: its own, that of the agency it is a division of, or the
    /// state's. None if nobody made any: then Monday to Friday.
    pub fn named(&self, id: AgencyId) -> Option<&Calendar> {
        self.own(id).or(self.normal.as_ref())
    }

    /// When somebody is there.
    pub fn opening(&self, id: AgencyId) -> &Opening {
        self.own(id).map_or(&self.unless_named, |it| &it.opening)
    }

    /// Why something that was `counted` so is due on the day `promised`.
    pub(crate) fn why(&self, id: AgencyId, counted: Option<DueDay>, promised: NaiveDate) -> WhyDue {
        WhyDue {
            calendar: self.named(id).cloned(),
            opening: self.opening(id).clone(),
            lines: counted.filter(|it| it.on == promised).map(|it| it.lines),
        }
    }

    /// The day on which something is due that an agency was asked to do by the day `asked`: that day
    /// or, if the agency is closed then, the next on which it is open.
    ///
    /// Every due day that is promised to an agency goes through here, with its late mark, its
    /// reminders and its explanation.
    pub fn due_day(&self, id: AgencyId, asked: NaiveDate) -> DueDay {
        let found = self.opening(id).open_day(asked);
        found.unwrap_or_else(|| DueDay { on: asked, lines: Vec::new() })
    }
}

/// Why something is due on its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyDue {
    /// The calendar by which the agency counts. None: nobody made any, and Monday to Friday holds.
    pub calendar: Option<Calendar>,
    /// When somebody is there by it.
    pub opening: Opening,
    /// Every day until the one on which it is due, in order. None: the calendar or the setting has
    /// changed since, and the day stays as it was promised.
    pub lines: Option<Vec<DayLine>>,
}

/// By which calendars these agencies count. When somebody is there is no secret.
pub async fn calendars(ctx: &Ctx, ids: &BTreeSet<AgencyId>) -> Result<AgencyCalendars> {
    calendars_in(&*ctx.read().await?, ids).await
}

/// The same in a transaction.
pub(crate) async fn calendars_in(tx: &Tx, ids: &BTreeSet<AgencyId>) -> Result<AgencyCalendars> {
    let (chosen, whole) = chosen_by(tx, ids).await?;
    let found = calendars::by_ids_in(tx, &chosen.values().copied().collect()).await?;
    let in_use = found.into_iter().filter(|it| it.retired_at.is_none());
    let by_id = in_use.map(|it| (it.id, it)).collect();
    let normal = calendars::normal_calendar_in(tx).await?;
    let unless_named = match &normal {
        Some(it) => it.opening.clone(),
        None => calendars::normal_in(tx).await?,
    };
    Ok(AgencyCalendars { chosen, whole, by_id, normal, unless_named })
}

/// What these agencies chose, and those above them whose choice may hold in them; and of which agency
/// each division of them is a part.
async fn chosen_by(
    tx: &Tx,
    ids: &BTreeSet<AgencyId>,
) -> Result<(BTreeMap<AgencyId, CalendarId>, BTreeMap<AgencyId, AgencyId>)> {
    let (mut chosen, mut whole) = (BTreeMap::new(), BTreeMap::new());
    let (mut seen, mut next) = (ids.clone(), ids.clone());
    while !next.is_empty() {
        let mut above = BTreeSet::new();
        for (id, part_of, calendar) in store::calendar_ids(tx, &next).await? {
            chosen.extend(calendar.map(|it| (id, it)));
            if let Some(part_of) = part_of {
                whole.insert(id, part_of);
                above.insert(part_of);
            }
        }
        next = above.difference(&seen).copied().collect();
        seen.extend(&next);
    }
    Ok((chosen, whole))
}
