//! The agencies of the State of Franklin, what each of them does, and in which words.

mod government;
mod health;
mod money;
mod places;
mod safety;
mod works;

use crate::people::agencies::AgencyKind;

/// An agency, and what it delivers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Office {
    pub(super) code: &'static str,
    pub(super) parent: &'static str,
    pub(super) name: &'static str,
    /// What people call it.
    pub(super) short: &'static str,
    /// Other spellings in use.
    pub(super) aliases: &'static [&'static str],
    pub(super) kind: AgencyKind,
    pub(super) headcount: u32,
    pub(super) mission: &'static str,
    /// Who uses its services.
    pub(super) users: &'static str,
    /// How many services the programme holds of it.
    pub(super) n_services: usize,
    /// Each with its tier first.
    pub(super) services: &'static [&'static str],
    /// What it does every day, each with the level of service that it must keep.
    pub(super) processes: &'static [(&'static str, &'static str)],
}

/// An agency of the state that delivers nothing itself.
pub(super) const OFFICE: Office = Office {
    code: "",
    parent: "franklin",
    name: "",
    short: "",
    aliases: &[],
    kind: AgencyKind::StateAgency,
    headcount: 0,
    mission: "",
    users: "residents",
    n_services: 0,
    services: &[],
    processes: &[],
};

/// All of them, each after the one that it is part of.
pub(super) fn all() -> impl Iterator<Item = &'static Office> {
    let lists = [
        government::OFFICES,
        money::OFFICES,
        health::OFFICES,
        safety::OFFICES,
        works::OFFICES,
        places::OFFICES,
    ];
    lists.into_iter().flatten()
}

/// What every agency delivers besides. The agency goes where the brackets are.
pub(super) const COMMON: &[&str] = &[
    "3 {} website",
    "3 {} public records requests",
    "2 {} call center",
    "3 {} document imaging",
    "4 {} staff scheduling",
    "3 {} case correspondence",
    "4 {} training portal",
    "3 {} grants management",
    "3 {} procurement requests",
    "4 {} forms and publications",
    "3 {} appointment booking",
    "4 {} fleet reservations",
    "2 {} secure file exchange",
    "3 {} performance reporting",
    "3 {} contract tracking",
    "4 {} facility work orders",
];

/// What becomes of a service where a state has very many: the same for one part of the work.
pub(super) const FACETS: &[&str] =
    &["online", "scheduling", "records", "notifications", "reporting", "appeals", "archive"];
