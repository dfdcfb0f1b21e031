//! What analyses look like outside.

use std::collections::BTreeMap;

use app::prepare::impact::{
    Analysis, AnalysisDocument, Content, Difference, ImpactCriteria, Remark, State,
};
use app::prepare::inventory::Kind;
use app::{FieldProblem, Span, Timestamp};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::inventory::NamedForm;
use crate::openapi::{leave_out, list_of, named, refine, replace};

/// An impact analysis of a business process or a service.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct AnalysisForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    pub(super) version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// What it is about.
    item: NamedForm,
    /// The how many-th about that: the first is 1.
    number: u32,
    /// How far it is.
    state: State,
    /// Who started it, by code of the person. Null if the platform itself did.
    author: Option<String>,
    /// Who changed it last, if not its author.
    edited_by: Option<String>,
    /// When it was handed in.
    completed_at: Option<Timestamp>,
    /// Who approved it, by code of the person.
    approved_by: Option<String>,
    /// When that was.
    approved_at: Option<Timestamp>,
    /// When it is out of date.
    review_due: Option<Timestamp>,
    /// Why it was sent back, or why it is out of date.
    because: String,
    /// By what it is judged: what the settings said when it was started. It keeps them.
    criteria: ImpactCriteria,
    /// What it says: the only part that can be sent back.
    #[schemars(with = "Value")]
    document: Content,
    /// What follows from that.
    outcome: OutcomeForm,
}

/// What follows from what an analysis says.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "AnalysisOutcome")]
struct OutcomeForm {
    /// Maximum tolerable downtime: as said, or else the first time at which an impact cannot be
    /// borne.
    mtd: Option<Span>,
    /// How critical it is, from 0 to 100.
    score: u32,
    /// What must be said before it can wait for approval.
    missing: Vec<MissingForm>,
    /// What is odd about it, to be looked at but not refused.
    remarks: Vec<RemarkForm>,
}

/// Something that must still be said.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "AnalysisMissing")]
struct MissingForm {
    /// The field.
    field: String,
    /// What is missing, in a sentence for people.
    reason: String,
}

/// Something odd.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "AnalysisRemark")]
struct RemarkForm {
    /// A word for programs, such as `falls`.
    code: String,
    /// A sentence for people.
    text: String,
}

impl From<FieldProblem> for MissingForm {
    fn from(it: FieldProblem) -> Self {
        MissingForm { field: it.field.into_owned(), reason: it.reason.into_owned() }
    }
}

impl From<Remark> for RemarkForm {
    fn from(it: Remark) -> Self {
        RemarkForm { code: it.code.to_owned(), text: it.text }
    }
}

impl AnalysisForm {
    /// `analysis` about `item`; `document` names who wrote and approved it.
    pub(super) fn of(analysis: Analysis, item: NamedForm, document: AnalysisDocument) -> Self {
        let content = analysis.content;
        let outcome = OutcomeForm {
            mtd: content.mtd(),
            score: content.score(),
            missing: content.missing().into_iter().map(Into::into).collect(),
            remarks: content.remarks().into_iter().map(Into::into).collect(),
        };
        AnalysisForm {
            id: analysis.id.into(),
            version: analysis.version,
            updated_at: analysis.updated_at,
            item,
            number: analysis.number,
            state: analysis.state,
            author: document.author,
            edited_by: document.edited_by,
            completed_at: analysis.completed_at,
            approved_by: document.approved_by,
            approved_at: analysis.approved_at,
            review_due: analysis.review_due,
            because: analysis.because,
            criteria: content.criteria.clone(),
            document: Content { criteria: ImpactCriteria::default(), ..content },
            outcome,
        }
    }
}

/// About what an analysis is to be started.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StartForm {
    /// What that is: a process or a service.
    pub(super) kind: Kind,
    /// Its code.
    pub(super) item: String,
}

/// Why an analysis is sent back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReturnForm {
    /// What is missing or wrong, for its author.
    pub(super) because: String,
}

/// An analysis beside the one that was approved before.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ComparisonForm {
    /// The one before. Null if none was ever approved.
    before: Option<Uuid>,
    /// The how many-th it is.
    before_number: Option<u32>,
    /// Where they differ, in words.
    differences: Vec<DifferenceForm>,
}

/// One line in which two analyses differ.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "AnalysisDifference")]
struct DifferenceForm {
    /// What the line is about.
    label: String,
    /// What the one before says. Empty if nothing.
    before: String,
    /// What this one says.
    after: String,
}

impl From<Option<(Analysis, Vec<Difference>)>> for ComparisonForm {
    fn from(found: Option<(Analysis, Vec<Difference>)>) -> Self {
        let (before, differences) = found.map_or((None, Vec::new()), |it| (Some(it.0), it.1));
        let differences = differences.into_iter().map(|it| {
            let Difference { label, before, after } = it;
            DifferenceForm { label, before, after }
        });
        ComparisonForm {
            before: before.as_ref().map(|it| it.id.into()),
            before_number: before.map(|it| it.number),
            differences: differences.collect(),
        }
    }
}

/// The schemas of all of them.
pub(in crate::api) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    let mut content = Content::json_schema(to).to_value();
    leave_out(&mut content, "criteria");
    let content = named(all, "AnalysisContent", content);
    let mut record = AnalysisForm::json_schema(to).to_value();
    replace(&mut record, "document", content);
    named(all, "AnalysisRecord", record);
    list_of(all, "AnalysisList", "AnalysisRecord");
    let mut start = StartForm::json_schema(to).to_value();
    replace(&mut start, "kind", json!({ "enum": ["process", "service"] }));
    refine(&mut start, "item", json!({ "minLength": 1, "examples": ["pay-claims"] }));
    named(all, "AnalysisStart", start);
    let mut back = ReturnForm::json_schema(to).to_value();
    refine(&mut back, "because", json!({ "minLength": 1, "maxLength": 1_000 }));
    named(all, "AnalysisReturn", back);
    named(all, "AnalysisComparison", ComparisonForm::json_schema(to).to_value());
}
