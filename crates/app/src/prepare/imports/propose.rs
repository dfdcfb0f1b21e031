//! A first guess of what the columns of a file mean: people correct it, and need not start from
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::mapping::{Mapping, Source, Target};

/// Other names by which files from elsewhere call a field, best first.
const ALIASES: &[(&str, &[&str])] = &[
    ("code", &["id", "key", "identifier", "number", "slug", "short name", "abbreviation"]),
    ("name", &["title", "label", "display name", "organization", "organisation", "county"]),
    ("agency", &["organization", "organisation", "department", "owner org title", "owner org"]),
    ("description", &["summary", "about", "details", "notes", "purpose"]),
    ("owner", &["business owner", "accountable", "responsible"]),
    ("custodian", &["technical owner", "technical contact", "administrator"]),
    ("needs", &["depends on", "dependencies", "requires", "dependson"]),
    ("target_rto", &["rto", "recovery time objective", "recovery time"]),
    ("target_rpo", &["rpo", "recovery point objective", "recovery point"]),
    ("restore", &["restore time", "time to restore", "mttr"]),
    ("tier", &["criticality", "priority", "level"]),
    ("site", &["location", "data center", "data centre"]),
    ("vendor", &["supplier", "provider", "manufacturer"]),
    ("crew", &["restored by", "support group"]),
    ("county_fips", &["fips", "county code"]),
    ("headcount", &["employees", "staff", "fte"]),
    ("parent", &["part of", "parent agency", "reports to"]),
    ("users", &["users", "audience"]),
];

/// How sure a guess is: less is surer.
const EXACT: usize = 0;
const LABEL: usize = 1;
const ALIAS: usize = 2;
const PART: usize = 40;

/// What the columns of a file with these headers probably mean. Each column is used once.
pub fn propose(target: Target, headers: &[String]) -> Mapping {
    let folded: Vec<String> = headers.iter().map(|it| fold(it)).collect();
    let mut guesses: Vec<(usize, usize, &'static str, usize)> = Vec::new();
    for (place, field) in target.fields().into_iter().enumerate() {
        for (column, header) in folded.iter().enumerate() {
            if let Some(doubt) = doubt(target, field.key, field.label, header) {
                guesses.push((doubt, place, field.key, column));
            }
        }
    }
    guesses.sort_unstable();
    let mut mapping = Mapping::new(target);
    let mut used = BTreeSet::new();
    for (_, _, key, column) in guesses {
        let Some(header) = headers.get(column) else { continue };
        if !used.contains(&column) && !mapping.fields.contains_key(key) {
            used.insert(column);
            mapping.fields.insert(key.to_owned(), Source::column(header));
        }
    }
    // A record without a code of its own is known by its name.
    if let Some(name) = mapping.fields.get("name").cloned() {
        mapping.fields.entry("code".to_owned()).or_insert(name);
    }
    mapping
}

/// How unsure it is that `header` means the field called `key`. None: it does not look like it.
fn doubt(target: Target, key: &str, label: &str, header: &str) -> Option<usize> {
    let key_folded = fold(key);
    if header == key_folded {
        return Some(EXACT);
    }
    if header == fold(label) {
        return Some(LABEL);
    }
    let aliases: BTreeMap<&str, &[&str]> = ALIASES.iter().copied().collect();
    let aliases = aliases.get(key).copied().unwrap_or_default();
    if let Some(rank) = aliases.iter().position(|it| *it == header) {
        return Some(ALIAS + rank);
    }
    // “service_id”, “service name en”, “app_name”: the kind of thing, then the field.
    let words: Vec<&str> = header.split(' ').collect();
    let stem = target.code().replace('_', " ");
    let is_of_target = words.first().is_some_and(|it| {
        *it == stem || matches!(*it, "app" | "application" | "system" | "org" | "site")
    });
    let rest = words.get(1..).unwrap_or_default().join(" ");
    let means = |text: &str| text == key_folded || aliases.contains(&text);
    if is_of_target && means(&rest) {
        return Some(PART);
    }
    let without_language =
        rest.strip_suffix(" en").or_else(|| rest.strip_suffix(" english")).unwrap_or("");
    (is_of_target && means(without_language)).then_some(PART + 1)
}

fn fold(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::inventory::Kind;

    fn proposed(kind: Kind, headers: &[&str]) -> Vec<(String, String)> {
        let headers: Vec<String> = headers.iter().map(|it| (*it).to_owned()).collect();
        let mapping = propose(Target::Item(kind), &headers);
        let pairs = mapping.fields.into_iter();
        pairs.filter_map(|(field, source)| Some((field, source.column?))).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn columns_are_recognized_by_key_label_or_alias() {
        assert_eq!(
            proposed(Kind::Service, &["ID", "Title", "Department", "RTO", "Depends on", "Color"]),
            pairs(&[
                ("agency", "Department"),
                ("code", "ID"),
                ("name", "Title"),
                ("needs", "Depends on"),
                ("target_rto", "RTO"),
            ])
        );
    }

    #[test]
    fn the_kind_may_stand_before_the_field() {
        let headers = ["fiscal_yr", "service_id", "service_name_en", "owner_org_title"];
        assert_eq!(
            proposed(Kind::Service, &headers),
            pairs(&[
                ("agency", "owner_org_title"),
                ("code", "service_id"),
                ("name", "service_name_en"),
            ])
        );
    }

    #[test]
    fn without_a_code_the_name_is_the_key() {
        assert_eq!(
            proposed(Kind::Asset, &["app_name", "type"]),
            pairs(&[("code", "app_name"), ("name", "app_name")])
        );
    }
}
