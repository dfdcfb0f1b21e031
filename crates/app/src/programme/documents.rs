//! Everything that a programme says, as documents that name each other by code.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error as _, IntoDeserializer as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::people::agencies::AgencyDocument;
use crate::people::calendars::{CalendarDocument, ServiceHours};
use crate::people::persons::PersonDocument;
use crate::plans::checks::Limits;
use crate::plans::plan::PlanDocument;
use crate::plans::templates::TemplateDocument;
use crate::plans::waivers::PlanWaivers;
use crate::prepare::impact::{AnalysisDocument, ImpactCriteria};
use crate::prepare::inventory::{ItemDocument, NeedDocument};
use crate::prepare::risks::{RiskDocument, RiskTolerance};
use crate::prepare::strategies::StrategyDocument;
use crate::programme::Registers;
use crate::prove::investments::InvestmentDocument;
use crate::prove::scenarios::ScenarioDocument;
use crate::settings::General;

/// Everything that a programme says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Programme {
    /// When somebody is there: business calendars in use.
    pub calendars: Vec<CalendarDocument>,
    /// The tree of agencies.
    pub agencies: Vec<AgencyDocument>,
    /// The people who work there.
    pub persons: Vec<PersonDocument>,
    /// The inventory, each record with what it needs.
    pub items: Vec<ItemFile>,
    /// Impact analyses of processes and services.
    pub analyses: Vec<AnalysisDocument>,
    /// What may happen to it, closed risks among them.
    pub risks: Vec<RiskDocument>,
    /// How processes and services are kept going or brought back, retired strategies among them.
    pub strategies: Vec<StrategyDocument>,
    /// What could be bought to be back sooner, also what is out of the question by now.
    pub investments: Vec<InvestmentDocument>,
    /// What may happen: scenarios, retired ones among them.
    pub scenarios: Vec<ScenarioDocument>,
    /// What the central team published of the templates of plans: of each type the newest.
    pub templates: Vec<TemplateDocument>,
    /// Plans with all their versions, retired ones among them.
    pub plans: Vec<PlanDocument>,
    /// The waivers that were granted, plan by plan.
    pub waivers: Vec<PlanWaivers>,
    /// What is kept beside the inventory and plans.
    pub registers: Registers,
    /// What the whole programme has in common.
    pub settings: Settings,
}

/// What the whole programme has in common. What is not said stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whose programme it is, and its time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub general: Option<General>,
    /// By what impacts are judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<ImpactCriteria>,
    /// From when on something in a plan is worth a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_checks: Option<Limits>,
    /// How much risk the state is ready to bear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<RiskTolerance>,
    /// Which calendar holds unless an agency chose another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_hours: Option<ServiceHours>,
}

/// An item as it stands in a file: with what it needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemFile {
    /// The item itself.
    #[serde(flatten)]
    pub document: ItemDocument,
    /// What it needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<NeedDocument>,
}

impl Programme {
    /// Adds what another one has. Its settings do not count.
    pub(super) fn append(&mut self, other: Programme) {
        self.calendars.extend(other.calendars);
        self.agencies.extend(other.agencies);
        self.persons.extend(other.persons);
        self.items.extend(other.items);
        self.analyses.extend(other.analyses);
        self.risks.extend(other.risks);
        self.strategies.extend(other.strategies);
        self.investments.extend(other.investments);
        self.scenarios.extend(other.scenarios);
        self.templates.extend(other.templates);
        self.plans.extend(other.plans);
        self.waivers.extend(other.waivers);
        self.registers.append(other.registers);
    }

    /// The same in the order in which it is written down: by kind and code.
    #[must_use]
    pub fn sorted(mut self) -> Programme {
        self.calendars.sort_by(|a, b| a.code.cmp(&b.code));
        self.agencies.sort_by(|a, b| a.code.cmp(&b.code));
        self.persons.sort_by(|a, b| a.code.cmp(&b.code));
        self.items.sort_by(|a, b| a.key().cmp(&b.key()));
        self.analyses.sort_by(|a, b| a.key().cmp(&b.key()));
        self.risks.sort_by(|a, b| a.code.cmp(&b.code));
        self.strategies.sort_by(|a, b| a.code.cmp(&b.code));
        self.investments.sort_by(|a, b| a.code.cmp(&b.code));
        self.scenarios.sort_by(|a, b| a.code.cmp(&b.code));
        self.templates.sort_by(|a, b| a.code.cmp(&b.code));
        self.plans.sort_by(|a, b| a.code.cmp(&b.code));
        self.waivers.sort_by(|a, b| a.code.cmp(&b.code));
        for it in &mut self.waivers {
            it.waivers.sort();
        }
        self.registers = self.registers.sorted();
        for item in &mut self.items {
            item.needs.sort_by(|a, b| a.on.cmp(&b.on));
        }
        self
    }
}

impl ItemFile {
    /// The item with what it needs.
    pub fn new(document: ItemDocument, needs: Vec<NeedDocument>) -> ItemFile {
        ItemFile { document, needs }
    }

    /// What tells it from other items.
    pub fn key(&self) -> (crate::prepare::inventory::Kind, &str) {
        (self.document.kind, &self.document.code)
    }

    /// How other documents name it.
    pub fn reference(&self) -> String {
        crate::prepare::inventory::reference(self.document.kind, &self.document.code)
    }
}

impl From<ItemDocument> for ItemFile {
    fn from(document: ItemDocument) -> Self {
        ItemFile::new(document, Vec::new())
    }
}

/// Reads the fields of an item and its needs side by side.
///
/// Written out because a derived flattening would let unknown fields pass, and would forget on
/// which line a mistake is.
impl<'de> Deserialize<'de> for ItemFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ItemFileVisitor)
    }
}

struct ItemFileVisitor;

impl<'de> Visitor<'de> for ItemFileVisitor {
    type Value = ItemFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fields of an item")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ItemFile, A::Error> {
        let mut needs = None;
        let rest = WithoutNeeds { map, needs: &mut needs };
        let document = ItemDocument::deserialize(MapAccessDeserializer::new(rest))?;
        Ok(ItemFile { document, needs: needs.unwrap_or_default() })
    }
}

/// The fields of a map but for `needs`, which is kept aside.
struct WithoutNeeds<'a, A> {
    map: A,
    needs: &'a mut Option<Vec<NeedDocument>>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutNeeds<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let mut seed = Some(seed);
        loop {
            match self.map.next_key_seed(Key(&mut seed))? {
                None => return Ok(None),
                Some(Some(key)) => return Ok(Some(key)),
                Some(None) if self.needs.is_some() => {
                    return Err(A::Error::duplicate_field("needs"));
                }
                Some(None) => *self.needs = Some(self.map.next_value()?),
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// Hands a key on, unless it is `needs`.
struct Key<'a, K>(&'a mut Option<K>);

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for Key<'_, K> {
    type Value = Option<K::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, K: DeserializeSeed<'de>> Visitor<'de> for Key<'_, K> {
    type Value = Option<K::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Self::Value, E> {
        match (key, self.0.take()) {
            ("needs", seed) => {
                *self.0 = seed;
                Ok(None)
            }
            (_, Some(seed)) => seed.deserialize(key.into_deserializer()).map(Some),
            (_, None) => Err(E::custom("a field without a name")),
        }
    }
}

impl JsonSchema for ItemFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ItemFile".into()
    }

    fn json_schema(to: &mut SchemaGenerator) -> Schema {
        let mut schema = ItemDocument::json_schema(to);
        let needs = to.subschema_for::<Vec<NeedDocument>>();
        let properties = schema.ensure_object().get_mut("properties");
        if let Some(properties) = properties.and_then(|it| it.as_object_mut()) {
            properties.insert("needs".to_owned(), needs.to_value());
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::inventory::Kind;

    #[test]
    fn an_item_is_read_with_what_it_needs() {
        let text =
            "kind: service\nneeds:\n- on: asset:db\ncode: portal\nagency: it\nname: Portal\n";
        let item: ItemFile = serde_yaml_ng::from_str(text).unwrap();
        assert_eq!(item.needs, [NeedDocument::hard(Kind::Asset, "db")]);
        assert_eq!(item.document, ItemDocument::new(Kind::Service, "it", "portal", "Portal"));
        let again = serde_yaml_ng::to_string(&item).unwrap();
        assert_eq!(serde_yaml_ng::from_str::<ItemFile>(&again).unwrap(), item);
    }

    #[test]
    fn a_mistake_is_found_on_its_line() {
        let start = "kind: service\ncode: portal\nagency: it\nname: Portal\n";
        for (rest, message) in [
            ("flavor: red\n", "unknown field `flavor`"),
            ("tier: high\n", "tier"),
            ("needs: []\nneeds: []\n", "needs"),
        ] {
            let text = format!("{start}{rest}");
            let error = serde_yaml_ng::from_str::<ItemFile>(&text).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
            let line = error.location().map(|it| it.line());
            assert!(line == Some(5) || rest.starts_with("needs"), "{error} {line:?}");
        }
    }
}
