//! What the loss of availability that is feared suggests for recovery.

use crate::prepare::inventory::{Details, ImpactLevel, Item, Readiness};

/// How something could be recovered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    /// How ready the site for it should stand by. Any of these would do.
    pub readiness: &'static [Readiness],
    /// How soon it should be back, by tier. Any of these would do, the first is the safest.
    pub tiers: &'static [u8],
    /// The same in a sentence.
    pub sentence: &'static str,
}

/// What suits something whose loss would mean `availability` (FIPS 199).
pub const fn suggest(availability: ImpactLevel) -> Suggestion {
    match availability {
        ImpactLevel::High => Suggestion {
            readiness: &[Readiness::Hot, Readiness::Mirrored],
            tiers: &[1],
            sentence: "Its loss would be severe: a hot or mirrored site, and tier 1.",
        },
        ImpactLevel::Moderate => Suggestion {
            readiness: &[Readiness::Warm],
            tiers: &[2],
            sentence: "Its loss would be serious: a warm site, and tier 2.",
        },
        ImpactLevel::Low => Suggestion {
            readiness: &[Readiness::Cold],
            tiers: &[3, 4],
            sentence: "Its loss would be limited: a cold site, and tier 3 or 4.",
        },
    }
}

impl Suggestion {
    /// The tier that follows: the present one if it would do.
    pub fn tier(&self, present: Option<u8>) -> Option<u8> {
        present.filter(|it| self.tiers.contains(it)).or_else(|| self.tiers.first().copied())
    }
}

/// The item with another level of availability, and the tier that follows from it. What the loss of
/// confidentiality and integrity would mean stays. None for kinds that have no such levels.
pub(super) fn with_availability(item: &Item, availability: ImpactLevel) -> Option<Item> {
    let mut item = item.clone();
    let protection = match &mut item.details {
        Details::Service(it) => &mut it.protection,
        Details::Asset(it) => &mut it.protection,
        Details::DataSet(it) => &mut it.protection,
        _ => return None,
    };
    protection.availability = Some(availability);
    item.tier = suggest(availability).tier(item.tier);
    Some(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_that_would_do_stays() {
        let tier = |level, present| suggest(level).tier(present);
        assert_eq!(tier(ImpactLevel::High, Some(3)), Some(1));
        assert_eq!(tier(ImpactLevel::Moderate, None), Some(2));
        assert_eq!(tier(ImpactLevel::Low, Some(4)), Some(4));
        assert_eq!(tier(ImpactLevel::Low, Some(1)), Some(3));
    }
}
