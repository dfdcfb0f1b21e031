//! The types of plans that every installation has.

use std::sync::LazyLock;

use super::Template;

/// The 24 types, each with its file, in the order in which people choose.
const FILES: [(&str, &str); 24] = [
    ("coordination", include_str!("builtin/coordination.yaml")),
    ("emergency_response", include_str!("builtin/emergency_response.yaml")),
    ("damage_assessment", include_str!("builtin/damage_assessment.yaml")),
    ("salvage", include_str!("builtin/salvage.yaml")),
    ("vital_records", include_str!("builtin/vital_records.yaml")),
    ("crisis_pr", include_str!("builtin/crisis_pr.yaml")),
    ("accommodation", include_str!("builtin/accommodation.yaml")),
    ("computer_network", include_str!("builtin/computer_network.yaml")),
    ("telecom", include_str!("builtin/telecom.yaml")),
    ("security", include_str!("builtin/security.yaml")),
    ("personnel", include_str!("builtin/personnel.yaml")),
    ("finance_admin", include_str!("builtin/finance_admin.yaml")),
    ("bcp", include_str!("builtin/bcp.yaml")),
    ("coop", include_str!("builtin/coop.yaml")),
    ("cog", include_str!("builtin/cog.yaml")),
    ("drp", include_str!("builtin/drp.yaml")),
    ("iscp", include_str!("builtin/iscp.yaml")),
    ("crisis_comms", include_str!("builtin/crisis_comms.yaml")),
    ("cip", include_str!("builtin/cip.yaml")),
    ("cyber_ir", include_str!("builtin/cyber_ir.yaml")),
    ("oep", include_str!("builtin/oep.yaml")),
    ("devolution", include_str!("builtin/devolution.yaml")),
    ("reconstitution", include_str!("builtin/reconstitution.yaml")),
    ("pandemic", include_str!("builtin/pandemic.yaml")),
];

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let read = |(code, text): &(&str, &str)| {
        let read = serde_yaml_ng::from_str::<Template>(text);
        // The files are part of the program, and a test reads each.
        read.map_err(|it| tracing::error!(code, "a type of plan cannot be read: {it}")).ok()
    };
    FILES.iter().filter_map(read).collect()
});

/// Every type of plan.
pub fn all() -> &'static [Template] {
    &TEMPLATES
}

/// The type called `code`.
pub fn find(code: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|it| it.code == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::plans::templates::BlockKind;

    #[test]
    fn each_type_is_read_and_says_what_it_must() {
        for (code, text) in FILES {
            let template: Template = serde_yaml_ng::from_str(text).expect(code);
            assert_eq!(template.code, code);
            assert!((1..=3).contains(&template.level), "{code}");
            assert!(!template.purpose.is_empty(), "{code}");
            let keys: BTreeSet<&str> = template.sections.iter().map(|it| it.key.as_str()).collect();
            assert_eq!(keys.len(), template.sections.len(), "{code}: a key stands there twice");
            assert!(4 <= keys.len(), "{code} has {} sections", keys.len());
            assert!(template.sections.iter().any(|it| it.required), "{code}");
            for section in &template.sections {
                assert!(40 <= section.guidance.len(), "{code}: {} needs guidance", section.key);
                assert!(!section.title.is_empty(), "{code}");
            }
            if let Some(under) = &template.under {
                assert!(FILES.iter().any(|it| it.0 == under), "{code} is under {under}");
            }
        }
        assert_eq!(all().len(), FILES.len());
    }

    #[test]
    fn every_block_is_in_some_type() {
        for &block in BlockKind::ALL {
            assert!(all().iter().any(|it| it.has(block)), "{block:?}");
        }
    }

    #[test]
    fn each_type_tells_when_it_is_activated_and_who_acts() {
        for template in all() {
            assert!(template.has(BlockKind::Activation), "{}", template.code);
            let acts = [BlockKind::Duties, BlockKind::Teams];
            assert!(acts.iter().any(|it| template.has(*it)), "{}", template.code);
        }
    }

    /// What a type demands that is required: each named by words of its title, or by its block.
    fn demands(code: &str, wanted: &[&str], blocks: &[BlockKind]) {
        let template = find(code).unwrap();
        let required = || template.sections.iter().filter(|it| it.required);
        for words in wanted {
            let has = required().any(|it| it.title.to_lowercase().contains(words));
            assert!(has, "{code} does not demand “{words}”");
        }
        for block in blocks {
            let has = required().any(|it| it.blocks.contains(block));
            assert!(has, "{code} does not demand {block:?}");
        }
    }

    #[test]
    fn req_s0_05_plans_for_continuity_demand_successions_delegations_and_systems() {
        let blocks = [BlockKind::Successions, BlockKind::Delegations, BlockKind::Dependencies];
        for code in ["cog", "coop"] {
            demands(code, &["orders of succession", "delegations", "the it systems"], &blocks);
        }
    }

    #[test]
    fn req_s3_16_an_emergency_plan_demands_evacuation_accounting_and_authorities() {
        let words = ["evacuation", "accounting for people", "calling the authorities", "warned"];
        demands("emergency_response", &words, &[BlockKind::Steps, BlockKind::Contacts]);
    }

    /// Only the template of the crisis plan: activating one comes with incidents.
    #[test]
    fn a_crisis_plan_demands_a_team_prepared_messages_and_their_release() {
        let words = ["crisis team", "prepared messages", "how a message is released"];
        demands("crisis_pr", &words, &[BlockKind::Teams, BlockKind::Contacts]);
    }
}
