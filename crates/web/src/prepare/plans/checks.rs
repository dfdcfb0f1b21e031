//! What the rules find in a plan, beside its text: as a compiler tells it.

use app::ids::PlanId;
use app::plans::checks::{Finding, Severity};
use app::plans::templates::Template;
use maud::{Markup, html};

use super::waivers;
use crate::layout::states::{Tone, state};
use crate::shell::Shell;

/// So many findings are shown open; the rest unfolds.
const OPEN_MAX: usize = 6;

/// Where a finding can be put right or waived, as far as the reader may do so.
#[derive(Clone, Copy, Default)]
pub(super) struct Ways<'a> {
    /// Where a section is written.
    pub(super) edit: Option<&'a str>,
    /// In which plan a waiver can be asked for.
    pub(super) waive: Option<PlanId>,
}

/// The findings, the worst first, and apart from them what is waived.
pub(super) fn panel(all: &[Finding], template: &Template, ways: Ways<'_>) -> Markup {
    let (waived, found): (Vec<&Finding>, Vec<&Finding>) =
        all.iter().partition(|it| it.waived.is_some());
    let n_errors = found.iter().filter(|it| it.severity == Severity::Error).count();
    let (open, more) = found.split_at(found.len().min(OPEN_MAX));
    html! {
        section.panel aria-labelledby="checks" {
            header {
                h2 #checks { "Checks" }
                @match (found.len(), n_errors) {
                    (0, _) => (state(Tone::Good, "Nothing found")),
                    (_, 0) => (state(Tone::Warn, count(found.len(), "finding"))),
                    (_, n) => (state(Tone::Bad, count(n, "error"))),
                }
            }
            @if !all.is_empty() {
                div.body {
                    ul.plain.checks { @for it in open { (line(it, template, ways)) } }
                    @if !more.is_empty() {
                        details {
                            summary { (more.len()) " more" }
                            ul.plain.checks { @for it in more { (line(it, template, ways)) } }
                        }
                    }
                    @if !waived.is_empty() {
                        h3 { (count(waived.len(), "finding")) " waived" }
                        ul.plain.checks { @for it in waived { (line(it, template, ways)) } }
                    }
                }
            }
        }
    }
}

pub(super) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// How bad a finding looks.
pub(super) const fn tone(it: &Finding) -> Tone {
    match it.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warn,
        Severity::Note => Tone::Idle,
    }
}

/// By whom a finding is waived, until when and why. Nothing if it is not.
pub(super) fn waived(it: &Finding) -> Markup {
    html! {
        @if let Some(waived) = &it.waived {
            br;
            small { "Waived by " (waived.by) " until " (Shell::date(waived.until)) ": " (waived.reason) }
        }
    }
}

/// How a finding counts.
pub(super) fn standing(it: &Finding) -> Markup {
    match it.waived {
        Some(_) => state(Tone::Idle, "Waived"),
        None => state(tone(it), it.severity.title()),
    }
}

fn line(it: &Finding, template: &Template, ways: Ways<'_>) -> Markup {
    let section = section_of(it, template);
    html! {
        li {
            (standing(it)) " " (it.sentence)
            @if let Some(fix) = &it.fix { " " (fix) }
            br;
            span.quiet {
                code { (it.code) }
                @if let Some(clause) = &it.clause { ", " (clause) }
                @if let Some((key, title)) = section {
                    ", "
                    @match ways.edit {
                        Some(edit) => a href={ (edit) "/" (key) } { (title) },
                        None => a href={ "#section-" (key) } { (title) },
                    }
                    @if let Some(n) = it.line { ", line " (n) }
                }
                @if let (Some(plan), None) = (ways.waive, &it.waived) {
                    ", " a href=(waivers::link(plan, it)) aria-label={ "Ask for a waiver of " (it.code) } { "waive" }
                }
            }
            (waived(it))
        }
    }
}

/// The section where a finding is: by its key, or the one in which the list stands.
pub(super) fn section_of<'a>(it: &Finding, template: &'a Template) -> Option<(&'a str, &'a str)> {
    let first = it.place.split('.').next().unwrap_or_default();
    let by_key = template.section(first);
    let by_list = || {
        let lists = |it: &&app::plans::templates::SectionTemplate| {
            it.blocks.iter().any(|block| block.code() == first)
        };
        template.sections.iter().find(lists)
    };
    by_key.or_else(by_list).map(|it| (it.key.as_str(), it.title.as_str()))
}
