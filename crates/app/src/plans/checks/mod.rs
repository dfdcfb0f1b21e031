//! The plan compiler: what is wrong with a plan, as a compiler tells it.
//!
//! Each rule is pure: it looks at what a plan says ([`Content`]) beside what is known of what it
//! names ([`Facts`]). Facts come from a whole programme folder (`mainstay check`), or from the
//! database, where only what one plan names is read. `docs/rules/README.md` explains every rule.
//!
//! [`Content`]: crate::plans::plan::Content

mod finding;
mod about;
mod rules;
mod limits;
mod facts;
mod subject;
mod text;
mod activation;
mod people;
mod succession;
mod steps;
mod places;
mod vendors;
mod records;
mod standing;
mod fixes;
mod read;

use crate::plans::plan::{Content, PlanDocument};

pub use facts::{Asked, Facts, ItemFacts, PersonFacts, PlanFacts, Reach};
pub use finding::{Area, Finding, Rule, Severity, workable};
pub use fixes::{fix_of, fixed};
pub use limits::Limits;
pub use read::{of, of_asked, of_content};
pub use rules::RULES;

/// Everything that somebody should look at in a plan that says `content`, the worst first, and what is
/// waived last. A plan of a type that is not known has no findings.
pub fn check(document: &PlanDocument, content: &Content, facts: &Facts) -> Vec<Finding> {
    let Some(template) = content.template(&document.plan_type) else { return Vec::new() };
    let of = subject::Subject::of((document, content), &template, facts);
    let mut found = text::check(&of);
    found.extend(activation::check(&of));
    found.extend(people::check(&of));
    found.extend(succession::check(&of));
    found.extend(steps::check(&of));
    found.extend(places::check(&of));
    found.extend(vendors::check(&of));
    found.extend(records::check(&of));
    found.extend(standing::check(&of));
    for it in &mut found {
        it.about = about::about(content, it);
        it.waived = facts.waived(&document.code, it.code, &it.about).cloned();
    }
    finding::sort(&mut found);
    found
}

/// What no single plan can be blamed for: the essential services that no plan in force is about,
/// each with how it is named (S0-01).
pub fn unplanned(facts: &Facts) -> Vec<(&str, Finding)> {
    standing::unplanned(facts)
}
