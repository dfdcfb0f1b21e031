//! What the columns of a file mean. Nothing here does I/O.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use tables::{Delimiter, Dialect, Encoding};

use crate::FieldProblem;
use crate::people::agencies::AgencyKind;
use crate::prepare::inventory::{self, Kind};

/// What the rows of a file become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Agencies, in which different spellings of one name become one.
    Agency,
    /// Items of a kind.
    Item(Kind),
}

impl Target {
    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Target::Agency => "agency",
            Target::Item(kind) => kind.code(),
        }
    }

    /// Several of them, for people.
    pub const fn titles(self) -> &'static str {
        match self {
            Target::Agency => "Agencies",
            Target::Item(kind) => kind.titles(),
        }
    }

    /// Everything that rows can become.
    pub fn all() -> Vec<Target> {
        Kind::ALL.iter().map(|it| Target::Item(*it)).chain([Target::Agency]).collect()
    }

    /// The fields that have to come from somewhere.
    pub const fn needed(self) -> &'static [&'static str] {
        match self {
            Target::Agency => &["name"],
            Target::Item(_) => &["code", "name", "agency"],
        }
    }

    /// The fields that a column can become.
    pub fn fields(self) -> Vec<TargetField> {
        let of = |key, label, choices| TargetField {
            key,
            label,
            choices,
            has_lines: matches!(key, "mission" | "needs"),
            is_span: false,
        };
        match self {
            Target::Agency => vec![
                of("name", "Name", &[]),
                of("code", "Code", &[]),
                of("parent", "Part of", &[]),
                of("kind", "What it is", AgencyKind::CHOICES),
                of("county_fips", "County", &[]),
                of("mission", "Mission", &[]),
                of("headcount", "Headcount", &[]),
                of("calendar", "Business calendar", &[]),
            ],
            Target::Item(kind) => {
                let fields = inventory::fields(kind).into_iter().map(|it| match it.input {
                    inventory::Input::Choice(choices) => of(it.key, it.label, choices),
                    inventory::Input::Text | inventory::Input::List | inventory::Input::People => {
                        TargetField { has_lines: true, ..of(it.key, it.label, &[]) }
                    }
                    inventory::Input::Span => {
                        TargetField { is_span: true, ..of(it.key, it.label, &[]) }
                    }
                    _ => of(it.key, it.label, &[]),
                });
                fields.chain([of("needs", "Needs", &[])]).collect()
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Target {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "agency" => Ok(Target::Agency),
            other => other.parse().map(Target::Item),
        }
    }
}

impl Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom("unknown target"))
    }
}

impl JsonSchema for Target {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Target".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<&str> = Target::all().into_iter().map(Target::code).collect();
        json_schema!({
            "type": "string",
            "description": "What the rows of a file become.",
            "enum": codes,
        })
    }
}

/// A field that a column can become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetField {
    /// Its name for programs.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What it can be, if only one of a few.
    pub choices: &'static [(&'static str, &'static str)],
    /// Whether it may have several lines.
    pub has_lines: bool,
    /// Whether it is a length of time: then a number is one, too, if the header says of what.
    pub is_span: bool,
}

/// Where the value of a field comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Source {
    /// The column, by its header. None: from no column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What it is where the column says nothing, or where there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub otherwise: String,
}

impl Source {
    /// From the column called `column`.
    pub fn column(column: &str) -> Source {
        Source { column: Some(column.to_owned()), otherwise: String::new() }
    }

    /// The same in every row.
    pub fn constant(text: &str) -> Source {
        Source { column: None, otherwise: text.to_owned() }
    }

    /// Whether it says anything at all.
    pub fn is_empty(&self) -> bool {
        self.column.is_none() && self.otherwise.is_empty()
    }
}

/// What the columns of a file mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the rows become.
    pub target: Target,
    /// How characters became bytes, if that is not to be guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What stands between two cells, if that is not to be guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// Where the value of each field comes from. What is not said stays as it is in records that
    /// are there already. The column of `code` is the key: by it a row finds its record again.
    #[serde(default)]
    pub fields: BTreeMap<String, Source>,
    /// Which agency is meant by a name that nobody is known by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub agencies: BTreeMap<String, String>,
    /// Whether the agencies are known by those names from then on.
    #[serde(default)]
    pub remember: bool,
    /// Words in names of agencies that tell nothing apart, such as `NC` and `North Carolina`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
}

impl Mapping {
    /// A mapping of nothing yet.
    pub fn new(target: Target) -> Mapping {
        Mapping {
            target,
            encoding: None,
            delimiter: None,
            fields: BTreeMap::new(),
            agencies: BTreeMap::new(),
            remember: false,
            ignore: Vec::new(),
        }
    }

    /// The same with a field from somewhere.
    #[must_use]
    pub fn with(mut self, field: &str, source: Source) -> Mapping {
        self.fields.insert(field.to_owned(), source);
        self
    }

    /// What is wrong with it for a file with these headers.
    pub fn problems(&self, headers: &[String]) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let known: BTreeSet<&str> = self.target.fields().iter().map(|it| it.key).collect();
        for (field, source) in &self.fields {
            if !known.contains(field.as_str()) {
                problems.push(FieldProblem::new(field.clone(), "There is no such field."));
            }
            if let Some(column) = source.column.as_ref().filter(|it| !headers.contains(it)) {
                let reason = format!("The file has no column “{column}”.");
                problems.push(FieldProblem::new(field.clone(), reason));
            }
        }
        for field in self.target.needed() {
            if self.fields.get(*field).is_none_or(Source::is_empty) {
                let reason = format!("Say where the {field} comes from.");
                problems.push(FieldProblem::new(*field, reason));
            }
        }
        if self.fields.get("code").is_some_and(|it| it.column.is_none() && !it.is_empty()) {
            problems.push(FieldProblem::new("code", "Choose a column: each row needs its own."));
        }
        if WORDS_MAX < self.ignore.len() {
            problems.push(FieldProblem::new("ignore", "Leave out at most 100 words."));
        }
        if self.encoding.as_deref().is_some_and(|it| Encoding::from_code(it).is_none()) {
            problems.push(FieldProblem::new(
                "encoding",
                one_of("encoding", &Encoding::ALL.map(Encoding::code)),
            ));
        }
        if self.delimiter.as_deref().is_some_and(|it| Delimiter::from_code(it).is_none()) {
            problems.push(FieldProblem::new(
                "delimiter",
                one_of("delimiter", &Delimiter::ALL.map(Delimiter::code)),
            ));
        }
        problems
    }

    /// How a file is written down, of which this is the start.
    pub fn dialect(&self, sample: &[u8]) -> Dialect {
        let mut dialect = Dialect::sniff(sample);
        if let Some(encoding) = self.encoding.as_deref().and_then(Encoding::from_code) {
            dialect = dialect.with_encoding(encoding);
        }
        if let Some(delimiter) = self.delimiter.as_deref().and_then(Delimiter::from_code) {
            dialect = dialect.with_delimiter(delimiter);
        }
        dialect
    }
}

fn one_of(what: &str, codes: &[&str]) -> String {
    format!("There is no such {what}. Use one of: {}.", codes.join(", "))
}

/// How many words of names may tell nothing apart: each is looked for in each name.
const WORDS_MAX: usize = 100;

/// How long a code may be.
const SLUG_BYTES_MAX: usize = 100;

/// A text as a code: always the same for the same text. Two texts that differ only in what a code
/// cannot say have the same.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.trim().to_lowercase().chars() {
        match plain(c) {
            Some(it) => slug.push_str(it),
            None if c.is_ascii_alphanumeric() || matches!(c, '_' | '.') => slug.push(c),
            None if !slug.ends_with('-') => slug.push('-'),
            None => {}
        }
    }
    let slug = slug.trim_matches('-');
    if slug.len() <= SLUG_BYTES_MAX {
        return slug.to_owned();
    }
    // Long texts that differ only at the end still differ.
    let digest: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(slug).into();
    let tail: String = digest.iter().take(4).map(|it| format!("{it:02x}")).collect();
    let head: String = slug.chars().take(SLUG_BYTES_MAX - 9).collect();
    format!("{}-{tail}", head.trim_matches('-'))
}

/// A letter without its accent.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'č' | 'ć' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' | 'ń' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' => "o",
        'ö' | 'œ' => "oe",
        'ù' | 'ú' | 'û' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ß' => "ss",
        'š' | 'ś' => "s",
        'ž' | 'ź' | 'ż' => "z",
        '’' | '\'' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_code_and_stays_the_same() {
        for (text, expected) in [
            ("Benefit Payments", "benefit-payments"),
            ("  Größe & Co. (EU)", "groesse-co.-eu"),
            ("4102", "4102"),
            ("État—civil", "etat-civil"),
            ("DMV's portal", "dmvs-portal"),
            ("…", ""),
        ] {
            assert_eq!(slug(text), expected);
            assert_eq!(slug(&slug(text)), slug(text));
        }
        let (a, b) = (slug(&"x ".repeat(90)), slug(&format!("{}y", "x ".repeat(90))));
        assert!(a.len() <= 100 && a != b, "{a} {b}");
    }

    #[test]
    fn a_mapping_names_what_it_lacks() {
        let headers = ["id".to_owned(), "title".to_owned()];
        let mapping = Mapping::new(Target::Item(Kind::Service))
            .with("name", Source::column("title"))
            .with("agency", Source::constant("it"))
            .with("owner", Source::column("who"));
        let problems = mapping.problems(&headers);
        let fields: Vec<_> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["owner", "code"]);
        let mapping = Mapping { encoding: Some("ebcdic".to_owned()), ..mapping }
            .with("code", Source::column("id"))
            .with("owner", Source::default());
        let fields: Vec<_> = mapping.problems(&headers).into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["encoding"]);
        let words = (0..=100).map(|it| it.to_string()).collect();
        let mapping = Mapping { ignore: words, encoding: None, ..mapping };
        let fields: Vec<_> = mapping.problems(&headers).into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["ignore"]);
    }

    #[test]
    fn every_target_is_found_by_its_code() {
        for target in Target::all() {
            assert_eq!(target.code().parse(), Ok(target));
        }
    }
}
