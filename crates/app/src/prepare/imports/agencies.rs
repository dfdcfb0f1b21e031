//! Lists of agencies, in which different spellings of one name become one agency with other names.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::drafts::Draft;
use super::mapping::slug;
use super::verdict::{Verdict, What};
use crate::actor::{Permission, Place};
use crate::ids::AgencyId;
use crate::people::agencies::{self, AgencyDocument, AgencyKind};
use crate::{Ctx, FieldProblem, Result};

/// What becomes of a list of agencies.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// On each row, in their order.
    pub(super) verdicts: Vec<Verdict>,
    /// What is to be written.
    pub(super) documents: Vec<AgencyDocument>,
}

/// The rows that name one agency.
struct Group<'a> {
    rows: Vec<&'a Draft>,
    key: String,
}

/// What would become of the rows.
pub(super) async fn merged(
    tx: &Tx,
    ctx: &Ctx,
    drafts: &[Draft],
    ignore: &[String],
) -> Result<Merged> {
    let there = agencies::all_in(tx).await?;
    let ids: BTreeMap<String, AgencyId> = there.iter().map(|it| (it.code.clone(), it.id)).collect();
    let documents = agencies::documents_in(tx, &there).await?;
    let world = World::of(documents, ids, ignore);
    let groups = groups(drafts, ignore);
    let new_codes: BTreeMap<String, String> =
        groups.iter().map(|it| (it.key.clone(), world.code_of(it))).collect();
    let mut merged = Merged::default();
    let mut codes = BTreeSet::new();
    for group in &groups {
        let decided = match codes.insert(world.code_of(group)) {
            true => world.decide(ctx, group, &new_codes),
            false => {
                let reason = "Another row with another name has the same code.";
                Err(vec![FieldProblem::new("code", reason)])
            }
        };
        let name = group.name();
        for (at, row) in group.rows.iter().enumerate() {
            let (what, reasons) = match (&decided, at) {
                (Ok((what, _)), 0) => (*what, Vec::new()),
                (Ok(_), _) => (What::Same, vec![("name", format!("Another name of {name}."))]),
                (Err(problems), _) => {
                    let reasons =
                        problems.iter().map(|it| (it.field.as_ref(), it.reason.to_string()));
                    (What::Refuse, reasons.collect())
                }
            };
            let reasons = reasons.into_iter().map(|(field, it)| (field.to_owned(), it)).collect();
            let (number, line, code) = (row.number, row.line, world.code_of(group));
            merged.verdicts.push(Verdict { number, line, code, what, reasons });
        }
        if let Ok((What::Add | What::Change, document)) = decided {
            merged.documents.push(document);
        }
    }
    let bad = drafts.iter().filter_map(|it| {
        let reason = it.problem.clone()?;
        let (number, line, code) = (it.number, it.line, it.code.clone());
        let reasons = vec![("row".to_owned(), reason)];
        Some(Verdict { number, line, code, what: What::Refuse, reasons })
    });
    merged.verdicts.extend(bad);
    merged.verdicts.sort_by_key(|it| it.number);
    Ok(merged)
}

/// The rows by the agency that they name, in the order in which they first do.
fn groups<'a>(drafts: &'a [Draft], ignore: &[String]) -> Vec<Group<'a>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for draft in drafts.iter().filter(|it| it.problem.is_none()) {
        let key = merge_key(spelling(draft), ignore);
        let at = *places.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.rows.push(draft),
            None => groups.push(Group { rows: vec![draft], key }),
        }
    }
    groups
}

fn spelling(draft: &Draft) -> &str {
    draft.typed.get("name").map_or("", |it| it.trim())
}

impl Group<'_> {
    /// The spelling that most rows have; of several, the first.
    fn name(&self) -> &str {
        let mut best = ("", 0);
        for row in &self.rows {
            let n = self.rows.iter().filter(|it| spelling(it) == spelling(row)).count();
            if best.1 < n {
                best = (spelling(row), n);
            }
        }
        best.0
    }

    fn value(&self, field: &str) -> Option<&str> {
        let mut said = self.rows.iter().filter_map(|it| it.typed.get(field));
        said.find(|it| !it.is_empty()).map(String::as_str)
    }
}

/// What is compared of a name: without the words that tell nothing apart.
pub(super) fn merge_key(name: &str, ignore: &[String]) -> String {
    let padded = |it: &str| {
        let words = it.to_lowercase();
        let words = words.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
        format!(" {} ", words.collect::<Vec<_>>().join(" "))
    };
    let mut text = padded(&name.replace('&', " and "));
    for phrase in ignore.iter().map(|it| padded(it)).filter(|it| !it.trim().is_empty()) {
        text = text.replace(&phrase, " ");
    }
    let key = agencies::comparable(&text);
    if key.is_empty() { agencies::comparable(name) } else { key }
}

/// The agencies that are there, by all of their names.
struct World {
    documents: Vec<AgencyDocument>,
    ids: BTreeMap<String, AgencyId>,
    by_key: BTreeMap<String, usize>,
    by_code: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
    ignore: Vec<String>,
}

impl World {
    fn of(
        documents: Vec<AgencyDocument>,
        ids: BTreeMap<String, AgencyId>,
        ignore: &[String],
    ) -> World {
        let (mut by_key, mut by_code, mut by_name) =
            (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (at, it) in documents.iter().enumerate() {
            by_code.insert(it.code.clone(), at);
            for name in it.aliases.iter().chain([&it.name]) {
                by_key.entry(merge_key(name, ignore)).or_insert(at);
                by_name.insert(agencies::comparable(name), at);
            }
        }
        World { documents, ids, by_key, by_code, by_name, ignore: ignore.to_vec() }
    }

    fn find(&self, group: &Group<'_>) -> Option<&AgencyDocument> {
        let by_code = group.rows.iter().find_map(|it| self.by_code.get(&it.code));
        let at = by_code.or_else(|| self.by_key.get(&group.key))?;
        self.documents.get(*at)
    }

    /// The code that the agency has or will have.
    fn code_of(&self, group: &Group<'_>) -> String {
        if let Some(it) = self.find(group) {
            return it.code.clone();
        }
        let first = group.rows.iter().map(|it| it.code.as_str()).find(|it| !it.is_empty());
        let code = first.map_or_else(|| slug(group.name()), str::to_owned);
        let code = code.replace(['.', '_'], "-");
        code.chars().take(60).collect::<String>().trim_matches('-').to_owned()
    }

    fn decide(
        &self,
        ctx: &Ctx,
        group: &Group<'_>,
        new_codes: &BTreeMap<String, String>,
    ) -> std::result::Result<(What, AgencyDocument), Vec<FieldProblem>> {
        let was = self.find(group);
        let code = self.code_of(group);
        let mut document = was.cloned().unwrap_or_else(|| AgencyDocument {
            code: code.clone(),
            parent: None,
            name: group.name().to_owned(),
            aliases: Vec::new(),
            kind: AgencyKind::default(),
            county_fips: None,
            mission: String::new(),
            headcount: None,
            primary_contact: None,
            alternate_contact: None,
        });
        let mut problems = self.apply(group, &mut document, new_codes);
        self.add_names(group, &mut document, &mut problems);
        problems.extend(document.problems());
        let place = match (was, &document.parent) {
            (Some(it), _) => self.ids.get(&it.code).map_or(Place::State, |it| Place::Agency(*it)),
            (None, Some(it)) if self.ids.contains_key(it) => {
                self.ids.get(it).map_or(Place::State, |it| Place::Agency(*it))
            }
            _ => Place::State,
        };
        if !ctx.actor.may(Permission::WriteAgencies, place) {
            problems.push(FieldProblem::new("agency", "You may not write for this agency."));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let what = match was {
            None => What::Add,
            Some(it) if *it == document => What::Same,
            Some(_) => What::Change,
        };
        Ok((what, document))
    }

    /// Puts what the rows say into the document.
    fn apply(
        &self,
        group: &Group<'_>,
        document: &mut AgencyDocument,
        new_codes: &BTreeMap<String, String>,
    ) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if let Some(text) = group.value("kind") {
            let folded = text.to_lowercase();
            let found = AgencyKind::CHOICES
                .iter()
                .find(|(code, it)| *code == folded || it.to_lowercase() == folded);
            match found.and_then(|(code, _)| AgencyKind::from_code(code)) {
                Some(kind) => document.kind = kind,
                None => {
                    problems
                        .push(FieldProblem::new("kind", format!("“{text}” is no kind of agency.")));
                }
            }
        }
        if let Some(text) = group.value("parent") {
            match self.parent(text, new_codes) {
                Some(code) if code == document.code => {}
                Some(code) => document.parent = Some(code),
                None => {
                    let reason = format!("There is no agency called “{text}”.");
                    problems.push(FieldProblem::new("parent", reason));
                }
            }
        }
        if let Some(text) = group.value("county_fips") {
            document.county_fips = Some(text.to_owned());
        }
        if let Some(text) = group.value("mission") {
            document.mission = text.to_owned();
        }
        if let Some(text) = group.value("headcount") {
            match text.replace(',', "").parse() {
                Ok(n) => document.headcount = Some(n),
                Err(_) => problems.push(FieldProblem::new("headcount", "Use a whole number.")),
            }
        }
        problems
    }

    fn parent(&self, text: &str, new_codes: &BTreeMap<String, String>) -> Option<String> {
        let key = merge_key(text, &self.ignore);
        let there = self.by_code.get(text).or_else(|| self.by_key.get(&key));
        let there = there.and_then(|it| self.documents.get(*it)).map(|it| it.code.clone());
        there.or_else(|| new_codes.get(&key).cloned()).or_else(|| {
            let code = slug(text);
            new_codes.values().any(|it| *it == code).then_some(code)
        })
    }

    /// Adds the spellings that the agency is not known by yet.
    fn add_names(
        &self,
        group: &Group<'_>,
        document: &mut AgencyDocument,
        problems: &mut Vec<FieldProblem>,
    ) {
        let names = document.aliases.iter().chain([&document.name]);
        let mut known: BTreeSet<String> = names.map(|it| agencies::comparable(it)).collect();
        for row in &group.rows {
            let name = spelling(row);
            let comparable = agencies::comparable(name);
            let other = self.by_name.get(&comparable).and_then(|it| self.documents.get(*it));
            if let Some(other) = other.filter(|it| it.code != document.code) {
                let reason = format!("“{name}” is a name of the agency “{}” already.", other.code);
                problems.push(FieldProblem::new("name", reason));
            } else if known.insert(comparable) {
                document.aliases.push(name.to_owned());
            }
        }
        document.aliases.sort_by_cached_key(|it| agencies::comparable(it));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_nothing_apart_do_not_count() {
        let ignore = ["NC".to_owned(), "North Carolina".to_owned()];
        let key = |it: &str| merge_key(it, &ignore);
        assert_eq!(
            key("NC Dept of Transportation"),
            key("North Carolina Department Of Transportation")
        );
        assert_eq!(key("Town of Carrboro, NC"), key("Town of Carrboro"));
        assert_ne!(key("Department of Commerce"), key("Department of Insurance"));
        assert_eq!(merge_key("North Carolina", &ignore), "north carolina");
    }
}
