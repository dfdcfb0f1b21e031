//! What is different between the sections that a plan is written to and those of its template today,
//! section by section. Nothing here does I/O.

use super::SectionTemplate;

/// One section that is not as in the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionUpdate {
    /// The section as the plan has it. None: it is new.
    pub before: Option<SectionTemplate>,
    /// The section as the template has it. None: the template has it no more.
    pub after: Option<SectionTemplate>,
}

/// What happened to a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UpdateKind {
    /// The template has it anew.
    Added,
    /// The template has it no more.
    Removed,
    /// The template says something else of it.
    Changed,
}

impl UpdateKind {
    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            UpdateKind::Added => "added",
            UpdateKind::Removed => "removed",
            UpdateKind::Changed => "changed",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            UpdateKind::Added => "Added",
            UpdateKind::Removed => "Removed",
            UpdateKind::Changed => "Changed",
        }
    }
}

impl SectionUpdate {
    /// Which section: its key.
    pub fn key(&self) -> &str {
        self.after.as_ref().or(self.before.as_ref()).map_or("", |it| it.key.as_str())
    }

    /// What it is called, today if there is such a section today.
    pub fn title(&self) -> &str {
        self.after.as_ref().or(self.before.as_ref()).map_or("", |it| it.title.as_str())
    }

    /// What happened to it.
    pub const fn kind(&self) -> UpdateKind {
        match (&self.before, &self.after) {
            (None, _) => UpdateKind::Added,
            (_, None) => UpdateKind::Removed,
            _ => UpdateKind::Changed,
        }
    }

    /// What is different, each as what it is, what it was, and what it is now.
    pub fn differences(&self) -> Vec<(&'static str, String, String)> {
        let of = |it: Option<&SectionTemplate>| -> [String; 5] {
            it.map_or_else(Default::default, |it| {
                [
                    it.title.clone(),
                    it.guidance.clone(),
                    if it.required { "Required" } else { "Optional" }.to_owned(),
                    it.clauses.join(", "),
                    it.blocks.iter().map(|it| it.title()).collect::<Vec<_>>().join(", "),
                ]
            })
        };
        let names = ["Title", "Guidance", "Required or not", "Clauses", "Blocks"];
        let pairs = of(self.before.as_ref()).into_iter().zip(of(self.after.as_ref()));
        let all = names.into_iter().zip(pairs).map(|(name, (a, b))| (name, a, b));
        all.filter(|(_, a, b)| a != b).collect()
    }
}

/// What is different, in the order of the template; what it has no more comes last.
pub fn updates(mine: &[SectionTemplate], theirs: &[SectionTemplate]) -> Vec<SectionUpdate> {
    let of = |all: &[SectionTemplate], key: &str| all.iter().find(|it| it.key == key).cloned();
    let now = theirs.iter().filter_map(|after| {
        let before = of(mine, &after.key);
        (before.as_ref() != Some(after))
            .then(|| SectionUpdate { before, after: Some(after.clone()) })
    });
    let gone = mine.iter().filter(|it| of(theirs, &it.key).is_none());
    let gone = gone.map(|it| SectionUpdate { before: Some(it.clone()), after: None });
    now.chain(gone).collect()
}

/// The sections of a plan after it took over what the template says of the section `key`. None: it is
/// in both the same, or in neither.
///
/// They stand in the order of the template; what that does not have stays behind what it stood behind.
/// A block stands in one section. One that comes with this section leaves the one where it was.
pub fn taken(
    mine: &[SectionTemplate],
    theirs: &[SectionTemplate],
    key: &str,
) -> Option<Vec<SectionTemplate>> {
    let update = updates(mine, theirs).into_iter().find(|it| it.key() == key)?;
    let mut next = mine.to_vec();
    match update.after {
        None => next.retain(|it| it.key != key),
        Some(after) => {
            for it in &mut next {
                it.blocks.retain(|it| !after.blocks.contains(it));
            }
            match next.iter_mut().find(|it| it.key == key) {
                Some(it) => *it = after,
                None => next.push(after),
            }
        }
    }
    let place = |key: &str| theirs.iter().position(|it| it.key == key);
    let mut last = 0;
    let mut placed: Vec<(usize, SectionTemplate)> = Vec::new();
    for it in next {
        last = place(&it.key).unwrap_or(last);
        placed.push((last, it));
    }
    placed.sort_by_key(|it| it.0);
    Some(placed.into_iter().map(|it| it.1).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plans::templates::BlockKind;

    fn section(key: &str, guidance: &str) -> SectionTemplate {
        SectionTemplate {
            key: key.to_owned(),
            title: key.to_uppercase(),
            guidance: guidance.to_owned(),
            required: true,
            clauses: vec![],
            blocks: vec![],
        }
    }

    fn keys(all: &[SectionTemplate]) -> Vec<&str> {
        all.iter().map(|it| it.key.as_str()).collect()
    }

    #[test]
    fn what_is_added_removed_or_changed_is_told_section_by_section() {
        let mine = [section("a", "1"), section("b", "1"), section("c", "1")];
        let theirs = [section("a", "1"), section("n", "1"), section("c", "2")];
        let found = updates(&mine, &theirs);
        let told: Vec<_> = found.iter().map(|it| (it.key(), it.kind().code())).collect();
        assert_eq!(told, [("n", "added"), ("c", "changed"), ("b", "removed")]);
        let guidance = ("Guidance", "1".to_owned(), "2".to_owned());
        assert_eq!(found[1].differences(), [guidance]);
        assert_eq!(keys(&taken(&mine, &theirs, "n").unwrap()), ["a", "b", "n", "c"]);
        assert_eq!(keys(&taken(&mine, &theirs, "b").unwrap()), ["a", "c"]);
        assert_eq!(taken(&mine, &theirs, "c").unwrap()[2], section("c", "2"));
        assert_eq!(taken(&mine, &theirs, "a"), None);
    }

    #[test]
    fn a_block_that_moves_stands_in_one_section_only() {
        let with = |it: SectionTemplate| SectionTemplate { blocks: vec![BlockKind::Steps], ..it };
        let mine = [with(section("a", "1")), section("b", "1")];
        let theirs = [section("a", "1"), with(section("b", "1"))];
        let next = taken(&mine, &theirs, "b").unwrap();
        assert_eq!(next, theirs);
    }

    proptest! {
        /// Whoever takes over one section after the other, in whatever order, ends with the template.
        #[test]
        fn all_that_is_taken_over_is_the_template(
            mine in prop::collection::btree_map("[a-f]", 0_u8..3, 0..6),
            theirs in prop::collection::btree_map("[a-f]", 0_u8..3, 0..6),
            first in 0_usize..6,
        ) {
            let of = |all: &std::collections::BTreeMap<String, u8>| -> Vec<SectionTemplate> {
                all.iter().map(|(key, n)| section(key, &n.to_string())).collect()
            };
            let (mut mine, mut theirs) = (of(&mine), of(&theirs));
            let n = first.min(mine.len());
            mine.rotate_left(n);
            theirs.reverse();
            let is_same = updates(&mine, &theirs).is_empty();
            let mut left = updates(&mine, &theirs);
            let n_left = left.len();
            for n in 0..n_left {
                let key = left[first % left.len()].key().to_owned();
                mine = taken(&mine, &theirs, &key).unwrap();
                left = updates(&mine, &theirs);
                prop_assert_eq!(left.len(), n_left - n - 1);
            }
            if !is_same {
                prop_assert_eq!(mine, theirs);
            }
        }
    }
}
