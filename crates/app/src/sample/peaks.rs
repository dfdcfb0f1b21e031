//! Peak periods of what the state does at some times of the year more than at others.

use crate::Span;
use crate::prepare::impact::{Dates, DayOfWeek, HoursOfDay, Peak, YearDay};
use crate::prepare::inventory::{ItemDocument, Kind};

/// What of an agency's has a peak, by the least critical tier of it.
const LEAST_TIER: u8 = 2;

/// The peaks of an analysis that otherwise asks for these times.
pub(super) fn of(item: &ItemDocument, (rto, wrt, rpo): (Span, Span, Span)) -> Vec<Peak> {
    let is_critical = item.tier.is_some_and(|it| it <= LEAST_TIER) && item.kind == Kind::Service;
    if !is_critical || rto < Span::from_hours(1) {
        return Vec::new();
    }
    let tight = Span::from_minutes(rto.secs() / 120);
    let base = Peak {
        name: String::new(),
        months: [].into(),
        dates: None,
        days_of_month: [].into(),
        last_days: 0,
        weekdays: [].into(),
        hours: None,
        mtd: Some(tight.plus(wrt)),
        rto: tight,
        rpo: Some(Span::from_minutes(rpo.secs() / 120)),
    };
    let named = |name: &str| Peak { name: name.to_owned(), ..base.clone() };
    match item.agency.as_str() {
        "revenue" => vec![Peak { dates: dates((1, 20), (4, 20)), ..named("Tax season") }],
        "elections" => vec![
            Peak { dates: dates((10, 15), (11, 20)), ..named("General election") },
            Peak { dates: dates((2, 25), (3, 20)), ..named("Primary election") },
        ],
        "emergency-management" | "transportation" => {
            vec![Peak { months: (6..=11).collect(), ..named("Storm season") }]
        }
        "education" => {
            vec![Peak { dates: dates((8, 1), (9, 15)), ..named("School start") }]
        }
        "employment-security" => vec![Peak {
            weekdays: [DayOfWeek::Sunday, DayOfWeek::Monday, DayOfWeek::Tuesday].into(),
            hours: Some(HoursOfDay { from: 6, until: 22 }),
            ..named("Weekly claims")
        }],
        "treasurer" => vec![Peak { last_days: 3, ..named("Payroll and pensions") }],
        _ => Vec::new(),
    }
}

fn dates(from: (u8, u8), until: (u8, u8)) -> Option<Dates> {
    let from = YearDay::new(from.0, from.1)?;
    Some(Dates { from, until: YearDay::new(until.0, until.1)? })
}
