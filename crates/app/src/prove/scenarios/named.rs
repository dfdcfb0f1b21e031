//! What people type to name something: its kind and code, its code alone, or what it is called, in
//! upper or lower case. A document that is kept says kinds and codes.

use std::collections::BTreeSet;

use super::document::ScenarioDocument;
use super::parts::Parts;
use super::reach::nameable;
use super::scenario::Part;
use crate::prepare::inventory::{self, Kind};
use crate::prove::recovery::Named;
use crate::{Ctx, FieldProblem, Result};

/// How many names are looked for at most: each asks the database. Who has more writes codes.
const NAMES_MAX: usize = 200;

/// A document in which everything is named by kind and code as far as that is clear, and what is not:
/// what several are called, and what nothing is called. Not for callers that hold a transaction.
pub(super) async fn by_codes(
    ctx: &Ctx,
    document: &ScenarioDocument,
) -> Result<(ScenarioDocument, Vec<FieldProblem>)> {
    let (said, mut document) = (&document.lost, document.clone());
    let all: BTreeSet<Part> =
        places(&mut document).iter().flat_map(|it| candidates(it.1)).collect();
    let coded = Parts::of(&*ctx.read().await?, &all).await?;
    let (mut problems, mut n_asked, mut others) = (Vec::new(), 0, Others::default());
    for (field, text) in places(&mut document) {
        // What has that code counts, whether or not the actor may know: whoever checks it says so.
        let is_there = |it: &Part| coded.item(it).is_some();
        let is_plain = !text.trim().is_empty() && !text.contains('\0');
        if !is_plain || Part::read(text).is_some_and(|it| is_there(&it)) {
            continue;
        }
        let known = candidates(text)
            .into_iter()
            .filter(|it| coded.in_use(it).is_some_and(|it| inventory::reads(ctx, it)));
        let known: Vec<Part> = known.collect();
        n_asked += 1;
        let found = match known.as_slice() {
            [only] => Ok(only.to_string()),
            [] if n_asked <= NAMES_MAX => inventory::reference_meant(ctx, text).await?,
            [] => Ok(text.clone()),
            several => {
                let codes: Vec<String> = several.iter().map(ToString::to_string).collect();
                Err(format!("Several have this code: {}. Write which.", codes.join(", ")))
            }
        };
        let found = match found {
            // What is not theirs they may name, too, if something of theirs stands on it.
            Ok(found) if found.trim() == text.trim() => others.called(ctx, &found).await?,
            found => found,
        };
        match found {
            Ok(found) if Part::read(&found).is_some() => *text = found,
            Ok(_) => {
                let reason = format!(
                    "Nothing is called “{}”. Type part of its name and choose, or write its kind \
                     and code, such as site:eastern.",
                    text.trim()
                );
                problems.push(FieldProblem::new(field, reason));
            }
            Err(reason) => problems.push(FieldProblem::new(field, reason)),
        }
    }
    // What is usable again is named as what is lost.
    for it in &mut document.usable {
        let meant = said.iter().zip(&document.lost).find(|of| *of.0 == it.item);
        it.item = meant.map_or(std::mem::take(&mut it.item), |of| of.1.clone());
    }
    Ok((document, problems))
}

/// What is not the actor's and they may name, looked up when it is needed.
#[derive(Default)]
struct Others(Option<Vec<Named>>);

impl Others {
    /// What is called as a text says, which may say its kind first. The text, if nothing is.
    async fn called(
        &mut self,
        ctx: &Ctx,
        text: &str,
    ) -> Result<std::result::Result<String, String>> {
        let known = match self.0.take() {
            Some(known) => known,
            None => nameable(ctx, None, &[], usize::MAX).await?,
        };
        let (kind, name) = kind_and_rest(text);
        let name = db::fold(name);
        let is_meant =
            |it: &&Named| kind.is_none_or(|kind| kind == it.kind) && db::fold(&it.name) == name;
        let found = known.iter().filter(is_meant).map(|it| inventory::reference(it.kind, &it.code));
        let found: Vec<String> = found.collect();
        self.0 = Some(known);
        Ok(match found.as_slice() {
            [] => Ok(text.to_owned()),
            [only] => Ok(only.clone()),
            several => Err(format!("Several are called so: {}. Write which.", several.join(", "))),
        })
    }
}

/// The kind that a text says, if it does, and what it says beside that.
fn kind_and_rest(text: &str) -> (Option<Kind>, &str) {
    let said = text.trim();
    let of_kind = said.split_once(':').and_then(|(kind, it)| Some((kind.trim().parse().ok()?, it)));
    match of_kind {
        Some((kind, rest)) => (Some(kind), rest.trim()),
        None => (None, said),
    }
}

/// Every text that names something, with its field.
fn places(document: &mut ScenarioDocument) -> Vec<(String, &mut String)> {
    let lost = document.lost.iter_mut().enumerate();
    let mut places: Vec<(String, &mut String)> =
        lost.map(|(n, it)| (format!("lost.{n}"), it)).collect();
    places.extend(document.alone.as_mut().map(|it| ("alone".to_owned(), it)));
    for (n, change) in document.changes.iter_mut().enumerate() {
        let need = change.need.as_mut().map(|it| (format!("changes.{n}.need"), it));
        places.push((format!("changes.{n}.item"), &mut change.item));
        places.extend(need);
    }
    places
}

/// Whatever may have what a text says as its code: as it is written, or in lower case.
fn candidates(text: &str) -> BTreeSet<Part> {
    let (kind, said) = kind_and_rest(text);
    let codes: BTreeSet<String> = [said.to_owned(), said.to_lowercase()].into();
    let kinds = Kind::ALL.iter().copied().filter(|it| kind.is_none_or(|kind| kind == *it));
    let parts = kinds.flat_map(|kind| codes.iter().map(move |it| Part { kind, code: it.clone() }));
    let is_code = |it: &Part| (1..=100).contains(&it.code.len()) && !it.code.contains('\0');
    parts.filter(is_code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_be_a_code_of_its_kind_or_of_any() {
        let codes = |text| {
            let all = candidates(text).into_iter();
            all.map(|it| it.to_string()).collect::<Vec<String>>()
        };
        assert_eq!(codes(" site: Western "), ["site:Western", "site:western"]);
        assert_eq!(codes("east").len(), Kind::ALL.len());
        assert!(codes("").is_empty() && codes(&"x".repeat(101)).is_empty());
    }
}
