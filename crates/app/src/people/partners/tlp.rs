//! The Traffic Light Protocol, version 2.0 (FIRST, August 2022): who may pass on what they are told.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! markings {
    ($($(#[$is:meta])* $name:ident = $rank:literal $code:literal $title:literal $words:literal,)*) => {
        /// How far something may be passed on, from anyone to nobody.
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
        )]
        pub enum Tlp {
            $($(#[$is])* #[doc = $words] #[serde(rename = $code)] $name,)*
        }

        impl Tlp {
            /// Every marking, from the most open to the most confidential.
            pub const ALL: &[Tlp] = &[$(Tlp::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(Tlp::$name => $code,)* }
            }

            /// Its label, as the protocol writes it.
            pub const fn title(self) -> &'static str {
                match self { $(Tlp::$name => $title,)* }
            }

            /// What it lets a recipient do.
            pub const fn words(self) -> &'static str {
                match self { $(Tlp::$name => $words,)* }
            }

            /// How confidential it is, as a number.
            pub const fn rank(self) -> i32 {
                match self { $(Tlp::$name => $rank,)* }
            }

            /// The marking of that rank.
            pub fn from_rank(rank: i32) -> Option<Tlp> {
                Tlp::ALL.iter().copied().find(|it| it.rank() == rank)
            }

            /// The marking called `code`.
            pub fn from_code(code: &str) -> Option<Tlp> {
                Tlp::ALL.iter().copied().find(|it| it.code() == code)
            }
        }
    };
}

markings! {
    #[default]
    Clear = 0 "clear" "TLP:CLEAR" "May be passed on to anyone.",
    Green = 1 "green" "TLP:GREEN" "May be passed on within one's community, and not in public.",
    Amber = 2 "amber" "TLP:AMBER" "May be passed on to those who need to know it, within one's organization and to its clients.",
    AmberStrict = 3 "amber_strict" "TLP:AMBER+STRICT" "May be passed on to those who need to know it, within one's organization alone.",
    Red = 4 "red" "TLP:RED" "Is for those who are named, and may be passed on to nobody.",
}

impl Tlp {
    /// Whether what has this `marking` may be shared with somebody of this level.
    pub fn reaches(self, marking: Tlp) -> bool {
        marking <= self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_reaches_what_is_marked_with_it_and_what_is_more_open() {
        for (n, level) in Tlp::ALL.iter().enumerate() {
            let reached = Tlp::ALL.iter().filter(|it| level.reaches(**it)).count();
            assert_eq!(reached, n + 1, "{}", level.title());
        }
        assert!(!Tlp::default().reaches(Tlp::Green));
    }

    #[test]
    fn every_marking_is_known_by_its_code_and_its_rank() {
        for it in Tlp::ALL {
            assert_eq!(Tlp::from_code(it.code()), Some(*it));
            assert_eq!(Tlp::from_rank(it.rank()), Some(*it));
        }
        assert_eq!((Tlp::from_code("white"), Tlp::from_rank(5)), (None, None));
    }
}
