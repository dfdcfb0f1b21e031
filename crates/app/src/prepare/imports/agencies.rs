//! Lists of agencies, in which different spellings of one name become one agency with other names.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::drafts::Draft;
use super::mapping::slug;
use super::verdict::{Verdict, What};
use crate::actor::{Actor, Permission, Place};
use crate::ids::AgencyId;
use crate::people::agencies::{self, AgencyDocument, AgencyKind};
use crate::people::calendars::{self, Calendar};
use crate::{Ctx, Error, FieldProblem, Result, counties};

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
    /// The spelling that most of them have; of several, the first.
    name: &'a str,
}

/// What would become of the rows.
pub(super) async fn merged(
    tx: &Tx,
    ctx: &Ctx,
    drafts: Vec<Draft>,
    ignore: &[String],
) -> Result<Merged> {
    let there = agencies::all_in(tx).await?;
    let ids: BTreeMap<String, AgencyId> = there.iter().map(|it| (it.code.clone(), it.id)).collect();
    let documents = agencies::documents_in(tx, &there).await?;
    let calendars = calendars::in_use(tx).await?;
    let (actor, ignore) = (ctx.actor.clone(), ignore.to_vec());
    // A hundred thousand names take a while to compare, and others want to be served.
    let merge =
        move || merge(&actor, &drafts, &World { calendars, ..World::of(documents, ids, &ignore) });
    tokio::task::spawn_blocking(merge).await.map_err(Error::internal)
}

fn merge(actor: &Actor, drafts: &[Draft], world: &World) -> Merged {
    let groups = groups(drafts, &world.ignore);
    let new = NewCodes::of(&groups, world);
    let mut merged = Merged::default();
    let mut codes = BTreeSet::new();
    for group in &groups {
        let code = world.code_of(group);
        let decided = match codes.insert(code.clone()) {
            true => world.decide(actor, group, &new),
            false => {
                let reason = "Another row with another name has the same code.";
                Err(vec![FieldProblem::new("code", reason)])
            }
        };
        let name = group.name;
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
            let (number, line, code) = (row.number, row.line, code.clone());
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
    merged
}

/// The codes that the agencies of a file have or will have.
struct NewCodes {
    by_key: BTreeMap<String, String>,
    all: BTreeSet<String>,
}

impl NewCodes {
    fn of(groups: &[Group<'_>], world: &World) -> NewCodes {
        let by_key: BTreeMap<String, String> =
            groups.iter().map(|it| (it.key.clone(), world.code_of(it))).collect();
        let all = by_key.values().cloned().collect();
        NewCodes { by_key, all }
    }
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
            None => groups.push(Group { rows: vec![draft], key, name: "" }),
        }
    }
    for group in &mut groups {
        group.name = usual_spelling(&group.rows);
    }
    groups
}

/// The spelling that most rows have; of several, the first.
fn usual_spelling<'a>(rows: &[&'a Draft]) -> &'a str {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(spelling(row)).or_default() += 1;
    }
    let mut best = ("", 0);
    for row in rows {
        let n = counts.get(spelling(row)).copied().unwrap_or(0);
        if best.1 < n {
            best = (spelling(row), n);
        }
    }
    best.0
}

fn spelling(draft: &Draft) -> &str {
    draft.typed.get("name").map_or("", |it| it.trim())
}

impl Group<'_> {
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
    /// The calendars in use.
    calendars: Vec<Calendar>,
}

/// Why an agency cannot be written. One that the actor may not see is, to them, not there.
fn refusal(actor: &Actor, place: Place, (is_there, group): (bool, &Group<'_>)) -> FieldProblem {
    if actor.may(Permission::ReadAgencies, place) || place == Place::State {
        return FieldProblem::new("agency", "You may not write for this agency.");
    }
    match group.value("parent").filter(|_| !is_there) {
        Some(parent) => FieldProblem::new("parent", no_such_agency(parent)),
        None => FieldProblem::code_taken(),
    }
}

/// PostgreSQL keeps no zero byte in its documents.
fn no_such_agency(text: &str) -> String {
    format!("There is no agency called “{}”.", text.replace('\0', ""))
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
        let (ignore, calendars) = (ignore.to_vec(), Vec::new());
        World { documents, ids, by_key, by_code, by_name, ignore, calendars }
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
        let code = first.map_or_else(|| slug(group.name), str::to_owned);
        let code = code.replace(['.', '_'], "-");
        code.chars().take(60).collect::<String>().trim_matches('-').to_owned()
    }

    fn decide(
        &self,
        actor: &Actor,
        group: &Group<'_>,
        new: &NewCodes,
    ) -> std::result::Result<(What, AgencyDocument), Vec<FieldProblem>> {
        let was = self.find(group);
        let code = self.code_of(group);
        let mut document = was.cloned().unwrap_or_else(|| AgencyDocument {
            code: code.clone(),
            parent: None,
            name: group.name.to_owned(),
            aliases: Vec::new(),
            kind: AgencyKind::default(),
            county_fips: None,
            mission: String::new(),
            headcount: None,
            primary_contact: None,
            alternate_contact: None,
            calendar: None,
        });
        let mut problems = self.apply(group, &mut document, new);
        self.add_names(group, &mut document, &mut problems);
        problems.extend(document.problems());
        let place = match (was, &document.parent) {
            (Some(it), _) => self.ids.get(&it.code).map_or(Place::State, |it| Place::Agency(*it)),
            (None, Some(it)) if self.ids.contains_key(it) => {
                self.ids.get(it).map_or(Place::State, |it| Place::Agency(*it))
            }
            _ => Place::State,
        };
        if !actor.may(Permission::WriteAgencies, place) {
            problems.push(refusal(actor, place, (was.is_some(), group)));
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
        new: &NewCodes,
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
            match self.parent(text, new) {
                Some(code) if code == document.code => {}
                Some(code) => document.parent = Some(code),
                None => problems.push(FieldProblem::new("parent", no_such_agency(text))),
            }
        }
        if let Some(text) = group.value("county_fips") {
            document.county_fips = Some(counties::code(text).to_owned());
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
        if let Some(text) =
            group.value("calendar").filter(|it| document.calendar.as_deref() != Some(*it))
        {
            match self.calendar(text) {
                Ok(code) => document.calendar = Some(code),
                Err(reason) => problems.push(FieldProblem::new("calendar", reason)),
            }
        }
        problems
    }

    /// The code of the calendar that a text names by its code or, if only one is called so, by its name.
    fn calendar(&self, text: &str) -> std::result::Result<String, String> {
        let text = text.trim();
        if let Some(it) = self.calendars.iter().find(|it| it.code == text) {
            return Ok(it.code.clone());
        }
        let folded = text.to_lowercase();
        let mut called = self.calendars.iter().filter(|it| it.name.to_lowercase() == folded);
        let shown = text.replace('\0', "");
        match (called.next(), called.next()) {
            (Some(only), None) => Ok(only.code.clone()),
            (Some(_), Some(_)) => {
                Err(format!("Several calendars are called “{shown}”: use a code."))
            }
            (None, _) => Err(format!("There is no calendar in use called “{shown}”.")),
        }
    }

    fn parent(&self, text: &str, new: &NewCodes) -> Option<String> {
        let key = merge_key(text, &self.ignore);
        let there = self.by_code.get(text).or_else(|| self.by_key.get(&key));
        let there = there.and_then(|it| self.documents.get(*it)).map(|it| it.code.clone());
        there.or_else(|| new.by_key.get(&key).cloned()).or_else(|| {
            let code = slug(text);
            new.all.contains(&code).then_some(code)
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
    use crate::prepare::imports::mapping::Target;

    #[test]
    fn an_agency_has_the_spelling_of_most_rows_and_of_several_the_first() {
        let draft = |name: &str| {
            let mut draft = Draft::new((1, 1), Target::Agency, String::new());
            draft.typed.insert("name".to_owned(), name.to_owned());
            draft
        };
        let usual = |names: &[&str]| {
            let drafts: Vec<Draft> = names.iter().map(|it| draft(it)).collect();
            usual_spelling(&drafts.iter().collect::<Vec<_>>()).to_owned()
        };
        assert_eq!(usual(&["IT", "it", "It", "it"]), "it");
        assert_eq!(usual(&["IT", "it", "it", "IT"]), "IT");
        // As long as an upload may be: a second, not an hour.
        let many: Vec<String> =
            (0..100_000).map(|it| format!("it{}", ".".repeat(it % 500))).collect();
        assert_eq!(usual(&many.iter().map(String::as_str).collect::<Vec<_>>()), "it");
    }

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
