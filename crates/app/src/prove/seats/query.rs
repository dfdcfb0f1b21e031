//! What to list of work sites and of the functions that count on them.

use std::collections::BTreeSet;

use super::SeatStanding;
use crate::Paging;
use crate::ids::AgencyId;

/// Which work sites to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteQuery {
    /// Only those whose name holds this.
    pub text: String,
    /// Only those that these agencies have or count on. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// What is asked of them if this scenario happens, by its code. None: if everybody comes at once.
    pub scenario: Option<String>,
    /// Only those that are ready, or only those that are not.
    pub is_ready: Option<bool>,
    /// Only those on which more people count than there are seats.
    pub is_overbooked: bool,
    /// What decides the order.
    pub sort: SiteSort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of work sites.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SiteSort {
    /// What they are called.
    #[default]
    Name,
    /// How many seats there are.
    Seats,
    /// How many are asked for.
    Asked,
    /// How many are left.
    Left,
}

impl SiteSort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<SiteSort> {
        Some(match word {
            "name" => SiteSort::Name,
            "seats" => SiteSort::Seats,
            "asked" => SiteSort::Asked,
            "left" => SiteSort::Left,
            _ => return None,
        })
    }
}

/// Which functions to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FunctionQuery {
    /// Only those whose name holds this.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those that this scenario moves, by its code. None: all.
    pub scenario: Option<String>,
    /// Only those that are critical.
    pub is_critical: bool,
    /// Only those whose people would have nowhere to go.
    pub is_without: bool,
    /// Only those with fewer people than they take at least.
    pub is_short: bool,
    /// Only those that stand so.
    pub standing: Option<SeatStanding>,
    /// What decides the order.
    pub sort: FunctionSort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of functions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FunctionSort {
    /// What is first to be back, and by name among those.
    #[default]
    Tier,
    /// What they are called.
    Name,
    /// How they stand, the worst first.
    Standing,
    /// How many seats they need.
    Seats,
    /// By how many people they are short.
    Short,
}

impl FunctionSort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<FunctionSort> {
        Some(match word {
            "tier" => FunctionSort::Tier,
            "name" => FunctionSort::Name,
            "standing" => FunctionSort::Standing,
            "seats" => FunctionSort::Seats,
            "short" => FunctionSort::Short,
            _ => return None,
        })
    }
}
