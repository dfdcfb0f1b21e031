//! The services that are told apart: most of them would be late, each for a reason of its own.

use super::vendors::{PAYMENTS, PRINTER};

/// A service that is told apart: its name, its target in minutes, the minutes that it takes
/// itself, and what it stands on.
pub(super) struct Special {
    pub(super) name: &'static str,
    pub(super) target: i64,
    pub(super) restore: i64,
    pub(super) cause: Cause,
}

/// What a service stands on, apart from what all stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// A mainframe partition that is slow to restore; its own part of it takes these minutes.
    Mainframe(i64),
    /// The one identity provider for citizens.
    Identity,
    /// The one radio gateway.
    Radio,
    /// A vendor that promises less than is needed.
    Vendor(&'static str),
    /// A vendor that it can do without for these hours.
    Without(&'static str, i64),
    /// The database of driver records.
    Drivers,
    /// An archive on tape.
    Tape,
    /// An old storage array.
    OldArray,
    /// Another service, which needs this one.
    Circle(&'static str),
    /// Another service, which may be back later than this one.
    After(&'static str),
    /// A backup that is hardly older than the data.
    Fresh,
    /// A backup that is older than the data may be.
    OldBackup,
    /// Something of which nobody has said how long it takes.
    Unsaid,
}

const fn special(name: &'static str, target: i64, restore: i64, cause: Cause) -> Special {
    Special { name, target, restore, cause }
}

const HOUR: i64 = 60;

const SPECIALS: &[Special] = &[
    special("Unemployment benefit payments", 4 * HOUR, 40, Cause::Mainframe(75)),
    special("Unemployment claim filing", 4 * HOUR, 15, Cause::Mainframe(30)),
    special("Employer contributions", 4 * HOUR, 20, Cause::Mainframe(30)),
    special("Child support payments", 8 * HOUR, 20, Cause::Mainframe(75)),
    special("Vehicle title records", 8 * HOUR, 15, Cause::Mainframe(60)),
    special("State payroll", 8 * HOUR, 25, Cause::Mainframe(50)),
    special("Employer wage reporting", 24 * HOUR, 15, Cause::Mainframe(30)),
    special("Overpayment recovery", 48 * HOUR, 10, Cause::Mainframe(30)),
    special("Withholding tax filing", 12 * HOUR, 20, Cause::Mainframe(45)),
    special("Retirement benefit payments", 24 * HOUR, 30, Cause::Mainframe(60)),
    special("Child welfare case intake", 2 * HOUR, 15, Cause::Identity),
    special("Adult protective services reports", 4 * HOUR, 15, Cause::Identity),
    special("Medicaid eligibility", 4 * HOUR, 20, Cause::Identity),
    special("Food assistance enrollment", 4 * HOUR, 10, Cause::Identity),
    special("Disaster food assistance", 12 * HOUR, 15, Cause::Identity),
    special("Child care licensing", 24 * HOUR, 15, Cause::Identity),
    special("Trooper dispatch", 15, 5, Cause::Radio),
    special("Emergency medical radio", 30, 5, Cause::Radio),
    special("Wildfire radio dispatch", 30, 5, Cause::Radio),
    special("Refund check printing", 48 * HOUR, 30, Cause::Vendor(PRINTER)),
    special("Registration card and decal mailing", 48 * HOUR, 30, Cause::Vendor(PRINTER)),
    special("Tax refunds", 24 * HOUR, 60, Cause::Without(PRINTER, 50)),
    special("Tax payments", 4 * HOUR, 15, Cause::Vendor(PAYMENTS)),
    special("Toll collection", 8 * HOUR, 20, Cause::Vendor(PAYMENTS)),
    special("Driver license verification", 8 * HOUR, 5, Cause::Drivers),
    special("Driver license issuance", 4 * HOUR, 15, Cause::Drivers),
    special("Commercial driver checks", 4 * HOUR, 10, Cause::Drivers),
    special("Crash reports", 6 * HOUR, 10, Cause::Drivers),
    special("Vehicle registration", 12 * HOUR, 20, Cause::Drivers),
    special("Vital records certificates", 24 * HOUR, 30, Cause::Tape),
    special("State archives retrieval", 24 * HOUR, 20, Cause::Tape),
    special("Court record retrieval", 24 * HOUR, 20, Cause::Tape),
    special("Offender custody records", 4 * HOUR, 20, Cause::OldArray),
    special("Evidence tracking", 8 * HOUR, 15, Cause::OldArray),
    special("Court docket exchange", 4 * HOUR, 90, Cause::Circle("electronic-court-filing")),
    special("Electronic court filing", 4 * HOUR, 90, Cause::Circle("court-docket-exchange")),
    special("Emergency operations center", 6 * HOUR, 15, Cause::After("shelter-status")),
    special("Shelter status", 12 * HOUR, 10, Cause::Fresh),
    special("Disease outbreak reporting", 6 * HOUR, 15, Cause::After("public-health-alerts")),
    special("Public health alerts", 12 * HOUR, 10, Cause::Fresh),
    special("Workforce grant payments", 12 * HOUR, 15, Cause::OldBackup),
    special("Immunization registry", 8 * HOUR, 15, Cause::OldBackup),
    special("Prescription monitoring", 8 * HOUR, 15, Cause::Unsaid),
    special("Fingerprint identification", 8 * HOUR, 15, Cause::Unsaid),
    special("Ferry operations", 8 * HOUR, 15, Cause::Unsaid),
    special("Dam safety monitoring", 8 * HOUR, 15, Cause::Unsaid),
    special("Meat and poultry inspection", 12 * HOUR, 15, Cause::Unsaid),
    special("Veterans benefit claims", 12 * HOUR, 15, Cause::Unsaid),
];

/// What is special about the service called `name`.
pub(super) fn special_of(name: &str) -> Option<&'static Special> {
    SPECIALS.iter().find(|it| it.name == name)
}

/// Services of which nobody has said how soon they must be back.
pub(super) const NO_TARGET: [&str; 3] =
    ["Volunteer registration", "Adopt a highway", "Donor relations"];
