//! Every rule that a programme is checked by. `docs/rules/README.md` explains them one by one.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::{Finding, Severity};
use crate::plans::checks;

/// Something that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which never changes.
    pub code: &'static str,
    /// How bad it is if it is found.
    pub severity: Severity,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Which public requirement asks for it.
    pub clause: Option<&'static str>,
}

macro_rules! rules {
    ($($name:ident = $code:literal $severity:ident $title:literal $($clause:literal)?;)*) => {
        $(
            #[doc = $title]
            pub(crate) const $name: Rule = Rule {
                code: $code,
                severity: Severity::$severity,
                title: $title,
                clause: rules!(@clause $($clause)?),
            };
        )*

        /// Every rule about all but what plans say, by code.
        const OWN: &[Rule] = &[$($name,)*];
    };
    (@clause) => { None };
    (@clause $clause:literal) => { Some($clause) };
}

rules! {
    UNREADABLE = "FIL-001" Error "A file that cannot be understood";
    UNSAFE_FILE = "FIL-002" Error "A file that is too large, or leads elsewhere";
    MISNAMED = "FIL-003" Error "A file that is not named after its code";
    OTHER_FORMAT = "FIL-004" Error "A folder of another format";
    DANGLING = "INV-001" Error "A reference to something that is not there";
    TWICE = "INV-002" Error "A code that stands for two things";
    CIRCLE = "INV-003" Gap "Things that cannot work without each other";
    INVALID = "INV-004" Error "A field that cannot be so";
    SMALL_GROUP = "INV-005" Gap "A redundancy group with fewer members than it takes";
    NO_OWNER = "INV-006" Warning "An asset or data set that nobody answers for" "NIST SP 800-53 CM-8";
    NO_SYSTEM = "INV-007" Warning "A business process without a system behind it" "ISO 22301 8.2.2";
    NO_LEVEL = "INV-008" Warning "A business process without a level of service" "ISO 22301 8.2.2";
    IDLE_INVESTMENT = "INV-009" Warning "An investment in something that is not in use";
    IDLE_CHANGE = "INV-010" Warning "A scenario that assumes something of what is not in use";
    IDLE_RISK = "RSK-001" Warning "A risk to something that is not in use";
    OLD_RISK = "RSK-002" Warning "A risk that was to be looked at again" "ISO 22301 8.2.3";
    LATE_STRATEGY = "STR-001" Gap "An approved strategy that is slower than it must be" "ISO 22301 8.3.3";
    GROUNDLESS_STRATEGY = "STR-002" Gap "An approved strategy without what it must rest on" "ISO 22301 8.3.1";
    UNFUNDED_STRATEGY = "STR-003" Warning "A strategy without the money for it" "ISO 22301 8.3.4";
    LATE_TARGET = "REC-001" Gap "Something that may be back later than what needs it" "NIST SP 800-34 3.2";
    MISSED = "REC-002" Gap "A recovery time that cannot be met" "NIST SP 800-53 CP-10";
    NO_TARGET = "REC-003" Warning "A service without a recovery time" "NIST SP 800-53 CP-10";
    NO_PROMISE = "REC-004" Warning "A recovery time that cannot be computed";
    OLD_PROOF = "REC-005" Warning "A proof that is older than 24 months" "NIST SP 800-53 CP-4";
    OLD_POINT = "REC-006" Gap "Data that may be older than what needs them";
    LONG_GAP = "REC-007" Gap "Something that is missed for longer than its needer can do without";
    CREW_TOO_SMALL = "REC-008" Gap "A restoration that takes more people than its crew has";
    TOO_LATE_TO_CATCH_UP = "REC-009" Error "A recovery time that leaves no time to catch up" "NIST SP 800-34 3.2";
    TOO_SLOW = "REC-010" Gap "A recovery that took longer than promised" "NIST SP 800-53 CP-4";
    LATE_BY_CREWS = "REC-011" Gap "A recovery time that cannot be met with the crews there are" "NIST SP 800-53 CP-10";
    NO_ALTERNATE = "PPL-001" Warning "A team without an alternate" "NIST SP 800-53 CP-2";
    NO_CONTACT = "PPL-002" Warning "An agency without contacts" "NIST SP 800-53 CP-2";
    NEAR_SITES = "SIT-001" Warning "An alternate site near the primary one" "NIST SP 800-53 CP-6(1)";
    SAME_HAZARD = "SIT-002" Warning "An alternate site with the hazards of the primary one" "NIST SP 800-53 CP-7(1)";
    ONE_SITE = "SIT-003" Warning "A redundancy group with all its members at one site" "NIST SP 800-53 CP-2(6)";
    UNPLACED_MEMBERS = "SIT-004" Warning "A redundancy group of which not all members have a site" "NIST SP 800-53 CP-7";
}

/// Every rule there is: those about all of a programme, and then those about plans.
pub static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| OWN.iter().copied().chain(checks::RULES.iter().map(Rule::from)).collect());

impl From<&checks::Rule> for Rule {
    fn from(it: &checks::Rule) -> Rule {
        let severity = Severity::from(it.severity);
        Rule { code: it.code, severity, title: it.title, clause: it.clause }
    }
}

impl From<checks::Severity> for Severity {
    /// What is wrong in a plan is no fault of the files: an import takes it.
    fn from(it: checks::Severity) -> Severity {
        match it {
            checks::Severity::Error => Severity::Gap,
            checks::Severity::Warning => Severity::Warning,
            checks::Severity::Note => Severity::Note,
        }
    }
}

impl Rule {
    /// That the rule found something about `subject`, which is kept in `file`.
    pub(crate) fn finds(
        &self,
        (subject, file): (String, String),
        message: impl Into<String>,
    ) -> Finding {
        Finding {
            code: self.code,
            severity: self.severity,
            file: Some(file),
            line: None,
            column: None,
            field: None,
            subject,
            message: message.into(),
            clause: self.clause.map(Cow::Borrowed),
            fix: None,
            waived: None,
            anchor: None,
        }
    }
}
