//! The parts of a plan that write themselves.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! blocks {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// A part of a plan that writes itself, from what the platform knows today.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
        )]
        pub enum BlockKind {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl BlockKind {
            /// Every kind there is.
            pub const ALL: &[BlockKind] = &[$(BlockKind::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(BlockKind::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(BlockKind::$name => $title,)* }
            }
        }
    };
}

blocks! {
    /// What is restored, in what order, by whom and until when.
    RecoveryOrder = "recovery_order" "Order of recovery",
    /// What must be back by when, and whether it can be.
    Objectives = "objectives" "Objectives",
    /// What all of it needs.
    Dependencies = "dependencies" "What it depends on",
    /// Who is called.
    Contacts = "contacts" "Contacts",
    /// The teams that act, with who stands in for whom.
    Teams = "teams" "Teams",
    /// Where it is, and where it could go.
    Sites = "sites" "Sites",
    /// Who supplies it.
    Vendors = "vendors" "Vendors",
    /// By which circuits it is reached.
    Circuits = "circuits" "Circuits",
    /// How many seats each function needs elsewhere, and where it has them.
    Seats = "seats" "Seats elsewhere",
    /// How many people each function takes, and how many there are.
    Staff = "staff" "People needed and there",
    /// When the plan is activated.
    Activation = "activation" "When it is activated",
    /// Who has which duty under the plan.
    Duties = "duties" "Duties",
    /// What is done, step by step.
    Steps = "steps" "Steps",
    /// Who follows whom.
    Successions = "successions" "Orders of succession",
    /// Who may decide what for whom.
    Delegations = "delegations" "Delegations of authority",
    /// What must not be lost.
    Records = "records" "Vital records",
    /// What is taken along.
    Kit = "kit" "Go-kit",
    /// Who tells what to whom.
    Communication = "communication" "Who tells whom",
    /// What is saved first when it is damaged.
    Salvage = "salvage" "Salvage list",
    /// The plans below this one.
    Children = "children" "Plans that belong to this one",
}

impl BlockKind {
    /// Whether people write its rows. The others write themselves from what the platform knows.
    pub const fn is_written(self) -> bool {
        matches!(
            self,
            BlockKind::Activation
                | BlockKind::Duties
                | BlockKind::Steps
                | BlockKind::Successions
                | BlockKind::Delegations
                | BlockKind::Records
                | BlockKind::Kit
                | BlockKind::Communication
                | BlockKind::Salvage
        )
    }
}

impl FromStr for BlockKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        BlockKind::ALL.iter().copied().find(|it| it.code() == text).ok_or(())
    }
}
