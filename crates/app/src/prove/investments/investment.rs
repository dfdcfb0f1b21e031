//! Investments themselves, and what they refuse.

use super::change::{Improvement, ImprovementKind};
use super::document::InvestmentDocument;
use crate::ids::{AgencyId, InvestmentId};
use crate::prepare::impact::Money;
use crate::{FieldProblem, Refusal, Timestamp};

/// How much one investment may make better.
pub const IMPROVEMENTS_MAX: usize = 20;

/// Something that could be bought to be back sooner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Investment {
    /// Its id.
    pub id: InvestmentId,
    /// Whose it is.
    pub agency_id: AgencyId,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it is, in more words.
    pub description: String,
    /// What it costs.
    pub cost: Money,
    /// The currency of that.
    pub currency: String,
    /// All that it makes better.
    pub changes: Vec<Improvement>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Since when it is out of the question.
    pub retired_at: Option<Timestamp>,
    /// How often it was saved.
    pub version: i64,
}

const RETIRED: Refusal = Refusal::new(
    "investment.retired",
    "A retired investment cannot be changed. Bring it back first.",
);
const NOT_RETIRED: Refusal = Refusal::new("investment.not_retired", "It is not retired.");

impl Investment {
    /// Refuses if it is retired.
    pub fn in_use(&self) -> Result<(), Refusal> {
        if self.retired_at.is_some() { Err(RETIRED) } else { Ok(()) }
    }

    /// The investment as taken out of the question, unless it already is.
    pub fn retired(self, now: Timestamp) -> Result<Investment, Refusal> {
        self.in_use()?;
        Ok(Investment { retired_at: Some(now), updated_at: now, ..self })
    }

    /// The investment as brought back.
    pub fn restored(self, now: Timestamp) -> Result<Investment, Refusal> {
        if self.retired_at.is_none() {
            return Err(NOT_RETIRED);
        }
        Ok(Investment { retired_at: None, updated_at: now, ..self })
    }

    /// As a document of the agency called `agency`.
    pub(super) fn document(&self, agency: &str) -> InvestmentDocument {
        InvestmentDocument {
            code: self.code.clone(),
            agency: agency.to_owned(),
            name: self.name.clone(),
            description: self.description.clone(),
            cost: self.cost,
            currency: self.currency.clone(),
            changes: self.changes.clone(),
            retired_at: self.retired_at,
        }
    }
}

impl InvestmentDocument {
    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let code = self.code.trim();
        let in_code =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        check(
            !code.is_empty() && code.chars().all(in_code),
            "code",
            "Use lower-case letters, digits and hyphens.",
        );
        check(code.len() <= 100, "code", "Use at most 100 characters.");
        let name = self.name.trim();
        check(!name.is_empty(), "name", "Give it a name.");
        check(name.chars().count() <= 300, "name", "Use at most 300 characters.");
        check(!name.contains(char::is_control), "name", "Use one line of plain text.");
        let description = &self.description;
        let n_letters = description.chars().count();
        check(n_letters <= 20_000, "description", "Use at most 20,000 characters.");
        check(!description.contains('\0'), "description", "Use plain text.");
        check(self.currency == "USD", "currency", "Amounts are in US dollars (USD).");
        let n_changes = self.changes.len();
        check(
            n_changes <= IMPROVEMENTS_MAX,
            "changes",
            "Name at most 20 things that it makes better.",
        );
        check(self.changes.iter().all(|it| !it.item.contains('\0')), "changes", "Use plain text.");
        let changes = || self.changes.iter().enumerate();
        let unweighed = changes().filter(|it| !ImprovementKind::WEIGHED.contains(&it.1.kind));
        problems.extend(unweighed.map(|(n, _)| {
            let reason = "Only a scenario can assume this. Choose something else.";
            FieldProblem::new(format!("changes.{n}.kind"), reason)
        }));
        problems.extend(changes().flat_map(|(n, it)| it.problems(n)));
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    fn faster(item: &str) -> Improvement {
        Improvement::faster(item, Span::from_hours(1))
    }

    fn problems(improvement: Improvement) -> Vec<String> {
        let cost = Money::from_dollars(10);
        let document = InvestmentDocument::new("it", "disk", "Disk", cost).with(improvement);
        document.problems().into_iter().map(|it| it.field.into_owned()).collect()
    }

    #[test]
    fn each_kind_of_improvement_is_of_what_can_have_it() {
        let none: Vec<String> = Vec::new();
        assert_eq!(problems(faster("asset:disk")), none);
        for item in ["disk", "group:pair", "crew:dba", "thing:disk", "asset"] {
            assert_eq!(problems(faster(item)), ["changes.0.item"], "{item}");
        }
        let member = |item| Improvement { kind: ImprovementKind::Member, ..faster(item) };
        assert_eq!(problems(member("group:pair")), none);
        assert_eq!(problems(member("asset:disk")), ["changes.0.item"]);
        let copy = |site: Option<&str>| Improvement {
            kind: ImprovementKind::Copy,
            site: site.map(str::to_owned),
            ..faster("asset:disk")
        };
        assert_eq!(problems(copy(Some("west"))), none);
        assert_eq!(problems(copy(None)), ["changes.0.site"]);
        let elsewhere = Improvement { site: Some("west".to_owned()), ..faster("asset:disk") };
        assert_eq!(problems(elsewhere), ["changes.0.site"]);
        let timeless = Improvement { within: None, ..faster("asset:disk") };
        assert_eq!(problems(timeless), ["changes.0.within"]);
        let people = Improvement::new(ImprovementKind::People, "crew:dba");
        let people = Improvement { people: Some(2), ..people };
        assert_eq!(problems(people.clone()), none);
        assert_eq!(problems(Improvement { people: None, ..people.clone() }), ["changes.0.people"]);
        let of_nobody = Improvement { item: "asset:disk".to_owned(), ..people };
        assert_eq!(problems(of_nobody), ["changes.0.item"]);
        let without = Improvement::new(ImprovementKind::Without, "service:portal");
        let without = Improvement { need: Some("asset:disk".to_owned()), ..without };
        assert_eq!(problems(without), ["changes.0.kind"], "only a scenario assumes this");
    }

    #[test]
    fn a_document_is_read_as_it_is_written() {
        let cost = Money::from_dollars(10);
        let document = InvestmentDocument::new("it", "disk", "Disk", cost);
        let document = document.with(faster("asset:disk"));
        let retired_at = Some("2026-11-21T09:00:00Z".parse().unwrap());
        let document = InvestmentDocument { retired_at, ..document };
        let text = serde_yaml_ng::to_string(&document).unwrap();
        assert_eq!(serde_yaml_ng::from_str::<InvestmentDocument>(&text).unwrap(), document);
    }
}
