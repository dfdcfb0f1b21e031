//! Partners outside the state's own government.

use super::{OFFICE, Office};
use crate::people::agencies::AgencyKind;

pub(super) const OFFICES: &[Office] = &[
    Office {
        code: "rutherford-county",
        name: "Rutherford County Government",
        short: "Rutherford County",
        aliases: &["County of Rutherford"],
        kind: AgencyKind::County,
        headcount: 720,
        mission: "Serves the county in which the Western Data Center stands.",
        users: "county residents",
        n_services: 6,
        services: &[
            "1 County emergency dispatch",
            "2 County water operations",
            "2 County social services intake",
            "3 County property records",
            "3 County tax payments",
            "4 County library catalog",
        ],
        processes: &[("Dispatch county responders", "a unit assigned within 2 minutes")],
        ..OFFICE
    },
    Office {
        code: "food-bank",
        name: "Franklin Food Bank Network",
        short: "Food Bank",
        aliases: &["Food Bank of Franklin"],
        kind: AgencyKind::Nonprofit,
        headcount: 140,
        mission: "Feeds people after disasters, under agreement with the state.",
        users: "2,900 pantries",
        n_services: 4,
        services: &[
            "2 Food pantry ordering",
            "2 Disaster feeding coordination",
            "3 Warehouse stock control",
            "4 Donor relations",
        ],
        processes: &[("Feed people after a disaster", "100,000 meals a day by day 3")],
        ..OFFICE
    },
];
