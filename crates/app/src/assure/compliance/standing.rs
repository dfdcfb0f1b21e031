//! How an agency meets an obligation: what proves it, and whether it has attested it. Nothing here
//! does I/O.

use std::fmt;
use std::str::FromStr;

use chrono::{Months, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assure::obligations::{Clause, ObligationDocument};
use crate::ids::{AgencyId, ComplianceId, ObligationId, PersonId};
use crate::{FieldProblem, Refusal, Timestamp};

/// How many pieces of evidence there may be.
const EVIDENCE_MAX: usize = 200;

/// How an agency meets an obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compliance {
    /// Its id.
    pub id: ComplianceId,
    /// Which agency.
    pub agency_id: AgencyId,
    /// Which obligation.
    pub obligation_id: ObligationId,
    /// Who answers for it. If nobody is named, the agency's contact for continuity does.
    pub owner_id: Option<PersonId>,
    /// By when it is attested for the first time, if not by when the obligation says.
    pub due: Option<NaiveDate>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
    /// Who attested it.
    pub attested_by: Option<PersonId>,
    /// When that was.
    pub attested_at: Option<Timestamp>,
    /// When it last changed. None: nothing was written down yet.
    pub updated_at: Option<Timestamp>,
    /// How often it was saved. 0: nothing was written down yet.
    pub version: i64,
}

/// One thing that proves that an obligation is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Of what kind it is.
    pub kind: EvidenceKind,
    /// Of when it is.
    pub on: NaiveDate,
    /// For which clause, by its number. Empty: for all of them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub clause: String,
    /// Of a plan: which, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Of a plan: which version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// Where the file is, or what is to be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

macro_rules! words {
    ($(#[$about:meta])* $type:ident, $schema:literal { $($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = $schema)]
        pub enum $type {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl $type {
            /// Every one of them, in the order in which they are offered.
            pub const ALL: &[$type] = &[$($type::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $($type::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $($type::$name => $title,)* }
            }
        }

        impl FromStr for $type {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                $type::ALL.iter().copied().find(|it| it.code() == text).ok_or(())
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

words! {
    /// Of what kind a piece of evidence is.
    EvidenceKind, "EvidenceKind" {
        /// A version of a plan that is or was in force.
        Plan = "plan" "A plan in force",
        /// A file that is kept elsewhere.
        File = "file" "A file kept elsewhere",
        /// What somebody states.
        Statement = "statement" "A statement",
    }
}

words! {
    /// How far an agency is with an obligation.
    State, "ComplianceState" {
        /// Nothing proves it yet.
        Open = "open" "No evidence yet",
        /// Something proves it, and nobody has attested it yet.
        Prepared = "prepared" "To be attested",
        /// The agency has attested it, and that still counts.
        Met = "met" "Met",
        /// The agency attested it too long ago.
        Lapsed = "lapsed" "To be attested again",
    }
}

impl State {
    /// Whether the obligation counts as met.
    pub const fn is_met(self) -> bool {
        matches!(self, State::Met)
    }
}

const NO_EVIDENCE: Refusal = Refusal::new(
    "compliance.no_evidence",
    "Nothing proves that the obligation is met. Add evidence first, and then attest it.",
);
const NOT_ATTESTED: Refusal = Refusal::new("compliance.not_attested", "Nobody has attested it.");

impl Compliance {
    /// That of which nothing was written down yet.
    pub(super) fn unwritten(agency_id: AgencyId, obligation_id: ObligationId) -> Compliance {
        Compliance {
            id: ComplianceId::new(),
            agency_id,
            obligation_id,
            owner_id: None,
            due: None,
            evidence: Vec::new(),
            attested_by: None,
            attested_at: None,
            updated_at: None,
            version: 0,
        }
    }

    /// How far it is on the day `today`.
    pub fn state(&self, of: &ObligationDocument, today: NaiveDate) -> State {
        match (self.attested_at, self.expires(of)) {
            (None, _) if self.evidence.is_empty() => State::Open,
            (None, _) => State::Prepared,
            (Some(_), Some(last)) if last < today => State::Lapsed,
            (Some(_), _) => State::Met,
        }
    }

    /// By when it is to be attested, for the first time or again.
    pub fn due(&self, of: &ObligationDocument) -> Option<NaiveDate> {
        match self.attested_at {
            Some(_) => self.expires(of),
            None => self.due.or(of.due),
        }
    }

    /// The last day on which what was attested counts, if it ever ends.
    fn expires(&self, of: &ObligationDocument) -> Option<NaiveDate> {
        let on = self.attested_at?.date_naive();
        (0 < of.renew_months).then(|| on.checked_add_months(Months::new(of.renew_months)))?
    }

    /// The clauses that nothing is evidence for.
    pub fn unproven<'a>(&self, of: &'a ObligationDocument) -> Vec<&'a Clause> {
        if self.evidence.iter().any(|it| it.clause.is_empty()) {
            return Vec::new();
        }
        let is_open = |it: &&Clause| !self.evidence.iter().any(|proof| proof.clause == it.number);
        of.clauses.iter().filter(is_open).collect()
    }

    /// The same with other evidence. What was attested was attested upon what was there then, so it
    /// does not count any more.
    pub(super) fn proven_by(
        self,
        evidence: Vec<Evidence>,
        of: &ObligationDocument,
    ) -> Result<Compliance, Vec<FieldProblem>> {
        if evidence == self.evidence {
            return Ok(self);
        }
        let problems = problems(&evidence, of);
        if !problems.is_empty() {
            return Err(problems);
        }
        let (attested_by, attested_at) = (None, None);
        Ok(Compliance { evidence, attested_by, attested_at, ..self })
    }

    /// The same as attested, if every clause has evidence.
    pub(super) fn attested(
        self,
        of: &ObligationDocument,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Compliance, Refusal> {
        if self.evidence.is_empty() {
            return Err(NO_EVIDENCE);
        }
        let open = self.unproven(of);
        if !open.is_empty() {
            return Err(unproven(&open));
        }
        Ok(Compliance { attested_by: Some(by), attested_at: Some(now), ..self })
    }

    /// The same as attested by nobody.
    pub(super) fn withdrawn(self) -> Result<Compliance, Refusal> {
        if self.attested_at.is_none() {
            return Err(NOT_ATTESTED);
        }
        Ok(Compliance { attested_by: None, attested_at: None, ..self })
    }
}

fn unproven(open: &[&Clause]) -> Refusal {
    let names: Vec<&str> = open.iter().map(|it| it.number.as_str()).collect();
    let reason = format!(
        "Nothing is evidence for {}. Add evidence for each clause, or evidence for all of them.",
        names.join(", ")
    );
    Refusal { code: "compliance.clauses_unproven", reason: reason.into() }
}

fn problems(evidence: &[Evidence], of: &ObligationDocument) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if EVIDENCE_MAX < evidence.len() {
        problems.push(FieldProblem::new("evidence", "Keep at most 200 pieces of evidence."));
    }
    for (n, it) in evidence.iter().enumerate() {
        let mut problem = |field: &str, reason: &'static str| {
            problems.push(FieldProblem::new(format!("evidence.{n}.{field}"), reason));
        };
        if !it.clause.is_empty() && of.clause(&it.clause).is_none() {
            problem("clause", "The obligation has no such clause.");
        }
        let n_letters = it.text.trim().chars().count();
        if 5_000 < n_letters || it.text.contains('\0') {
            problem("text", "Use at most 5,000 characters.");
        }
        match it.kind {
            EvidenceKind::Plan if it.plan.is_none() => problem("plan", "Name the plan."),
            EvidenceKind::File if n_letters == 0 => problem("text", "Say where the file is."),
            EvidenceKind::Statement if n_letters == 0 => problem("text", "Say what proves it."),
            _ => {}
        }
        let is_plan = it.kind == EvidenceKind::Plan;
        if !is_plan && (it.plan.is_some() || it.version.is_some()) {
            problem("plan", "Only evidence of the kind plan names one.");
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn law() -> ObligationDocument {
        let clause = |number: &str| Clause {
            number: number.to_owned(),
            text: "Plan.".to_owned(),
            sections: Vec::new(),
        };
        ObligationDocument {
            clauses: vec![clause("(1)"), clause("(2)")],
            due: "2027-01-31".parse().ok(),
            ..ObligationDocument::new("law", "Law 1", "A law")
        }
    }

    fn statement(clause: &str) -> Evidence {
        Evidence {
            kind: EvidenceKind::Statement,
            on: "2026-11-01".parse().unwrap(),
            clause: clause.to_owned(),
            plan: None,
            version: None,
            text: "It was tested.".to_owned(),
        }
    }

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn with(evidence: &[&str]) -> Compliance {
        let evidence = evidence.iter().map(|it| statement(it)).collect();
        let blank = Compliance::unwritten(AgencyId::FIRST, ObligationId::FIRST);
        blank.proven_by(evidence, &law()).unwrap()
    }

    fn attested(evidence: &[&str]) -> Result<Compliance, Refusal> {
        with(evidence).attested(&law(), PersonId::FIRST, now())
    }

    #[test]
    fn req_s0_24_without_evidence_for_each_clause_nothing_is_attested() {
        assert_eq!(attested(&[]), Err(NO_EVIDENCE));
        let refused = attested(&["(1)"]).unwrap_err();
        assert_eq!(refused.code, "compliance.clauses_unproven");
        assert!(refused.reason.contains("for (2)."), "{refused}");
        assert!(attested(&["(1)", "(2)"]).is_ok() && attested(&[""]).is_ok());
    }

    #[test]
    fn what_is_attested_counts_for_a_year_and_no_longer_than_its_evidence_stays() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let state = |it: &Compliance, on: &str| it.state(&law(), day(on));
        assert_eq!(state(&with(&[]), "2026-11-21"), State::Open);
        assert_eq!(with(&[]).due(&law()), Some(day("2027-01-31")));
        assert_eq!(state(&with(&["(1)"]), "2026-11-21"), State::Prepared);
        let met = attested(&[""]).unwrap();
        assert_eq!(met.due(&law()), Some(day("2027-11-21")));
        assert_eq!(state(&met, "2027-11-21"), State::Met);
        assert_eq!(state(&met, "2027-11-22"), State::Lapsed);
        let forever = ObligationDocument { renew_months: 0, ..law() };
        assert_eq!((met.state(&forever, day("2099-01-01")), met.due(&forever)), (State::Met, None));
        let same = met.clone().proven_by(met.evidence.clone(), &law()).unwrap();
        assert_eq!(same, met);
        let other = met.proven_by(vec![statement("(1)")], &law()).unwrap();
        assert_eq!(state(&other, "2026-11-22"), State::Prepared);
        assert_eq!(other.withdrawn(), Err(NOT_ATTESTED));
    }

    #[test]
    fn evidence_says_what_it_is() {
        let mut wrong = [statement("(9)"), statement(""), statement(""), statement("")];
        wrong[1].text = String::new();
        wrong[2].kind = EvidenceKind::Plan;
        wrong[3].plan = Some("drp".to_owned());
        let blank = Compliance::unwritten(AgencyId::FIRST, ObligationId::FIRST);
        let problems = blank.proven_by(wrong.to_vec(), &law()).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        let expected =
            ["evidence.0.clause", "evidence.1.text", "evidence.2.plan", "evidence.3.plan"];
        assert_eq!(fields, expected);
    }
}
