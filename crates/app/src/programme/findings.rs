//! What somebody should look at in a programme, and the rules that find it.

use serde::Serialize;

/// Something that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which rule found it, such as `INV-001`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// In which file of the programme folder, if in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// On which line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What it is about, by kind and code.
    pub subject: String,
    /// What is the matter, in a sentence or two.
    pub message: String,
    /// Which public requirement asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<&'static str>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// What stands on the line in question.
    #[serde(skip)]
    pub(crate) anchor: Option<String>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The programme contradicts itself, or misses what it promises.
    Error,
    /// Something that a programme should have is not there.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Its name for programs, and the level that SARIF has for it.
    pub const fn code(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

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

        /// Every rule there is, by code.
        pub const RULES: &[Rule] = &[$($name,)*];
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
    CIRCLE = "INV-003" Error "Things that cannot work without each other";
    INVALID = "INV-004" Error "A field that cannot be so";
    SMALL_GROUP = "INV-005" Error "A redundancy group with fewer members than it takes";
    NO_OWNER = "INV-006" Warning "An asset or data set that nobody answers for" "NIST SP 800-53 CM-8";
    NO_SYSTEM = "INV-007" Warning "A business process without a system behind it" "ISO 22301 8.2.2";
    NO_LEVEL = "INV-008" Warning "A business process without a level of service" "ISO 22301 8.2.2";
    LATE_TARGET = "REC-001" Error "Something that may be back later than what needs it" "NIST SP 800-34 3.2";
    MISSED = "REC-002" Error "A recovery time that cannot be met" "NIST SP 800-53 CP-10";
    NO_TARGET = "REC-003" Warning "A service without a recovery time" "NIST SP 800-53 CP-10";
    NO_PROMISE = "REC-004" Warning "A recovery time that cannot be computed";
    OLD_PROOF = "REC-005" Warning "A proof that is older than 24 months" "NIST SP 800-53 CP-4";
    OLD_POINT = "REC-006" Error "Data that may be older than what needs them";
    LONG_GAP = "REC-007" Error "Something that is missed for longer than its needer can do without";
    CREW_TOO_SMALL = "REC-008" Error "A restoration that takes more people than its crew has";
    NO_ALTERNATE = "PPL-001" Warning "A team without an alternate" "NIST SP 800-53 CP-2";
    NO_CONTACT = "PPL-002" Warning "An agency without contacts" "NIST SP 800-53 CP-2";
    NEAR_SITES = "SIT-001" Warning "An alternate site near the primary one" "NIST SP 800-53 CP-6(1)";
    SAME_HAZARD = "SIT-002" Warning "An alternate site with the hazards of the primary one" "NIST SP 800-53 CP-7(1)";
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
            subject,
            message: message.into(),
            clause: self.clause,
            fix: None,
            anchor: None,
        }
    }
}

impl Finding {
    /// … where the file says `anchor`.
    #[must_use]
    pub(crate) fn at(self, anchor: impl Into<String>) -> Finding {
        Finding { anchor: Some(anchor.into()), ..self }
    }

    /// … on a line that is known.
    #[must_use]
    pub(crate) fn on_line(self, line: usize) -> Finding {
        Finding { line: Some(line), ..self }
    }

    /// … which can be put right like this.
    #[must_use]
    pub(crate) fn fixed_by(self, fix: impl Into<String>) -> Finding {
        Finding { fix: Some(fix.into()), ..self }
    }

    /// … but worse or less bad than usual.
    #[must_use]
    pub(crate) fn with_severity(self, severity: Severity) -> Finding {
        Finding { severity, ..self }
    }
}
