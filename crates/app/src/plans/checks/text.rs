//! Rules about what people wrote: whether something stands where something must, in words that say
//! something.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::facts::Asked;
use super::finding::Finding;
use super::rules::{
    CLAUSE, GUIDANCE, MISSING, NO_RETURN, PLACEHOLDER, SET_ASIDE, SHORT, STRAY_SECTION,
};
use super::subject::Subject;
use crate::plans::plan::{Content, Section, placeholder};
use crate::plans::templates::SectionTemplate;

/// So many clauses are named in one sentence.
const NAMED_MAX: usize = 3;

/// The clauses about the return to the usual state.
const RETURN: [&str; 3] = ["22301 8.4.5", "CP-2a.5", "FCD-1 J"];

/// How much of its guidance a section repeats before that is no accident.
const REPEATED: usize = 40;

pub(super) fn check(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for section in &of.template.sections {
        found.extend(missing(of, section));
        if let Some(written) = of.content.section(&section.key) {
            found.extend(written_badly(of, section, written));
        }
    }
    let stray = of.content.sections.iter().filter(|it| of.template.section(&it.key).is_none());
    for it in stray.filter(|it| !it.text.trim().is_empty()) {
        let sentence = format!("A plan of this type has no section “{}”.", it.key);
        found.push(STRAY_SECTION.at(it.key.as_str(), sentence).fixed_by("Move what it says."));
    }
    found.extend(placeholders(of.content));
    match &of.facts.asked {
        Some(asked) if !asked.is_empty() => found.extend(obligations(of, asked)),
        _ => found.extend(clauses(of)),
    }
    found.extend(no_return(of));
    found
}

fn missing(of: &Subject<'_>, section: &SectionTemplate) -> Option<Finding> {
    if !section.required || of.content.is_complete(section) {
        return None;
    }
    let sentence = format!("“{}” is required, and says nothing.", section.title);
    let finding = MISSING.at(section.key.as_str(), sentence);
    let finding = finding.fixed_by("Write it, fill in its lists, or say why it does not apply.");
    Some(Finding { clause: section.clauses.first().cloned().map(Cow::Owned), ..finding })
}

fn written_badly(
    of: &Subject<'_>,
    section: &SectionTemplate,
    written: &Section,
) -> Option<Finding> {
    let text = written.text.trim();
    let aside = written.not_applicable.trim();
    let is_listed = section.blocks.iter().any(|it| it.is_written() && of.content.has_rows(*it));
    let start: String = section.guidance.chars().take(REPEATED).collect();
    let text_min = usize::try_from(of.facts.limits.text_min).unwrap_or(usize::MAX);
    if section.required && text.is_empty() && !aside.is_empty() && aside.chars().count() < 10 {
        let sentence = format!("“{}” is set aside, and “{aside}” is no reason.", section.title);
        return Some(SET_ASIDE.at(section.key.as_str(), sentence).fixed_by("Say why."));
    }
    if text.contains(&start) {
        let sentence = format!("“{}” repeats what belongs there.", section.title);
        let finding = GUIDANCE.at(section.key.as_str(), sentence);
        let mut lines = (1_u32..).zip(written.text.lines());
        let line = lines.find(|(_, it)| it.contains(&start)).map(|it| it.0);
        let finding = finding.on_line(line);
        return Some(finding.fixed_by("Write the answer in its place."));
    }
    if !text.is_empty() && !is_listed && text.chars().count() < text_min {
        let sentence = format!("“{}” says only “{text}”.", section.title);
        let finding = SHORT.at(section.key.as_str(), sentence);
        return Some(finding.fixed_by("Write so that a stranger could follow it."));
    }
    None
}

fn placeholders(content: &Content) -> Vec<Finding> {
    let mut found = Vec::new();
    let finding = |place: String, word: &str| {
        let sentence = format!("“{word}” holds the place of something still to be decided.");
        PLACEHOLDER.at(place, sentence).fixed_by("Decide it, or take it out.")
    };
    for it in &content.sections {
        // Of each section the first is told, with its line.
        let mut lines = (1_u32..).zip(it.text.lines());
        let first = lines.find_map(|(n, line)| Some((n, placeholder(line)?)));
        // A reason why it does not apply is looked at as well.
        let aside = || Some(finding(it.key.clone(), &placeholder(&it.not_applicable)?));
        let first = first.map(|(n, word)| finding(it.key.clone(), &word).on_line(Some(n)));
        found.extend(first.or_else(aside));
    }
    let mut look = |place: String, text: &str| {
        found.extend(placeholder(text).map(|word| finding(place, &word)));
    };
    for (n, it) in content.activation.iter().enumerate() {
        look(format!("activation.{n}.text"), &it.text);
    }
    for (n, it) in content.duties.iter().enumerate() {
        look(format!("duties.{n}.duty"), &it.duty);
    }
    for (n, it) in content.steps.iter().enumerate() {
        look(format!("steps.{n}.text"), &it.text);
        look(format!("steps.{n}.check"), &it.check);
    }
    for (n, it) in content.successions.iter().enumerate() {
        look(format!("successions.{n}.conditions"), &it.conditions);
    }
    for (n, it) in content.delegations.iter().enumerate() {
        for (field, text) in [("begins", &it.begins), ("ends", &it.ends), ("limits", &it.limits)] {
            look(format!("delegations.{n}.{field}"), text);
        }
    }
    for (n, it) in content.records.iter().enumerate() {
        look(format!("records.{n}.name"), &it.name);
    }
    for (n, it) in content.kit.iter().enumerate() {
        look(format!("kit.{n}.place"), &it.place);
    }
    for (n, it) in content.communication.iter().enumerate() {
        look(format!("communication.{n}.what"), &it.what);
    }
    found
}

/// The clauses of the type that no section with anything in it answers.
fn clauses(of: &Subject<'_>) -> Option<Finding> {
    let answered: BTreeSet<&str> = of
        .template
        .sections
        .iter()
        .filter(|it| of.content.is_complete(it))
        .flat_map(|it| it.clauses.iter().map(String::as_str))
        .collect();
    let open = |it: &&SectionTemplate| it.clauses.iter().any(|it| !answered.contains(it.as_str()));
    let first = of.template.sections.iter().find(open)?;
    let all = of.template.sections.iter().flat_map(|it| it.clauses.iter().map(String::as_str));
    let open: BTreeSet<&str> = all.filter(|it| !answered.contains(it)).collect();
    let names: Vec<&str> = open.iter().copied().collect();
    let sentence = format!("No section answers {}.", few(&names));
    let finding = CLAUSE.at(first.key.as_str(), sentence);
    let clause = first.clauses.iter().find(|it| open.contains(it.as_str()));
    let clause = clause.cloned().map(Cow::Owned);
    let fix = format!("Begin with “{}”.", first.title);
    Some(Finding { clause, ..finding }.fixed_by(fix))
}

/// The clauses of obligations that no section with anything in it answers: one finding for each
/// obligation.
fn obligations(of: &Subject<'_>, asked: &[Asked]) -> Vec<Finding> {
    let is_complete = |key: &String| {
        of.template.section(key).is_some_and(|section| of.content.is_complete(section))
    };
    let mut open: BTreeMap<&str, Vec<&Asked>> = BTreeMap::new();
    for it in asked.iter().filter(|it| !it.sections.iter().any(is_complete)) {
        open.entry(it.by.as_str()).or_default().push(it);
    }
    let finding = |(by, clauses): (&str, Vec<&Asked>)| {
        let key = clauses.iter().find_map(|it| it.sections.first())?;
        let title = of.template.section(key).map_or(key.as_str(), |it| it.title.as_str());
        let names: Vec<&str> = clauses.iter().map(|it| it.clause.as_str()).collect();
        let sentence = format!("No section answers {}, which {by} asks for.", few(&names));
        let fix = format!("Begin with “{title}”.");
        Some(CLAUSE.at(key.as_str(), sentence).of(by).fixed_by(fix))
    };
    open.into_iter().filter_map(finding).collect()
}

/// The first of many names, and how many more there are.
fn few(names: &[&str]) -> String {
    match names.get(..NAMED_MAX) {
        Some(first) if NAMED_MAX + 1 < names.len() => {
            format!("{} and {} more", first.join(", "), names.len() - NAMED_MAX)
        }
        _ => names.join(", "),
    }
}

fn no_return(of: &Subject<'_>) -> Option<Finding> {
    let is_return =
        |it: &&SectionTemplate| it.clauses.iter().any(|it| RETURN.contains(&it.as_str()));
    let mut sections = of.template.sections.iter().filter(is_return);
    let first = sections.clone().next()?;
    let says = sections.any(|it| of.content.is_complete(it));
    (!says).then(|| {
        let sentence = "Nothing says how the usual state returns.";
        let fix = format!("Write “{}”.", first.title);
        NO_RETURN.at(first.key.as_str(), sentence).fixed_by(fix)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_names_a_sentence_has_the_first_three() {
        assert_eq!(few(&["a", "b", "c", "d"]), "a, b, c, d");
        assert_eq!(few(&["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
        assert_eq!(few(&[]), "");
    }
}
