//! What may happen to the state: three scenarios, to try them out.

use chrono::{Datelike as _, NaiveDate};

use super::draft::Draft;
use super::sites::EAST;
use crate::prepare::inventory::{Kind, reference};
use crate::prove::scenarios::{Area, ScenarioDocument};
use crate::{Span, Timestamp};

/// Whose they are: the whole state's.
const STATE: &str = "franklin";

/// From the coast to the capital, as longitude and latitude.
const EASTERN_COUNTIES: [[f64; 2]; 8] = [
    [-79.2, 33.8],
    [-79.1, 34.6],
    [-78.95, 35.3],
    [-78.85, 36.55],
    [-75.6, 36.6],
    [-75.3, 35.2],
    [-77.3, 33.9],
    [-79.2, 33.8],
];

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
    let area = Area {
        name: "Eastern counties".to_owned(),
        polygons: vec![vec![EASTERN_COUNTIES.to_vec()]],
        ..Area::default()
    };
    let hurricane = ScenarioDocument {
        description:
            "A hurricane comes ashore before people are at work: every site from the coast to \
                      the capital is lost, and who works there comes back after three days. What \
                      can be restored from seats elsewhere is restored meanwhile. How long power \
                      and roads stay out is not part of it."
                .to_owned(),
        areas: vec![area],
        strikes_at: september_morning(draft.today),
        people_back: Some(Span::from_hours(72)),
        ..ScenarioDocument::new(
            STATE,
            "hurricane-in-the-east",
            "Hurricane over the eastern counties",
        )
    };
    let crew = ScenarioDocument {
        description: "The mainframe fails while its crew cannot be reached for two days."
            .to_owned(),
        lost: vec![reference(Kind::Asset, "mainframe-frame"), reference(Kind::Crew, "mainframe")],
        people_back: Some(Span::from_hours(48)),
        ..ScenarioDocument::new(STATE, "mainframe-without-its-crew", "Mainframe down, crew away")
    };
    draft.scenarios.extend([data_center, hurricane, crew]);
}

/// Half past six on the next fourteenth of September, as clocks in the state show it.
fn september_morning(today: NaiveDate) -> Option<Timestamp> {
    let in_year = |year: i32| NaiveDate::from_ymd_opt(year, 9, 14);
    let day = in_year(today.year()).filter(|it| today < *it).or_else(|| in_year(today.year() + 1));
    Some(day?.and_hms_opt(10, 30, 0)?.and_utc())
}
