//! What may happen to the state: four scenarios, to try them out.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::draft::Draft;
use super::sites::EAST;
use super::vendors::PAYMENTS;
use crate::prepare::inventory::{Kind, reference};
use crate::prove::scenarios::{Area, ScenarioDocument, Usable};
use crate::{Span, Timestamp};

/// Whose they are: the whole state's.
const STATE: &str = "franklin";

/// Whose services have their peak when taxes are due.
const REVENUE: &str = "revenue";

/// From the coastal plain to the capital, as longitude and latitude.
const CAPITAL_AND_PLAIN: [[f64; 2]; 7] = [
    [-79.2, 33.8],
    [-79.1, 34.6],
    [-78.95, 35.3],
    [-78.85, 36.55],
    [-77.7, 36.57],
    [-77.9, 33.85],
    [-79.2, 33.8],
];

/// From there to the ocean.
const COAST: [[f64; 2]; 6] =
    [[-77.9, 33.85], [-77.7, 36.57], [-75.6, 36.6], [-75.3, 35.2], [-77.3, 33.9], [-77.9, 33.85]];

/// What people file returns by.
const FILING: [&str; 3] =
    ["individual-income-tax-filing", "corporate-income-tax-filing", "sales-and-use-tax-filing"];

/// Writes them.
pub(super) fn write(draft: &mut Draft) {
    let data_center = ScenarioDocument {
        description:
            "The Eastern Data Center is lost with all that is in it. Its people work from \
                      the seats at the Western Data Center, and others join them after a day."
                .to_owned(),
        lost: vec![reference(Kind::Site, EAST)],
        people_back: Some(Span::from_hours(24)),
        ..ScenarioDocument::new(
            STATE,
            "loss-of-eastern-data-center",
            "Loss of the Eastern Data Center",
        )
    };
    let crew = ScenarioDocument {
        description: "The mainframe fails while its crew cannot be reached for two days."
            .to_owned(),
        lost: vec![reference(Kind::Asset, "mainframe-frame"), reference(Kind::Crew, "mainframe")],
        people_back: Some(Span::from_hours(48)),
        ..ScenarioDocument::new(STATE, "mainframe-without-its-crew", "Mainframe down, crew away")
    };
    let tax_day = tax_day(draft);
    draft.scenarios.extend([data_center, hurricane(draft.today), crew]);
    draft.scenarios.extend(tax_day);
}

/// What stands where there is no power is not brought back before there is.
fn hurricane(today: NaiveDate) -> ScenarioDocument {
    let area = |name: &str, ring: &[[f64; 2]], hours: i64| Area {
        name: name.to_owned(),
        polygons: vec![vec![ring.to_vec()]],
        usable_after: Some(Span::from_hours(hours)),
        ..Area::default()
    };
    ScenarioDocument {
        description:
            "A hurricane comes ashore before people are at work: every site from the coast to \
                      the capital is lost, and who works there comes back after three days. Around \
                      the capital there is power again after 36 hours, along the coast after 72: \
                      before that, nothing is brought back there. What can be restored from seats \
                      elsewhere is restored meanwhile."
                .to_owned(),
        areas: vec![
            area("Capital and coastal plain", &CAPITAL_AND_PLAIN, 36),
            area("Coast", &COAST, 72),
        ],
        strikes_at: september_morning(today),
        people_back: Some(Span::from_hours(72)),
        ..ScenarioDocument::new(
            STATE,
            "hurricane-in-the-east",
            "Hurricane over the eastern counties",
        )
    }
}

/// In the tax season the services of the revenue agency must be back in half the usual time: the same
/// loss makes them late that otherwise are in time. None without that agency.
fn tax_day(draft: &mut Draft) -> Option<ScenarioDocument> {
    if !draft.units.iter().any(|it| it.code == REVENUE) {
        return None;
    }
    let behind = |code: &str| {
        let needs = draft.item(Kind::Service, code).map(|it| it.needs.clone());
        let asset = needs?.into_iter().map(|it| it.on).find(|it| it.starts_with("asset:"));
        // What is rented has nothing of the state's behind it.
        Some(asset.unwrap_or_else(|| reference(Kind::Service, code)))
    };
    let systems: BTreeSet<String> = FILING.into_iter().filter_map(behind).collect();
    let usable =
        |item: &str, minutes| Usable { item: item.to_owned(), after: Span::from_minutes(minutes) };
    let payments = reference(Kind::Vendor, PAYMENTS);
    let mut all: Vec<Usable> = systems.iter().map(|it| usable(it, 390)).collect();
    all.push(usable(&payments, 180));
    Some(ScenarioDocument {
        description:
            "On the last day for tax returns, more people file than ever. The systems behind the \
                      filings fail under the load until a correction is there after six and a half \
                      hours, and the company that takes card payments stops for three. On an \
                      ordinary day these services would be back in time; in the tax season they have \
                      half as long."
                .to_owned(),
        lost: systems.into_iter().chain([payments]).collect(),
        usable: all,
        strikes_at: tax_day_morning(draft.today),
        ..ScenarioDocument::new(STATE, "tax-day", "Filing systems fail on tax day")
    })
}

/// Ten o'clock on the next day on which returns are due: the fifteenth of April, or the next workday.
fn tax_day_morning(today: NaiveDate) -> Option<Timestamp> {
    let in_year = |year: i32| {
        let day = NaiveDate::from_ymd_opt(year, 4, 15)?;
        day.iter_days().find(|it| !matches!(it.weekday(), Weekday::Sat | Weekday::Sun))
    };
    let day = in_year(today.year()).filter(|it| today < *it).or_else(|| in_year(today.year() + 1));
    Some(day?.and_hms_opt(14, 0, 0)?.and_utc())
}

/// Half past six on the next fourteenth of September, as clocks in the state show it.
fn september_morning(today: NaiveDate) -> Option<Timestamp> {
    let in_year = |year: i32| NaiveDate::from_ymd_opt(year, 9, 14);
    let day = in_year(today.year()).filter(|it| today < *it).or_else(|| in_year(today.year() + 1));
    Some(day?.and_hms_opt(10, 30, 0)?.and_utc())
}
