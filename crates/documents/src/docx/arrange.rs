//! Which section of a template each heading of a document belongs to, by its words.
//!
//! The score is the share of words that two titles have in common (Dice 1945), each word weighted
//! by how few sections have it, so that "plan" says little and "restoration" much.

use std::collections::{BTreeMap, BTreeSet};

use super::{DocxKind, DocxPart, Place};

/// From this score on, in percent, a heading is taken for the section.
const SCORE_MIN: u8 = 40;

/// Words that say nothing about what is below them.
const SMALL: [&str; 18] = [
    "the", "of", "and", "or", "for", "to", "in", "on", "an", "is", "are", "this", "with", "by",
    "what", "how", "who", "when",
];

/// A heading of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 for the highest.
    pub level: u8,
    /// Its words, numbers included.
    pub text: String,
}

/// Where a heading would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// Which of the sections, counted from 0; none when no one fits, so that it is kept apart.
    pub section: Option<usize>,
    /// How well its own words fit, in percent; 0 when it only follows the heading above it.
    pub score: u8,
}

/// A document sorted by the sections of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arranged {
    /// The parts of each section, in the order of the document.
    pub sections: Vec<Vec<DocxPart>>,
    /// What fits nowhere: what is before the first heading, below headings that no section fits,
    /// and outside of the text.
    pub other: Vec<DocxPart>,
}

/// For each of `headings` the section of `sections` that its words fit best. Case, numbering and
/// small words count for nothing. A heading that fits none goes with the heading above it.
pub fn propose(headings: &[Heading], sections: &[&str]) -> Vec<Proposal> {
    let sections: Vec<BTreeSet<String>> = sections.iter().map(|it| stems(it)).collect();
    let mut n_with: BTreeMap<&str, u32> = BTreeMap::new();
    for stem in sections.iter().flatten() {
        *n_with.entry(stem.as_str()).or_default() += 1;
    }
    let weight = |stem: &String| 1.0 / f64::from(n_with.get(stem.as_str()).copied().unwrap_or(1));
    let sum = |stems: &mut dyn Iterator<Item = &String>| stems.map(weight).sum::<f64>();
    // The headings above the next one, with their sections.
    let mut above: Vec<(u8, Option<usize>)> = Vec::new();
    let propose = headings.iter().map(|heading| {
        above.retain(|(level, _)| *level < heading.level);
        let words = stems(&heading.text);
        let mut best = Proposal { section: above.last().and_then(|(_, it)| *it), score: 0 };
        for (at, section) in sections.iter().enumerate() {
            let shared = sum(&mut words.intersection(section));
            let all = sum(&mut words.iter()) + sum(&mut section.iter());
            let score = if 0.0 < all { percent(2.0 * shared / all) } else { 0 };
            if SCORE_MIN.max(best.score + 1) <= score {
                best = Proposal { section: Some(at), score };
            }
        }
        above.push((heading.level, best.section));
        best
    });
    propose.collect()
}

/// `parts` sorted by `sections`, with nothing lost: what [`propose`] finds no section for is kept in
/// the other parts, in order.
pub fn arrange(parts: &[DocxPart], sections: &[&str]) -> Arranged {
    let heading = |it: &DocxPart| match (&it.kind, it.place) {
        (DocxKind::Heading { level, text }, Place::Body) => {
            Some(Heading { level: *level, text: text.clone() })
        }
        _ => None,
    };
    let headings: Vec<Heading> = parts.iter().filter_map(heading).collect();
    let mut proposals = propose(&headings, sections).into_iter();
    let mut arranged = Arranged { sections: vec![Vec::new(); sections.len()], other: Vec::new() };
    let mut current = None;
    for part in parts {
        if heading(part).is_some() {
            current = proposals.next().and_then(|it| it.section);
        }
        // Notes belong to words, but nobody knows to which: they are shown with the rest.
        let section = current.filter(|_| matches!(part.place, Place::Body | Place::TextBox));
        match section.and_then(|it| arranged.sections.get_mut(it)) {
            Some(section) => section.push(part.clone()),
            None => arranged.other.push(part.clone()),
        }
    }
    arranged
}

fn percent(share: f64) -> u8 {
    // From 0 to 1, so nothing is cut off.
    let percent = (share * 100.0).round().clamp(0.0, 100.0);
    (0..=100).rev().find(|it| f64::from(*it) <= percent).unwrap_or(0)
}

/// The words of a title that say something, without their endings.
fn stems(title: &str) -> BTreeSet<String> {
    let lower = title.to_lowercase();
    let words = lower.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    let mut stems = BTreeSet::new();
    let mut is_numbering = true;
    for word in words {
        // "3.1", "IV.", "Section 2", "Appendix B": where it stands, not what it says.
        let is_number = word.chars().any(|it| it.is_ascii_digit())
            || word.chars().all(|it| matches!(it, 'i' | 'v' | 'x' | 'l'));
        let is_label = ["section", "appendix", "annex", "chapter", "part"].contains(&word);
        is_numbering &= is_number || is_label || word.len() < 2;
        if !is_numbering && 1 < word.len() && !SMALL.contains(&word) {
            stems.insert(stem(word));
        }
    }
    stems
}

/// `word` without what plurals and verbs add.
fn stem(word: &str) -> String {
    const ENDINGS: [&str; 15] = [
        "ations", "ation", "ating", "ated", "ates", "ions", "ion", "ings", "ing", "ments", "ment",
        "ies", "es", "ed", "s",
    ];
    let fits = |end: &&str| {
        word.strip_suffix(*end).is_some_and(|it| 4 <= it.chars().count())
            && !(*end == "s" && word.ends_with("ss"))
    };
    let stem = ENDINGS.iter().find(|it| fits(it)).and_then(|it| word.strip_suffix(*it));
    let stem = stem.unwrap_or(word);
    stem.strip_suffix(['e', 'y', 'i'])
        .filter(|it| 4 <= it.chars().count())
        .unwrap_or(stem)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: [&str; 7] = [
        "When this plan is activated",
        "What is restored, in what order",
        "Roles and responsibilities",
        "Contacts",
        "Communication plan",
        "Training, tests and exercises",
        "Plan maintenance",
    ];

    fn sections_of(headings: &[(u8, &str)]) -> Vec<Option<usize>> {
        let headings: Vec<Heading> = headings
            .iter()
            .map(|(level, text)| Heading { level: *level, text: (*text).to_owned() })
            .collect();
        propose(&headings, &SECTIONS).into_iter().map(|it| it.section).collect()
    }

    #[test]
    fn headings_find_their_sections_by_words() {
        let found = sections_of(&[
            (1, "1. ACTIVATION OF THE PLAN"),
            (1, "2.0 Order of Restoration"),
            (1, "Section 3: Roles & Responsibility"),
            (1, "Appendix A – Contact List"),
            (1, "IV. Communications"),
            (1, "Exercise and Test Program"),
            (1, "Plan Maintenance and Review"),
            (1, "Budget"),
        ]);
        let expected = [Some(0), Some(1), Some(2), Some(3), Some(4), Some(5), Some(6), None];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_fits_nowhere_goes_with_the_heading_above_it() {
        let found = sections_of(&[
            (1, "Introduction"),
            (2, "Background"),
            (1, "Contacts"),
            (2, "Vendors"),
            (3, "Communication"),
            (2, "Hotel"),
            (1, "Annex"),
        ]);
        assert_eq!(found, [None, None, Some(3), Some(3), Some(4), Some(3), None]);
    }

    #[test]
    fn nothing_is_lost_on_the_way_to_the_sections() {
        let part = |place, kind| DocxPart { place, kind };
        let words = |it: &str| DocxKind::Paragraph(it.to_owned());
        let heading = |it: &str| DocxKind::Heading { level: 1, text: it.to_owned() };
        let parts = [
            part(Place::Body, words("before")),
            part(Place::Body, heading("Contacts")),
            part(Place::Body, words("call")),
            part(Place::Footnote, words("note")),
            part(Place::Body, heading("Money")),
            part(Place::TextBox, words("box")),
        ];
        let arranged = arrange(&parts, &SECTIONS);
        assert_eq!(arranged.sections[3], parts[1..3]);
        let others = [0, 3, 4, 5].map(|it| parts[it].clone());
        assert_eq!(arranged.other, others);
    }

    #[test]
    fn odd_titles_do_no_harm() {
        assert_eq!(propose(&[], &SECTIONS), []);
        let found = sections_of(&[(1, ""), (9, "1.2.3"), (1, "the of and"), (0, "漢字")]);
        assert_eq!(found, [None; 4]);
        let heading = Heading { level: 1, text: "Contacts".to_owned() };
        assert_eq!(propose(&[heading], &[]), [Proposal { section: None, score: 0 }]);
    }
}
