//! What each file of the programme folder may say, as JSON Schemas (draft 2020-12). Editors use
//! them to complete and to check what somebody types.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use super::ItemFile;
use crate::assure::consultations::ConsultationFile;
use crate::assure::contacts::ContactsDocument;
use crate::assure::handovers::AgencyHandovers;
use crate::assure::lessons::LessonDocument;
use crate::assure::obligations::ObligationDocument;
use crate::assure::projects::ProjectDocument;
use crate::people::advisories::AdvisoryFile;
use crate::people::agencies::AgencyDocument;
use crate::people::calendars::CalendarDocument;
use crate::people::managers::AgencyManagers;
use crate::people::meetings::SeriesDocument;
use crate::people::partners::PartnerDocument;
use crate::people::persons::PersonDocument;
use crate::people::policies::PolicyFile;
use crate::plans::plan::PlanDocument;
use crate::plans::templates::TemplateDocument;
use crate::plans::waivers::PlanWaivers;
use crate::prepare::impact::AnalysisDocument;
use crate::prepare::inventory::{Details, Kind};
use crate::prepare::risks::RiskDocument;
use crate::prepare::strategies::StrategyDocument;
use crate::prove::investments::InvestmentDocument;
use crate::prove::scenarios::ScenarioDocument;

/// The schema of each kind of document, by its name: `agency`, `person`, `service` and so on.
pub fn schemas() -> BTreeMap<&'static str, Value> {
    let mut schemas = BTreeMap::from([
        ("calendar", titled(of::<CalendarDocument>(), "Business calendar")),
        ("agency", titled(of::<AgencyDocument>(), "Agency")),
        ("person", titled(of::<PersonDocument>(), "Person")),
        ("analysis", titled(of::<AnalysisDocument>(), "Impact analysis")),
        ("risk", titled(of::<RiskDocument>(), "Risk")),
        ("strategy", titled(of::<StrategyDocument>(), "Strategy")),
        ("investment", titled(of::<InvestmentDocument>(), "Investment")),
        ("scenario", titled(of::<ScenarioDocument>(), "Scenario")),
        ("template", titled(of::<TemplateDocument>(), "Template of plans")),
        ("plan", titled(of::<PlanDocument>(), "Plan")),
        ("waivers", titled(of::<PlanWaivers>(), "Waivers of a plan")),
        ("managers", titled(of::<AgencyManagers>(), "Relationship managers of an agency")),
        ("contacts", titled(of::<ContactsDocument>(), "Further contacts of an agency")),
        ("partner", titled(of::<PartnerDocument>(), "Partner")),
        ("advisory", titled(of::<AdvisoryFile>(), "Advisory")),
        ("meeting", titled(of::<SeriesDocument>(), "Series of meetings")),
        ("policy", titled(of::<PolicyFile>(), "Policy")),
        ("obligation", titled(of::<ObligationDocument>(), "Obligation")),
        ("lesson", titled(of::<LessonDocument>(), "Lesson")),
        ("handovers", titled(of::<AgencyHandovers>(), "Handovers of an agency")),
        ("consultation", titled(of::<ConsultationFile>(), "Consultation")),
        ("project", titled(of::<ProjectDocument>(), "Special project")),
    ]);
    for &kind in Kind::ALL {
        schemas.insert(kind.code(), titled(of_item(kind), kind.title()));
    }
    schemas
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().into_generator()
}

fn of<T: JsonSchema>() -> Value {
    generator().into_root_schema_for::<T>().to_value()
}

/// The schema of an item, with the details of its kind.
fn of_item(kind: Kind) -> Value {
    let mut to = generator();
    let details = Details::schema(kind, &mut to).to_value();
    let mut schema = to.root_schema_for::<ItemFile>().to_value();
    let definitions: BTreeMap<String, Value> = to.take_definitions(true).into_iter().collect();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$defs".to_owned(), json!(definitions));
    }
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("kind".to_owned(), json!({ "const": kind.code() }));
        properties.insert("details".to_owned(), details);
    }
    schema
}

fn titled(mut schema: Value, title: &str) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), json!(title));
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_document_has_a_schema_that_refuses_other_fields() {
        let schemas = schemas();
        assert_eq!(schemas.len(), 22 + Kind::ALL.len());
        for (name, schema) in &schemas {
            assert_eq!(schema["additionalProperties"], false, "{name}");
            let key = match *name {
                "analysis" => "item",
                "managers" | "contacts" | "handovers" => "agency",
                _ => "code",
            };
            assert_eq!(schema["properties"][key]["type"], "string", "{name}");
        }
    }

    #[test]
    fn every_name_in_a_schema_is_defined_in_it() {
        for (name, schema) in schemas() {
            let text = schema.to_string();
            for (_, after) in
                text.match_indices("#/$defs/").map(|(at, it)| text.split_at(at + it.len()))
            {
                let target = after.split('"').next().unwrap();
                assert!(schema["$defs"].get(target).is_some(), "{name}: {target}");
            }
        }
    }

    #[test]
    fn the_details_are_those_of_the_kind() {
        let schemas = schemas();
        let details = schemas["site"]["properties"]["details"]["$ref"].as_str().unwrap();
        assert_eq!(details, "#/$defs/SiteDetails");
        assert_eq!(schemas["site"]["properties"]["kind"]["const"], "site");
        assert_eq!(schemas["site"]["properties"]["needs"]["type"], "array");
    }
}
