//! A first guess of what the columns of a file mean: people correct it, and need not start from
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::mapping::{Mapping, Source, Target};
use super::units;

/// Other names by which files from elsewhere call a field, best first.
const ALIASES: &[(&str, &[&str])] = &[
    (
        "code",
        &[
            "id",
            "key",
            "identifier",
            "number",
            "no",
            "ref",
            "reference",
            "ref no",
            "reference number",
            "tag",
            "slug",
            "short name",
            "abbreviation",
        ],
    ),
    (
        "name",
        &["title", "label", "display name", "full name", "organization", "organisation", "county"],
    ),
    (
        "agency",
        &[
            "agency name",
            "agency code",
            "organization",
            "organisation",
            "organization name",
            "department",
            "department name",
            "dept",
            "owner org title",
            "owner org",
        ],
    ),
    ("description", &["summary", "about", "details", "notes", "purpose"]),
    ("owner", &["business owner", "accountable", "responsible"]),
    ("custodian", &["technical owner", "technical contact", "administrator"]),
    ("needs", &["depends on", "dependencies", "requires", "dependson"]),
    ("target_rto", &["rto", "recovery time objective", "recovery time"]),
    ("target_rpo", &["rpo", "recovery point objective", "recovery point"]),
    ("restore", &["restore time", "time to restore", "mttr"]),
    ("fails_percent", &["failed restores in percent", "restore failure rate in percent"]),
    ("tier", &["criticality", "priority", "level"]),
    ("site", &["location", "data center", "data centre"]),
    ("vendor", &["supplier", "provider", "manufacturer"]),
    ("crew", &["restored by", "support group"]),
    ("equipment", &["equipment needed", "equipment pool"]),
    ("equipment_size", &["equipment units"]),
    ("people_off_hours", &["people at night", "people after hours"]),
    ("units", &["quantity", "count", "number of units"]),
    ("unit", &["unit of measure"]),
    ("county_fips", &["fips", "county code"]),
    ("headcount", &["employees", "staff", "fte"]),
    ("calendar", &["business days", "service hours"]),
    ("parent", &["part of", "parent agency", "reports to"]),
    ("users", &["users", "audience"]),
];

/// How sure a guess is: less is surer.
const EXACT: usize = 0;
const LABEL: usize = 1;
/// `service_id`: what the rows are, then the field.
const OF_TARGET: usize = 2;
const ALIAS: usize = 40;
/// `app_name`: some kind of thing, then the field.
const OF_SOMETHING: usize = 80;

/// What the columns of a file with these headers probably mean. Each column is used once.
pub fn propose(target: Target, headers: &[String]) -> Mapping {
    let folded: Vec<String> = headers.iter().map(|it| fold(it)).collect();
    let mut guesses: Vec<(usize, usize, &'static str, usize)> = Vec::new();
    for (place, field) in target.fields().into_iter().enumerate() {
        for (column, header) in folded.iter().enumerate() {
            let doubt = |header| doubt(target, field.key, field.label, header);
            // `RTO (hours)` is a recovery time, if nothing else is.
            let of_stem = || doubt(units::split(header)?.0).map(|it| it + 1);
            if let Some(doubt) = doubt(header).or_else(|| of_stem().filter(|_| field.is_span)) {
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
    // A column called like the rows themselves has their names.
    let stem = target.code().replace('_', " ");
    if key == "name" && header == stem {
        return Some(ALIAS);
    }
    let rank = |field: &str| match field == key_folded || field == fold(label) {
        true => Some(0),
        false => aliases.iter().position(|it| *it == field).map(|it| it + 1),
    };
    // Of several languages, English is taken.
    let rank_in_english = |field: &str| {
        let english = field.strip_suffix(" en").or_else(|| field.strip_suffix(" english"));
        rank(field).or_else(|| Some(rank(english?)? + 1))
    };
    if let Some(field) = header.strip_prefix(&stem).and_then(|it| it.strip_prefix(' ')) {
        return rank_in_english(field).map(|it| OF_TARGET + it);
    }
    let (what, field) = header.split_once(' ')?;
    let is_something = matches!(what, "app" | "application" | "system" | "org" | "site" | "record");
    rank_in_english(field).filter(|_| is_something).map(|it| OF_SOMETHING + it)
}

/// The words of a text, in lower case.
pub(super) fn fold(text: &str) -> String {
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
    fn what_says_of_what_it_is_the_code_or_the_name_wins_over_what_does_not() {
        let headers = ["Ref", "Title", "Service Name", "Service ID", "Agency Name"];
        let expected =
            pairs(&[("agency", "Agency Name"), ("code", "Service ID"), ("name", "Service Name")]);
        assert_eq!(proposed(Kind::Service, &headers), expected);
        let turned: Vec<&str> = headers.into_iter().rev().collect();
        assert_eq!(proposed(Kind::Service, &turned), expected);
        assert_eq!(
            proposed(Kind::Service, &["Ref", "Service", "Department"]),
            pairs(&[("agency", "Department"), ("code", "Ref"), ("name", "Service")])
        );
        assert_eq!(
            proposed(Kind::Asset, &["Asset Tag", "System name", "Service ID", "Owner"]),
            pairs(&[("code", "Asset Tag"), ("name", "System name"), ("owner", "Owner")])
        );
        assert_eq!(
            proposed(Kind::Service, &["Title", "Ref"]),
            pairs(&[("code", "Ref"), ("name", "Title")])
        );
    }

    #[test]
    fn what_a_length_of_time_is_counted_in_may_stand_behind_it() {
        let headers = ["id", "name", "RTO (hours)", "restore_h", "late_by_h", "Users (days)"];
        assert_eq!(
            proposed(Kind::Service, &headers),
            pairs(&[
                ("code", "id"),
                ("name", "name"),
                ("restore", "restore_h"),
                ("target_rto", "RTO (hours)"),
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
