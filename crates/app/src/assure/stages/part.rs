//! What somebody writes down about a programme.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a part of a programme is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// It sets the programme up.
    SetUp,
    /// It goes on for as long as the programme does.
    Activity,
    /// It is what the programme is worth.
    Benefit,
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident = $code:literal $group:ident $title:literal $about:literal,)*) => {
        /// What somebody writes down about a programme: five items that set it up, the six activities
        /// that go on (ITIL, IT service continuity management, stages 1 and 4), and six kinds of
        /// benefits.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = "ProgrammePart")]
        pub enum Part {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Part {
            /// Every part, in the order in which they are shown.
            pub const ALL: &[Part] = &[$(Part::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(Part::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(Part::$name => $title,)* }
            }

            /// What is to be said of it, in a sentence.
            pub const fn about(self) -> &'static str {
                match self { $(Part::$name => $about,)* }
            }

            /// What it is for.
            pub const fn group(self) -> Group {
                match self { $(Part::$name => Group::$group,)* }
            }

            /// The part called `code`.
            pub fn from_code(code: &str) -> Option<Part> {
                match code { $($code => Some(Part::$name),)* _ => None }
            }
        }
    };
}

parts! {
    /// What the programme is for, as decided.
    Policy = "policy" SetUp "Policy"
        "What continuity is for, and what everybody does for it, as it was decided.",
    /// What it covers.
    Scope = "scope" SetUp "Scope"
        "Which services, sites and people it covers, and what it leaves out.",
    /// What it takes.
    Resources = "resources" SetUp "Resources"
        "The people, the money and the tools that it may use.",
    /// Who does what in it.
    Roles = "organization" SetUp "Organization"
        "Who leads it, who takes part, and who stands in for them.",
    /// What is done by when.
    Plans = "plans" SetUp "Project plans"
        "What is done until when, with milestones, and how its quality is known.",
    /// Everybody knows about it.
    Awareness = "awareness" Activity "Education and awareness"
        "Everybody knows what they do when something is lost.",
    /// Those who have a part in it can do it.
    Training = "training" Activity "Training"
        "Whoever has a part in a plan learned it.",
    /// It is looked at again.
    Review = "review" Activity "Review and audit"
        "Somebody looks whether what was written still holds.",
    /// It is tried out.
    Testing = "testing" Activity "Testing"
        "Plans are tried out, at least each year and after each large change.",
    /// It follows what changes.
    Change = "change" Activity "Change control"
        "Changes are looked at for what they mean for plans.",
    /// It is known that it is good enough.
    Assurance = "assurance" Activity "Assurance"
        "Whoever answers for it knows that it is good enough, and says so.",
    /// Insurance costs less.
    Insurance = "insurance" Benefit "Lower insurance premiums"
        "What insurers take off because of it.",
    /// The law is kept.
    Duties = "duties" Benefit "Regulatory duties met"
        "Which duties are met with it, and what not meeting them would cost.",
    /// Those who are served stay.
    Relationship = "relationship" Benefit "Better business relationships"
        "What those who are served get from knowing that it is there.",
    /// It is spoken well of.
    Marketing = "marketing" Benefit "Positive marketing"
        "What can be told of it, and to whom.",
    /// It is believed.
    Credibility = "credibility" Benefit "Credibility"
        "Who relies on the state or the agency because of it.",
    /// Others cannot do it.
    Advantage = "advantage" Benefit "Competitive advantage"
        "What can be offered with it that could not be offered without.",
}

impl Part {
    /// Every part of a group.
    pub fn of(group: Group) -> impl Iterator<Item = Part> {
        Part::ALL.iter().copied().filter(move |it| it.group() == group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_five_items_six_activities_and_six_benefits() {
        let n = |group| Part::of(group).count();
        assert_eq!([n(Group::SetUp), n(Group::Activity), n(Group::Benefit)], [5, 6, 6]);
        for it in Part::ALL {
            assert_eq!(Part::from_code(it.code()), Some(*it));
        }
    }
}
