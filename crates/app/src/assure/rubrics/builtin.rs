//! The rubrics that every installation has.

use std::sync::LazyLock;

use super::{Criterion, Rubric, Source};

/// Each source with its file, in the order in which a review goes through them.
const FILES: [(&str, &str); 3] = [
    ("statute", include_str!("builtin/statute.yaml")),
    ("manual", include_str!("builtin/manual.yaml")),
    ("good_practice", include_str!("builtin/good_practice.yaml")),
];

static RUBRICS: LazyLock<Vec<Rubric>> = LazyLock::new(|| {
    let read = |(code, text): &(&str, &str)| {
        let read = serde_yaml_ng::from_str::<Rubric>(text);
        // The files are part of the program, and a test reads each.
        read.map_err(|it| tracing::error!(code, "a rubric cannot be read: {it}")).ok()
    };
    FILES.iter().filter_map(read).collect()
});

/// Every rubric.
pub fn all() -> &'static [Rubric] {
    &RUBRICS
}

/// Every criterion with its source.
pub fn criteria() -> impl Iterator<Item = (Source, &'static Criterion)> {
    all().iter().flat_map(|rubric| rubric.criteria.iter().map(|it| (rubric.source, it)))
}

/// The criterion called `code`, with its source.
pub fn find(code: &str) -> Option<(Source, &'static Criterion)> {
    criteria().find(|it| it.1.code == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_rubric_is_read_and_says_what_it_must() {
        for (code, text) in FILES {
            let rubric: Rubric = serde_yaml_ng::from_str(text).expect(code);
            assert_eq!(rubric.source.code(), code);
            assert!(rubric.criteria.iter().any(|it| it.mandatory) || code == "good_practice");
            for it in &rubric.criteria {
                assert!(1 <= it.weight && it.weight <= 5, "{}", it.code);
                assert!(40 <= it.guidance.len(), "{} needs guidance", it.code);
            }
        }
        let sources: Vec<Source> = all().iter().map(|it| it.source).collect();
        assert_eq!(sources, Source::ALL);
        let codes: BTreeSet<&str> = criteria().map(|it| it.1.code.as_str()).collect();
        assert_eq!(codes.len(), criteria().count(), "a code stands there twice");
    }
}
