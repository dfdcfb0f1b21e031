//! How far the draft of a plan is: in numbers, and section by section. Saving sends both anew.

use app::plans::templates::SectionTemplate;
use maud::{Markup, html};

use super::editor::{Draft, section_path};
use crate::layout::parts;
use crate::layout::states::{Tone, state};

/// `3 of 14 required sections complete`
pub(super) fn n_complete(draft: &Draft) -> Markup {
    let n_required = draft.template.sections.iter().filter(|it| it.required).count();
    let n_complete = n_required - draft.version.content.missing(&draft.template).len();
    html! {
        span #n-complete role="status" {
            (n_complete) " of " (n_required) " required sections complete"
        }
    }
}

/// All sections, with how far each is.
pub(super) fn outline(draft: &Draft) -> Markup {
    let content = &draft.version.content;
    let aside = |it: &SectionTemplate| match (content.is_complete(it), it.required) {
        (true, _) => state(Tone::Good, "Complete"),
        (false, true) => state(Tone::Warn, "Missing"),
        (false, false) => state(Tone::Idle, "Optional"),
    };
    let step = |it: &SectionTemplate| parts::Step {
        what: Some(html! { a href=(section_path(draft.plan.id, &it.key)) { (it.title) } }),
        aside: Some(aside(it)),
        now: it.key == draft.section.key,
        ..parts::Step::default()
    };
    let steps: Vec<parts::Step> = draft.template.sections.iter().map(step).collect();
    html! {
        nav #sections aria-label="Sections" {
            (parts::panel("Sections", html! {}, parts::steps(&steps)))
        }
    }
}
