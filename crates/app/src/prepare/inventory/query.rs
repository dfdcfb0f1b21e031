//! Which items to list, and in which order.

use std::collections::BTreeSet;

use super::{Kind, Standing};
use crate::Paging;
use crate::ids::{AgencyId, ItemId, PersonId};

/// Which items of a kind to list.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Of which kind.
    pub kind: Kind,
    /// Only those that this finds.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those with this standing.
    pub standing: Option<Standing>,
    /// Only those of this tier.
    pub tier: Option<u8>,
    /// Only those at this site.
    pub site_id: Option<ItemId>,
    /// Only those of this vendor.
    pub vendor_id: Option<ItemId>,
    /// Only those that this crew restores.
    pub crew_id: Option<ItemId>,
    /// Only those whose restoration takes this equipment.
    pub equipment_id: Option<ItemId>,
    /// Only those that this person owns or looks after.
    pub person_id: Option<PersonId>,
    /// Only those that lack something.
    pub missing: Option<Missing>,
    /// Only these.
    pub only: Option<BTreeSet<ItemId>>,
    /// Whether to list the retired ones instead.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

impl Query {
    /// All items of `kind`, by name.
    pub fn all(kind: Kind) -> Query {
        Query {
            kind,
            text: String::new(),
            agencies: None,
            standing: None,
            tier: None,
            site_id: None,
            vendor_id: None,
            crew_id: None,
            equipment_id: None,
            person_id: None,
            missing: None,
            only: None,
            retired: false,
            sort: Sort::Name,
            descending: false,
            paging: Paging::default(),
        }
    }
}

/// What decides the order of a list of items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// How soon they come back.
    Tier,
    /// How much too late they would be.
    Gap,
    /// How soon they must be back.
    Required,
    /// How soon they can be back.
    Achievable,
    /// For how many others they are a single point of failure.
    SinglePoint,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// Every order, with its name in an address.
    pub const ALL: &[(&str, Sort)] = &[
        ("name", Sort::Name),
        ("tier", Sort::Tier),
        ("gap", Sort::Gap),
        ("required", Sort::Required),
        ("achievable", Sort::Achievable),
        ("single_point", Sort::SinglePoint),
        ("updated", Sort::Updated),
    ];

    /// The order called `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        Sort::ALL.iter().find(|(it, _)| *it == word).map(|(_, it)| *it)
    }
}

/// What an item lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Somebody who answers for it.
    Owner,
    /// Somebody who looks after it.
    Custodian,
    /// A recovery time that is wanted.
    Target,
    /// A recovery time that is promised.
    Promise,
    /// Something behind the promise.
    Proof,
    /// Anything that it needs.
    Needs,
    /// The level of service that a process must keep.
    Level,
    /// How people manage without the systems of a process.
    Workaround,
    /// Somebody in a team who stands in for another.
    Alternate,
}

impl Missing {
    /// Everything that can be missing, with its name in an address and for people.
    pub const ALL: &[(&str, &str, Missing)] = &[
        ("owner", "No owner", Missing::Owner),
        ("custodian", "No custodian or technical owner", Missing::Custodian),
        ("target", "No recovery time wanted", Missing::Target),
        ("promise", "No recovery time promised", Missing::Promise),
        ("proof", "Nothing proven", Missing::Proof),
        ("needs", "Needs nothing", Missing::Needs),
        ("level", "No required level", Missing::Level),
        ("workaround", "No workaround", Missing::Workaround),
        ("alternate", "No alternate", Missing::Alternate),
    ];

    /// What is missing, called `word`.
    pub fn from_word(word: &str) -> Option<Missing> {
        Missing::ALL.iter().find(|(it, ..)| *it == word).map(|(.., it)| *it)
    }

    /// Whether items of `kind` could have it.
    pub fn concerns(self, kind: Kind) -> bool {
        match self {
            Missing::Custodian => matches!(kind, Kind::Service | Kind::Asset | Kind::DataSet),
            Missing::Owner => kind != Kind::Group,
            Missing::Target | Missing::Needs => kind.is_restored(),
            Missing::Promise | Missing::Proof => kind.is_restored() && kind != Kind::Group,
            Missing::Level | Missing::Workaround => kind == Kind::Process,
            Missing::Alternate => kind == Kind::Team,
        }
    }
}
