//! The obligations that every installation knows. They are facts and numbers with our own short
//! descriptions; the texts themselves stay with whoever published them.

use std::sync::LazyLock;

use super::{Obligation, ObligationDocument};

const FILES: [(&str, &str); 5] = [
    ("gs-143b-1331", include_str!("builtin/gs-143b-1331.yaml")),
    ("eo-298", include_str!("builtin/eo-298.yaml")),
    ("sp-800-53-cp", include_str!("builtin/sp-800-53-cp.yaml")),
    ("iso-22301", include_str!("builtin/iso-22301.yaml")),
    ("fcd-1", include_str!("builtin/fcd-1.yaml")),
];

static ALL: LazyLock<Vec<Obligation>> = LazyLock::new(|| {
    let read = |(code, text): &(&str, &str)| {
        let read = serde_yaml_ng::from_str::<ObligationDocument>(text);
        // The files are part of the program, and a test reads each.
        let read = read.map_err(|it| tracing::error!(code, "an obligation cannot be read: {it}"));
        read.ok().map(Obligation::built_in)
    };
    FILES.iter().filter_map(read).collect()
});

/// Every obligation that came with the program.
pub(super) fn all() -> &'static [Obligation] {
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assure::obligations::coverage;
    use crate::plans::templates;

    #[test]
    fn each_is_read_and_can_be() {
        for (code, text) in FILES {
            let document: ObligationDocument = serde_yaml_ng::from_str(text).expect(code);
            assert_eq!(document.code, code);
            assert_eq!(document.problems(), [], "{code}");
            assert_eq!(document.clone().tidied(), document, "{code}");
        }
        assert_eq!(all().len(), FILES.len());
    }

    /// A clause that no plan could answer would be missing forever.
    #[test]
    fn every_clause_is_answered_by_a_section_of_some_type_of_plan() {
        for it in all() {
            for clause in &it.document.clauses {
                let answers =
                    |it: &templates::Template| coverage::sections(clause, it).next().is_some();
                let name = &it.document.code;
                assert!(templates::all().iter().any(answers), "{name}: {}", clause.number);
            }
        }
    }
}
