//! Backstage catalogs: what each entity becomes.
//!
//! | entity | becomes |
//! |---|---|
//! | `System`; `Component` of type `service` or `website` | a service |
//! | any other `Component`; `API` | an asset (software) |
//! | `Resource` | an asset: database, storage or other, by its type |
//! | `Group` | a team |
//! | `Domain`, `Location`, `User`, `Template` | nothing |
//!
//! `spec.owner` names the agency if one is known by that name, else the team; `dependsOn` and
//! `consumesApis` become needs; a system needs its parts, and an API the component that provides it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_yaml_ng::Value;

use super::drafts::{Draft, DraftNeed, NEEDS_MAX, too_many_needs};
use super::mapping::{Mapping, Target, slug};
use crate::prepare::inventory::{Kind, NeedKind, reference};

/// What a catalog says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// What each entity becomes, in the order of the file.
    pub drafts: Vec<Draft>,
    /// How many entities are of kinds that become nothing.
    pub n_left_out: u64,
}

/// Reads a catalog: YAML of one document or many.
pub fn catalog(text: &str, mapping: &Mapping) -> Reading {
    let mut reading = Reading::default();
    let mut entities: Vec<Entity> = Vec::new();
    let starts = starts(text);
    for (at, document) in serde_yaml_ng::Deserializer::from_str(text).enumerate() {
        let number = u64::try_from(at).unwrap_or(u64::MAX).saturating_add(1);
        let line = starts.get(at).copied().unwrap_or(1);
        match Value::deserialize(document) {
            Ok(Value::Null) => {}
            Ok(value) => match Entity::of(&value, (number, line)) {
                Some(Ok(entity)) => entities.push(entity),
                Some(Err(reason)) => reading.drafts.push(unusable((number, line), reason)),
                None => reading.n_left_out += 1,
            },
            Err(error) => {
                let line =
                    error.location().map_or(line, |it| u64::try_from(it.line()).unwrap_or(line));
                reading.drafts.push(unusable((number, line), format!("{error}.")));
                // What follows a mistake of the format cannot be told apart from it.
                break;
            }
        }
    }
    let kinds: BTreeMap<(String, String), Kind> =
        entities.iter().map(|it| ((it.kind.clone(), it.name.clone()), it.becomes)).collect();
    let parts = parts(&entities, &kinds);
    reading.drafts.extend(entities.iter().map(|it| it.draft(mapping, &kinds, &parts)));
    reading.drafts.sort_by_key(|it| it.number);
    reading
}

/// The lines on which the documents start.
fn starts(text: &str) -> Vec<u64> {
    let mut starts = vec![1];
    let mut is_empty = true;
    for (line, it) in (1_u64..).zip(text.lines()) {
        let is_mark = it == "---" || it.starts_with("--- ");
        if is_mark && !is_empty {
            starts.push(line + 1);
        } else if is_mark {
            starts = vec![line + 1];
        }
        is_empty &= is_mark || it.trim().is_empty() || it.starts_with('#');
    }
    starts
}

fn unusable(place: (u64, u64), reason: String) -> Draft {
    let draft = Draft::new(place, Target::Item(Kind::Service), String::new());
    Draft { problem: Some(reason), ..draft }
}

/// One entity of a catalog.
#[derive(Debug)]
struct Entity {
    place: (u64, u64),
    kind: String,
    name: String,
    becomes: Kind,
    title: String,
    description: String,
    entity_type: String,
    owner: Option<(String, String)>,
    system: Option<(String, String)>,
    needs: Vec<(String, String)>,
    provides: Vec<(String, String)>,
}

impl Entity {
    /// The entity that a document describes. None: of a kind that becomes nothing.
    fn of(value: &Value, place: (u64, u64)) -> Option<Result<Entity, String>> {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let kind = text(value.get("kind")).unwrap_or_default().to_lowercase();
        if kind.is_empty() {
            return Some(Err("An entity says its kind: kind: Component.".to_owned()));
        }
        let empty = Value::Null;
        let metadata = value.get("metadata").unwrap_or(&empty);
        let spec = value.get("spec").unwrap_or(&empty);
        let entity_type = text(spec.get("type")).unwrap_or_default().to_lowercase();
        let becomes = match kind.as_str() {
            "system" => Kind::Service,
            "component" if matches!(entity_type.as_str(), "service" | "website") => Kind::Service,
            "component" | "api" | "resource" => Kind::Asset,
            "group" => Kind::Team,
            _ => return None,
        };
        let Some(name) = text(metadata.get("name")).filter(|it| !slug(it).is_empty()) else {
            return Some(Err("An entity says its name: metadata.name.".to_owned()));
        };
        let one = |key: &str, kind: &str| text(spec.get(key)).map(|it| parsed(&it, kind));
        let many = |key: &str, kind: &str| -> Vec<(String, String)> {
            let list = spec.get(key).and_then(Value::as_sequence).into_iter().flatten();
            list.filter_map(Value::as_str).map(|it| parsed(it, kind)).collect()
        };
        let mut needs = many("dependsOn", "component");
        needs.extend(many("consumesApis", "api"));
        Some(Ok(Entity {
            place,
            title: text(metadata.get("title")).unwrap_or_else(|| name.clone()),
            description: text(metadata.get("description")).unwrap_or_default(),
            owner: one("owner", "group"),
            system: one("system", "system"),
            needs,
            provides: many("providesApis", "api"),
            kind,
            name: slug(&name),
            becomes,
            entity_type,
        }))
    }

    fn draft(
        &self,
        mapping: &Mapping,
        kinds: &BTreeMap<(String, String), Kind>,
        parts: &BTreeMap<(String, String), Vec<String>>,
    ) -> Draft {
        let mut draft = Draft::new(self.place, Target::Item(self.becomes), self.name.clone());
        let mut say = |field: &str, text: &str| {
            draft.typed.insert(field.to_owned(), text.to_owned());
        };
        say("name", &self.title);
        say("description", self.description.trim());
        if let Some(asset_type) = self.asset_type() {
            say("asset_type", asset_type);
        }
        if self.kind == "system" || self.becomes == Kind::Service {
            say("facility", "application");
        }
        if let Some(agency) = mapping.fields.get("agency").filter(|it| !it.otherwise.is_empty()) {
            say("agency", &agency.otherwise);
        }
        let mut needs: Vec<DraftNeed> = Vec::new();
        if let Some((_, owner)) = &self.owner {
            let meant = mapping.agencies.get(owner).cloned().unwrap_or_else(|| owner.clone());
            draft.agency_if_known = Some(meant);
            if self.becomes != Kind::Team {
                let on = reference(Kind::Team, owner);
                needs.push(DraftNeed { on, kind: NeedKind::StaffedBy, is_optional: true });
            }
        }
        let named = self.needs.iter().map(|it| reference(kind_of(it, kinds), &it.1));
        let own = parts.get(&(self.kind.clone(), self.name.clone())).into_iter().flatten();
        let mut said: BTreeSet<String> = needs.iter().map(|it| it.on.clone()).collect();
        for on in named.chain(own.cloned()) {
            if said.insert(on.clone()) {
                needs.push(DraftNeed { on, kind: NeedKind::Requires, is_optional: false });
            }
        }
        if NEEDS_MAX < needs.len() {
            return Draft { problem: Some(too_many_needs()), ..draft };
        }
        Draft { needs: Some(needs), ..draft }
    }

    fn asset_type(&self) -> Option<&'static str> {
        match (self.kind.as_str(), self.entity_type.as_str()) {
            ("component" | "api", _) if self.becomes == Kind::Asset => Some("software"),
            ("resource", it) if it.contains("database") || it.ends_with("db") => Some("database"),
            ("resource", it) if it.contains("storage") || it.contains("bucket") => Some("storage"),
            ("resource", _) => Some("other"),
            _ => None,
        }
    }
}

/// What entities need because others say that they are part of them, or provide them.
fn parts(
    entities: &[Entity],
    kinds: &BTreeMap<(String, String), Kind>,
) -> BTreeMap<(String, String), Vec<String>> {
    let mut parts: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for entity in entities {
        let own = reference(entity.becomes, &entity.name);
        let wholes = entity.system.iter().chain(&entity.provides);
        for whole in wholes.filter(|it| kinds.contains_key(*it)) {
            let is_itself = reference(kind_of(whole, kinds), &whole.1) == own;
            if !is_itself {
                parts.entry(whole.clone()).or_default().push(own.clone());
            }
        }
    }
    parts
}

/// Kind and name of `[kind:][namespace/]name`.
fn parsed(text: &str, kind: &str) -> (String, String) {
    let (kind, rest) = text.split_once(':').unwrap_or((kind, text));
    let name = rest.rsplit_once('/').map_or(rest, |(_, name)| name);
    (kind.trim().to_lowercase(), slug(name))
}

/// What an entity becomes: as this catalog says, or as most of its kind do.
fn kind_of(entity: &(String, String), kinds: &BTreeMap<(String, String), Kind>) -> Kind {
    kinds.get(entity).copied().unwrap_or(match entity.0.as_str() {
        "group" => Kind::Team,
        "resource" | "api" => Kind::Asset,
        _ => Kind::Service,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOG: &str = "\
# Ours
apiVersion: backstage.io/v1alpha1
kind: System
metadata: { name: payments, title: Payments }
spec: { owner: group:default/finance }
---
kind: Component
metadata: { name: ledger, description: Keeps the books. }
spec:
  type: service
  system: payments
  owner: finance
  dependsOn: [resource:ledger-db, component:default/mailer]
  providesApis: [ledger-api]
---
kind: Component
metadata: { name: mailer }
spec: { type: library }
---
kind: API
metadata: { name: ledger-api }
---
kind: Resource
metadata: { name: ledger-db }
spec: { type: database }
---
kind: Group
metadata: { name: finance }
---
kind: User
metadata: { name: jane }
---
kind: Component
metadata: {}
";

    #[test]
    fn a_catalog_becomes_services_assets_and_teams() {
        let reading = catalog(CATALOG, &Mapping::new(Target::Item(Kind::Service)));
        assert_eq!(reading.n_left_out, 1);
        let said: Vec<_> = reading
            .drafts
            .iter()
            .filter(|it| it.problem.is_none())
            .map(|it| {
                let needs = it.needs.iter().flatten().map(|it| it.on.as_str());
                (format!("{}:{}", it.target, it.code), needs.collect::<Vec<_>>().join(" "))
            })
            .collect();
        let expected = [
            ("service:payments", "team:finance service:ledger"),
            ("service:ledger", "team:finance asset:ledger-db asset:mailer"),
            ("asset:mailer", ""),
            ("asset:ledger-api", "service:ledger"),
            ("asset:ledger-db", ""),
            ("team:finance", ""),
        ];
        let expected = expected.map(|(it, needs)| (it.to_owned(), needs.to_owned()));
        assert_eq!(said, expected);
        let bad: Vec<_> = reading.drafts.iter().filter(|it| it.problem.is_some()).collect();
        assert_eq!(bad.len(), 1);
        assert_eq!(bad[0].line, 33);
        assert_eq!(reading.drafts[4].typed.get("asset_type").map(String::as_str), Some("database"));
    }

    #[test]
    fn nothing_needs_more_than_a_thousand_others() {
        let problem = |n: usize| {
            let on: String = (0..n).map(|it| format!("c{it}, c{it}, ")).collect();
            let text =
                format!("kind: System\nmetadata: {{name: s}}\nspec: {{dependsOn: [{on}]}}\n");
            let mut reading = catalog(&text, &Mapping::new(Target::Item(Kind::Service)));
            reading.drafts.remove(0).problem
        };
        assert_eq!(problem(1_000), None);
        assert_eq!(problem(1_001), Some("A record may need at most 1,000 others.".to_owned()));
    }

    #[test]
    fn what_is_no_yaml_is_told_with_its_line() {
        let reading = catalog("kind: [\n", &Mapping::new(Target::Item(Kind::Service)));
        assert!(reading.drafts[0].problem.is_some());
    }
}
