//! What the State of Franklin could buy to be back sooner: what stands behind its late services,
//! with what a state might pay for it.

use super::draft::Draft;
use crate::Span;
use crate::prepare::impact::Money;
use crate::prepare::inventory::{Kind, reference};
use crate::prove::investments::{Improvement, ImprovementKind, InvestmentDocument};

/// Something to buy: whose, what it is called, what it costs in dollars, and what it is.
struct Wish(&'static str, &'static str, i64, &'static str, &'static [Gain]);

/// What it makes better: how, what, within how many minutes or by how many people, and for a copy
/// where.
struct Gain(ImprovementKind, Kind, &'static str, i64, Option<&'static str>);

const fn faster(code: &'static str, minutes: i64) -> Gain {
    Gain(ImprovementKind::Faster, Kind::Asset, code, minutes, None)
}

const fn copy(code: &'static str, minutes: i64, site: &'static str) -> Gain {
    Gain(ImprovementKind::Copy, Kind::Asset, code, minutes, Some(site))
}

const fn people(crew: &'static str, more: i64) -> Gain {
    Gain(ImprovementKind::People, Kind::Crew, crew, more, None)
}

const IT: &str = "information-technology";
const WEST: &str = "western-data-center";
const EAST: &str = "eastern-data-center";

const WISHES: &[Wish] = &[
    Wish(
        IT,
        "Standby mainframe partition",
        1_450_000,
        "Kept running at the Western Data Center, fed from the disks of the other.",
        &[copy("mainframe-lpar-3", 60, WEST)],
    ),
    Wish(
        IT,
        "Faster dumps of the mainframe",
        185_000,
        "Disk instead of tape for the full dump.",
        &[faster("mainframe-lpar-3", 150), faster("mainframe-disk-storage", 30)],
    ),
    Wish(
        IT,
        "Second citizen identity provider",
        240_000,
        "A copy in the other data center takes over by itself.",
        &[copy("citizen-identity-provider", 10, EAST)],
    ),
    Wish(
        "motor-vehicles",
        "Replica of the driver record database",
        120_000,
        "Follows the original within seconds.",
        &[copy("driver-record-database", 15, WEST)],
    ),
    Wish(
        "motor-vehicles",
        "Larger restore window for driver records",
        18_500,
        "More disks for the backup server.",
        &[faster("driver-record-database", 240)],
    ),
    Wish(
        "public-safety",
        "Standby radio gateway",
        96_000,
        "Switched over by the dispatcher on duty.",
        &[copy("statewide-radio-gateway", 5, WEST)],
    ),
    Wish(
        "corrections",
        "Replacement of the legacy storage array",
        310_000,
        "Two new arrays that mirror each other.",
        &[faster("legacy-storage-array", 45)],
    ),
    Wish(
        IT,
        "Archive on disk instead of tape",
        410_000,
        "The imaging archive on object storage.",
        &[faster("imaging-archive-on-tape", 180)],
    ),
    Wish(
        IT,
        "Second tape drive",
        42_000,
        "Halves the time to read the archive back.",
        &[faster("imaging-archive-on-tape", 18 * 60), faster("tape-library", 60)],
    ),
    Wish(
        IT,
        "Mainframe specialists on call",
        130_000,
        "A contract for two more people who are there within the hour.",
        &[people("mainframe", 2)],
    ),
    Wish(
        IT,
        "Two more database administrators",
        290_000,
        "Half of the nights have only one who knows the old databases.",
        &[people("database", 2)],
    ),
    Wish(
        IT,
        "Second pair of hands for web applications",
        165_000,
        "One more to bring applications up beside each other.",
        &[people("web", 1), people("linux", 1)],
    ),
    Wish(
        "commerce",
        "Tuned recovery of the benefit database",
        35_000,
        "Fewer and smaller logs to apply.",
        &[
            faster("commerce-mainframe-database", 20),
            faster("unemployment-benefit-payments-application", 30),
        ],
    ),
    Wish(
        "revenue",
        "Second payment processor",
        150_000,
        "A contract with another processor, tested each quarter.",
        &[Gain(ImprovementKind::Faster, Kind::Vendor, "cardinal-payments", 120, None)],
    ),
    Wish(
        "revenue",
        "Emergency printing agreement",
        28_000,
        "The state printing office prints checks for a week.",
        &[Gain(ImprovementKind::Faster, Kind::Vendor, "halyard-print", 36 * 60, None)],
    ),
    Wish(
        "administration",
        "Recovery procedure of the court systems",
        22_000,
        "A rehearsed order for two systems that need each other.",
        &[
            Gain(ImprovementKind::Faster, Kind::Service, "electronic-court-filing", 40, None),
            Gain(ImprovementKind::Faster, Kind::Service, "court-docket-exchange", 40, None),
        ],
    ),
];

/// Writes what can be bought for what is there.
pub(super) fn write(draft: &Draft) -> Vec<InvestmentDocument> {
    let mut written = Vec::new();
    for Wish(agency, name, dollars, description, gains) in WISHES {
        let is_there = |it: &&Gain| {
            draft.has(it.1, it.2) && it.4.is_none_or(|site| draft.has(Kind::Site, site))
        };
        let changes: Vec<Improvement> = gains.iter().filter(is_there).map(improvement).collect();
        let has_agency = draft.agencies.iter().any(|it| it.code == *agency);
        if changes.is_empty() || !has_agency {
            continue;
        }
        let code = super::draft::slug(name);
        let cost = Money::from_dollars(*dollars);
        let document = InvestmentDocument::new(agency, &code, name, cost);
        let description = (*description).to_owned();
        written.push(InvestmentDocument { description, changes, ..document });
    }
    written
}

fn improvement(&Gain(kind, of, code, n, site): &Gain) -> Improvement {
    let is_people = kind == ImprovementKind::People;
    Improvement {
        within: (!is_people).then(|| Span::from_minutes(n)),
        people: u32::try_from(n).ok().filter(|_| is_people),
        site: site.map(str::to_owned),
        ..Improvement::new(kind, &reference(of, code))
    }
}
