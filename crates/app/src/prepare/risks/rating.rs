//! How bad a risk is: how likely it is, and what it would mean for whom. Nothing here does I/O.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The highest number on each scale.
pub const SCALE_MAX: u8 = 5;

/// What the numbers 1 to 5 are called, of likelihood and of impact alike.
pub const SCALE: [&str; 5] = ["Very low", "Low", "Moderate", "High", "Very high"];

/// For whom an impact is rated: the name of the field, and what people call it.
pub const IMPACTS: [(&str, &str); 4] = [
    ("citizens", "Citizens"),
    ("institutions", "Institutions"),
    ("businesses", "Businesses"),
    ("economy", "The economy"),
];

/// How likely something is and what it would mean, each from 1 (very low) to 5 (very high).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RiskRating")]
pub struct Rating {
    /// How likely it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<u8>,
    /// What it would mean for citizens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citizens: Option<u8>,
    /// What it would mean for institutions of the state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institutions: Option<u8>,
    /// What it would mean for businesses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub businesses: Option<u8>,
    /// What it would mean for the economy as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub economy: Option<u8>,
}

/// How bad a risk is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "RiskLevel")]
pub enum Level {
    /// Hardly worth a word.
    VeryLow,
    /// A small one.
    Low,
    /// One to keep an eye on.
    Moderate,
    /// One to do something about.
    High,
    /// One that cannot stay.
    VeryHigh,
}

/// The level by likelihood (down) and worst impact (across): NIST SP 800-30 Rev. 1, table I-2.
const LEVELS: [[u8; 5]; 5] =
    [[1, 1, 1, 2, 2], [1, 2, 2, 2, 3], [1, 2, 3, 3, 4], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]];

impl Level {
    /// Every level, the lowest first.
    pub const ALL: [Level; 5] =
        [Level::VeryLow, Level::Low, Level::Moderate, Level::High, Level::VeryHigh];

    /// From 1 to 5.
    pub const fn number(self) -> u8 {
        match self {
            Level::VeryLow => 1,
            Level::Low => 2,
            Level::Moderate => 3,
            Level::High => 4,
            Level::VeryHigh => 5,
        }
    }

    /// The level with this number.
    pub fn from_number(number: u8) -> Option<Level> {
        Level::ALL.into_iter().find(|it| it.number() == number)
    }

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Level::VeryLow => "very_low",
            Level::Low => "low",
            Level::Moderate => "moderate",
            Level::High => "high",
            Level::VeryHigh => "very_high",
        }
    }

    /// The level called `code`.
    pub fn from_code(code: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Level::VeryLow => "Very low",
            Level::Low => "Low",
            Level::Moderate => "Moderate",
            Level::High => "High",
            Level::VeryHigh => "Very high",
        }
    }
}

impl Rating {
    /// Whether nothing was said.
    pub fn is_blank(&self) -> bool {
        *self == Rating::default()
    }

    /// The four impacts, in the order of [`IMPACTS`].
    pub const fn impacts(&self) -> [Option<u8>; 4] {
        [self.citizens, self.institutions, self.businesses, self.economy]
    }

    /// The worst of the four, once all of them were rated.
    pub fn worst(&self) -> Option<u8> {
        let impacts: Option<Vec<u8>> = self.impacts().into_iter().collect();
        impacts?.into_iter().max()
    }

    /// How bad it is, once all of it was rated: what the likelihood and the worst impact make of it.
    pub fn level(&self) -> Option<Level> {
        let place = |it: u8| it.checked_sub(1).map(usize::from);
        let row = LEVELS.get(place(self.likelihood?)?)?;
        Level::from_number(*row.get(place(self.worst()?)?)?)
    }

    /// The fields of it, with what they say.
    pub(super) const fn fields(&self) -> [(&'static str, Option<u8>); 5] {
        [
            ("likelihood", self.likelihood),
            ("citizens", self.citizens),
            ("institutions", self.institutions),
            ("businesses", self.businesses),
            ("economy", self.economy),
        ]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rated(likelihood: u8, [citizens, institutions, businesses, economy]: [u8; 4]) -> Rating {
        Rating {
            likelihood: Some(likelihood),
            citizens: Some(citizens),
            institutions: Some(institutions),
            businesses: Some(businesses),
            economy: Some(economy),
        }
    }

    /// The same likelihood with one impact that is very high: whichever it is, it decides.
    #[test]
    fn req_s1_01_of_four_impacts_the_worst_drives_the_level() {
        assert_eq!(IMPACTS.len(), 4);
        assert_eq!(rated(4, [1, 1, 1, 1]).level(), Some(Level::VeryLow));
        for worst in 0..4 {
            let mut impacts = [1; 4];
            impacts[worst] = 5;
            assert_eq!(rated(4, impacts).level(), Some(Level::VeryHigh), "{}", IMPACTS[worst].0);
        }
        assert_eq!(rated(1, [5, 1, 1, 1]).level(), Some(Level::Low));
        assert_eq!(rated(3, [4, 1, 2, 3]).level(), Some(Level::Moderate));
    }

    #[test]
    fn without_one_of_the_four_there_is_no_level() {
        let whole = rated(4, [2, 3, 4, 5]);
        assert_eq!(Rating { economy: None, ..whole }.level(), None);
        assert_eq!(Rating { likelihood: None, ..whole }.level(), None);
        assert_eq!(Rating::default().worst(), None);
    }

    proptest! {
        #[test]
        fn what_is_likelier_or_worse_is_never_a_smaller_risk(
            likelihood in 1..=5_u8,
            impacts in proptest::array::uniform4(1..=5_u8),
            which in 0..4_usize,
        ) {
            let level = rated(likelihood, impacts).level().unwrap();
            let likelier = rated((likelihood + 1).min(5), impacts).level().unwrap();
            prop_assert!(level <= likelier);
            let mut worse = impacts;
            worse[which] = (worse[which] + 1).min(5);
            prop_assert!(level <= rated(likelihood, worse).level().unwrap());
        }
    }
}
